"""From a held row to everything its sending needs, or to the reason why nothing is sent."""

from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, or_, select

from mentoring.delivery import budget, gates, pacing
from mentoring.delivery.rows import IN_HAND, KINDS, before_claim, finish, held, now_ms, postpone, wait
from mentoring.delivery.steps import (
    Address,
    AskWhoReads,
    Begin,
    Claimed,
    DirectMessage,
    Dispatch,
    PairConversation,
    ProgrammeChannel,
    Readers,
)
from mentoring.notices import TELLINGS, Notice
from mentoring.outbox import NoticeKind
from mentoring.pairs.hours import when_all_work
from mentoring.participants import DEFAULT_LOCALE, back_at, quiet_until
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork, reads
from models import (
    Membership,
    OutboxAct,
    OutboxRow,
    OutboxState,
    Pair,
    Participant,
    ParticipantState,
    Programme,
    Workspace,
)


def begin(command: Begin, uow: UnitOfWork) -> Dispatch | None:
    """
    Mark the row as being sent and return everything the sending needs.

    Returns:
        Nothing when there is nothing to send (any more): the lease was lost, the message is no longer true, it
        waits for the person's working hours, for the message it follows or for Slack, or its kind is of a newer
        release.
    """
    claimed = command.claimed
    row = held(claimed, uow)
    if row is None or not _is_known(row, uow):
        return None
    if not gates.is_open_for(row.workspace_id, row.id, uow):
        wait(row, before_claim(row), 0, uow)
        return None
    kind = NoticeKind(row.kind)
    if row.keep_until is not None and row.keep_until < uow.now and row.first_tried_ms is None:
        finish(row, OutboxState.DROPPED, "its time was over", uow)
        return None
    # Kept in hand to the end: the session forgets whom nobody holds, and what follows would ask for them again.
    reader = _reader(row, uow)
    if reader is not None and reader.state is ParticipantState.GONE:
        finish(row, OutboxState.DROPPED, "the account is closed", uow)
        return None
    target = None
    if row.act not in {OutboxAct.POST, OutboxAct.WHISPER}:
        target = _target(row, uow)
        if target is None:
            return None
    elif _waits_for_hours(row, kind, uow):
        return None
    # Only what is to be taken away again needs to be true no more.
    takes_away = row.act in {OutboxAct.UNPIN, OutboxAct.REMOVE}
    notice = None if takes_away else TELLINGS[kind].read(row, uow)
    if notice is None and not takes_away:
        finish(row, OutboxState.DROPPED, "no longer true", uow)
        return None
    ready = _dispatch(row, claimed, kind, notice, target, uow)
    turn_ms = 0 if ready.look_since is not None else pacing.take_turn(row, uow)
    if turn_ms:
        wait(row, before_claim(row), turn_ms, uow)
        return None
    began_ms = now_ms(uow)
    row.state = OutboxState.SENDING
    row.first_tried_ms = row.first_tried_ms or began_ms
    row.wait_until_ms = began_ms + command.lease_ms
    return ready


@reads
def readers(command: AskWhoReads, uow: UnitOfWork) -> Readers:
    """Return the people who are about to be written to by themselves, and did not ask for it now."""
    asked = {"workspace_id": command.workspace_id, "row_ids": [each.row_id for each in command.held]}
    return Readers(tuple(uow.connection.execute(_readers(), asked).scalars()), uow.now)


@cache
def _readers() -> Select[str]:
    """Built once, as its like below: putting such a question together takes longer than its answer."""
    keeps_hours = [kind.value for kind, telling in TELLINGS.items() if telling.keeps_hours]
    is_theirs = and_(OutboxRow.workspace_id == Participant.workspace_id, OutboxRow.participant_id == Participant.id)
    return (
        select(Participant.slack_user_id)
        .join(OutboxRow, is_theirs)
        .where(
            OutboxRow.workspace_id == bindparam("workspace_id"),
            OutboxRow.id.in_(bindparam("row_ids", expanding=True)),
            OutboxRow.act == OutboxAct.POST,
            or_(OutboxRow.kind.in_(keeps_hours), OutboxRow.wanted_at.is_not(None)),
        )
        .distinct()
    )


