"""
Every surface there is, in every state: each message, modal and Home tab.

``every_surface()`` gives them; the tests hold each against Slack's rules, and screenshots may show them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, assert_never

from msgspec.structs import replace

from mentoring import errors
from mentoring.breaks import Break
from mentoring.charters.notices import CharterInForce, CharterToSign
from mentoring.checkins import CheckInForm
from mentoring.commitments.rules import CommitmentLine
from mentoring.off_week import OffWeekCard
from mentoring.pairs.notices import PairEnded, PairFarewell, PairOpened
from mentoring.pairs.queries import PairChoice
from mentoring.participants import Actor
from mentoring.pulses import PulseCard
from mentoring.sessions.commands import WriteTogether
from mentoring.sessions.rules import CardPlace, LastCall, StillTogether
from mentoring.side_by_side import SessionCard
from mentoring.states import CharterVersionState, CommitmentState, PulseState, Visibility
from tests.views import (
    asked_surfaces,
    calendar_surfaces,
    close_surfaces,
    log_surfaces,
    prep_surfaces,
    programme_surfaces,
    remedy_surfaces,
    roster_surfaces,
    round_surfaces,
    show_surfaces,
    transcript_surfaces,
)
from tests.views.facts import (
    MOMENT,
    WORLDS,
    World,
    charter_pages,
    checkin,
    drafts,
    every_refusal,
    home_cards,
    members,
    pulse_cards,
    uid,
)
from tests.views.session_facts import session_views
from views import (
    breaks,
    charters,
    checkins,
    home,
    menu,
    notices,
    off_week,
    pairs,
    pulses,
    refusals,
    session_notices,
    sessions,
    who_sees_what,
)
from views.fitting import fitted
from views.kit import Message
from views.reader import Reader

READER = Reader("en")


class Kind(StrEnum):
    """What Slack shows it as."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


@dataclass(frozen=True)
class Surface:
    """
    One surface in one state.

    Attributes:
        payload: a view; for a message `{"text": …, "blocks": […]}`.
        typed: the texts that people wrote in it, as they wrote them.
    """

    name: str
    kind: Kind
    payload: dict[str, Any]
    typed: tuple[str, ...] = ()


@cache
def every_surface() -> tuple[Surface, ...]:
    """Every surface of the usual worlds, built once for all tests of a process; nobody changes them."""
    return tuple(surfaces())


def surfaces(worlds: Iterable[World] = WORLDS) -> Iterator[Surface]:
    """Every surface of every world."""
    for world in worlds:
        for surface in _world(world):
            yield Surface(f"{world.name}: {surface.name}", surface.kind, surface.payload, _typed(world))
    yield from _fixed()


def _typed(world: World) -> tuple[str, ...]:
    return (world.words, world.names)


NOUNS = (
    *(log_surfaces, show_surfaces, prep_surfaces, close_surfaces, remedy_surfaces, transcript_surfaces),
    *(round_surfaces, asked_surfaces, roster_surfaces),
)


def _world(world: World) -> Iterator[Surface]:
    yield from _pair_messages(world)
    yield from _pair_modals(world)
    yield from _charter_messages(world)
    yield from _charter_modals(world)
    yield from _checkin_surfaces(world)
    yield from _pulse_surfaces(world)
    for noun in NOUNS:
        yield from _each(noun.surfaces(world))
    yield from _programme_surfaces(world)
    yield from _session_surfaces(world)
    yield from _homes(world)
    yield from _menus(world)
    yield from _failures(world)


def _message(name: str, message: Message) -> Surface:
    sent = fitted(message)
    return Surface(name, Kind.MESSAGE, {"text": sent.text, "blocks": sent.blocks})


def _modal(name: str, view: dict[str, Any]) -> Surface:
    return Surface(name, Kind.MODAL, view)


def _each(found: Iterable[tuple[str, Message | dict[str, Any]]]) -> Iterator[Surface]:
    for name, surface in found:
        yield _message(name, surface) if isinstance(surface, Message) else _modal(name, surface)


