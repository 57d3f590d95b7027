"""What a round keeps of private wishes, sealed, and for how long."""

from uuid import UUID

import pytest

from mentoring import courses
from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.pairs.commands import Answer
from mentoring.rounds import commands, gathering, keeping
from mentoring.rounds.reckoning import reckon
from mentoring.rounds.rules import DropRound, Edit, KeepDraft, SendInvitations
from mentoring.schedules import PlanDue
from mentoring.states import Role, RoleWish
from models import MatchRound, Membership, Pair, Participant
from tests.factories.cast import Cast
from tests.factories.enrolled import paired
from tests.mentoring.pairs.led import imports
from tests.mentoring.rounds.desk import (
    approves_all,
    begins,
    desk,
    drafted,
    edits,
    goes_out,
    left_over,
    round_of,
    takes_its_course,
)
from tests.mentoring.rounds.seven import drafted_of_seven
from tests.mentoring.rounds.test_edits import joins


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    return drafted_of_seven(cast)


def test_what_a_round_has_heard_of_somebody_is_erased_as_they_leave_and_in_time(cast: Cast) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", "ben", never=("cleo",))
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora")
    drafted(cast, programme_id)
    assert heard(cast) == {"UADA", "UBEN"}
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("ada"), programme_id))
    assert heard(cast) == {"UBEN"}
    approves_all(cast, drafted(cast, programme_id))
    goes_out(cast, desk(cast, programme_id))
    # Of whoever was asked nothing is remembered.
    assert heard(cast) == set()
    cast.store.clock.advance(days=60)
    takes_its_course(cast)
    assert heard(cast) is None


def test_what_was_heard_about_somebody_is_erased_as_they_leave_though_they_never_said_anything(cast: Cast) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", never=("ivy",))
    imports(cast, programme_id, "ivy")
    drafted(cast, programme_id)
    assert heard(cast) == {"UADA"}
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("ivy"), programme_id))
    assert heard(cast) == set()


@pytest.mark.parametrize("answers", [True, False])
def test_whoever_answers_while_a_round_goes_out_was_asked_like_all_others(
    cast: Cast, programme_id: UUID, answers: bool
) -> None:
    [lonely] = [each.person.name for each in left_over(cast, desk(cast, programme_id))]
    approves_all(cast, desk(cast, programme_id))
    cast.store.do(commands.send, SendInvitations(cast.actor("olga"), round_of(desk(cast, programme_id))))
    cast.store.do(courses.plan_due, PlanDue(cast.workspace_id))
    if answers:
        cast.answer("ada", next(each for each in cast.store.rows(Pair)).id, Answer.DECLINE)
    takes_its_course(cast)
    [closed] = cast.store.rows(MatchRound)
    assert closed.sealed_wishes is not None
    assert cast.store.vault.open(closed.sealed_wishes)["people"] == [cast.profile(lonely.lower()).user_id]


def test_who_was_asked_by_an_earlier_round_or_another_programme_was_not_asked_by_this_one(
    cast: Cast, programme_id: UUID
) -> None:
    approves_all(cast, desk(cast, programme_id))
    goes_out(cast, desk(cast, programme_id))
    for each in cast.store.rows(Pair):
        [senior] = [one for one in cast.store.rows(Membership) if (one.pair_id, one.role) == (each.id, Role.SENIOR)]
        names = {person.id: person.slack_user_id[1:].lower() for person in cast.store.rows(Participant)}
        cast.answer(names[senior.participant_id], each.id, Answer.DECLINE)
    cast.store.clock.advance(minutes=1)
    there = drafted(cast, programme_id)
    [going, waiting, *_] = there.proposals
    other = cast.programme(name="Other")
    joins(cast, other, RoleWish.SENIOR, waiting.senior.name.lower())
    joins(cast, other, RoleWish.JUNIOR, "zoe")
    paired(cast, other, waiting.senior.name.lower(), "zoe")
    edits(cast, there, Edit.APPROVE, going)
    goes_out(cast, desk(cast, programme_id))
    newest = max(cast.store.rows(MatchRound), key=lambda each: each.number)
    assert newest.sealed_wishes is not None
    people = set(cast.store.vault.open(newest.sealed_wishes)["people"])
    assert {waiting.senior.user_id, waiting.junior.user_id} <= people
    assert not people & {going.senior.user_id, going.junior.user_id}


@pytest.mark.parametrize("leaves", [True, False])
def test_what_somebody_said_who_left_while_a_draft_was_made_is_not_kept(cast: Cast, leaves: bool) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", "ben", never=("cleo",))
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora")
    asked = begins(cast, programme_id)
    found = reckon(cast.store.do(gathering.gathered, asked))
    if leaves:
        cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("ada"), programme_id))
    rest: KeepDraft | None = KeepDraft(asked.workspace_id, asked.round_id, asked.revision, found)
    while rest is not None:
        rest = cast.store.do(keeping.keep, rest)
    assert heard(cast) == ({"UBEN"} if leaves else {"UADA", "UBEN"})


def test_what_was_heard_of_a_round_that_was_thrown_away_is_erased_in_time(cast: Cast) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", never=("cleo",))
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    cast.store.do(commands.drop, DropRound(cast.actor("olga"), round_of(drafted(cast, programme_id))))
    cast.store.clock.advance(days=59)
    takes_its_course(cast)
    assert heard(cast) == {"UADA"}
    cast.store.clock.advance(days=1)
    takes_its_course(cast)
    assert heard(cast) is None


def heard(cast: Cast) -> set[str] | None:
    """Of whom the newest round has heard that they would never be paired with somebody."""
    newest = max(cast.store.rows(MatchRound), key=lambda each: each.number)
    return set(cast.store.vault.open(newest.sealed_wishes)["never"]) if newest.sealed_wishes else None
