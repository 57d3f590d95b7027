"""What an owner entered about somebody who has agreed to nothing yet: for that person alone to read."""

from datetime import datetime

from msgspec import Struct

from mentoring.enrolments import skills
from mentoring.unit_of_work import UnitOfWork
from models import Company, Enrolment, EnrolmentState, Participant, RoleWish


class Held(Struct, frozen=True):
    """
    What an owner entered about somebody, as that person alone reads it.

    Attributes:
        languages: ISO 639 codes.
        manager: a Slack user id.
        zone: the IANA zone by whose clock they would be reached.
        work_starts, work_ends: minutes after local midnight.
        capacity: how many pairs at once.
        company: whether they would be one of three.
        erased_at: when all of it goes, unless they say yes by then.
    """

    wish: RoleWish
    offers: tuple[str, ...]
    seeks: tuple[str, ...]
    languages: tuple[str, ...]
    team: str
    location: str
    manager: str | None
    zone: str
    work_starts: int
    work_ends: int
    capacity: int
    company: Company
    erased_at: datetime | None


def held_of(enrolment: Enrolment | None, uow: UnitOfWork) -> Held | None:
    """Return what is held about somebody who has agreed to nothing; nothing of anybody else."""
    if enrolment is None or enrolment.state is not EnrolmentState.IMPORTED:
        return None
    said = skills.of(enrolment, uow)
    person = uow.db.get_one(Participant, {"workspace_id": enrolment.workspace_id, "id": enrolment.participant_id})
    return Held(
        enrolment.wish,
        said.offers,
        said.seeks,
        tuple(enrolment.languages),
        enrolment.team or "",
        enrolment.location or "",
        enrolment.manager_user_id,
        person.zone,
        person.work_starts,
        person.work_ends,
        enrolment.capacity,
        enrolment.company,
        enrolment.look_at,
    )
