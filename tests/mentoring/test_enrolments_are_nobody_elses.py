"""
What somebody said in an enrolment is theirs: each way into enrolments and programmes, tried by everybody else.

An owner comes nearest, and gets a name and a wish. Whom somebody would never be paired with is seen by no one at all.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import asdict, replace

import mentoring
from mentoring.delivery.steps import Dispatch
from mentoring.enrolments import commands, imported, queries, skills
from mentoring.enrolments.commands import Enrol, KeepFirstStep, LeaveProgramme
from mentoring.enrolments.imported import KeepIn, ShowAnew
from mentoring.enrolments.queries import OpenForm
from mentoring.enrolments.rules import FirstStep
from mentoring.enrolments.skills import Suggest
from mentoring.errors import Refusal
from mentoring.home import glance
from mentoring.pairs import by_owner
from mentoring.pairs.by_owner import ConsiderPair, PairByOwner
from mentoring.participants import Actor
from mentoring.programmes import audit_questions
from mentoring.programmes import commands as programme_commands
from mentoring.programmes import queries as programme_queries
from mentoring.programmes import settings as programme_settings
from mentoring.programmes.audit_questions import ChangeAuditQuestions, OpenAuditQuestions
from mentoring.programmes.commands import OpenProgramme, PostAgain
from mentoring.programmes.queries import InProgramme
from mentoring.programmes.settings import ChangeSettings, OpenSettings
from mentoring.roster import commands as roster
from mentoring.roster import posted as roster_posted
from mentoring.roster import queries as roster_queries
from mentoring.roster import settling
from mentoring.roster.commands import BringIn, ConfirmColumns, DecideWords, MayHandIn, PeopleFound
from mentoring.roster.commands import HandIn as HandInSheet
from mentoring.roster.plan import Plan, Rest
from mentoring.roster.posted import SheetPosted, TakePosted
from mentoring.roster.queries import InImport
from mentoring.roster.settling import Settle
from mentoring.states import Role, RoleWish
from models import AuditEntry, Consent, Enrolment, EnrolmentSkill, OutboxRow, RosterImport
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import FIRST, SECOND, begins, enrolled, finishes
from tests.factories.sheets import as_sheet
from tests.mentoring.delivery.waiting import deliver_all

NOUNS = ("mentoring.enrolments", "mentoring.programmes", "mentoring.pairs.by_owner", "mentoring.roster")
GOAL, TEAM, WORD = "canary-goal", "canary-team", "canary-word"
NEVER, MANAGER = "UNEVERNEVER", "UCANARYBOSS"
CANARIES = (GOAL, TEAM, NEVER, MANAGER)

Commands = Callable[[Cast, Actor, UUID], list[Any]]

SHEET = as_sheet("nobody@elsewhere.example,Nobody,SQL,Golf")


def sheets_of(cast: Cast) -> list[UUID]:
    """The sheet of another owner, and one that is nowhere."""
    return [*(each.id for each in cast.store.rows(RosterImport)), uuid4()]


def offers_in(cast: Cast) -> list[UUID]:
    """Everything the bot has said or will say, and so what was asked of another owner as well."""
    return [each.id for each in cast.store.rows(OutboxRow)]


WAYS: dict[Callable[..., Any], Commands] = {
    commands.keep_first_step: lambda cast, actor, programme_id: [
        KeepFirstStep(actor, replace(cast.profile("ada"), user_id=actor.user_id), programme_id, FIRST, receipt())
    ],
    commands.enrol: lambda _cast, actor, programme_id: [Enrol(actor, programme_id, SECOND, receipt())],
    commands.leave: lambda _cast, actor, programme_id: [LeaveProgramme(actor, programme_id)],
    imported.keep_in: lambda _cast, actor, programme_id: [KeepIn(actor, programme_id)],
    imported.show_anew: lambda _cast, actor, _programme_id: [ShowAnew(actor)],
    queries.open_form: lambda _cast, actor, programme_id: [OpenForm(actor, each) for each in (programme_id, None)],
    queries.programmes: lambda _cast, actor, _programme_id: [actor],
    skills.suggest: lambda _cast, actor, _programme_id: [Suggest(actor, typed) for typed in ("", "canary", "never")],
    by_owner.consider: lambda _cast, actor, _programme_id: [ConsiderPair(actor, ("UADA", "UBEN"))],
    by_owner.pair: lambda _cast, actor, programme_id: [
        PairByOwner(actor, programme_id, (("UADA", Role.SENIOR), (other, Role.JUNIOR)), receipt())
        for other in ("UBEN", NEVER)
    ],
    programme_commands.open_new: lambda cast, actor, _programme_id: [
        OpenProgramme(
            actor,
            replace(cast.profile("ada"), user_id=actor.user_id, is_admin=True),
            "Another",
            "C2",
            cast.profile("olga"),
            receipt(),
        )
    ],
    programme_commands.post_again: lambda _cast, actor, programme_id: [PostAgain(actor, programme_id, receipt())],
    programme_queries.owners_page: lambda _cast, actor, programme_id: [
        InProgramme(actor, each) for each in (programme_id, None)
    ],
    programme_settings.look: lambda _cast, actor, programme_id: [OpenSettings(actor, programme_id)],
    programme_settings.change: lambda _cast, actor, programme_id: [ChangeSettings(actor, programme_id, 4, receipt())],
    audit_questions.look: lambda _cast, actor, programme_id: [OpenAuditQuestions(actor, programme_id)],
    audit_questions.change: lambda _cast, actor, programme_id: [
        ChangeAuditQuestions(actor, programme_id, (("Stage", "one\ntwo"),), receipt())
    ],
    glance: lambda _cast, actor, _programme_id: [actor],
    roster.may_hand_in: lambda _cast, actor, programme_id: [MayHandIn(actor, programme_id)],
    roster.hand_in: lambda _cast, actor, programme_id: [HandInSheet(actor, programme_id, SHEET, receipt())],
    roster.confirm: lambda cast, actor, _programme_id: [ConfirmColumns(actor, each, {}) for each in sheets_of(cast)],
    roster.keep_people: lambda cast, actor, _programme_id: [
        PeopleFound(actor, each, {}, {}, cast.store.clock.now()) for each in sheets_of(cast)
    ],
    roster.decide: lambda cast, actor, _programme_id: [
        DecideWords(actor, each, {"canary-word": None}) for each in sheets_of(cast)
    ],
    roster.bring_in: lambda cast, actor, _programme_id: [
        BringIn(actor, each, Plan((), (), ()), "", cast.store.clock.now()) for each in sheets_of(cast)
    ],
    roster.prepare: lambda cast, actor, _programme_id: [
        BringIn(actor, each, Plan((), (), ()), "", cast.store.clock.now()) for each in sheets_of(cast)
    ],
    roster.drop: lambda cast, actor, _programme_id: [InImport(actor, each) for each in sheets_of(cast)],
    roster_queries.page: lambda _cast, actor, programme_id: [InProgramme(actor, each) for each in (programme_id, None)],
    roster_queries.form: lambda cast, actor, _programme_id: [InImport(actor, each) for each in sheets_of(cast)],
    roster_queries.stands: lambda cast, actor, _programme_id: [InImport(actor, each) for each in sheets_of(cast)],
    roster_queries.gather: lambda cast, actor, _programme_id: [InImport(actor, each) for each in sheets_of(cast)],
    roster_queries.look_again: lambda cast, actor, _programme_id: [InImport(actor, each) for each in sheets_of(cast)],
    settling.settle: lambda cast, actor, _programme_id: [
        Settle(actor, each, Rest((), frozenset(), cast.store.clock.now(), cast.store.clock.now()))
        for each in sheets_of(cast)
    ],
    roster_queries.report: lambda cast, actor, _programme_id: [InImport(actor, each) for each in sheets_of(cast)],
    roster_posted.posted: lambda _cast, actor, _programme_id: [SheetPosted(actor, "D1", ("F1",), receipt())],
    roster_posted.next_step: lambda cast, actor, programme_id: [
        TakePosted(actor, offer_id, *more)
        for offer_id in (*offers_in(cast), uuid4())
        for more in ((), ("F1",), ("F1", programme_id), ("F404",))
    ],
}
NOT_BY_PEOPLE = {
    "mentoring.enrolments.agreeing": {"agree", "redraw_what_is_held"},
    "mentoring.enrolments.erasing": {"forget", "give_way", "take_out", "undo_arrival"},
    "mentoring.enrolments.held": {"held_of", "must_be_as_shown"},
    "mentoring.enrolments.imported": {"advance"},
    "mentoring.enrolments.limits": {
        "has_room",
        "hold",
        "hold_if_free",
        "is_avoided",
        "is_own_wish",
        "is_reporting_line",
        "is_unwanted",
    },
    "mentoring.enrolments.queries": {"answers_for", "own", "programme_of", "row_of", "second_form"},
    "mentoring.enrolments.rules": {"check_second", "checked_first", "fold", "tidy_skills"},
    "mentoring.enrolments.skills": {"forget", "known", "of", "replace"},
    "mentoring.pairs.by_owner": {"suggested_roles"},
    # `owned_by` is the rule itself; `may_open` refuses and tells nothing; `create` belongs to tests and the example.
    "mentoring.programmes.audit_questions": {"asked_by", "checked", "forget_unasked", "still_asked"},
    "mentoring.programmes.commands": {"create", "may_open"},
    "mentoring.programmes.notices": {"duty", "not_posted", "shut_out", "told"},
    "mentoring.programmes.queries": {"own_or_choice", "own_programme", "owned_by", "postings"},
    # By whoever runs the server, or pure: what they say of somebody stands in the sheet they are given.
    "mentoring.roster.answers": {"checked", "key_of", "of", "wanted", "wanted_instead"},
    "mentoring.roster.by_hand": {"consider", "find"},
    "mentoring.roster.columns": {"folded", "is_never", "looked_at", "without_never"},
    "mentoring.roster.commands": {"advance"},
    "mentoring.roster.exporting": {"export"},
    "mentoring.roster.headings": {"field_of"},
    "mentoring.roster.imports": {"is_old", "opened", "own", "sealed"},
    "mentoring.roster.notices": {"told"},
    "mentoring.roster.plan": {"changed", "made"},
    "mentoring.roster.posted": {"offer", "redraw"},
    "mentoring.roster.queries": {"columns_form", "decided", "gathered", "report_of", "seen"},
    "mentoring.roster.values": {
        "capacity",
        "company",
        "email",
        "handle",
        "has_moment",
        "hours",
        "languages",
        "moments",
        "plain_wish",
        "slack_alone",
        "slack_id",
        "wish",
        "zone",
    },
    "mentoring.roster.wholeness": {"must_be_whole"},
    "mentoring.roster.words": {"at_most", "own_word", "remembered_as"},
    "mentoring.roster.arriving": {"count", "let_go", "prepare"},
    "mentoring.roster.settling": {"begin", "end", "go_on"},
    "mentoring.roster.writing": {
        "add_enrolments",
        "add_participants",
        "batches",
        "changed_clock",
        "hold",
        "left_since",
        "lives",
        "said_of",
        "standing_of",
        "write",
        "write_skills",
    },
}


def found() -> Iterator[tuple[str, Callable[..., Any]]]:
    for info in pkgutil.walk_packages(mentoring.__path__, "mentoring."):
        if info.name.startswith(NOUNS):
            module = importlib.import_module(info.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if not name.startswith("_") and function.__module__ == info.name:
                    yield info.name, function


def attempt(cast: Cast, way: Callable[..., Any], command: Any) -> str:
    try:
        return repr(cast.store.do(way, command))
    except Refusal as refusal:
        return f"{type(refusal).__name__} {refusal.facts}"


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    """Olga's programme, in which Ada said everything there is to say; the one she would never be paired with is in."""
    programme_id = cast.programme()
    cast.profile("never")
    enrolled(cast, programme_id, "ben")
    begins(cast, "ada", programme_id, FirstStep(RoleWish.SENIOR, (WORD,), ("Prompting",)))
    step = replace(SECOND, goal=GOAL, team=TEAM, manager=MANAGER, never=(NEVER, "UBEN"), languages=("pt",))
    cast.store.do(commands.enrol, Enrol(cast.actor("ada"), programme_id, step, receipt()))
    return programme_id


