"""Asking, answering, withdrawing, leaving: who may, what happens, and what is refused on which field."""

from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from mentoring import audit
from mentoring.delivery.steps import DirectMessage
from mentoring.errors import NotInThisPair, PairHasEnded
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs import queries
from mentoring.pairs.commands import (
    Answer,
    AnswerInvitation,
    InvitePartner,
    LeavePair,
    ProposedMember,
    ProposePair,
    WithdrawInvitation,
)
from mentoring.pairs.notices import Invitation
from mentoring.pairs.rules import (
    AlreadyPaired,
    AskedLately,
    ColleagueCannotJoin,
    InvitationIsOver,
    NotWithYourself,
    TwoOrThree,
)
from mentoring.participants import InPair
from mentoring.states import MembershipState, PairState, Role
from models import (
    AuditEntry,
    Consent,
    ConsentDecision,
    ConsentKind,
    Membership,
    OutboxAct,
    OutboxRow,
    Pair,
    Participant,
    ParticipantState,
    Schedule,
    ScheduleState,
)
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import deliver_all


def said(cast: Cast, act: OutboxAct = OutboxAct.POST) -> list[str]:
    """The kinds of what is to be said, in order."""
    return [row.kind for row in cast.store.rows(OutboxRow) if row.act is act]


def state_of(cast: Cast) -> PairState:
    return cast.store.rows(Pair)[-1].state


