"""Check-ins: what moved, what is stuck, what comes next, in ten minutes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict, replace
from sqlalchemy import select

from mentoring import outbox, working_time
from mentoring.charters.rules import is_in_force
from mentoring.commitments import commands as commitments
from mentoring.errors import CharterFirst, NotInThisPair, Refusal
from mentoring.learning_log import commands as learning_log
from mentoring.learning_log.commands import FromCheckIn
from mentoring.pairs.circle import Circle, circle
from mentoring.pairs.rules import Member, Seat, members_of, seats
from mentoring.participants import Actor
from mentoring.sessions import planning
from mentoring.typed import (
    LINE_LIMIT,
    LINK_LIMIT,
    TEXT_LIMIT,
    NumberPlease,
    WhatWasMeasured,
    is_number,
    must_be_a_link,
    must_fit,
)
from mentoring.unit_of_work import UnitOfWork, reads
from mentoring.wording import N_
from models import CheckIn, MembershipState, PairState, Visibility
from models.base import new_id

SHOWN = 4
"""How many check-ins the pair sees side by side."""


class TellUsWhatMoved(Refusal):
    """The one required line is empty."""

    message = N_("One line is enough: what moved since you last met?")


class DayHasPassed(Refusal):
    """The next step is due before today."""

    message = N_("That day has passed. Pick today or a later one, or leave it empty.")


class NotOneOfYou(Refusal):
    """The next step was given to somebody outside the pair."""

    message = N_("The next step belongs to one of you. Pick somebody in the pair.")


class CheckInDraft(Struct, frozen=True):
    """
    What was typed; everything but `moved` may be empty.

    Attributes:
        next_step_by: a day in the author's own calendar.
        next_step_who: a Slack user id of somebody in the pair.
        reading: a decimal number as typed, of what `metric` names.
    """

    moved: str
    stuck: str = ""
    next_step: str = ""
    next_step_who: str | None = None
    next_step_by: date | None = None
    evidence: str = ""
    metric: str = ""
    reading: str = ""


class KeepCheckIn(Struct, frozen=True):
    """A member hands in a check-in."""

    actor: Actor
    pair_id: UUID
    draft: CheckInDraft
    visibility: Visibility
    receipt: str


class ReadCheckIn(Struct, frozen=True):
    """Somebody opens one check-in."""

    actor: Actor
    checkin_id: UUID


class CheckInForm(Struct, frozen=True):
    """A pair to check in for."""

    pair_id: UUID
    me: Member
    others: tuple[Member, ...]


class WrittenCheckIn(Struct, frozen=True):
    """A check-in as its author, or the pair, may read it."""

    checkin_id: UUID
    pair_id: UUID
    author: Member
    others: tuple[Member, ...]
    visibility: Visibility
    draft: CheckInDraft
    created_at: datetime


@reads
def forms(actor: Actor, uow: UnitOfWork) -> tuple[CheckInForm, ...]:
    """
    Return the pairs the actor can check in for, oldest first; empty when they have none.

    Raises:
        CharterFirst: there are pairs, but no charter is in force yet.
    """
    places = _active(actor, uow)
    ready = tuple(_form(place, uow) for place in places if is_in_force(place.workspace_id, place.pair.id, uow))
    if places and not ready:
        raise CharterFirst
    return ready


def keep(command: KeepCheckIn, uow: UnitOfWork) -> WrittenCheckIn:
    """
    Keep a check-in, and tell the pair when it is shared; a submission that Slack delivers again is kept once.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst: the author may not check in here.
        TellUsWhatMoved, TextTooLong, NotALink, MarkInLink, DayHasPassed, WhatWasMeasured, NumberPlease, NotOneOfYou:
            on the field concerned.
    """
    pair = circle(command.pair_id, command.actor, uow)
    pair.must_be_at_work()
    draft = _checked(command.draft, pair, uow)
    checkin = CheckIn(
        workspace_id=pair.workspace_id,
        id=new_id(),
        pair_id=pair.pair_id,
        membership_id=pair.me.membership_id,
        visibility=command.visibility,
        sealed_body=uow.vault.seal(_plain(draft)),
        receipt=command.receipt,
        created_at=uow.now,
    )
    # The row is its own receipt, and its own entry in the trail: it says who wrote it and when, and never changes.
    if not uow.insert_once(checkin):
        return _kept_before(command.receipt, pair, uow)
    if command.visibility is Visibility.SHARED:
        _keep_in_the_log(draft, pair, command.receipt, uow)
        if draft.next_step and draft.next_step_who:
            # Only what the pair may read becomes a promise that the pair sees.
            commitments.keep_from_checkin(
                pair, draft.next_step_who, draft.next_step, draft.next_step_by, command.receipt, uow
            )
        _tell(pair, checkin, uow)
    return _written(checkin, pair.members, draft)


def _tell(pair: Circle, checkin: CheckIn, uow: UnitOfWork) -> None:
    """Let it join the card of the session that is ahead, silently; the others find it there and on Home."""
    if pair.session_id is not None:
        outbox.refresh(pair.workspace_id, planning.card_key(pair.session_id), f"checkin:{checkin.id}", uow)


def _keep_in_the_log(draft: CheckInDraft, pair: Circle, receipt: str, uow: UnitOfWork) -> None:
    if draft.evidence or draft.metric:
        today = working_time.local_date(uow.now, pair.zone)
        brought = FromCheckIn(draft.moved, draft.evidence, draft.metric, draft.reading, today)
        learning_log.keep_from_checkin(pair, brought, receipt, uow)


def _kept_before(receipt: str, pair: Circle, uow: UnitOfWork) -> WrittenCheckIn:
    stored = uow.db.scalars(
        select(CheckIn).where(CheckIn.workspace_id == pair.workspace_id, CheckIn.receipt == receipt)
    ).one()
    return _written(stored, pair.members, _unsealed(stored, uow))


def recent(place: Seat, members: tuple[Member, ...], uow: UnitOfWork) -> tuple[WrittenCheckIn, ...]:
    """Return the newest check-ins the holder of this place may read: the shared ones and their own private ones."""
    rows = uow.db.scalars(
        select(CheckIn)
        .where(
            CheckIn.workspace_id == place.workspace_id,
            CheckIn.pair_id == place.pair.id,
            (CheckIn.visibility == Visibility.SHARED) | (CheckIn.membership_id == place.membership.id),
        )
        .order_by(CheckIn.created_at.desc(), CheckIn.id.desc())
        .limit(SHOWN)
    ).all()
    return tuple(_written(row, members, _unsealed(row, uow)) for row in rows)


@reads
def read(command: ReadCheckIn, uow: UnitOfWork) -> WrittenCheckIn:
    """
    Return one check-in in full.

    Raises:
        NotInThisPair: it is not the reader's to read.
    """
    for place in seats(command.actor, uow):
        if place.membership.state is not MembershipState.ACCEPTED:
            continue
        checkin = uow.get(CheckIn, place.workspace_id, command.checkin_id)
        if checkin is None or checkin.pair_id != place.pair.id:
            continue
        if checkin.visibility is Visibility.SHARED or checkin.membership_id == place.membership.id:
            return _written(checkin, members_of(place.pair, uow), _unsealed(checkin, uow))
    raise NotInThisPair


def opened(row: CheckIn, members: tuple[Member, ...], uow: UnitOfWork) -> WrittenCheckIn:
    """Return a check-in that its reader may read, unsealed."""
    return _written(row, members, _unsealed(row, uow))


def _active(actor: Actor, uow: UnitOfWork) -> list[Seat]:
    return [
        place
        for place in seats(actor, uow)
        if place.pair.state is PairState.ACTIVE and place.membership.state is MembershipState.ACCEPTED
    ]


def _form(place: Seat, uow: UnitOfWork) -> CheckInForm:
    members = members_of(place.pair, uow)
    me = next(member for member in members if member.membership_id == place.membership.id)
    return CheckInForm(place.pair.id, me, tuple(member for member in members if member != me))


def _checked(draft: CheckInDraft, pair: Circle, uow: UnitOfWork) -> CheckInDraft:
    """Return the draft without blanks at its ends, or refuse it on the field to mend."""
    tidy = replace(
        draft,
        moved=draft.moved.strip(),
        stuck=draft.stuck.strip(),
        next_step=draft.next_step.strip(),
        evidence=draft.evidence.strip(),
        metric=draft.metric.strip(),
        reading=draft.reading.strip(),
    )
    if not tidy.moved:
        raise TellUsWhatMoved(field="moved")
    limits = {
        "moved": TEXT_LIMIT,
        "stuck": TEXT_LIMIT,
        "next_step": TEXT_LIMIT,
        "evidence": LINK_LIMIT,
        "metric": LINE_LIMIT,
        "reading": LINE_LIMIT,
    }
    for name, limit in limits.items():
        must_fit(name, getattr(tidy, name), limit)
    if tidy.evidence:
        must_be_a_link("evidence", tidy.evidence)
    today = working_time.local_date(uow.now, pair.zone)
    if tidy.next_step_by is not None and tidy.next_step_by < today:
        raise DayHasPassed(field="next_step_by")
    if tidy.next_step_who is not None and tidy.next_step_who not in {member.user_id for member in pair.members}:
        raise NotOneOfYou(field="next_step_who")
    if tidy.reading and not tidy.metric:
        raise WhatWasMeasured(field="metric")
    if tidy.metric and not is_number(tidy.reading):
        raise NumberPlease(field="reading")
    return tidy


def _fields(draft: CheckInDraft) -> dict[str, Any]:
    return asdict(draft)


def _plain(draft: CheckInDraft) -> dict[str, Any]:
    fields = asdict(draft)
    fields["next_step_by"] = draft.next_step_by.isoformat() if draft.next_step_by else None
    return fields


def _unsealed(checkin: CheckIn, uow: UnitOfWork) -> CheckInDraft:
    fields = uow.vault.open(checkin.sealed_body)
    if fields["next_step_by"] is not None:
        fields["next_step_by"] = date.fromisoformat(fields["next_step_by"])
    return CheckInDraft(**fields)


def _written(checkin: CheckIn, members: tuple[Member, ...], draft: CheckInDraft) -> WrittenCheckIn:
    author = next(member for member in members if member.membership_id == checkin.membership_id)
    return WrittenCheckIn(
        checkin_id=checkin.id,
        pair_id=checkin.pair_id,
        author=author,
        others=tuple(member for member in members if member != author),
        visibility=checkin.visibility,
        draft=draft,
        created_at=checkin.created_at,
    )
