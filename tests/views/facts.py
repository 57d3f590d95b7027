"""
What the surfaces of the gallery tell: ordinary, hostile and longest contents, in every state a noun can be in.

Made by hand, since views are pure: no store is needed to see what something looks like.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from mentoring import errors
from mentoring.breaks import Pausing
from mentoring.charters.queries import CharterPage, Signer, WrittenCharter
from mentoring.charters.rules import FIELD_LIMIT, CharterText, TooLong
from mentoring.checkins import CheckInDraft, WrittenCheckIn
from mentoring.home import EndedPair, HomeCard, PairOnHome
from mentoring.pairs.queries import OpenInvitation
from mentoring.pairs.rules import Member
from mentoring.pulses import PulseCard
from mentoring.states import CharterVersionState, MembershipState, PulseState, Role, Visibility
from mentoring.typed import LINE_LIMIT, LINK_LIMIT, TEXT_LIMIT, NotALink

MOMENT = datetime(2026, 3, 2, 10, tzinfo=UTC)


HOSTILE = "<!channel> & <@U1> *x* _y_ ~z~ `code` </b> {name} %s \\"


@dataclass(frozen=True)
class World:
    """What people wrote, and how many they are."""

    name: str
    words: str
    people: int
    names: str = "Ada"

    def text(self, limit: int) -> str:
        """A text as long as it may be, in a world where everything is; else the world's words."""
        return (self.words * limit)[:limit] if self.is_longest else self.words[:limit]

    @property
    def is_longest(self) -> bool:
        return self.name.startswith("longest")

    @property
    def link(self) -> str:
        return f"https://example.com/?{self.text(LINK_LIMIT).replace(' ', '').replace('|', '')}"[:LINK_LIMIT]


WORLDS = (
    World("plain", "The draft is with Mo.\nWe wait for the review.", 2),
    World("hostile", HOSTILE, 2, HOSTILE),
    World("triad", "Three of us wrote this.", 3, "Maximiliana"),
    World("longest", "&", 3, "N" * 80),
    World("longest words", "word ", 2, "Ann-Kathrin " * 6),
)


def uid(number: int) -> UUID:
    return UUID(int=number + (7 << 76) + (2 << 62))


def members(world: World) -> tuple[Member, ...]:
    return tuple(
        Member(
            uid(number),
            f"U{number}ABCDEF",
            world.names if world.names != "Ada" else ("Ada", "Ben", "Cleo")[number],
            Role.SENIOR if number == 0 else Role.JUNIOR,
            MembershipState.ACCEPTED,
        )
        for number in range(world.people)
    )


def charter_text(world: World) -> CharterText:
    return CharterText(**{name: world.text(FIELD_LIMIT) for name in CharterText.__struct_fields__})


def charter_page(world: World, state: CharterVersionState | None, signed: int = 0, **change: Any) -> CharterPage:
    """A charter of which so many have signed, the reader first."""
    everybody = members(world)
    written = None
    if state is not None:
        signers = tuple(Signer(each, MOMENT if number < signed else None) for number, each in enumerate(everybody))
        in_force_at = MOMENT if state is CharterVersionState.IN_FORCE else None
        written = WrittenCharter(uid(3), 2, 1, state, charter_text(world), signers, in_force_at)
    in_force = 2 if state is CharterVersionState.IN_FORCE else None
    page = CharterPage(uid(9), everybody[0], everybody[1:], False, written, in_force)
    return replace(page, **change)


def charter_pages(world: World) -> dict[str, CharterPage]:
    """Where a charter can stand."""
    every = world.people
    agreed = charter_page(world, CharterVersionState.IN_FORCE, every).written
    assert agreed is not None
    counting = replace(agreed, number=1)
    return {
        "blank": charter_page(world, None),
        "to sign": charter_page(world, CharterVersionState.OPEN),
        "signed by me": charter_page(world, CharterVersionState.OPEN, 1),
        "in force": charter_page(world, CharterVersionState.IN_FORCE, every),
        "new version to sign": charter_page(
            world, CharterVersionState.OPEN, number_in_force=1, still_in_force=counting
        ),
        "new version signed by me": charter_page(
            world, CharterVersionState.OPEN, 1, number_in_force=1, still_in_force=counting
        ),
        "ended": charter_page(world, CharterVersionState.IN_FORCE, every, ended=True),
        "ended while open": charter_page(world, CharterVersionState.OPEN, ended=True),
        "ended blank": charter_page(world, None, ended=True),
    }