@pytest.fixture(params=["owner", "sponsor", "colleague", "one of the list", "stranger", "elsewhere", "same elsewhere"])
def somebody_else(request: pytest.FixtureRequest, cast: Cast) -> Actor:
    other = Cast(cast.store, "T2")
    match request.param:
        case "owner":
            return cast.actor("olga")
        case "sponsor":
            return cast.actor("sven")
        case "colleague":
            return cast.actor("ben")
        case "one of the list":
            return Actor(cast.team, NEVER)
        case "stranger":
            return cast.actor("zoe")
        case "elsewhere":
            return other.actor("olga")
        case _:
            return other.actor("ada")


def test_every_way_in_is_known() -> None:
    unknown = [
        f"{module}.{function.__name__}"
        for module, function in found()
        if function not in WAYS and function.__name__ not in NOT_BY_PEOPLE.get(module, set())
    ]
    assert unknown == []


@pytest.mark.parametrize("way", list(WAYS), ids=lambda way: f"{way.__module__}.{way.__name__}")
def test_nobody_else_sees_what_somebody_said(
    cast: Cast, programme_id: UUID, somebody_else: Actor, way: Callable[..., Any]
) -> None:
    before = own_rows(cast)
    for command in WAYS[way](cast, somebody_else, programme_id):
        seen = attempt(cast, way, command)
        assert [canary for canary in CANARIES if canary in seen.replace(somebody_else.user_id, "")] == []
    assert own_rows(cast) == before


