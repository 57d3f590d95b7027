"""Preps and libraries, in every state: what joins the gallery."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec.structs import replace

from mentoring.closes.rules import ClosedLine
from mentoring.commitments.rules import CommitmentLine
from mentoring.library import SHOWN, SOURCE_LIMIT, TITLE_LIMIT, LibraryEntry, LibraryPage
from mentoring.prep.points import POINT_LIMIT, Points, SharedPoints
from mentoring.prep.resources import Brought, Linked
from mentoring.prep.rules import AlsoAhead, PrepCard, PrepPage
from mentoring.programmes.queries import OwnProgramme
from mentoring.sessions.rules import SessionView
from mentoring.side_by_side import SessionCard
from mentoring.states import CommitmentState, ResourceKind, SessionState
from mentoring.typed import LINE_LIMIT
from tests.views.facts import World, members, uid
from tests.views.session_facts import session_views
from views import library, notices, originals, prep
from views.kit import Message
from views.reader import Reader

READER = Reader("en")
DUE = (date(2026, 3, 6), None, date(2026, 3, 9), date(2026, 3, 10))


def points(world: World) -> Points:
    """Three points as long as they may be."""
    return Points(*(world.text(POINT_LIMIT) for _ in range(3)))


def cards(world: World) -> dict[str, PrepCard]:
    """What a member can find before a session."""
    me, *rest = people = members(world)
    views = session_views(world)
    own = tuple(Brought(kind) for kind in ResourceKind)
    first = PrepCard(views["first"], me, tuple(rest), (), (), (), own, has_points=False, is_shared=False)
    also = tuple(AlsoAhead(views["planned"], tuple(rest)) for _ in range(5))
    full = replace(
        first,
        session=views["planned"],
        last=tuple(ClosedLine(each, world.text(LINE_LIMIT)) for each in people),
        mine=tuple(_open(world, number, 0) for number in range(4)),
        theirs=tuple(_open(world, 10 + number, -1) for number in range(4)),
        resources=tuple(_linked(world, kind) for kind in ResourceKind),
    )
    written = replace(full, has_points=True)
    shared = replace(written, is_shared=True, session=_with_agenda(world, views["planned"], 0))
    return {
        "first": first,
        "full": full,
        "written": written,
        "shared": shared,
        "shared by the others": replace(written, session=_with_agenda(world, views["planned"], 1)),
        "without a time": replace(first, session=views["without a time"]),
        "late": replace(full, session=views["unstarted"]),
        "begun": replace(shared, session=_with_agenda(world, views["safety"], 0)),
        "ended": replace(full, session=views["closing"]),
        "of several": replace(first, also=also),
        "called off": replace(full, session=views["cancelled"]),
    }


def surfaces(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Every message and modal of preps and libraries."""
    views = cards(world)
    for name, card in views.items():
        own = points(world) if card.has_points else Points()
        yield f"prep {name}", notices.render(READER, card)
        if card.session.state in {SessionState.PLANNED, SessionState.UNDER_WAY}:
            yield f"prep {name}, page", prep.page(READER, (PrepPage(card, own),))
            yield f"prep {name}, form", prep.form(READER, PrepPage(card, own))
            suggested = PrepPage(card, own, points(world))
            yield f"prep {name}, form with a suggestion", prep.form(READER, suggested)
            yield f"prep {name}, kept", prep.kept(READER, PrepPage(card, own))
    several = [
        PrepPage(replace(card, session=replace(card.session, session_id=uid(600 + number))), points(world))
        for number, card in enumerate((views["shared"], views["full"], views["first"]))
    ]
    yield "preps of several pairs", prep.page(READER, tuple(several))
    for name in ("planned", "without a time", "safety", "demo"):
        agenda = _with_agenda(world, session_views(world)[name], 0)
        yield f"session {name}, with an agenda", notices.render(READER, SessionCard(agenda, ()))
    yield from _libraries(world)


def originals_of_ours() -> Iterator[tuple[str, dict[str, Any]]]:
    """The three texts that ship."""
    for kind in ResourceKind:
        yield f"our own {kind}", originals.page(READER, kind)


def _libraries(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    entries = tuple(
        LibraryEntry(
            uid(700 + number),
            list(ResourceKind)[number % 3],
            world.text(TITLE_LIMIT),
            _link(world),
            world.text(SOURCE_LIMIT),
            tuple(world.text(60).casefold() for _ in range(number % 4)),
        )
        for number in range(SHOWN)
    )
    full = LibraryPage(uid(70), world.text(80), entries, SHOWN + 7)
    yield "library", library.page(READER, full)
    yield "library, empty", library.page(READER, replace(full, entries=(), total=0))
    yield "library, new entry", library.form(READER, full)
    programmes = tuple(OwnProgramme(uid(70 + number), world.text(80)) for number in range(30))
    yield "library, of which programme", library.choose(READER, programmes)


def _open(world: World, number: int, whose: int) -> CommitmentLine:
    member = members(world)[whose]
    return CommitmentLine(uid(500 + number), member, world.text(LINE_LIMIT), "", DUE[number % 4], CommitmentState.OPEN)


def _linked(world: World, kind: ResourceKind) -> Brought:
    return Brought(kind, Linked(world.text(TITLE_LIMIT), _link(world), world.text(SOURCE_LIMIT)))


def _link(world: World) -> str:
    """A link as long as the library takes it, where Slack counts an ampersand as five characters."""
    return world.link[:400]


def _with_agenda(world: World, view: SessionView, first: int) -> SessionView:
    return replace(view, agenda=tuple(SharedPoints(each, points(world)) for each in view.members[first:]))