def _pair_messages(world: World) -> Iterator[Surface]:
    me, *rest = members(world)
    others = tuple(rest)
    for state in (None, *CharterVersionState):
        yield _message(
            f"pair opened, charter {state}",
            notices.render(READER, PairOpened(uid(9), (me, *others), state, ended=False)),
        )
    signed = PairOpened(uid(9), (me, *others), CharterVersionState.OPEN, ended=False, is_signed_by_some=True)
    yield _message("pair opened, charter signed by some", notices.render(READER, signed))
    yield _message("pair opened, ended", notices.render(READER, PairOpened(uid(9), (me, *others), None, ended=True)))
    yield _message("pair ended", notices.render(READER, PairEnded(others)))
    yield _message("pair farewell", notices.render(READER, PairFarewell(world.people)))
    yield _message("unknown word after with", pairs.nobody_named(READER, world.text(3_000)))


def _pair_modals(world: World) -> Iterator[Surface]:
    _, *rest = members(world)
    others = tuple(rest)
    yield _modal("start a pair", pairs.form(READER, None))
    yield _modal("start a pair with somebody", pairs.form(READER, others[0].user_id))
    yield _modal("invitation sent", pairs.sent(READER, others[0].user_id))


def submitted(view: dict[str, Any], text: str) -> dict[str, Any]:
    """A modal as it comes back, with the same words typed into each text field."""
    values = {
        block["block_id"]: {block["element"]["action_id"]: {"type": block["element"]["type"], "value": text}}
        for block in view["blocks"]
        if block["type"] == "input"
    }
    return {**view, "id": "V1", "hash": "1.a", "state": {"values": values}}


def _charter_messages(world: World) -> Iterator[Surface]:
    first, *rest = members(world)
    for state in CharterVersionState:
        for ended in (False, True):
            card = CharterToSign(uid(9), 12, state, (first,), tuple(rest), ended)
            yield _message(f"charter to sign, {state}, ended {ended}", notices.render(READER, card))
    for replaced in (False, True):
        for ended in (False, True):
            announced = CharterInForce(uid(9), 12, (first, *rest), MOMENT, replaced, ended)
            yield _message(f"charter in force, replaced {replaced}, ended {ended}", notices.render(READER, announced))


def _charter_modals(world: World) -> Iterator[Surface]:
    for name, page in charter_pages(world).items():
        yield _modal(f"charter {name}", charters.page(READER, page))
        yield _modal(f"charter {name}, newer than shown", charters.moved_on(READER, page))
        if page.i_signed and not page.ended:
            yield _modal(f"just signed, {name}", charters.signed(READER, page))
        if page.still_in_force:
            yield _modal(f"charter {name}, the one in force", charters.in_force_page(READER, page))
        if not page.ended:
            editor = charters.editor(READER, page)
            yield _modal(f"charter {name}, editor", editor)
            typed = submitted(editor, "Mine.")
            yield _modal(f"charter {name}, two writers", charters.conflict(READER, page, typed))
    choices = tuple(PairChoice(uid(20 + number), members(world)[1:]) for number in range(5))
    yield _modal("which charter", charters.choose(READER, choices))


def _checkin_surfaces(world: World) -> Iterator[Surface]:
    me, *others = members(world)
    forms = tuple(CheckInForm(uid(20 + number), me, tuple(others)) for number in range(4))
    yield _modal("check in", checkins.form(READER, forms[:1]))
    yield _modal("check in, several pairs", checkins.form(READER, forms, forms[2].pair_id))
    for name, draft in drafts(world).items():
        for visibility in Visibility:
            card = checkin(world, draft, visibility)
            yield _modal(f"check-in kept, {name}, {visibility}", checkins.kept(READER, card))
            yield _modal(f"check-in read, {name}, {visibility}", checkins.page(READER, card))
        shared = checkin(world, draft, Visibility.SHARED)
        both = tuple(replace(shared, author=each, checkin_id=uid(60 + n)) for n, each in enumerate((me, *others)))
        for state in ("planned", "commit"):
            with_both = SessionCard(session_views(world)[state], both)
            yield _message(f"session {state}, with check-ins, {name}", notices.render(READER, with_both))


