"""
Preparing what a long sheet brings, some people at a time, so that others can write in between.

Who is new is written down in a state that nothing reads; of whom an earlier sheet said the very same, that is noted. So
little is left for the one transaction with which all of it counts.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct, field
from sqlalchemy import ColumnElement, delete, exists, select, update

from mentoring.enrolments.rules import fold
from mentoring.roster import writing
from mentoring.roster.plan import Newcomer
from mentoring.roster.rules import ARRIVES_WITHIN, ASKED_FOR, Why
from mentoring.unit_of_work import UnitOfWork
from models import (
    Enrolment,
    EnrolmentSkill,
    EnrolmentState,
    Participant,
    ParticipantState,
    Programme,
    Skill,
    SkillSide,
)
from models.base import new_id

MOMENTS = frozenset({"look_at", "changed_at"})
"""What each sheet changes, whatever it says."""


class Prepared(Struct, frozen=True):
    """
    What is prepared.

    Attributes:
        arriving: enrolments that were written down, which nothing reads yet, by Slack id.
        same: enrolments of which an earlier sheet said the very same, and when it said so, by Slack id.
    """

    arriving: Mapping[str, UUID] = field(default_factory=dict)
    same: Mapping[str, tuple[UUID, datetime]] = field(default_factory=dict)

    def with_more(self, more: "Prepared") -> "Prepared":
        """Return both together."""
        return Prepared({**self.arriving, **more.arriving}, {**self.same, **more.same})


def prepare(programme: Programme, newcomers: Sequence[Newcomer], uow: UnitOfWork) -> Prepared:
    """
    Prepare some people; who is known otherwise is left to `writing.write`.

    What was prepared before and never came to count is written anew.
    """
    writing.add_participants(programme.workspace_id, newcomers, uow)
    by_user = {each.profile.user_id: each for each in newcomers}
    by_id = {each.id: by_user[each.slack_user_id] for each in _known(programme.workspace_id, by_user, uow)}
    standing = writing.standing_of(programme, list(by_id), uow)
    _undo(programme, [enrolment_id for enrolment_id, _, state in standing if state is EnrolmentState.ARRIVING], uow)
    has_one = {participant_id for _, participant_id, state in standing if state is not EnrolmentState.ARRIVING}
    wanted = {
        participant_id: (new_id(), each) for participant_id, each in by_id.items() if participant_id not in has_one
    }
    look_at = uow.now + ARRIVES_WITHIN
    writing.add_enrolments(programme, wanted, uow, state=EnrolmentState.ARRIVING, look_at=look_at)
    is_own = {enrolment_id for enrolment_id, _, _ in writing.standing_of(programme, list(wanted), uow)}
    added = {enrolment_id: each for enrolment_id, each in wanted.values() if enrolment_id in is_own}
    writing.write_skills(programme.workspace_id, added, uow)
    brought = {
        enrolment_id: by_id[participant_id]
        for enrolment_id, participant_id, state in standing
        if state is EnrolmentState.IMPORTED
    }
    return Prepared(
        {each.profile.user_id: enrolment_id for enrolment_id, each in added.items()}, _same(programme, brought, uow)
    )


def count(programme: Programme, newcomers: Sequence[Newcomer], prepared: Prepared, uow: UnitOfWork) -> dict[int, Why]:
    """
    Let what was prepared count; return what became of these rows, by their numbers.

    Of the others something has changed since: what was prepared is gone, or somebody joined, left Slack, or was in
    another sheet, be it another programme's that says other hours.
    """
    now = {"look_at": uow.now + ASKED_FOR, "changed_at": uow.now}
    arrived: set[UUID] = set()
    otherwise = _living_otherwise(programme.workspace_id, newcomers, uow)
    arriving = {user_id: each for user_id, each in prepared.arriving.items() if user_id not in otherwise}
    for some in writing.batches(sorted(arriving.values())):
        counts = uow.db.execute(
            update(Enrolment)
            .where(*_these(programme, some), Enrolment.state == EnrolmentState.ARRIVING, _has_account())
            .values(state=EnrolmentState.IMPORTED, **now)
            .returning(Enrolment.id),
            execution_options={"synchronize_session": False},
        )
        arrived |= set(counts.scalars())
    same = dict(each for user_id, each in prepared.same.items() if user_id not in otherwise)
    for some in writing.batches(sorted(same)):
        rows = uow.db.execute(
            select(Enrolment.id, Enrolment.changed_at)
            .where(*_these(programme, some), Enrolment.state == EnrolmentState.IMPORTED, _has_account())
            .order_by(Enrolment.id)
            .with_for_update(key_share=True)
        )
        still = [enrolment_id for enrolment_id, changed_at in rows if changed_at == same[enrolment_id]]
        uow.db.execute(
            update(Enrolment).where(*_these(programme, still)).values(**now),
            execution_options={"synchronize_session": False},
        )
        arrived |= set(still)
    became: dict[int, Why] = {}
    for each in newcomers:
        user_id = each.profile.user_id
        if prepared.arriving.get(user_id) in arrived:
            became[each.answer.number] = Why.NEW
        elif user_id in prepared.same and prepared.same[user_id][0] in arrived:
            became[each.answer.number] = Why.UPDATED
    return became


def _known(workspace_id: UUID, by_user: Mapping[str, Newcomer], uow: UnitOfWork) -> list[Participant]:
    """Return those of whom a sheet says nothing that is new, apart from what is theirs in a programme."""
    found = uow.db.scalars(
        select(Participant).where(
            Participant.workspace_id == workspace_id,
            Participant.slack_user_id.in_(by_user),
            Participant.state != ParticipantState.GONE,
        )
    )
    return [each for each in found if each.state is ParticipantState.ACTIVE or not writing.changed_clock(each, by_user)]


def _living_otherwise(workspace_id: UUID, newcomers: Sequence[Newcomer], uow: UnitOfWork) -> set[str]:
    """Return the Slack ids of those who live by another clock now than a sheet says, and never said by which."""
    by_user = {each.profile.user_id: each for each in newcomers if writing.lives(each)}
    found: set[str] = set()
    for some in writing.batches(sorted(by_user)):
        for row in uow.db.execute(
            select(
                *(Participant.slack_user_id, Participant.own_zone, Participant.country),
                *(Participant.work_starts, Participant.work_ends),
            ).where(
                Participant.workspace_id == workspace_id,
                Participant.slack_user_id.in_(some),
                Participant.state == ParticipantState.INVITED,
            )
        ):
            if writing.changed_clock(row, by_user):
                found.add(row.slack_user_id)
    return found


def _same(programme: Programme, brought: Mapping[UUID, Newcomer], uow: UnitOfWork) -> dict[str, tuple[UUID, datetime]]:
    """Return those of some enrolments, by Slack id, of which a sheet says what is there."""
    has: dict[UUID, set[tuple[SkillSide, str]]] = {each: set() for each in brought}
    for enrolment_id, side, folded in uow.db.execute(
        select(EnrolmentSkill.enrolment_id, EnrolmentSkill.side, Skill.folded)
        .join(Skill, (Skill.workspace_id == EnrolmentSkill.workspace_id) & (Skill.id == EnrolmentSkill.skill_id))
        .where(EnrolmentSkill.workspace_id == programme.workspace_id, EnrolmentSkill.enrolment_id.in_(brought))
    ):
        has[enrolment_id].add((side, folded))
    found: dict[str, tuple[UUID, datetime]] = {}
    for enrolment in uow.db.scalars(select(Enrolment).where(*_these(programme, list(brought)))):
        newcomer = brought[enrolment.id]
        said = writing.said_of(newcomer, uow)
        named = ((SkillSide.OFFER, newcomer.offers), (SkillSide.SEEK, newcomer.seeks))
        skills = {(side, fold(name)) for side, names in named for name in names}
        if has[enrolment.id] == skills and all(
            getattr(enrolment, name) == value for name, value in said.items() if name not in MOMENTS
        ):
            found[newcomer.profile.user_id] = (enrolment.id, enrolment.changed_at)
    return found


def _undo(programme: Programme, enrolment_ids: Sequence[UUID], uow: UnitOfWork) -> None:
    """Take away what was prepared and never came to count."""
    of_workspace = EnrolmentSkill.workspace_id == programme.workspace_id
    for gone in (
        delete(EnrolmentSkill).where(of_workspace, EnrolmentSkill.enrolment_id.in_(enrolment_ids)),
        delete(Enrolment).where(*_these(programme, enrolment_ids)),
    ):
        uow.db.execute(gone, execution_options={"synchronize_session": False})


def let_go(programme: Programme, user_ids: Collection[str], uow: UnitOfWork) -> None:
    """Have what was prepared of some people erased from now on, some at a time: their sheet is over, or read anew."""
    for some in writing.batches(sorted(user_ids)):
        named = select(Participant.id).where(
            Participant.workspace_id == programme.workspace_id, Participant.slack_user_id.in_(some)
        )
        uow.db.execute(
            update(Enrolment)
            .where(
                Enrolment.workspace_id == programme.workspace_id,
                Enrolment.programme_id == programme.id,
                Enrolment.state == EnrolmentState.ARRIVING,
                Enrolment.participant_id.in_(named),
            )
            .values(look_at=uow.now),
            execution_options={"synchronize_session": False},
        )


def _has_account() -> ColumnElement[bool]:
    return exists().where(
        Participant.workspace_id == Enrolment.workspace_id,
        Participant.id == Enrolment.participant_id,
        Participant.state != ParticipantState.GONE,
    )


def _these(programme: Programme, enrolment_ids: Sequence[UUID]) -> tuple[ColumnElement[bool], ...]:
    return Enrolment.workspace_id == programme.workspace_id, Enrolment.id.in_(enrolment_ids)
