"""
What a sheet says otherwise of people who are here already, written after it counts, some people at a time.

Hidden until the end it could only be by keeping everybody twice. So each person is whole at any moment, as the earlier
sheet has them or as this one. With the transaction by which the sheet counts it is kept, sealed, who is still to be
written; where the bot is killed meanwhile, the rest goes in by itself (decision 0032).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from mentoring import outbox
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.participants import Actor
from mentoring.roster import imports, plan, queries, writing
from mentoring.roster.plan import Newcomer, Plan, Rest
from mentoring.roster.queries import Report
from mentoring.roster.rules import REPORT_FOR, SETTLES_WITHIN, Told, Why
from mentoring.unit_of_work import UnitOfWork
from models import Enrolment, EnrolmentState, Participant, Programme, RosterImport


class Settle(Struct, frozen=True):
    """Some more of a sheet that counts already is to be written."""

    actor: Actor
    import_id: UUID
    rest: Rest


def begin(found: RosterImport, programme: Programme, done: Plan, rest: Rest, uow: UnitOfWork) -> Report:
    """Let a sheet count, and keep who is still to be written of it."""
    found.sealed_report = _sealed_report(done.sheet, done.report, uow)
    _keep(found, rest, uow)
    found.look_at = uow.now + SETTLES_WITHIN
    return Report(found.id, programme.id, programme.name, done.report, found.look_at, rest, done.sheet)


def settle(command: Settle, uow: UnitOfWork) -> Report:
    """
    Write some more people of a sheet that counts; the same again changes nothing.

    Returns:
        The report; while somebody is still to be written, who, and no row.

    Raises:
        NoSuchImport, OnlyItsOwner: it is not the actor's, or forgotten; what is left of it goes in by itself.
    """
    found, programme = imports.own(command.actor, command.import_id, uow, lock=True)
    if found.sealed_sheet is None:
        return queries.report_of(found, programme, uow)
    rest = _step(programme, command.rest, uow)
    if not rest.newcomers:
        told = queries.report_of(found, programme, uow)
        return end(found, programme, told.sheet, plan.changed(told.rows, rest.became), uow)
    found.look_at = uow.now + SETTLES_WITHIN
    return Report(found.id, programme.id, programme.name, (), found.look_at, rest)


def go_on(found: RosterImport, uow: UnitOfWork) -> None:
    """Write some more people of a sheet whose bot was killed before all of them were."""
    # Whoever writes into a programme holds it first and their sheet afterwards; here the sheet is held already.
    free = select(Programme).where(Programme.workspace_id == found.workspace_id, Programme.id == found.programme_id)
    programme = uow.db.scalars(free.with_for_update(key_share=True, skip_locked=True)).one_or_none()
    if programme is None:
        found.look_at = uow.now + SETTLES_WITHIN
        return
    kept = msgspec.convert(uow.vault.open(found.sealed_sheet or ""), Rest, str_keys=True)
    rest = _step(programme, kept, uow)
    if rest.newcomers:
        _keep(found, rest, uow)
        found.look_at = uow.now
    else:
        told = queries.report_of(found, programme, uow)
        end(found, programme, told.sheet, plan.changed(told.rows, rest.became), uow)


def end(found: RosterImport, programme: Programme, sheet: str, rows: Sequence[Told], uow: UnitOfWork) -> Report:
    """
    Everybody is written: keep the report for a while, and send it once.

    Args:
        sheet: what its file is called.
    """
    found.sealed_sheet = None
    found.sealed_report = _sealed_report(sheet, rows, uow)
    found.look_at = uow.now + REPORT_FOR
    outbox.post(
        found.workspace_id,
        NoticeKind.ROSTER_REPORT,
        f"roster-report:{found.id}",
        ToPerson(found.by_id),
        {"import_id": str(found.id)},
        uow,
    )
    return Report(found.id, programme.id, programme.name, tuple(rows), found.look_at, sheet=sheet)


def _keep(found: RosterImport, rest: Rest, uow: UnitOfWork) -> None:
    found.sealed_sheet = uow.vault.seal(msgspec.to_builtins(rest, str_keys=True))


def _sealed_report(sheet: str, rows: Sequence[Told], uow: UnitOfWork) -> str:
    listed = [[each.number, each.who, each.why.value, each.row, each.remarks] for each in rows]
    return uow.vault.seal({"sheet": sheet, "rows": listed})


def _step(programme: Programme, rest: Rest, uow: UnitOfWork) -> Rest:
    some, later = rest.newcomers[: writing.AT_ONCE], rest.newcomers[writing.AT_ONCE :]
    standing = _standing(programme, some, uow)
    wanted: list[Newcomer] = []
    became: dict[int, Why] = {}
    for each in some:
        state, changed_at = standing.get(each.profile.user_id, (None, None))
        number = each.answer.number
        if state is None:
            # Whoever was here when the sheet counted, and is not any more, took themselves out.
            is_due, instead = number in rest.fresh, Why.THEIR_WORD
        elif state in {EnrolmentState.IMPORTED, EnrolmentState.ARRIVING}:
            # What a later sheet said stands.
            is_due, instead = changed_at is None or changed_at <= rest.counts_since, None
        else:
            is_due, instead = False, plan.BY_STANDING[state]
        if is_due:
            wanted.append(each)
        elif instead is not None:
            became[number] = instead
    became |= writing.write(programme, wanted, rest.looked_up_at, uow)
    return replace(rest, newcomers=later, became={**rest.became, **became})


def _standing(
    programme: Programme, some: Sequence[Newcomer], uow: UnitOfWork
) -> dict[str, tuple[EnrolmentState, datetime]]:
    """Return how people stand to the programme, by Slack id, held until this transaction ends."""
    rows = uow.db.execute(
        select(Participant.slack_user_id, Enrolment.state, Enrolment.changed_at)
        .join(
            Enrolment,
            (Enrolment.workspace_id == Participant.workspace_id) & (Enrolment.participant_id == Participant.id),
        )
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.programme_id == programme.id,
            Participant.slack_user_id.in_([each.profile.user_id for each in some]),
        )
        .order_by(Enrolment.participant_id)
        .with_for_update(key_share=True, of=Enrolment)
    )
    return {user_id: (state, changed_at) for user_id, state, changed_at in rows}
