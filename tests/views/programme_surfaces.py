"""Programmes and enrolments, in every state: what joins the gallery."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from mentoring.enrolments.commands import Enrolled
from mentoring.enrolments.queries import AuditQuestion, FirstForm, ProgrammeChoice, SecondForm
from mentoring.enrolments.rules import GOAL_LIMIT, MOST_NEVER, MOST_SKILLS, SKILL_LIMIT, TEAM_LIMIT
from mentoring.home import EndedPair, HomeCard
from mentoring.pairs.by_owner import Candidate, PairByOwner, Pairing
from mentoring.participants import Actor
from mentoring.programmes.audit_questions import (
    CHOICE_LIMIT,
    MOST_CHOICES,
    MOST_QUESTIONS,
    QUESTION_LIMIT,
    Asked,
    AuditQuestions,
)
from mentoring.programmes.commands import NAME_LIMIT, Opened
from mentoring.programmes.notices import ProgrammeDutyGiven, ProgrammeOpen, ProgrammeShutOut
from mentoring.programmes.queries import SHOWN, EnrolledPerson, OwnersPage, OwnProgramme, ProgrammePair
from mentoring.programmes.settings import CHOICES, ProgrammeSettings
from mentoring.states import Company, EnrolmentState, PairState, Role, RoleWish
from tests.views.asked_surfaces import held
from tests.views.facts import World, members, uid
from views import audit_questions, enrolments, notices, programme_settings, programmes, proposing
from views.kit import Message
from views.reader import Reader

READER = Reader("en")
CHANNEL = "C0PROGRAM"


def choices(world: World) -> tuple[ProgrammeChoice, ...]:
    """One programme a standing, the second and third answered for by the reader."""
    standings = (None, EnrolmentState.DRAFT, EnrolmentState.ACTIVE, EnrolmentState.LEFT, EnrolmentState.IMPORTED)
    assert {*standings} == {None, *EnrolmentState} - {EnrolmentState.ARRIVING}, "and that one nobody is shown"
    return tuple(
        ProgrammeChoice(
            uid(70 + number), world.text(NAME_LIMIT), standing, list(RoleWish)[number % 3], is_owner=number in {1, 2}
        )
        for number, standing in enumerate(standings)
    )


def home_cards(world: World) -> dict[str, HomeCard]:
    """Homes of people who stand somewhere with programmes."""
    empty = HomeCard(greeting_first=False, invitations=(), pairs=(), ended=())
    _, *rest = members(world)
    others = tuple(rest)
    every = choices(world)
    waiting = replace(every[2], is_owner=False)
    many = tuple(replace(each, programme_id=uid(200 + number)) for number, each in enumerate(every * 12))
    return {
        "a programme to join": replace(empty, programmes=every[:1]),
        "only an owner": replace(empty, programmes=(replace(every[2], standing=None),)),
        "enrolled, another owned": replace(empty, programmes=(waiting, every[1])),
        "enrolled where they answer for it": replace(empty, programmes=(every[2],)),
        "enrolled, a pair ended": replace(empty, programmes=(waiting,), ended=(EndedPair(uid(12), others, ()),)),
        "half enrolled": replace(empty, programmes=(every[1],)),
        "very many programmes": replace(empty, programmes=many),
    }


def surfaces(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Each message and modal by its name."""
    yield from _enrolments(world)
    yield from _programmes(world)
    yield from _owners(world)