def _pulse_surfaces(world: World) -> Iterator[Surface]:
    cards = pulse_cards(world)
    for name, card in cards.items():
        if card.state is PulseState.ASKED:
            yield _message(
                "pulse asked by DM", off_week.message(READER, _asked(world, replace(card, pulse_id=uid(30))))
            )
        else:
            yield _modal(f"pulse {name}, reopened", pulses.page(READER, (pulses.reopen(card, card),)))
        yield _message(f"pulse {name}, as it stands", notices.render(READER, _asked(world, card)))
        yield _message(f"off week {name}, others wrote", notices.render(READER, _answered(world, card)))
        yield _modal(f"pulse {name}", pulses.page(READER, (card,)))
    yield _message(
        "off week, no session ahead", notices.render(READER, replace(_asked(world, None), is_half_way=False))
    )
    several = tuple(replace(card, pair_id=uid(20 + number)) for number, card in enumerate(cards.values()))
    yield _modal("pulses of several pairs", pulses.page(READER, several))


def _asked(world: World, pulse: PulseCard | None) -> OffWeekCard:
    """The DM of the off week when nobody has written yet."""
    return OffWeekCard(uid(9), members(world)[1:], None, (), (), pulse)


def _answered(world: World, pulse: PulseCard | None) -> OffWeekCard:
    """The same when all have written, and there is much to do."""
    me, *others = members(world)
    draft = drafts(world)["everything"] if "everything" in drafts(world) else next(iter(drafts(world).values()))
    written = checkin(world, draft, Visibility.SHARED)
    theirs = tuple(replace(written, author=each) for each in others)
    lines = tuple(
        CommitmentLine(
            uid(70 + n), me, world.text(300), world.text(300), MOMENT.date() if n else None, CommitmentState.OPEN
        )
        for n in range(7)
    )
    return OffWeekCard(uid(9), tuple(others), written, theirs, lines, pulse)


def _session_surfaces(world: World) -> Iterator[Surface]:
    views = session_views(world)
    for name, view in views.items():
        yield _message(f"session {name}", notices.render(READER, SessionCard(view, ())))
        yield _modal(f"session {name}, page", sessions.page(READER, (view,)))
    place = CardPlace("https://acme.slack.com/", "G1", "1772445600.000100")
    for name in ("planned", "commit", "closing"):
        away = replace(views[name], card_at=place)
        yield _modal(f"session {name}, page with the way to its card", sessions.page(READER, (away,)))
    for name in ("commit", "closing"):
        for away in (views[name], replace(views[name], card_at=place)):
            where = "with the way" if away.card_at else "without the way"
            yield _message(f"session {name}, last call, {where}", notices.render(READER, LastCall(away)))
            yield _message(f"session {name}, last call over, {where}", session_notices.after_call(READER, away))
    for is_settled in (False, True):
        still = StillTogether(uid(1), uid(90), 4, is_settled)
        yield _message(f"session, still together, settled: {is_settled}", notices.render(READER, still))
    planned, demo = views["planned"], views["demo"]
    yield _modal("sessions of several pairs", sessions.page(READER, (planned, demo, views["unstarted"])))
    yield _modal("session, another time", sessions.move_form(READER, planned))
    yield _modal("session, first time to be set", sessions.move_form(READER, views["without a time"]))
    yield _modal("session, write together", sessions.write_form(READER, demo))
    typed = WriteTogether(Actor("T1", "U1"), uid(90), world.text(2_900), demo.plan, 1)
    yield _modal("session, two writers", sessions.write_form(READER, demo, typed))


def _programme_surfaces(world: World) -> Iterator[Surface]:
    yield from _each(programme_surfaces.surfaces(world))
    for name, card in programme_surfaces.home_cards(world).items():
        yield Surface(f"Home, {name}", Kind.HOME, home.view(READER, card))
        yield _message(f"menu, Home {name}", menu.message(READER, card))