def own_rows(cast: Cast) -> list[str]:
    """Ada's enrolment as it lies in the store."""
    [mine] = [row for row in cast.store.rows(Enrolment) if row.team == TEAM]
    skills_of = sorted(str(row.skill_id) for row in cast.store.rows(EnrolmentSkill) if row.enrolment_id == mine.id)
    return [mine.state, str(mine.sealed_private), str(mine.manager_user_id), str(mine.wish), *skills_of]


def test_the_walk_would_find_a_leak(cast: Cast, programme_id: UUID) -> None:
    """Ada herself gets all of it back."""
    command = KeepFirstStep(cast.actor("ada"), cast.profile("ada"), programme_id, FIRST, receipt())
    seen = attempt(cast, commands.keep_first_step, command)
    assert [canary for canary in CANARIES if canary not in seen] == []


def test_an_owner_sees_of_an_enrolment_a_name_and_a_wish(cast: Cast, programme_id: UUID) -> None:
    page = cast.store.do(programme_queries.owners_page, InProgramme(cast.actor("olga"), programme_id))
    assert {field: repr(value) for field, value in asdict(page.people[0]).items()} == {  # type: ignore[union-attr]  # one programme, so a page
        "user_id": "'UADA'",
        "wish": repr(RoleWish.SENIOR),
    }
    assert WORD not in repr(page)


