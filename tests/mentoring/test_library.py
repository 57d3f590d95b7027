"""A programme's library: its owner's alone to change, and never the same to a pair twice in a row."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from mentoring import library
from mentoring.audit import Action
from mentoring.errors import Refusal
from mentoring.library import AddResource, LibraryPage, ResourceWithoutSource, ResourceWithoutTitle, RetireResource
from mentoring.prep import queries
from mentoring.prep.resources import brought
from mentoring.programmes.queries import InProgramme, OnlyItsOwner, OwnProgramme
from mentoring.states import ResourceKind
from mentoring.typed import MarkInLink, NotALink, TextTooLong
from models import (
    AuditEntry,
    Enrolment,
    EnrolmentSkill,
    EnrolmentState,
    Participant,
    Resource,
    RoleWish,
    Session,
    Skill,
    SkillSide,
)
from models.base import new_id
from tests.factories.cast import Cast, receipt


def entry(
    cast: Cast, programme_id: UUID, title: str, kind: ResourceKind = ResourceKind.CASE, **more: str
) -> AddResource:
    about = {"link": "https://example.com/page", "source": "Our handbook", "skills": ""} | more
    return AddResource(
        cast.actor("olga"), programme_id, kind, title, about["link"], about["source"], about["skills"], receipt()
    )


def add(cast: Cast, programme_id: UUID, title: str, kind: ResourceKind = ResourceKind.CASE, **more: str) -> UUID:
    page = cast.store.do(library.add, entry(cast, programme_id, title, kind, **more))
    return next(each.resource_id for each in page.entries if each.title == title)


def paired(cast: Cast) -> UUID:
    """Ada and Ben, paired by Olga's programme, with a charter in force; return the programme."""
    programme_id = cast.programme()
    pair_id = cast.proposal(programme_id, "ada", "ben")
    for name in ("ada", "ben"):
        cast.answer(name, pair_id)
    cast.agree(pair_id, "ada", "ben")
    return programme_id


def titles(cast: Cast, name: str = "ada") -> list[str | None]:
    """What the prep of what is ahead brings, one of each kind; nothing where it is our own text."""
    [page] = cast.store.do(queries.preps_ahead, cast.actor(name))
    assert [each.kind for each in page.card.resources] == list(ResourceKind)
    return [each.entry.title if each.entry else None for each in page.card.resources]


def cases(cast: Cast, last: int, first_one: int = 1) -> list[str | None]:
    """The case that each session brings, from one number to another."""
    found: list[str | None] = []
    with cast.store.transaction() as uow:
        first = uow.db.query(Session).filter(Session.number == 1).one()
        for number in range(first_one, last + 1):
            session = first
            if number > 1:
                values = {c.name: getattr(first, c.name) for c in Session.__table__.columns}
                session = Session(
                    **(values | {"id": new_id(), "number": number, "state": "closed", "resource_ids": []})
                )
                uow.db.add(session)
                uow.db.flush()
            case = next(each for each in brought(session, uow) if each.kind is ResourceKind.CASE)
            found.append(case.entry.title if case.entry else None)
            uow.db.flush()
    return found


def is_skilled(cast: Cast, programme_id: UUID, name: str, skill: str) -> None:
    """Somebody is enrolled and wants to learn something."""
    with cast.store.transaction() as uow:
        person = uow.db.query(Participant).filter(Participant.slack_user_id == cast.actor(name).user_id).one()
        enrolment = Enrolment(
            workspace_id=cast.workspace_id,
            id=new_id(),
            programme_id=programme_id,
            participant_id=person.id,
            state=EnrolmentState.ACTIVE,
            wish=RoleWish.EITHER,
            capacity=1,
            languages=[],
            created_at=uow.now,
            changed_at=uow.now,
        )
        known = Skill(workspace_id=cast.workspace_id, id=new_id(), name=skill, folded=skill, created_at=uow.now)
        uow.db.add_all([enrolment, known])
        uow.db.flush()
        uow.db.add(
            EnrolmentSkill(
                workspace_id=cast.workspace_id,
                id=new_id(),
                enrolment_id=enrolment.id,
                skill_id=known.id,
                side=SkillSide.SEEK,
            )
        )


def test_what_an_owner_adds_reaches_the_pairs_of_that_programme_and_no_other(each_cast: Cast) -> None:
    programme_id = paired(each_cast)
    each_cast.chartered("cyd", "dan")
    assert titles(each_cast) == [None, None, None]
    add(each_cast, programme_id, "Refunds, and how we lost them")
    assert titles(each_cast) == [None, "Refunds, and how we lost them", None]
    assert titles(each_cast, "ben") == titles(each_cast)
    assert titles(each_cast, "cyd") == [None, None, None]


def test_a_pair_gets_another_one_each_time_where_there_are_others(each_cast: Cast) -> None:
    programme_id = paired(each_cast)
    add(each_cast, programme_id, "One")
    assert cases(each_cast, 1) == ["One"]
    for title in ("Two", "Three"):
        add(each_cast, programme_id, title)
    assert cases(each_cast, 6) == ["One", "Two", "Three", "One", "Two", "Three"]


