"""Sessions of the gallery, in every state one can be in."""

from datetime import timedelta

from msgspec.structs import replace

from mentoring.sessions.openers import CATALOGUE
from mentoring.sessions.rules import NOTES_LIMIT, PLAN_LIMIT, Plan, SessionView
from mentoring.states import SessionState
from mentoring.transcripts.rules import TranscriptStand
from tests.views.facts import MOMENT, World, members, uid


def session_views(world: World) -> dict[str, SessionView]:
    """A session as it goes through its states."""
    people = members(world)
    planned = SessionView(
        session_id=uid(90),
        pair_id=uid(1),
        number=2,
        state=SessionState.PLANNED,
        members=people,
        leader=people[-1],
        is_first=False,
        starts_at=MOMENT + timedelta(days=1),
        minutes=50,
        started_at=None,
        ended_at=None,
        opener=CATALOGUE[1],
        revision=3,
        written=0,
        notes="",
        plan=Plan(),
        now=MOMENT,
    )
    written = replace(
        planned,
        notes=world.text(NOTES_LIMIT),
        plan=Plan(world.text(PLAN_LIMIT), world.text(PLAN_LIMIT)),
        written=2,
    )
    under_way = replace(written, state=SessionState.UNDER_WAY, started_at=MOMENT)
    ended = replace(under_way, ended_at=MOMENT + timedelta(minutes=50), now=MOMENT + timedelta(minutes=51))
    closing = replace(ended, state=SessionState.CLOSING, closes_at=MOMENT + timedelta(days=2, minutes=50))
    return {
        "planned": planned,
        "first": replace(planned, number=1, is_first=True, opener=CATALOGUE[0]),
        "without a time": replace(planned, starts_at=None),
        "unstarted": replace(planned, now=MOMENT + timedelta(days=1, minutes=12)),
        "safety": under_way,
        "demo": replace(under_way, now=MOMENT + timedelta(minutes=6)),
        "troubleshoot": replace(under_way, now=MOMENT + timedelta(minutes=26)),
        "commit": replace(under_way, now=MOMENT + timedelta(minutes=41)),
        "closing": closing,
        "closed": replace(ended, state=SessionState.CLOSED),
        "over before it was closed": replace(closing, closes_at=None, is_over=True),
        "over": replace(ended, state=SessionState.CLOSED, is_over=True),
        **_transcripts(under_way, closing),
        "cancelled": replace(planned, state=SessionState.CANCELLED),
    }


def _transcripts(under_way: SessionView, closing: SessionView) -> dict[str, SessionView]:
    """The quiet line about a transcript, from nobody’s yes to one that was handed in."""
    people = under_way.members
    some, everybody = TranscriptStand(people[:1], people[1:]), TranscriptStand(people)
    over = replace(everybody, is_over=True)
    return {
        "one would use a transcript": replace(under_way, transcript=some),
        "all would use a transcript": replace(under_way, transcript=everybody),
        "transcript to be handed in": replace(closing, transcript=over),
        "transcript to be handed in late": replace(closing, state=SessionState.CLOSED, transcript=over),
        "transcript in": replace(closing, transcript=replace(over, is_in=True)),
        "transcript too late": replace(closing, transcript=replace(over, is_late=True)),
    }
