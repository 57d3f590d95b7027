"""Asking a colleague, answering, withdrawing, leaving."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from sqlalchemy import exists, select

from mentoring import audit, inbound, participants, workspaces
from mentoring.audit import Action
from mentoring.enrolments import limits
from mentoring.enrolments.agreeing import agree
from mentoring.enrolments.held import must_be_as_shown
from mentoring.errors import NotInThisPair, PairHasEnded
from mentoring.pairs.answering import enrolments_of, held, open_if_all_accepted, record, say_no
from mentoring.pairs.drafts import close, draft, give_way, redraw
from mentoring.pairs.ending import put_away, tell_of_the_end
from mentoring.pairs.rules import (
    LARGEST,
    SMALLEST,
    AskedLately,
    ColleagueCannotJoin,
    InvitationIsOver,
    NoRoomForAnother,
    NotWithYourself,
    TwoOrThree,
    YouSaidNotAgain,
    asked_seat,
    memberships_of,
    seat,
)
from mentoring.participants import Actor, Profile
from mentoring.unit_of_work import UnitOfWork
from models import (
    ConsentDecision,
    Membership,
    MembershipState,
    Pair,
    PairState,
    Participant,
    ParticipantState,
    Programme,
    ProgrammeKind,
    Role,
)
from models.base import new_id
from models.types import is_word

QUIET_TIME = timedelta(days=7)
"""After a no, or after taking it back: nobody gets one invitation after the other from the same person."""


class Answer(StrEnum):
    """What an invited person says."""

    ACCEPT = "accept"
    DECLINE = "decline"


class InvitePartner(Struct, frozen=True):
    """`/mentor with @colleague`: one person asks another, without any programme."""

    actor: Actor
    me: Profile
    colleague: Profile
    my_role: Role
    receipt: str


class ProposedMember(Struct, frozen=True):
    """One person a programme would pair."""

    profile: Profile
    role: Role


class ProposePair(Struct, frozen=True):
    """A programme proposes a pair (two people, or three); each still answers for themselves."""

    team_id: str
    programme_id: UUID
    members: tuple[ProposedMember, ...]


class AnswerInvitation(Struct, frozen=True):
    """
    An invited person accepts or declines.

    Attributes:
        shown: the mark of what an owner entered about them, as they read it; nothing where it showed nothing.
    """

    actor: Actor
    pair_id: UUID
    answer: Answer
    shown: str | None = None


class WithdrawInvitation(Struct, frozen=True):
    """The person who asked takes it back."""

    actor: Actor
    pair_id: UUID


class LeavePair(Struct, frozen=True):
    """One person leaves, without a reason."""

    actor: Actor
    pair_id: UUID
    receipt: str


def invite(command: InvitePartner, uow: UnitOfWork) -> UUID:
    """
    Ask a colleague to be the other half; asking is the asker's own consent to take part.

    Returns:
        The pair's id; the same one for a submission that Slack delivers again.

    Raises:
        NotWithYourself, ColleagueCannotJoin, YouSaidNotAgain, AskedLately, AlreadyPaired: on the field `colleague`.
    """
    if command.colleague.user_id == command.actor.user_id:
        raise NotWithYourself(field="colleague")
    _must_be_a_person(command.colleague)
    pair_id = new_id()
    workspace_id = workspaces.of(command.actor.team_id, uow).id
    earlier = inbound.admit(workspace_id, command.receipt, {"pair_id": str(pair_id)}, uow)
    if earlier is not None:
        return UUID(earlier["pair_id"])
    known = _known(
        command.actor.team_id,
        {command.me: ParticipantState.ACTIVE, command.colleague: ParticipantState.INVITED},
        uow,
    )
    me, colleague = known[command.me.user_id], known[command.colleague.user_id]
    if limits.is_own_wish(me, colleague, uow):
        raise YouSaidNotAgain(field="colleague")
    if _asked_lately(me, colleague, uow):
        raise AskedLately(field="colleague")
    programme = uow.db.scalars(
        select(Programme).where(Programme.workspace_id == me.workspace_id, is_word(Programme.kind, ProgrammeKind.OPEN))
    ).one()
    theirs = Role.JUNIOR if command.my_role is Role.SENIOR else Role.SENIOR
    give_way(me, colleague, uow)
    # Over a wish of the other it never leaves; to the asker it looks like one that nobody answers.
    is_silent = limits.is_avoided([me, colleague], uow)
    draft(pair_id, programme, [(me, command.my_role), (colleague, theirs)], me, uow, is_silent=is_silent)
    audit.note(me.workspace_id, Action.PAIR_PROPOSED, pair_id, me.id, uow)
    return pair_id


def propose(command: ProposePair, uow: UnitOfWork) -> UUID:
    """
    Draft a pair in a programme and ask each of its people.

    Returns:
        The pair's id.

    Raises:
        ColleagueCannotJoin: one of them is an app or has no account any more.
        TwoOrThree: it would be another number of people.
        AlreadyPaired: the same people are a pair, or were asked.
    """
    if len({member.profile.user_id for member in command.members}) != len(command.members) or not (
        SMALLEST <= len(command.members) <= LARGEST
    ):
        raise TwoOrThree
    workspace = workspaces.of(command.team_id, uow)
    programme = uow.get(Programme, workspace.id, command.programme_id)
    if programme is None:
        raise NotInThisPair
    for member in command.members:
        _must_be_a_person(member.profile)
    known = _known(command.team_id, {member.profile: ParticipantState.INVITED for member in command.members}, uow)
    people = [(known[member.profile.user_id], member.role) for member in command.members]
    pair_id = new_id()
    draft(pair_id, programme, people, None, uow)
    audit.note(workspace.id, Action.PAIR_PROPOSED, pair_id, None, uow)
    return pair_id


def answer(command: AnswerInvitation, uow: UnitOfWork) -> None:
    """
    Take one person's answer; when the last has accepted, the pair and its conversation open.

    The same answer again changes nothing.

    Raises:
        NotInThisPair: the actor was not asked.
        InvitationIsOver: it was answered otherwise or withdrawn before.
        NoRoomForAnother: the programme's people are in as many pairs as they wanted.
        HeldOtherwise: what an owner entered about the actor is not what they read.
    """
    place = asked_seat(command.pair_id, command.actor, uow)
    enrolled = enrolments_of(place, uow)
    pair = held(place, uow)
    if place.membership.state is _SAID[command.answer] and pair.state is not PairState.WITHDRAWN:
        return
    if pair.state is not PairState.INVITED or place.membership.state is not MembershipState.INVITED:
        raise InvitationIsOver
    if command.answer is Answer.DECLINE:
        place.membership.state = MembershipState.DECLINED
        say_no(place, pair, enrolled, uow)
        return
    mine = enrolled.get(place.participant.id)
    if mine is not None and not limits.has_room(mine, uow):
        raise NoRoomForAnother
    if mine is not None:
        # Whom an owner had entered agrees by it to be in the programme.
        must_be_as_shown(mine, command.shown, uow)
        agree(mine, place.participant, uow)
    place.membership.state = MembershipState.ACCEPTED
    place.participant.state = ParticipantState.ACTIVE
    record(ConsentDecision.GIVEN, place, uow)
    audit.note(pair.workspace_id, Action.PAIR_ACCEPTED, pair.id, place.participant.id, uow)
    if not open_if_all_accepted(pair, enrolled, uow):
        redraw([place.membership], Answer.ACCEPT, uow)


def withdraw(command: WithdrawInvitation, uow: UnitOfWork) -> None:
    """
    Take an unanswered invitation back.

    Raises:
        NotInThisPair: the actor did not ask.
        InvitationIsOver: it was answered before.
    """
    place = seat(command.pair_id, command.actor, uow)
    pair = held(place, uow)
    if pair.invited_by_id != place.participant.id:
        raise NotInThisPair
    if pair.state is PairState.WITHDRAWN:
        return
    if pair.state not in {PairState.INVITED, PairState.HELD}:
        raise InvitationIsOver
    close(pair, PairState.WITHDRAWN, uow)
    audit.note(pair.workspace_id, Action.PAIR_WITHDRAWN, pair.id, place.participant.id, uow)
    redraw(memberships_of(pair, uow), "withdrawn", uow)


def leave(command: LeavePair, uow: UnitOfWork) -> None:
    """
    End the pair for its members, without fault or reason.

    Each other person is told once, in private; the pair's conversation gets one line that names nobody, and its cards
    say that it ended.

    A click that Slack delivers again changes nothing.

    Raises:
        NotInThisPair: the actor is not one of its people.
        PairHasEnded: somebody left before.
    """
    place = seat(command.pair_id, command.actor, uow)
    if inbound.admit(place.workspace_id, command.receipt, {}, uow) is not None:
        return
    pair = held(place, uow)
    if pair.state is not PairState.ACTIVE:
        raise PairHasEnded
    close(pair, PairState.ENDED, uow)
    record(ConsentDecision.WITHDRAWN, place, uow)
    audit.note(pair.workspace_id, Action.PAIR_LEFT, pair.id, place.participant.id, uow)
    tell_of_the_end(pair, [each for each in memberships_of(pair, uow) if each.id != place.membership.id], uow)
    put_away(pair, uow)


_SAID = {Answer.ACCEPT: MembershipState.ACCEPTED, Answer.DECLINE: MembershipState.DECLINED}


def _known(team_id: str, wanted: Mapping[Profile, ParticipantState], uow: UnitOfWork) -> dict[str, Participant]:
    """Record people by user id, always in one order: two who ask each other at once would wait for each other."""
    in_order = sorted(wanted.items(), key=lambda each: each[0].user_id)
    return {profile.user_id: participants.record(team_id, profile, state, uow) for profile, state in in_order}


def _asked_lately(asker: Participant, colleague: Participant, uow: UnitOfWork) -> bool:
    """Tell whether an invitation by the one to the other ended so recently that another would be pestering."""
    over = (PairState.DECLINED, PairState.WITHDRAWN)
    asked = exists().where(
        Pair.workspace_id == asker.workspace_id,
        Pair.invited_by_id == asker.id,
        Pair.state.in_(over),
        Pair.ended_at > uow.now - QUIET_TIME,
        Membership.workspace_id == Pair.workspace_id,
        Membership.pair_id == Pair.id,
        Membership.participant_id == colleague.id,
    )
    return bool(uow.db.scalar(select(asked)))


def _must_be_a_person(profile: Profile) -> None:
    if profile.is_bot or profile.is_gone:
        raise ColleagueCannotJoin(field="colleague")