def test_what_is_new_comes_next_and_yet_not_twice_in_a_row(each_cast: Cast) -> None:
    programme_id = paired(each_cast)
    for title in ("One", "Two"):
        add(each_cast, programme_id, title)
    assert cases(each_cast, 4) == ["One", "Two", "One", "Two"]
    add(each_cast, programme_id, "Three")
    assert cases(each_cast, 7, 5) == ["Three", "One", "Three"]


def test_with_one_alone_it_comes_again(each_cast: Cast) -> None:
    add(each_cast, paired(each_cast), "One")
    assert cases(each_cast, 3) == ["One"] * 3


def test_what_was_shown_stays_for_this_session_and_what_was_retired_gives_way(each_cast: Cast) -> None:
    programme_id = paired(each_cast)
    one = add(each_cast, programme_id, "One")
    assert titles(each_cast)[1] == "One"
    add(each_cast, programme_id, "Two")
    assert titles(each_cast, "ben")[1] == "One", "both read the same"
    command = RetireResource(each_cast.actor("olga"), programme_id, one)
    for _ in range(2):
        assert [each.title for each in each_cast.store.do(library.retire, command).entries] == ["Two"]
    assert titles(each_cast)[1] == "Two"
    assert [row.action for row in each_cast.store.rows(AuditEntry)].count(Action.RESOURCE_RETIRED) == 1


def test_entries_for_skills_reach_those_who_have_them_and_come_first(each_cast: Cast) -> None:
    programme_id = paired(each_cast)
    add(each_cast, programme_id, "For all")
    add(each_cast, programme_id, "For others", ResourceKind.TEMPLATE, skills="Accounting")
    add(each_cast, programme_id, "For prompts", skills=" PROMPTING ,, Évaluation; prompting")
    assert each_cast.store.rows(Resource)[-1].skills == ["prompting", "evaluation"]
    assert titles(each_cast) == [None, "For all", None]
    with each_cast.store.transaction() as uow:
        uow.db.query(Session).one().resource_ids = []
    is_skilled(each_cast, programme_id, "ben", "prompting")
    assert titles(each_cast) == [None, "For prompts", None]


def test_an_entry_needs_a_title_a_link_that_opens_and_a_source(each_cast: Cast) -> None:
    programme_id = paired(each_cast)
    right = entry(each_cast, programme_id, "One")
    wrong: list[tuple[AddResource, type[Refusal], str]] = [
        (replace(right, title="  "), ResourceWithoutTitle, "title"),
        (replace(right, source=""), ResourceWithoutSource, "source"),
        (replace(right, link="handbook"), NotALink, "link"),
        (replace(right, link="https://a.example/x|y"), MarkInLink, "link"),
        (replace(right, link="https://a.example/?" + "&" * 500), TextTooLong, "link"),
        (replace(right, title="x" * 121), TextTooLong, "title"),
        (replace(right, source="x" * 121), TextTooLong, "source"),
        (replace(right, skills="x" * 301), TextTooLong, "skills"),
    ]
    for command, refusal, field in wrong:
        with pytest.raises(refusal) as refused:
            each_cast.store.do(library.add, command)
        assert refused.value.field == field
    assert each_cast.store.rows(Resource) == []


def test_a_submission_that_comes_twice_adds_one_entry(each_cast: Cast) -> None:
    command = entry(each_cast, paired(each_cast), "One")
    for _ in range(2):
        assert each_cast.store.do(library.add, command).total == 1


def test_only_its_owner_looks_after_a_library(each_cast: Cast) -> None:
    programme_id = paired(each_cast)
    one = add(each_cast, programme_id, "One")
    other = Cast(each_cast.store, "T2")
    other.programme()
    for actor in (each_cast.actor("ada"), each_cast.actor("sven"), each_cast.actor("nobody"), other.actor("olga")):
        with pytest.raises(OnlyItsOwner):
            each_cast.store.do(library.page, InProgramme(actor, programme_id))
        with pytest.raises(OnlyItsOwner):
            each_cast.store.do(library.add, replace(entry(each_cast, programme_id, "Two"), actor=actor))
        with pytest.raises(OnlyItsOwner):
            each_cast.store.do(library.retire, RetireResource(actor, programme_id, one))
    [row] = each_cast.store.rows(Resource)
    assert (row.title, row.retired_at) == ("One", None)


def test_an_owner_of_several_says_which_and_retires_nothing_of_another(each_cast: Cast) -> None:
    first, second = each_cast.programme(), each_cast.programme(name="Second")
    one = add(each_cast, first, "One")
    choice = each_cast.store.do(library.page, InProgramme(each_cast.actor("olga"), None))
    assert choice == (OwnProgramme(first, "Both ways"), OwnProgramme(second, "Second"))
    page = each_cast.store.do(library.retire, RetireResource(each_cast.actor("olga"), second, one))
    assert isinstance(page, LibraryPage)
    assert page.entries == ()
    assert each_cast.store.rows(Resource)[0].retired_at is None
