"""People: who acts, and what is known of them."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import working_time, workspaces
from mentoring.errors import NoPairYet
from mentoring.unit_of_work import UnitOfWork
from models import Participant, ParticipantState, Workspace, WorkspaceState

DEFAULT_LOCALE = "en-US"
USUAL_DAY = (9 * 60, 17 * 60)
"""Minutes after local midnight between which somebody works of whom nothing else is known."""
BELIEVED_FOR = timedelta(days=14)
"""A status without an end is believed for so long; Slack tells when it is taken away."""
_AWAY = (
    "palm_tree desert_island beach_with_umbrella umbrella_on_ground camping airplane airplane_departure"
    " face_with_thermometer mask hospital baby no_entry away ooo out-of-office vacation holiday sick"
)
USUAL_AWAY = frozenset(_AWAY.split())
"""
Names of emoji with which people say in their status that they are not at work, and apps that set it for them.

Presence is no such sign: it only means that somebody is idle. An installation may have a list of its own.
"""


class Actor(Struct, frozen=True):
    """Who clicked or typed, as Slack vouches for it; the only source of identity there is."""

    team_id: str
    user_id: str


class InPair(Struct, frozen=True):
    """Somebody looks at something of one pair."""

    actor: Actor
    pair_id: UUID


class Profile(Struct, frozen=True):
    """
    A person as Slack describes them.

    Attributes:
        locale: empty where Slack did not tell it.
        status: the name of their status's emoji, without colons or skin tone; empty without a status.
        status_ends: when the status goes by itself, if it does.
        is_admin: whether they administer or own the workspace.
        is_away: whether their status says so, by the emoji that count here.
    """

    user_id: str
    name: str
    zone: str
    locale: str = ""
    is_bot: bool = False
    is_gone: bool = False
    status: str = ""
    status_ends: datetime | None = None
    is_admin: bool = False
    is_away: bool = False


class ChangeProfile(Struct, frozen=True):
    """
    Slack says that somebody's name, zone, status or account changed.

    Attributes:
        away: names of the emoji whose status counts as being away.
    """

    team_id: str
    profile: Profile
    away: frozenset[str] = USUAL_AWAY


def find(actor: Actor, uow: UnitOfWork) -> Participant | None:
    """Return the participant behind an actor, if there is one in this very workspace."""
    return uow.db.scalars(
        select(Participant)
        .join(Workspace, Workspace.id == Participant.workspace_id)
        .where(
            Workspace.team_id == actor.team_id,
            Workspace.state == WorkspaceState.ACTIVE,
            Participant.slack_user_id == actor.user_id,
        )
    ).one_or_none()


def require(actor: Actor, uow: UnitOfWork) -> Participant:
    """
    Return the participant behind an actor.

    Raises:
        NoPairYet: the person takes part in nothing yet.
    """
    found = find(actor, uow)
    if found is None:
        raise NoPairYet
    return found


def record(team_id: str, profile: Profile, state: ParticipantState, uow: UnitOfWork) -> Participant:
    """
    Return the participant with this profile, made or brought up to date.

    An invited person becomes active by their own act only: a call with `INVITED` never lowers an active one.
    """
    workspace = workspaces.of(team_id, uow)
    is_new = uow.add_once(
        Participant,
        workspace_id=workspace.id,
        slack_user_id=profile.user_id,
        name=profile.name,
        slack_zone=profile.zone,
        locale=profile.locale or DEFAULT_LOCALE,
        country=working_time.country_of(profile.zone),
        work_starts=USUAL_DAY[0],
        work_ends=USUAL_DAY[1],
        state=state,
        created_at=uow.now,
    )
    person = require(Actor(team_id, profile.user_id), uow)
    person.name = profile.name
    if is_new and profile.is_away:
        # Slack tells of changes only, and they were away before we met.
        person.away_until = profile.status_ends or uow.now + BELIEVED_FOR
    if person.state is ParticipantState.GONE:
        open_again(person, state)
    elif state is ParticipantState.ACTIVE:
        person.state = state
    return person


def close_account(person: Participant, uow: UnitOfWork) -> None:
    """Somebody has no Slack account any more."""
    person.state, person.gone_at = ParticipantState.GONE, uow.now


def open_again(person: Participant, state: ParticipantState) -> None:
    """Somebody who was gone has an account again."""
    person.state, person.gone_at = state, None


def named_country(person: Participant) -> str | None:
    """Return the country that somebody named themselves; nothing while it is the one their zone lets us guess."""
    return None if person.country == working_time.country_of(person.zone) else person.country


def is_paused(person: Participant, now: datetime) -> bool:
    """Tell whether somebody pauses today, by their own calendar."""
    return person.paused_until is not None and working_time.local_date(now, person.zone) <= person.paused_until


def back_at(person: Participant, now: datetime) -> datetime:
    """Return the first moment from now on at which somebody is neither paused nor away."""
    back = now
    if person.paused_until is not None:
        back = max(back, working_time.at_local(person.paused_until + timedelta(days=1), 0, person.zone))
    return back if person.away_until is None else max(back, person.away_until)


def quiet_until(person: Participant, now: datetime) -> datetime:
    """Return the first moment from now on to speak to somebody unprompted: at work, not paused, not away."""
    earliest = back_at(person, now)
    if person.quiet_until is not None:
        earliest = max(earliest, person.quiet_until)
    return working_time.next_opening(earliest, person.zone, person.work_starts, person.work_ends, person.country)