def test_who_asks_agrees_by_asking_and_who_is_asked_gets_one_message(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    asker, asked = cast.store.rows(Participant)
    assert (asker.state, asked.state) == (ParticipantState.ACTIVE, ParticipantState.INVITED)
    memberships = {row.participant_id: row for row in cast.store.rows(Membership)}
    assert (memberships[asker.id].role, memberships[asker.id].state) == (Role.SENIOR, MembershipState.ACCEPTED)
    assert (memberships[asked.id].role, memberships[asked.id].state) == (Role.JUNIOR, MembershipState.INVITED)
    [message] = cast.store.rows(OutboxRow)
    assert (message.kind, message.participant_id) == (NoticeKind.PAIR_INVITATION, asked.id)
    [consent] = cast.store.rows(Consent)
    assert (consent.participant_id, consent.kind, consent.decision) == (
        asker.id,
        ConsentKind.PARTICIPATION,
        ConsentDecision.GIVEN,
    )


def test_a_junior_may_ask_a_senior(cast: Cast) -> None:
    command = InvitePartner(cast.actor("ada"), cast.profile("ada"), cast.profile("ben"), Role.JUNIOR, receipt())
    cast.store.do(pairs.invite, command)
    roles = {row.state: row.role for row in cast.store.rows(Membership)}
    assert roles == {MembershipState.ACCEPTED: Role.JUNIOR, MembershipState.INVITED: Role.SENIOR}


def test_nobody_pairs_with_themselves(cast: Cast) -> None:
    with pytest.raises(NotWithYourself) as refused:
        cast.invitation("ada", "ada")
    assert refused.value.field == "colleague"
    assert cast.store.rows(Pair) == []


@pytest.mark.parametrize("change", [{"is_bot": True}, {"is_gone": True}])
def test_only_people_with_an_open_account_are_asked(cast: Cast, change: dict[str, Any]) -> None:
    colleague = replace(cast.profile("ben"), **change)
    command = InvitePartner(cast.actor("ada"), cast.profile("ada"), colleague, Role.SENIOR, receipt())
    with pytest.raises(ColleagueCannotJoin) as refused:
        cast.store.do(pairs.invite, command)
    assert refused.value.field == "colleague"
    assert cast.store.rows(Participant) == []


@pytest.mark.parametrize(("asker", "asked"), [("ada", "ben"), ("ben", "ada")])
@pytest.mark.parametrize("accepted", [False, True])
def test_the_same_two_are_asked_once_whoever_asks(cast: Cast, asker: str, asked: str, *, accepted: bool) -> None:
    pair_id = cast.invitation("ada", "ben")
    if accepted:
        cast.answer("ben", pair_id)
    with pytest.raises(AlreadyPaired) as refused:
        cast.invitation(asker, asked)
    assert refused.value.field == "colleague"
    assert len(cast.store.rows(Pair)) == 1


def test_after_a_decline_the_same_two_may_begin_anew(cast: Cast) -> None:
    cast.answer("ben", cast.invitation("ada", "ben"), Answer.DECLINE)
    cast.pair("ben", "ada")
    assert [row.state for row in cast.store.rows(Pair)] == [PairState.DECLINED, PairState.ACTIVE]


def test_accepting_opens_the_pairs_conversation_once(each_cast: Cast) -> None:
    pair_id = each_cast.invitation("ada", "ben")
    for _ in range(3):
        each_cast.answer("ben", pair_id)
    assert state_of(each_cast) is PairState.ACTIVE
    later = [NoticeKind.CHARTER_NUDGE, NoticeKind.RELEASE_CHOICE]
    assert said(each_cast) == [NoticeKind.PAIR_INVITATION, NoticeKind.PAIR_OPENED, *later, *later]
    assert [row.decision for row in each_cast.store.rows(Consent)] == [ConsentDecision.GIVEN] * 2
    assert {row.state for row in each_cast.store.rows(Participant)} == {ParticipantState.ACTIVE}


def test_declining_tells_only_whoever_asked_and_asks_no_reason(cast: Cast) -> None:
    pair_id = cast.invitation("ada", "ben")
    cast.answer("ben", pair_id, Answer.DECLINE)
    cast.answer("ben", pair_id, Answer.DECLINE)
    asker, _ = cast.store.rows(Participant)
    assert state_of(cast) is PairState.DECLINED
    told = [row for row in cast.store.rows(OutboxRow) if row.kind == NoticeKind.INVITATION_DECLINED]
    assert [row.participant_id for row in told] == [asker.id]
    assert [row.decision for row in cast.store.rows(Consent)] == [ConsentDecision.GIVEN, ConsentDecision.WITHDRAWN]


@pytest.mark.parametrize("first", list(Answer))
def test_a_second_thought_comes_too_late(cast: Cast, first: Answer) -> None:
    pair_id = cast.invitation("ada", "ben")
    cast.answer("ben", pair_id, first)
    [other] = set(Answer) - {first}
    with pytest.raises(InvitationIsOver):
        cast.answer("ben", pair_id, other)


def test_a_stranger_cannot_answer(cast: Cast) -> None:
    pair_id = cast.invitation("ada", "ben")
    cast.pair("eve", "finn")
    for name in ("eve", "nobody"):
        with pytest.raises(NotInThisPair):
            cast.answer(name, pair_id)
    with pytest.raises(NotInThisPair):
        cast.answer("ben", uuid4())


def test_the_asker_takes_an_invitation_back_once(cast: Cast) -> None:
    pair_id = cast.invitation("ada", "ben")
    command = WithdrawInvitation(cast.actor("ada"), pair_id)
    cast.store.do(pairs.withdraw, command)
    cast.store.do(pairs.withdraw, command)
    assert state_of(cast) is PairState.WITHDRAWN
    entries = [row.action for row in cast.store.rows(AuditEntry)]
    assert entries == [audit.Action.PAIR_PROPOSED, audit.Action.PAIR_WITHDRAWN]
    with pytest.raises(InvitationIsOver):
        cast.answer("ben", pair_id)


def test_only_the_asker_takes_an_invitation_back_and_only_while_it_is_open(cast: Cast) -> None:
    pair_id = cast.invitation("ada", "ben")
    for name in ("ben", "eve"):
        with pytest.raises(NotInThisPair):
            cast.store.do(pairs.withdraw, WithdrawInvitation(cast.actor(name), pair_id))
    cast.answer("ben", pair_id)
    with pytest.raises(NotInThisPair):
        cast.store.do(pairs.withdraw, WithdrawInvitation(cast.actor("ben"), pair_id))
    with pytest.raises(InvitationIsOver):
        cast.store.do(pairs.withdraw, WithdrawInvitation(cast.actor("ada"), pair_id))


def test_leaving_ends_the_pair_for_all_tells_the_others_alone_and_stops_the_questions(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ada"), pair_id, receipt()))
    assert state_of(each_cast) is PairState.ENDED
    told = [row for row in each_cast.store.rows(OutboxRow) if row.kind == NoticeKind.PAIR_ENDED]
    ben = next(row for row in each_cast.store.rows(Participant) if row.slack_user_id == "UBEN")
    assert [(row.participant_id, row.pair_id) for row in told] == [(ben.id, None)]
    assert {row.state for row in each_cast.store.rows(Schedule)} == {ScheduleState.STOPPED}
    assert [row.decision for row in each_cast.store.rows(Consent)][-1] is ConsentDecision.WITHDRAWN
    with pytest.raises(PairHasEnded):
        each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))