def _homes(world: World) -> Iterator[Surface]:
    for name, card in home_cards(world).items():
        yield Surface(f"Home, {name}", Kind.HOME, home.view(READER, card))
        kept = tuple(replace(pair, log=log_surfaces.written(world)[-3:]) for pair in card.pairs)
        if kept:
            yield Surface(f"Home, {name}, with a log", Kind.HOME, home.view(READER, replace(card, pairs=kept)))
    for name, card in close_surfaces.homes(world).items():
        yield Surface(f"Home, {name}", Kind.HOME, home.view(READER, card))
    in_force = home_cards(world)["charter in force"]
    for name, view in session_views(world).items():
        ahead = replace(in_force, pairs=tuple(replace(pair, session=view) for pair in in_force.pairs))
        yield Surface(f"Home, session {name}", Kind.HOME, home.view(READER, ahead))


def _menus(world: World) -> Iterator[Surface]:
    for name, card in home_cards(world).items():
        yield _message(f"menu, Home {name}", menu.message(READER, card))
        yield _message(f"hello answered, Home {name}", notices.render(READER, card))
    yield _message("menu, unknown word", menu.message(READER, home_cards(world)["empty"], unknown=world.text(3000)))


def _failures(world: World) -> Iterator[Surface]:
    editor = submitted(charters.editor(READER, charter_pages(world)["to sign"]), world.text(100))
    told = READER.refusal(errors.PairHasEnded())
    noted = refusals.above_fields(editor, told)
    yield _modal("a refusal above the fields", noted)
    yield _modal("a second refusal above the fields", refusals.above_fields(noted, refusals.try_again(READER)))


def _breaks() -> Iterator[Surface]:
    paused, quiet = Break(MOMENT.date(), None, sessions=1), Break(None, MOMENT)
    back = Break(None, None, stay=1)
    for name, stands in (("none", Break(None, None)), ("back early", back), ("paused", paused), ("quiet", quiet)):
        yield _modal(f"break, {name}", breaks.form(READER, stands))
        yield _modal(f"break, {name}, a day asked for", breaks.form(READER, stands, MOMENT.date()))
        yield _modal(f"break taken, {name}", breaks.taken(READER, stands))


def _fixed() -> Iterator[Surface]:
    yield from _breaks()
    yield from _each(calendar_surfaces.surfaces())
    yield from (_modal(name, text) for name, text in prep_surfaces.originals_of_ours())
    yield _modal("who sees what", who_sees_what.page(READER))
    for refusal in every_refusal():
        name = type(refusal).__name__
        yield _message(f"refusal {name}", refusals.message(READER, refusal))
        yield _modal(f"refusal {name} as a modal", refusals.page(READER, READER.refusal(refusal)))
    yield _message("refusal without a pair", pairs.no_pair(READER, errors.NoPairYet()))
    yield _message("something broke", refusals.plain(refusals.try_again(READER)))
    yield _modal("done and not shown", refusals.page(READER, refusals.done(READER)))


def blocks_of(surface: Surface) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = surface.payload["blocks"]
    return blocks


def elements_of(surface: Surface) -> Iterator[dict[str, Any]]:
    """Every interactive element of a surface."""
    for block in blocks_of(surface):
        yield from (each for each in block.get("elements", []) if isinstance(each, dict) and "action_id" in each)
        for place in ("element", "accessory"):
            if place in block:
                yield block[place]


def texts_of(surface: Surface) -> Iterator[dict[str, Any]]:
    """Every text object of a surface, wherever it is."""
    waiting: list[Any] = [surface.payload]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if each.get("type") in {"mrkdwn", "plain_text"}:
                yield each
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def slack_type(kind: Kind) -> str:
    """The name of Slack's own type for a kind of surface."""
    match kind:
        case Kind.MESSAGE:
            return "MessageBlocks"
        case Kind.MODAL:
            return "ModalView"
        case Kind.HOME:
            return "HomeView"
        case _:
            assert_never(kind)
