"""How long an invitation waits for somebody, in their own working days, and how long a pair goes on unasked."""

from datetime import datetime, timedelta
from uuid import UUID

from mentoring import working_time
from mentoring.mornings import next_morning, working_days_after
from mentoring.participants import quiet_until
from mentoring.working_time import Hours
from models import Pair, Participant

REMINDED_AFTER = 3
"""Working days of whoever has not answered."""
RELEASED_AFTER = 3
"""Working days more, from the reminder on; then nobody waits for them any longer."""


TOGETHER_FOR = timedelta(days=90)
"""How long a pair of a programme goes on before its people are asked whether it should."""


def stretch_of(pair: Pair, now: datetime) -> int:
    """Return how many times ninety days a pair has been together."""
    return (now - pair.active_at) // TOGETHER_FOR if pair.active_at is not None else 0


def onward_key(membership_id: UUID, stretch: int) -> str:
    """Return the key of the message that asks the holder of a place whether their pair goes on."""
    return f"onward-asked:{membership_id}:{stretch}"


def remind_at(person: Participant, asked_at: datetime) -> datetime:
    """Return when somebody who was asked at this moment, or on their return, is reminded."""
    return _morning_after(person, quiet_until(person, asked_at), REMINDED_AFTER)


def release_at(person: Participant, reminded_at: datetime) -> datetime:
    """Return when an invitation ends of which somebody was reminded at this moment, or on their return."""
    return _morning_after(person, quiet_until(person, reminded_at), RELEASED_AFTER)


def _morning_after(person: Participant, instant: datetime, working_days: int) -> datetime:
    day = working_days_after(working_time.local_date(instant, person.zone), working_days, person.country)
    hours = Hours(person.zone, person.work_starts, person.work_ends, person.country)
    return next_morning(day - timedelta(days=1), hours)