def _is_known(row: OutboxRow, uow: UnitOfWork) -> bool:
    if row.kind in KINDS:
        return True
    # A newer release wrote it and a newer replica will send it; here it must not block the rest.
    wait(row, OutboxState.PENDING, 60_000, uow)
    row.failure = f"this release does not know the kind {row.kind}"
    return False


def _reader(row: OutboxRow, uow: UnitOfWork) -> Participant | None:
    if row.participant_id is None:
        return None
    return uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": row.participant_id})


def _target(row: OutboxRow, uow: UnitOfWork) -> tuple[str, str] | None:
    # Held, so that of two workers with something to do to one message the second sees that the first has begun.
    about = uow.db.get_one(OutboxRow, {"workspace_id": row.workspace_id, "id": row.about_id}, with_for_update=AS_IT_IS)
    if about.state in {OutboxState.DEAD, OutboxState.DROPPED}:
        finish(row, OutboxState.DROPPED, "the message it follows was never posted", uow)
        return None
    stands = about.state is OutboxState.SENT and about.channel_id and about.message_ts
    if stands and row.act is OutboxAct.REMOVE:
        return _copy(row, about, uow)
    # A reply changes nothing of the message it stands under, so it need not wait for an edit of it.
    if stands and (row.act is OutboxAct.REPLY or not _is_being_edited(about, uow)):
        return about.channel_id or "", about.message_ts or ""
    if about.state is OutboxState.PENDING and about.due_at > uow.now:
        # That one comes on another day: it is not asked for every second until then.
        row.due_at = about.due_at
        wait(row, OutboxState.PENDING, 0, uow)
        return None
    wait(row, OutboxState.PENDING, 1_000, uow)
    return None


def _copy(row: OutboxRow, about: OutboxRow, uow: UnitOfWork) -> tuple[str, str] | None:
    """Return where a copy stands that is to go; the one message that the outbox holds on to never is."""
    if row.message_ts == about.message_ts:
        finish(row, OutboxState.DROPPED, "it is the message itself", uow)
        return None
    return row.channel_id or "", row.message_ts or ""


def _is_being_edited(about: OutboxRow, uow: UnitOfWork) -> bool:
    """Tell whether another edit is under way, which could reach Slack after this one, with what was true before."""
    asked = {"workspace_id": about.workspace_id, "about_id": about.id}
    return uow.connection.execute(_edit_under_way(), asked).first() is not None


@cache
def _edit_under_way() -> Select[UUID]:
    return (
        select(OutboxRow.id)
        .where(
            IN_HAND,
            OutboxRow.workspace_id == bindparam("workspace_id"),
            OutboxRow.about_id == bindparam("about_id"),
            OutboxRow.act != OutboxAct.REPLY,
            OutboxRow.state == OutboxState.SENDING,
        )
        .limit(1)
    )


def _waits_for_hours(row: OutboxRow, kind: NoticeKind, uow: UnitOfWork) -> bool:
    if not _keeps_hours(row, kind) or row.first_tried_ms is not None:
        return False
    if row.participant_id is not None:
        # Held, so that of two workers with something for one person the second counts what the first says.
        person = uow.db.get_one(
            Participant, {"workspace_id": row.workspace_id, "id": row.participant_id}, with_for_update=AS_IT_IS
        )
        decent = _when_decent(row, kind, person, uow)
    elif row.pair_id is not None:
        decent = when_all_work(row.workspace_id, row.pair_id, uow)
    else:
        return False
    if decent <= uow.now:
        # The budget counts the day on which it is said, which may be long after the day it was meant for.
        row.due_at = max(row.due_at, uow.now)
        return False
    postpone(row, decent)
    wait(row, OutboxState.PENDING, 0, uow)
    return True


def _keeps_hours(row: OutboxRow, kind: NoticeKind) -> bool:
    """Tell whether nobody asked for it at this moment: for none of its kind, or not for this one."""
    return TELLINGS[kind].keeps_hours or row.wanted_at is not None


