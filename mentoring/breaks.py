"""Taking a break: a quiet while, or a pause until a day that ends by itself; what was planned moves out of its way."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from mentoring import audit, availability, working_time
from mentoring.audit import Action
from mentoring.errors import Refusal
from mentoring.pairs.rules import people_of
from mentoring.participants import Actor, is_paused, require
from mentoring.sessions import planning
from mentoring.unit_of_work import UnitOfWork, reads
from mentoring.wording import N_
from models import Pair, Participant

LONGEST = timedelta(days=183)


class PickTheLastDay(Refusal):
    """A pause without its end."""

    message = N_("Pick the last day of your pause; it ends by itself after it.")


class PauseHasPassed(Refusal):
    """A pause that was over before it began."""

    message = N_("That day has passed. Pick today or a later one.")


class PauseTooLong(Refusal):
    """Half a year is the most."""

    message = N_("A pause lasts half a year at the most. Pick an earlier day, or leave the pair on Bothways’ Home tab.")


class Break(Struct, frozen=True):
    """
    Where somebody's break stands.

    Attributes:
        paused_until: the last day of a pause, in their own calendar.
        quiet_until: nothing unprompted before this moment.
        sessions: how many sessions a pause has just moved.
        stay: how many stand where they are although a pause has just got a nearer end, which may have moved them.
    """

    paused_until: date | None
    quiet_until: datetime | None
    sessions: int = 0
    stay: int = 0


class Pausing(Struct, frozen=True):
    """Somebody of a pair pauses until the end of a day of their own calendar; the whole pair may see it."""

    membership_id: UUID
    last_day: date


class Pause(Struct, frozen=True):
    """Somebody pauses until the end of a day of their own calendar."""

    actor: Actor
    last_day: date | None


class Quiet(Struct, frozen=True):
    """Somebody wants to hear nothing unprompted for so many working days, today's rest included."""

    actor: Actor
    working_days: int


@reads
def stands(actor: Actor, uow: UnitOfWork) -> Break:
    """
    Return where the actor's break stands.

    Raises:
        NoPairYet: they take part in nothing.
    """
    return _told(require(actor, uow), uow)


def pause(command: Pause, uow: UnitOfWork) -> Break:
    """
    Pause: nothing unprompted, no prompts planned, and sessions move to after it. A later pause replaces this one.

    With a nearer last day what waited comes sooner; a session that was moved stays, since all have heard of its time.

    Raises:
        NoPairYet: they take part in nothing.
        PickTheLastDay, PauseHasPassed, PauseTooLong: on the field `last_day`.
    """
    person = require(command.actor, uow)
    today = working_time.local_date(uow.now, person.zone)
    if command.last_day is None:
        raise PickTheLastDay(field="last_day")
    if command.last_day < today:
        raise PauseHasPassed(field="last_day")
    if command.last_day > today + LONGEST:
        raise PauseTooLong(field="last_day")
    if person.paused_until == command.last_day:
        return _told(person, uow)
    is_shortened = is_paused(person, uow.now) and (person.paused_until or today) > command.last_day
    availability.look_again(person, uow)
    person.paused_until = command.last_day
    moved = planning.follow(person, planning.hours_of(person), uow, by=person.slack_user_id)
    audit.note(person.workspace_id, Action.PAUSED, person.id, person.id, uow)
    stay = planning.standing(person, uow) if is_shortened else 0
    return Break(person.paused_until, person.quiet_until, moved, stay)


def resume(actor: Actor, uow: UnitOfWork) -> Break:
    """
    End a pause or a quiet while at once: what waited for its end comes now, as much a week as ever.

    A session that was moved stays where it is, and prompts whose day fell into the pause are not made up for: nobody
    comes back to a pile of questions.

    Raises:
        NoPairYet: they take part in nothing.
    """
    person = require(actor, uow)
    stay = planning.standing(person, uow) if is_paused(person, uow.now) else 0
    if person.paused_until is not None or person.quiet_until is not None:
        availability.look_again(person, uow)
        person.paused_until = person.quiet_until = None
        audit.note(person.workspace_id, Action.RESUMED, person.id, person.id, uow)
    return Break(None, None, stay=stay)


def be_quiet(command: Quiet, uow: UnitOfWork) -> Break:
    """
    Say nothing unprompted until the morning after so many working days; sessions stay where they are.

    Raises:
        NoPairYet: they take part in nothing.
    """
    person = require(command.actor, uow)
    availability.look_again(person, uow)
    day = working_time.local_date(uow.now, person.zone)
    for _ in range(command.working_days):
        following = day + timedelta(days=1)
        day = working_time.next_working_day(following, person.country, before=following + timedelta(days=31))
    person.quiet_until = working_time.at_local(day, person.work_starts, person.zone)
    return _told(person, uow)


def pausing_in(pair: Pair, uow: UnitOfWork) -> tuple[Pausing, ...]:
    """Return who of a pair pauses today, and until when; never why, and nothing of quiet days."""
    return tuple(
        Pausing(membership.id, person.paused_until)
        for membership, person in people_of(pair, uow)
        if person.paused_until is not None and is_paused(person, uow.now)
    )


def _told(person: Participant, uow: UnitOfWork) -> Break:
    """Leave out what is over: it ended by itself."""
    is_quiet = person.quiet_until is not None and person.quiet_until > uow.now
    return Break(person.paused_until if is_paused(person, uow.now) else None, person.quiet_until if is_quiet else None)
