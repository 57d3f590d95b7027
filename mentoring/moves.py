"""Somebody's zone, hours or country change, by Slack's word or their own: what was planned by them follows at once."""

from msgspec import Struct

from mentoring import availability, participants, schedules, working_time
from mentoring.sessions import planning
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork
from mentoring.working_time import Hours
from models import Participant


class OwnHours(Struct, frozen=True):
    """
    When somebody works, as they say themselves.

    Attributes:
        zone: an IANA zone; Slack's, or nothing, is no choice of their own.
        starts, ends: minutes after local midnight.
        country: ISO 3166 alpha-2; guessed from the zone when they name none.
    """

    zone: str | None
    starts: int
    ends: int
    country: str | None


def slack_says(person: Participant, zone: str, uow: UnitOfWork) -> None:
    """Take over the zone that Slack tells of somebody; who chose another stays in theirs, until they choose anew."""
    if person.slack_zone == zone:
        return
    before = _held(person, uow)
    is_guessed = participants.named_country(person) is None
    person.slack_zone = zone
    if is_guessed:
        person.country = working_time.country_of(person.zone)
    _follow(person, before, uow)


def choose(person: Participant, chosen: OwnHours, uow: UnitOfWork) -> None:
    """Let somebody live by what they say; choosing the zone that Slack tells means to follow Slack's from now on."""
    before = _held(person, uow)
    is_slacks = chosen.zone is None or working_time.is_same_zone(chosen.zone, person.slack_zone)
    person.own_zone = None if is_slacks else chosen.zone
    person.work_starts, person.work_ends = chosen.starts, chosen.ends
    person.country = chosen.country or working_time.country_of(person.zone)
    _follow(person, before, uow, by=person.slack_user_id)


def _held(person: Participant, uow: UnitOfWork) -> Hours:
    """Return when somebody works, held: what Slack tells and what they choose at one instant come one by one."""
    uow.db.flush()
    availability.look_again(person, uow)
    uow.db.refresh(person, with_for_update=AS_IT_IS)
    return planning.hours_of(person)


def _follow(person: Participant, before: Hours, uow: UnitOfWork, *, by: str | None = None) -> None:
    if planning.hours_of(person) != before:
        schedules.follow(person, uow)
        planning.follow(person, before, uow, by=by)