def drafts(world: World) -> dict[str, CheckInDraft]:
    """From one line to all of it."""
    full = CheckInDraft(
        moved=world.text(TEXT_LIMIT),
        stuck=world.text(TEXT_LIMIT),
        next_step=world.text(TEXT_LIMIT),
        next_step_who="U1ABCDEF",
        next_step_by=date(2026, 3, 9),
        evidence=world.link,
        metric=world.text(LINE_LIMIT),
        reading="1" * LINE_LIMIT if world.is_longest else "-3.50",
    )
    return {"one line": CheckInDraft(world.text(TEXT_LIMIT)), "all of it": full}


def checkin(world: World, draft: CheckInDraft, visibility: Visibility, number: int = 0) -> WrittenCheckIn:
    author, *others = members(world)
    return WrittenCheckIn(uid(40 + number), uid(9), author, tuple(others), visibility, draft, MOMENT)


def pulse_cards(world: World) -> dict[str, PulseCard]:
    """Where a question can stand."""
    others = members(world)[1:]
    return {
        f"{state}{'' if changeable else ', settled'}": PulseCard(uid(9), pulse_id, others, state, changeable)
        for state, pulse_id, changeable in (
            (PulseState.ASKED, None, True),
            (PulseState.ANSWERED, uid(30), True),
            (PulseState.ANSWERED, uid(30), False),
            (PulseState.SKIPPED, uid(30), True),
            (PulseState.SKIPPED, uid(30), False),
        )
    }


def home_cards(world: World) -> dict[str, HomeCard]:
    """Where a person can stand."""
    me, *rest = members(world)
    others = tuple(rest)
    empty = HomeCard(greeting_first=False, invitations=(), pairs=(), ended=())
    asked = OpenInvitation(uid(9), me, others, awaits_me=True, mine=False)
    asking = OpenInvitation(uid(10), me, others, awaits_me=False, mine=True)
    waiting = OpenInvitation(uid(11), me, others, awaits_me=False, mine=False)
    latest = tuple(
        checkin(world, draft, visibility, number)
        for number, (draft, visibility) in enumerate(
            (draft, visibility) for draft in drafts(world).values() for visibility in Visibility
        )
    )
    on_home = {
        name: PairOnHome(
            uid(9),
            world.text(200),
            page,
            MOMENT,
            None,
            MOMENT if page.number_in_force else None,
            latest if page.number_in_force else (),
        )
        for name, page in charter_pages(world).items()
        if not page.ended
    }
    many = tuple(replace(pair, pair_id=uid(50 + number)) for number, pair in enumerate(list(on_home.values()) * 3))
    pausing = tuple(Pausing(each.membership_id, date(2027, 4, 1)) for each in (me, *others))
    wished = frozenset(each.membership_id for each in others)
    ended = (EndedPair(uid(12), others, latest), EndedPair(uid(13), others, (), wished))
    return {
        "empty": empty,
        "first of all": replace(empty, greeting_first=True),
        "asked": replace(empty, invitations=(asked,)),
        "asked, entered by an owner": replace(empty, invitations=(replace(asked, is_led=True, is_entered=True),)),
        "asking": replace(empty, invitations=(asking,)),
        "waiting for a third": replace(empty, invitations=(waiting,)),
        "only ended": replace(empty, ended=ended),
        **{f"charter {name}": replace(empty, pairs=(pair,)) for name, pair in on_home.items()},
        "everybody pausing": replace(empty, pairs=(replace(on_home["in force"], pausing=pausing),)),
        "no pulse planned": replace(empty, pairs=(replace(on_home["in force"], next_pulse_at=None, programme=None),)),
        "everything at once": HomeCard(True, (asked, asking, waiting), many, ended),
    }


def every_refusal() -> list[errors.Refusal]:
    """Each refusal the domain knows, with facts where its sentence has places for them."""
    found: list[errors.Refusal] = []
    waiting = list(errors.Refusal.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        found.append(kind(length=1600, limit=1500, mark="|", row=50_000) if "{" in kind.message else kind())
    assert {NotALink, TooLong} <= {type(refusal) for refusal in found}
    return sorted(found, key=lambda refusal: type(refusal).__name__)
