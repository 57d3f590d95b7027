"""Who may call an event, show something at it, and change it."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import participants
from mentoring.charters.rules import is_in_force
from mentoring.errors import Refusal
from mentoring.pairs.rules import Seat, seats
from mentoring.participants import Actor
from mentoring.programmes.queries import owned_by
from mentoring.unit_of_work import UnitOfWork
from mentoring.wording import N_
from models import (
    MembershipState,
    PairState,
    Programme,
    ProgrammeKind,
    ShowAndTell,
    ShowState,
    Workspace,
    WorkspaceState,
)

TITLE_LIMIT = 150
AHEAD = timedelta(days=180)


class NoStage(Refusal):
    """The actor is in no programme with a channel."""

    message = N_("A show-and-tell happens in a programme’s channel. You are not in a pair of such a programme yet.")


class NotYours(Refusal):
    """Somebody who neither called it nor owns the programme wants to change it."""

    message = N_("Only whoever called it, or an owner of the programme, can change it.")


class ShowIsOver(Refusal):
    """It was cancelled, or its time is over."""

    message = N_("This show-and-tell is over or was cancelled, so nothing was changed.")


class NoSuchShow(Refusal):
    """There is none by that name in this workspace."""

    message = N_("This show-and-tell cannot be found. `/mentor show-and-tell` lists what is ahead.")


class ShowTitle(Refusal):
    """It has no title, or one that does not fit."""

    message = N_("Give it a title of 1 to {limit} characters.")


class TimeToCome(Refusal):
    """Its time is over, or too far away."""

    message = N_("Pick a time that is still to come, within half a year.")


class Stage(Struct, frozen=True):
    """
    Where the actor may call an event.

    Attributes:
        places: the actor's own places in active pairs of the programme, their charters in force.
    """

    programme: Programme
    places: tuple[Seat, ...]
    is_owner: bool


def stages(actor: Actor, uow: UnitOfWork) -> tuple[Stage, ...]:
    """Return the programmes with a channel in which the actor has a pair at work, or which they own."""
    places: dict[UUID, list[Seat]] = {}
    programmes: dict[UUID, Programme] = {}
    for place in seats(actor, uow):
        is_mine = place.pair.state is PairState.ACTIVE and place.membership.state is MembershipState.ACCEPTED
        if is_mine and is_in_force(place.workspace_id, place.pair.id, uow):
            programme = uow.db.get_one(Programme, {"workspace_id": place.workspace_id, "id": place.pair.programme_id})
            programmes[programme.id] = programme
            places.setdefault(programme.id, []).append(place)
    owned = owned_by(actor, uow)
    programmes |= {programme.id: programme for programme in owned}
    owned_ids = {programme.id for programme in owned}
    return tuple(
        Stage(programme, tuple(places.get(programme.id, ())), programme.id in owned_ids)
        for programme in programmes.values()
        if programme.kind is ProgrammeKind.LED and programme.channel_id
    )


def must_have_stage(actor: Actor, programme_id: UUID, uow: UnitOfWork) -> Stage:
    """
    Return one programme in which the actor may call or show something.

    Raises:
        NoStage: they may not.
    """
    found = next((stage for stage in stages(actor, uow) if stage.programme.id == programme_id), None)
    if found is None:
        raise NoStage
    return found


def find(show_id: UUID, actor: Actor, uow: UnitOfWork, *, lock: bool = False) -> ShowAndTell:
    """
    Return an event of the actor's workspace.

    Raises:
        NoSuchShow: there is none.
    """
    asked = (
        select(ShowAndTell)
        .join(Workspace, Workspace.id == ShowAndTell.workspace_id)
        .where(
            Workspace.team_id == actor.team_id,
            Workspace.state == WorkspaceState.ACTIVE,
            ShowAndTell.id == show_id,
        )
    )
    if lock:
        asked = asked.with_for_update(of=ShowAndTell, key_share=True).execution_options(populate_existing=True)
    show = uow.db.scalars(asked).one_or_none()
    if show is None:
        raise NoSuchShow
    return show


def may_change(show: ShowAndTell, actor: Actor, uow: UnitOfWork) -> bool:
    """Tell whether the actor called it, or owns its programme."""
    person = participants.find(actor, uow)
    if person is None:
        return False
    is_caller = person.workspace_id == show.workspace_id and person.id == show.called_by_id
    return is_caller or any(programme.id == show.programme_id for programme in owned_by(actor, uow))


def must_be_ahead(show: ShowAndTell) -> None:
    """
    Refuse to change what is over.

    Raises:
        ShowIsOver: it was cancelled, or recapped.
    """
    if show.state is not ShowState.ANNOUNCED:
        raise ShowIsOver


def check_time(starts_at: datetime, uow: UnitOfWork) -> None:
    """
    Refuse a time that has passed, or is too far away.

    Raises:
        TimeToCome: on the field `starts_at`.
    """
    if not uow.now < starts_at <= uow.now + AHEAD:
        raise TimeToCome(field="starts_at")
