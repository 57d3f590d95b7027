"""What helps: a pair that does not get going, or does not feel right, and `/mentor help`; what joins the gallery."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from mentoring.charters.unsigned import CharterNudge, Outlook, ReleaseChoice
from mentoring.pulses import Score
from mentoring.remedies.gone import PartnerGone
from mentoring.remedies.rules import TAPS_SHOWN, OwnTap, OwnTaps, PrivateOptions, Remedy
from mentoring.remedies.silence import GladToHear, PartnerSilent
from tests.views.facts import MOMENT, World, home_cards, members, uid
from views import help as help_page
from views import notices, remedies
from views.kit import Message
from views.reader import Reader

READER = Reader("en")
OFFERED = [
    "with",
    "join",
    "session",
    "prep",
    "calendar",
    "show-and-tell",
    "programme",
    "pair",
    "library",
    "pause",
    "snooze",
    "privacy",
]


def surfaces(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Every message and modal of it."""
    yield from _unsigned(world)
    yield from _options(world)
    yield from _silence(world)
    yield from _help(world)


def _unsigned(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    others = members(world)[1:]
    for outlook in Outlook:
        for is_written in (False, True):
            card = CharterNudge(uid(9), others, outlook, is_written)
            yield f"charter nudge, {outlook}, written {is_written}", notices.render(READER, card)
        for is_kept in (False, True):
            choice = ReleaseChoice(uid(9), others, outlook, 1, is_kept)
            yield f"release choice, {outlook}, kept {is_kept}", notices.render(READER, choice)


def _options(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    others = members(world)[1:]
    led = PrivateOptions(uid(9), others, ("U7", "U8"), may_be_triad=True, wish=None, is_set_by_owner=True)
    cards = {
        "without a programme": PrivateOptions(uid(9), others, (), may_be_triad=True, wish=None, is_set_by_owner=False),
        "led": led,
        "led, three already": replace(led, may_be_triad=False),
        **{
            f"wished {wish}": PrivateOptions(uid(9), others, ("U7",), True, wish, is_set_by_owner=True)
            for wish in Remedy
        },
    }
    for name, card in cards.items():
        yield f"options, {name}", remedies.page(READER, card)
        yield f"options after a tap, {name}", remedies.after_tap(READER, card)
    kept = remedies.released(READER)
    yield "pair ended from a window", kept
    yield "options after a close", remedies.after_close(READER, kept, led)
    taps = tuple(OwnTap(MOMENT, Score(1 + number % 5)) for number in range(TAPS_SHOWN))
    histories = [
        OwnTaps(uid(20 + number), others, taps if number else (), Score(2 + number % 3), bool(number % 2))
        for number in range(12)
    ]
    yield "own history", remedies.history(READER, histories)


def _silence(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    silent = members(world)[-1]
    card = PartnerSilent(uid(9), silent, ("U7", "U8"), is_over=False)
    yield "partner silent", notices.render(READER, card)
    yield "partner silent, nobody to talk to", notices.render(READER, PartnerSilent(uid(9), silent, (), False))
    yield "partner silent, over", notices.render(READER, PartnerSilent(uid(9), silent, ("U7",), True))
    yield "partner silent, nudged", remedies.nudged(READER, card)
    yield "partner silent, contact", remedies.contact(READER, card)
    yield "partner silent, wished", remedies.wished(READER)
    yield "partner silent, left alone", remedies.left_alone(READER)
    gone = PartnerGone(uid(9), silent, members(world)[1:], ("U7", "U8"), is_over=False)
    yield "partner gone", notices.render(READER, gone)
    yield "partner gone, nobody to talk to", notices.render(READER, replace(gone, contacts=()))
    yield "partner gone, over", notices.render(READER, replace(gone, is_over=True))
    yield "glad to hear", notices.render(READER, GladToHear(uid(9)))


def _help(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    for name, card in home_cards(world).items():
        for is_admin in (False, True):
            page = help_page.message(READER, card, OFFERED, is_admin=is_admin)
            yield f"help, Home {name}, admin {is_admin}", page
