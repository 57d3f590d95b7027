"""How long an invitation of a programme waits for somebody: in their own working days, and not while they are away."""

from datetime import datetime, timedelta

from mentoring import working_time
from mentoring.mornings import next_morning, working_days_after
from mentoring.participants import quiet_until
from mentoring.working_time import Hours
from models import Participant

REMINDED_AFTER = 3
"""Working days of whoever has not answered."""
RELEASED_AFTER = 3
"""Working days more, from the reminder on; then nobody waits for them any longer."""


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