def _when_decent(row: OutboxRow, kind: NoticeKind, person: Participant, uow: UnitOfWork) -> datetime:
    decent = quiet_until(person, uow.now)
    at_latest = TELLINGS[kind].at_latest
    if at_latest is None:
        return budget.next_free(person, decent, uow) if kind in budget.UNPROMPTED else decent
    latest = at_latest(row, uow)
    # Whoever pauses or is away comes to nothing, so nothing is so urgent that it breaks that.
    return decent if latest is None else min(decent, max(latest, back_at(person, uow.now)))


def _dispatch(
    row: OutboxRow,
    claimed: Claimed,
    kind: NoticeKind,
    notice: Notice | None,
    target: tuple[str, str] | None,
    uow: UnitOfWork,
) -> Dispatch:
    workspace = uow.db.get_one(Workspace, row.workspace_id)
    address, locale = _address(row, uow)
    tried_before = row.first_tried_ms
    at_latest = TELLINGS[kind].at_latest
    looks_first = tried_before is not None and row.act is OutboxAct.POST and isinstance(address, DirectMessage)
    return Dispatch(
        claimed=claimed,
        team_id=workspace.team_id,
        kind=kind,
        act=row.act,
        address=address,
        notice=None if row.act is OutboxAct.PIN else notice,
        locale=locale,
        keeps_hours=_keeps_hours(row, kind) and row.act is OutboxAct.POST,
        at_latest=None if at_latest is None else at_latest(row, uow),
        now=uow.now,
        listener=_to_person(row, uow)[0].user_id if row.act is OutboxAct.WHISPER else None,
        target=target,
        mark=row.about_id if row.act is OutboxAct.REFRESH and row.about_id is not None else row.id,
        look_since=row.created_at if looks_first else None,
        file_ids=tuple(row.file_ids or ()) if looks_first else (),
        may_stand_unseen=row.looks > 0 and not isinstance(address, DirectMessage),
        tried_ms=tried_before,
        attempts=row.attempts,
    )


def _address(row: OutboxRow, uow: UnitOfWork) -> tuple[Address, str]:
    """Return where it goes, and the language there."""
    if row.user_id is not None:
        return DirectMessage(row.user_id), DEFAULT_LOCALE
    if row.programme_id is not None:
        return _to_programme(row, uow)
    return _to_pair(row, uow) if row.pair_id is not None else _to_person(row, uow)


def _to_programme(row: OutboxRow, uow: UnitOfWork) -> tuple[ProgrammeChannel, str]:
    programme = uow.db.get_one(Programme, {"workspace_id": row.workspace_id, "id": row.programme_id})
    if programme.channel_id is None:
        msg = "the built-in programme has no channel to post in"
        raise ValueError(msg)
    return ProgrammeChannel(programme.channel_id), programme.locale


def _to_person(row: OutboxRow, uow: UnitOfWork) -> tuple[DirectMessage, str]:
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": row.participant_id})
    return DirectMessage(person.slack_user_id), person.locale


def _to_pair(row: OutboxRow, uow: UnitOfWork) -> tuple[PairConversation, str]:
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": row.pair_id})
    programme = uow.db.get_one(Programme, {"workspace_id": row.workspace_id, "id": pair.programme_id})
    asked = {"workspace_id": pair.workspace_id, "pair_id": pair.id}
    user_ids = uow.connection.execute(_user_ids(), asked).scalars().all()
    return PairConversation(pair.id, pair.conversation_id, tuple(user_ids)), programme.locale


@cache
def _user_ids() -> Select[str]:
    is_theirs = and_(Membership.workspace_id == Participant.workspace_id, Membership.participant_id == Participant.id)
    return (
        select(Participant.slack_user_id)
        .join(Membership, is_theirs)
        .where(Membership.workspace_id == bindparam("workspace_id"), Membership.pair_id == bindparam("pair_id"))
        .order_by(Membership.id)
    )