def test_a_stranger_cannot_end_a_pair(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    with pytest.raises(NotInThisPair):
        cast.store.do(pairs.leave, LeavePair(cast.actor("eve"), pair_id, receipt()))
    assert state_of(cast) is PairState.ACTIVE


def test_after_an_end_the_same_two_may_begin_anew(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    cast.store.do(pairs.leave, LeavePair(cast.actor("ada"), pair_id, receipt()))
    assert cast.pair("ben", "ada") != pair_id


def test_a_triad_opens_when_the_last_of_three_accepts(each_cast: Cast) -> None:
    pair_id = each_cast.proposal(each_cast.programme(), "ada", "ben", "cleo")
    each_cast.answer("ada", pair_id)
    each_cast.answer("ben", pair_id)
    assert state_of(each_cast) is PairState.INVITED
    waiting = each_cast.store.do(queries.still_open, InPair(each_cast.actor("ada"), pair_id))
    assert waiting is not None
    assert not waiting.awaits_me
    each_cast.answer("cleo", pair_id)
    assert state_of(each_cast) is PairState.ACTIVE
    assert each_cast.store.do(queries.still_open, InPair(each_cast.actor("ada"), pair_id)) is None
    assert said(each_cast).count(NoticeKind.PAIR_OPENED) == 1


def test_when_the_last_accepts_everybodys_invitation_says_that_it_is_open(each_cast: Cast) -> None:
    pair_id = each_cast.proposal(each_cast.programme(), "ada", "ben", "cleo")
    for name in ("ada", "ben"):
        deliver_all(each_cast)
        each_cast.answer(name, pair_id)
    deliver_all(each_cast)
    each_cast.answer("cleo", pair_id)
    drawn = [each.dispatch for each in deliver_all(each_cast) if isinstance(each.dispatch.notice, Invitation)]
    assert sorted(each.address.user_id for each in drawn if isinstance(each.address, DirectMessage)) == [
        "UADA",
        "UBEN",
        "UCLEO",
    ]
    assert {each.act for each in drawn} == {OutboxAct.REFRESH}


def test_when_one_of_three_declines_whoever_had_accepted_is_told(cast: Cast) -> None:
    pair_id = cast.proposal(cast.programme(), "ada", "ben", "cleo")
    cast.answer("ada", pair_id)
    cast.answer("cleo", pair_id, Answer.DECLINE)
    people = {row.id: row.slack_user_id for row in cast.store.rows(Participant)}
    told = [row for row in cast.store.rows(OutboxRow) if row.kind == NoticeKind.INVITATION_DECLINED]
    assert [people[row.participant_id] for row in told if row.participant_id] == ["UADA"]
    with pytest.raises(InvitationIsOver):
        cast.answer("ben", pair_id)


def test_a_programme_proposes_no_bots_and_nobody_who_is_gone(cast: Cast) -> None:
    members = (
        ProposedMember(cast.profile("ada"), Role.SENIOR),
        ProposedMember(replace(cast.profile("ben"), is_gone=True), Role.JUNIOR),
    )
    with pytest.raises(ColleagueCannotJoin):
        cast.store.do(pairs.propose, ProposePair(cast.team, cast.programme(), members))
    assert cast.store.rows(Pair) == []


@pytest.mark.parametrize(
    "handles", [["ana"], ["ana", "ana"], ["ana", "ben", "cyd", "dee"]], ids=["one", "twice", "four"]
)
def test_a_pair_is_two_or_three_people_each_once(cast: Cast, handles: list[str]) -> None:
    members = tuple(ProposedMember(cast.profile(handle), Role.SENIOR) for handle in handles)
    with pytest.raises(TwoOrThree):
        cast.store.do(pairs.propose, ProposePair(cast.team, cast.programme(), members))


def test_a_programme_of_another_workspace_proposes_nobody_here(cast: Cast) -> None:
    elsewhere = Cast(cast.store, "T2").programme()
    members = (
        ProposedMember(cast.profile("ada"), Role.SENIOR),
        ProposedMember(cast.profile("ben"), Role.JUNIOR),
    )
    with pytest.raises(NotInThisPair):
        cast.store.do(pairs.propose, ProposePair(cast.team, elsewhere, members))


def test_an_active_person_who_is_asked_again_stays_active(cast: Cast) -> None:
    cast.pair("ada", "ben")
    cast.invitation("cleo", "ada")
    ada = next(row for row in cast.store.rows(Participant) if row.slack_user_id == "UADA")
    assert ada.state is ParticipantState.ACTIVE


def test_pairs_under_way_are_named_by_the_others_oldest_first(cast: Cast) -> None:
    first = cast.pair("ada", "ben")
    cast.store.clock.advance(minutes=1)
    second = cast.pair("ada", "cleo")
    cast.invitation("ada", "dan")
    choices = cast.store.do(queries.under_way, cast.actor("ada"))
    assert [(choice.pair_id, [other.name for other in choice.others]) for choice in choices] == [
        (first, ["Ben"]),
        (second, ["Cleo"]),
    ]


def test_the_answer_is_taken_once_however_often_slack_delivers_it(cast: Cast) -> None:
    pair_id = cast.invitation("ada", "ben")
    command = AnswerInvitation(cast.actor("ben"), pair_id, Answer.ACCEPT)
    cast.store.do(pairs.answer, command)
    before = cast.store.contents()
    cast.store.clock.advance(seconds=10)
    cast.store.do(pairs.answer, command)
    assert cast.store.contents() == before


@pytest.mark.parametrize("ending", ["declined", "withdrawn"])
def test_the_same_person_is_not_asked_again_within_a_week(each_cast: Cast, ending: str) -> None:
    cast = each_cast
    pair_id = cast.invitation("ada", "ben")
    if ending == "declined":
        cast.answer("ben", pair_id, Answer.DECLINE)
    else:
        cast.store.do(pairs.withdraw, WithdrawInvitation(cast.actor("ada"), pair_id))
    cast.store.clock.advance(days=6, hours=23)
    with pytest.raises(AskedLately) as refused:
        cast.invitation("ada", "ben")
    assert refused.value.field == "colleague"
    cast.invitation("ada", "cleo")
    cast.store.clock.advance(hours=2)
    cast.invitation("ada", "ben")


def test_who_declined_may_ask_at_any_time(cast: Cast) -> None:
    cast.answer("ben", cast.invitation("ada", "ben"), Answer.DECLINE)
    cast.invitation("ben", "ada")