def test_a_draft_is_nobodys_business(cast: Cast, programme_id: UUID) -> None:
    begins(cast, "dora", programme_id, FirstStep(RoleWish.EITHER, ("draft-word",), ("Prompting",)))
    page = cast.store.do(programme_queries.owners_page, InProgramme(cast.actor("olga"), programme_id))
    assert "UDORA" not in repr(page)
    assert "draft-word" not in repr(cast.store.do(skills.suggest, Suggest(cast.actor("ben"), "")))


def test_no_message_trail_or_ledger_holds_any_of_it(cast: Cast, programme_id: UUID) -> None:
    for name in ("ben", "cleo", "dora"):
        enrolled(cast, programme_id, name)
    finishes(cast, "cleo", programme_id, never=("dora",))
    for senior, junior in (("UADA", "UCLEO"), ("UADA", "UBEN"), ("UCLEO", "UDORA")):
        places = ((senior, Role.SENIOR), (junior, Role.JUNIOR))
        cast.store.do(by_owner.pair, PairByOwner(cast.actor("olga"), programme_id, places, receipt()))
    sent: list[Dispatch] = [each.dispatch for each in deliver_all(cast)]
    assert len(sent) == 2, "Ada and Cleo are asked; the others are not"
    told = repr(sent) + "".join(repr(vars(row)) for row in cast.store.rows(OutboxRow))
    told += "".join(repr(vars(row)) for row in (*cast.store.rows(AuditEntry), *cast.store.rows(Consent)))
    assert [canary for canary in CANARIES if canary in told] == []


def test_what_is_confidential_is_sealed_and_the_rest_goes_with_its_person(cast: Cast, programme_id: UUID) -> None:
    def stored() -> str:
        return repr(cast.store.contents())

    assert GOAL not in stored()
    assert NEVER not in stored()
    assert all(each in stored() for each in (TEAM, MANAGER, WORD)), "these are the right tables"
    cast.store.do(commands.leave, LeaveProgramme(cast.actor("ada"), programme_id))
    assert [each for each in (*CANARIES, WORD) if each in stored()] == []
