"""What an owner entered about somebody who has agreed to nothing yet: for that person alone to read."""

from datetime import datetime
from hashlib import blake2b

from msgspec import Struct, json
from msgspec.structs import replace

from mentoring.enrolments import skills
from mentoring.enrolments.rules import HeldOtherwise
from mentoring.unit_of_work import UnitOfWork
from models import Company, Enrolment, EnrolmentState, Participant, RoleWish


class Held(Struct, frozen=True):
    """
    What is held about somebody whom an owner entered, as that person alone reads it.

    Not all of it stood in the list: hours and zone may be Slack's or said elsewhere, and what is missing is the usual.

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

    @property
    def mark(self) -> str:
        """What a button says of what it stands under; how long it is held is no part of what a yes is to."""
        said = replace(self, offers=tuple(sorted(self.offers)), seeks=tuple(sorted(self.seeks)), erased_at=None)
        return blake2b(json.encode(said), digest_size=8).hexdigest()


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


def must_be_as_shown(enrolment: Enrolment, shown: str | None, uow: UnitOfWork) -> None:
    """
    Refuse a yes to what is not held any more, or was not shown; the enrolment is held by the caller.

    Args:
        shown: the mark of what stood above the button; nothing where nothing did.

    Raises:
        HeldOtherwise: a newer sheet, or Slack, says otherwise, or nothing was shown.
    """
    if enrolment.state is not EnrolmentState.IMPORTED:
        return
    # They were read before their enrolment was held, perhaps before a sheet that says other hours.
    own_key = {"workspace_id": enrolment.workspace_id, "id": enrolment.participant_id}
    uow.db.get_one(Participant, own_key, populate_existing=True)
    held = held_of(enrolment, uow)
    if held is not None and held.mark != shown:
        raise HeldOtherwise
