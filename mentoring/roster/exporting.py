"""A programme's people as a sheet that can be brought in again; nothing in it that somebody told the bot alone."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import and_, select

from mentoring import spreadsheets
from mentoring.participants import Actor
from mentoring.programmes.queries import own_programme
from mentoring.roster import wholeness
from mentoring.unit_of_work import UnitOfWork, reads_at_length
from models import Enrolment, EnrolmentSkill, EnrolmentState, Participant, ParticipantState, Skill, SkillSide

HEADINGS = (
    "Slack id",
    "Name",
    "Role",
    "Can teach",
    "Wants to learn",
    "Languages",
    "Time zone",
    "Working hours",
    "Capacity",
    "Group of three",
    "Team",
    "Manager",
    "Location",
)
"""Each is guessed for what it is when the sheet is brought in again."""


class Export(Struct, frozen=True):
    """An owner, or whoever runs the server in their place, takes a programme's people out."""

    actor: Actor
    programme_id: UUID


class Exported(Struct, frozen=True):
    """The sheet as CSV, and how many people it holds."""

    people: int
    content: str


@reads_at_length
def export(command: Export, uow: UnitOfWork) -> Exported:
    """
    Return everybody who is in, or was brought in and not asked yet, by name.

    Goals, whom somebody would never be paired with and what is told for the audit of groups are not among it.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
        SheetGoesIn: half of a sheet would be among it.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    wholeness.must_be_whole(programme.workspace_id, uow)
    enrolled = (
        Enrolment.workspace_id == programme.workspace_id,
        Enrolment.programme_id == programme.id,
        Enrolment.state.in_((EnrolmentState.ACTIVE, EnrolmentState.IMPORTED)),
    )
    people = uow.db.execute(
        select(
            Enrolment.id,
            Participant.slack_user_id,
            Participant.name,
            Enrolment.wish,
            Enrolment.languages,
            Participant.zone.label("zone"),
            Participant.work_starts,
            Participant.work_ends,
            Enrolment.capacity,
            Enrolment.company,
            Enrolment.team,
            Enrolment.manager_user_id,
            Enrolment.location,
        )
        .join(
            Participant,
            and_(Participant.workspace_id == Enrolment.workspace_id, Participant.id == Enrolment.participant_id),
        )
        .where(*enrolled, Participant.state != ParticipantState.GONE)
        .order_by(Participant.name, Participant.slack_user_id)
    ).all()
    skills: dict[tuple[UUID, SkillSide], list[str]] = {}
    for enrolment_id, side, name in uow.db.execute(
        select(EnrolmentSkill.enrolment_id, EnrolmentSkill.side, Skill.name)
        .join(Skill, and_(Skill.workspace_id == EnrolmentSkill.workspace_id, Skill.id == EnrolmentSkill.skill_id))
        .join(
            Enrolment,
            and_(Enrolment.workspace_id == EnrolmentSkill.workspace_id, Enrolment.id == EnrolmentSkill.enrolment_id),
        )
        .where(*enrolled)
        .order_by(Skill.folded)
    ):
        skills.setdefault((enrolment_id, side), []).append(name)
    rows = [HEADINGS, *(tuple(_cells(each, skills)) for each in people)]
    return Exported(len(people), spreadsheets.as_csv(rows))


def _cells(each: Any, skills: dict[tuple[UUID, SkillSide], list[str]]) -> Iterator[str]:
    yield each.slack_user_id
    yield each.name
    yield each.wish.value
    for side in (SkillSide.OFFER, SkillSide.SEEK):
        yield "; ".join(skills.get((each.id, side), ()))
    yield ", ".join(each.languages)
    yield each.zone
    yield f"{_clock(each.work_starts)}-{_clock(each.work_ends)}"
    yield str(each.capacity)
    yield each.company.value
    yield each.team or ""
    yield each.manager_user_id or ""
    yield each.location or ""


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
