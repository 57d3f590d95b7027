"""Closes and commitments, in every state: what joins the gallery."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec.structs import replace

from mentoring.closes.rules import LINE_LIMIT, ClosedLine, CloseForm, CloseQuestion
from mentoring.commitments.rules import (
    RISK_LIMIT,
    WHAT_LIMIT,
    CommitmentForm,
    CommitmentLine,
    DueCommitments,
    DueLine,
    PairCommitments,
)
from mentoring.home import HomeCard
from mentoring.sessions.rules import SessionView
from mentoring.side_by_side import SessionCard
from mentoring.states import CommitmentState
from mentoring.typed import TEXT_LIMIT
from tests.views.facts import MOMENT, World, home_cards, members, uid
from tests.views.session_facts import session_views
from views import closes, commitments, notices, sessions
from views.kit import Message
from views.reader import Reader

READER = Reader("en")
TODAY = date(2026, 3, 6)


def promises(world: World, owner: int, count: int = 1) -> tuple[CommitmentLine, ...]:
    """Commitments of one member: each state in turn, as long as they may be, then without a day and a risk."""
    whose = members(world)[owner]
    return tuple(
        CommitmentLine(
            uid(800 + 50 * owner + number),
            whose,
            world.text(TEXT_LIMIT if number % 5 == 4 else WHAT_LIMIT),
            "" if number % 5 == 4 else world.text(RISK_LIMIT),
            None if number % 5 == 4 else TODAY,
            list(CommitmentState)[(number + 1) % 3],
        )
        for number in range(count)
    )


def surfaces(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Every message and modal of closes and commitments."""
    yield from _on_the_card(world)
    yield from _halves(world)
    yield from _commitments(world)


def homes(world: World) -> dict[str, HomeCard]:
    """Home with a few commitments, and with more than it shows."""
    card = home_cards(world)["charter in force"]
    many = tuple(
        each for owner in (0, -1) for each in promises(world, owner, 40) if each.state is not CommitmentState.DONE
    )
    return {
        "few commitments": replace(card, pairs=(replace(card.pairs[0], commitments=many[:2]),)),
        "many commitments": replace(card, pairs=(replace(card.pairs[0], commitments=many),)),
    }


def _on_the_card(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    views = session_views(world)
    people = members(world)
    made = (*promises(world, 0, 6), *promises(world, -1, 6))
    lines = tuple(ClosedLine(member, world.text(LINE_LIMIT)) for member in people)
    states = {
        "commit, with commitments": replace(views["commit"], commitments=made),
        "closing, with one half": replace(views["closing"], closed_by=people[:1], commitments=made[:2]),
        "closed by all": replace(views["closed"], closed_by=people, lines=lines, commitments=made),
        "closed by one": replace(views["closed"], closed_by=people[:1], lines=lines[:1]),
    }
    for name, view in states.items():
        yield f"session {name}", notices.render(READER, SessionCard(view, ()))
        yield f"session {name}, page", sessions.page(READER, (view,))
    yield from ((f"half kept, {name}", closes.kept(READER, view)) for name, view in _kept(states))


def _kept(states: dict[str, SessionView]) -> Iterator[tuple[str, SessionView]]:
    yield "one", states["closing, with one half"]
    yield "all", states["closed by all"]


def _halves(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    people = members(world)
    for number, me in enumerate(people):
        others = tuple(member for member in people if member != me)
        form = CloseForm(uid(90), 12, me, others, "", is_rated=False)
        yield f"half of {number}", closes.form(READER, form)
        mended = replace(form, line=world.text(LINE_LIMIT), is_rated=True)
        yield f"half of {number}, to be mended", closes.form(READER, mended)
    for answerable in (True, False):
        card = CloseQuestion(uid(90), 12, people[1:], is_answerable=answerable)
        yield f"close asked, {'open' if answerable else 'answered'}", notices.render(READER, card)


def _commitments(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    me, *rest = members(world)
    others = tuple(rest)
    yield "commitment form", commitments.form(READER, CommitmentForm(uid(90), me, others, TODAY))
    many = tuple(each for each in promises(world, 0, 40) if each.state is not CommitmentState.DONE)
    theirs = tuple(each for each in promises(world, -1, 40) if each.state is not CommitmentState.DONE)
    for name, lines in (("none", ()), ("mine", many[:1]), ("many", (*many, *theirs))):
        yield f"commitments, {name}", commitments.page(READER, PairCommitments(uid(9), me, others, lines))
    waiting = tuple(replace(each, state=CommitmentState.OPEN) for each in promises(world, 0, 12))
    for name, due, again_at in (
        ("one", waiting[:1], MOMENT),
        ("one, for the last time", waiting[:1], None),
        ("many", waiting, None),
        ("some settled", (*promises(world, 0, 3), *waiting[5:6]), MOMENT),
        ("moved on", (), None),
        ("all settled", tuple(replace(each, state=CommitmentState.DONE) for each in waiting[:2]), None),
    ):
        card = DueCommitments(TODAY, tuple(DueLine(line, others) for line in due), again_at)
        yield f"commitments due, {name}", notices.render(READER, card)