def _enrolments(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    yield "which programme to join", enrolments.choose(READER, choices(world) * 6)
    words = tuple(f"{number} {world.text(SKILL_LIMIT)}"[:SKILL_LIMIT] for number in range(MOST_SKILLS))
    for standing in (None, EnrolmentState.DRAFT, EnrolmentState.IMPORTED, EnrolmentState.ACTIVE):
        for wish in RoleWish:
            said = words if standing else ()
            entered = held(world) if standing is EnrolmentState.IMPORTED else None
            form = FirstForm(uid(70), world.text(NAME_LIMIT), standing, wish, said, said[:1], entered)
            yield f"enrolment, step 1, {standing}, {wish}", enrolments.first(READER, form)
    blank = SecondForm(
        uid(70),
        world.text(NAME_LIMIT),
        EnrolmentState.DRAFT,
        "",
        (),
        "UTC",
        "UTC",
        540,
        1020,
        None,
        None,
        1,
        "",
        None,
        (),
    )
    full = replace(
        blank,
        standing=EnrolmentState.ACTIVE,
        goal=world.text(GOAL_LIMIT),
        languages=("pt", "en", "xx"),
        zone="America/Argentina/ComodRivadavia",
        slack_zone="Antarctica/DumontDUrville",
        work_starts=0,
        work_ends=23 * 60 + 59,
        country="PT",
        capacity=5,
        team=world.text(TEAM_LIMIT),
        manager="U1ABCDEF",
        never=tuple(f"U{number}NEVER" for number in range(MOST_NEVER)),
        company=Company.GLADLY,
        location=world.text(TEAM_LIMIT),
        questions=(
            AuditQuestion("Contract", ("Full time", "Part time"), "Part time"),
            AuditQuestion("Site", ("A",), None),
        ),
    )
    for name, second in {"blank": blank, "full": full}.items():
        yield f"enrolment, step 2, {name}", enrolments.second(READER, second)
    for is_new in (True, False):
        card = Enrolled(uid(70), world.text(NAME_LIMIT), is_new)
        yield f"enrolled, new {is_new}", enrolments.done(READER, card)
    left = Enrolled(uid(70), world.text(NAME_LIMIT), is_new=False)
    yield "left a programme", enrolments.left(READER, left)
    yield "deleted what was entered", enrolments.left(READER, replace(left, was_imported=True))


def _programmes(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    name = world.text(NAME_LIMIT)
    yield "new programme", programmes.form(READER, "U1ABCDEF", CHANNEL)
    yield "new programme, from no channel", programmes.form(READER, "U1ABCDEF", None)
    yield "programme opened", programmes.opened(READER, Opened(uid(70), name, CHANNEL, "U1ABCDEF"))
    yield "programme in its channel", notices.render(READER, ProgrammeOpen(uid(70), name, ("U1ABCDEF", "U2ABCDEF")))
    yield "told to its owner", notices.render(READER, ProgrammeDutyGiven(uid(70), name, CHANNEL))
    yield "shut out of the channel", notices.render(READER, ProgrammeShutOut(uid(70), name, CHANNEL))
    yield "posting once more", programmes.posting(READER)


def _owners(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    name = world.text(NAME_LIMIT)
    empty = OwnersPage(uid(70), name, CHANNEL, 0, False, (), ())
    people = tuple(EnrolledPerson(f"U{number}ABCDEFGH", list(RoleWish)[number % 3]) for number in range(SHOWN))
    pairs = tuple(
        ProgrammePair(tuple(f"U{each}ABCDEFGH" for each in range(world.people)), list(PairState)[number % 5])
        for number in range(SHOWN)
    )
    yield "owner's page, nobody yet", programmes.page(READER, empty)
    full = replace(empty, enrolled=1_234, people=people, pairs=pairs)
    yield "owner's page, some imported", programmes.page(READER, replace(empty, imported=12))
    yield "owner's page, full", programmes.page(READER, full)
    yield "owner's page, more than are counted", programmes.page(READER, replace(full, enrolled=2_000, is_more=True))
    for below in CHOICES:
        card = ProgrammeSettings(uid(70), name, below)
        yield f"settings, below {below}", programme_settings.form(READER, card)
        yield f"settings kept, below {below}", programme_settings.kept(READER, card, programmes.PAGE)
    choices = tuple(f"{number} {world.text(CHOICE_LIMIT - 2)}" for number in range(MOST_CHOICES))
    for number in range(MOST_QUESTIONS + 1):
        asked = AuditQuestions(uid(70), name, (Asked(world.text(QUESTION_LIMIT) or "Stage", choices),) * number)
        yield f"questions for the audit, {number}", audit_questions.form(READER, asked)
        yield f"questions for the audit kept, {number}", audit_questions.kept(READER, asked, programmes.PAGE)
    yield "which programme of mine", programmes.choose(READER, [OwnProgramme(uid(n), name) for n in range(60)])
    yield "whom to pair", proposing.name_people(READER)
    candidates = tuple(
        Candidate(each.user_id, each.name, wish, role)
        for each, wish, role in zip(members(world), RoleWish, (Role.SENIOR, Role.JUNIOR, Role.JUNIOR), strict=False)
    )
    pairing = Pairing(uid(70), name, candidates)
    yield "places of a pair", proposing.pair_form(READER, (pairing,))
    several = (pairing, replace(pairing, programme_id=uid(71)))
    yield "places of a pair, several programmes", proposing.pair_form(READER, several)
    places = tuple((each.user_id, each.role) for each in candidates)
    yield "pair proposed", proposing.asked(READER, PairByOwner(Actor("T1", "U1"), uid(70), places, "r"))
