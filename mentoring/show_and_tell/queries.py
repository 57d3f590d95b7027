"""What a person may see of the events ahead, and what they could bring."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring.learning_log import queries as log
from mentoring.learning_log.queries import OpenLog
from mentoring.participants import Actor
from mentoring.show_and_tell import rules, telling
from mentoring.show_and_tell.rules import NoStage, Stage
from mentoring.show_and_tell.telling import ShowCard
from mentoring.unit_of_work import UnitOfWork, reads
from mentoring.working_time import Hours, common_time
from models import (
    Exhibit,
    Membership,
    MembershipState,
    Pair,
    PairState,
    Participant,
    Presenter,
    ShowAndTell,
    ShowState,
)

PROPOSED_AFTER = timedelta(days=7)
SEARCHED_FOR = timedelta(days=14)
LISTED = 5
ASKED = 500


class OwnEntry(Struct, frozen=True):
    """An entry that the actor's pair could show."""

    entry_id: UUID
    title: str
    is_brought: bool = False


class StageChoice(Struct, frozen=True):
    """A programme in which the actor may call an event."""

    programme_id: UUID
    name: str


class CallForm(Struct, frozen=True):
    """
    What the actor needs to call an event.

    Attributes:
        proposed: a time in the common hours of everybody in the programme; nothing when they share none.
        entries: what they could show at once.
    """

    stages: tuple[StageChoice, ...]
    proposed: datetime | None
    entries: tuple[OwnEntry, ...]


class ShowPage(Struct, frozen=True):
    """
    One event, for one person.

    Attributes:
        entries: what their own pairs brought, or could bring.
        may_change: whether they may move and cancel it.
    """

    card: ShowCard
    entries: tuple[OwnEntry, ...]
    may_change: bool


class OpenShow(Struct, frozen=True):
    """Somebody opens one event."""

    actor: Actor
    show_id: UUID


@reads
def ahead(actor: Actor, uow: UnitOfWork) -> tuple[ShowCard, ...]:
    """
    Return the events ahead in the actor's programmes, the next first.

    Raises:
        NoStage: they are in no programme with a channel.
    """
    found = rules.stages(actor, uow)
    if not found:
        raise NoStage
    shows = uow.db.scalars(
        select(ShowAndTell)
        .where(
            ShowAndTell.workspace_id == found[0].programme.workspace_id,
            ShowAndTell.programme_id.in_([stage.programme.id for stage in found]),
            ShowAndTell.state == ShowState.ANNOUNCED,
        )
        .order_by(ShowAndTell.starts_at, ShowAndTell.id)
        .limit(LISTED)
    ).all()
    return tuple(telling.card(show, uow) for show in shows)


@reads
def form(actor: Actor, uow: UnitOfWork) -> CallForm:
    """
    Return what the form shows.

    Raises:
        NoStage: the actor is in no programme with a channel.
    """
    found = rules.stages(actor, uow)
    if not found:
        raise NoStage
    return CallForm(
        stages=tuple(StageChoice(stage.programme.id, stage.programme.name) for stage in found),
        proposed=_common(found[0], uow),
        entries=_entries(actor, found, frozenset(), uow),
    )


@reads
def page(command: OpenShow, uow: UnitOfWork) -> ShowPage:
    """
    Return one event with what this person can do about it.

    Raises:
        NoSuchShow: there is none.
    """
    show = rules.find(command.show_id, command.actor, uow)
    mine = tuple(each for each in rules.stages(command.actor, uow) if each.programme.id == show.programme_id)
    return ShowPage(
        card=telling.card(show, uow),
        entries=_entries(command.actor, mine, _brought(show, mine, uow), uow),
        may_change=rules.may_change(show, command.actor, uow),
    )


def _brought(show: ShowAndTell, mine: Sequence[Stage], uow: UnitOfWork) -> frozenset[UUID]:
    pairs = [place.pair.id for stage in mine for place in stage.places]
    return frozenset(
        uow.db.scalars(
            select(Exhibit.log_entry_id)
            .join(Presenter, (Presenter.workspace_id == Exhibit.workspace_id) & (Presenter.id == Exhibit.presenter_id))
            .where(
                Exhibit.workspace_id == show.workspace_id,
                Presenter.show_id == show.id,
                Presenter.pair_id.in_(pairs),
                Exhibit.withdrawn_at.is_(None),
            )
        )
    )


def _entries(actor: Actor, found: Sequence[Stage], brought: frozenset[UUID], uow: UnitOfWork) -> tuple[OwnEntry, ...]:
    entries = []
    for stage in found:
        for place in stage.places:
            newest = log.page(OpenLog(actor, place.pair.id), uow).entries
            entries += [OwnEntry(each.entry_id, each.text.title, each.entry_id in brought) for each in newest]
    return tuple(entries)


def _common(stage: Stage, uow: UnitOfWork) -> datetime | None:
    """Return a time that suits the people of the programme's newest pairs, which stand for all of a large one."""
    newest = (
        select(Pair.id)
        .where(
            Pair.workspace_id == stage.programme.workspace_id,
            Pair.programme_id == stage.programme.id,
            Pair.state == PairState.ACTIVE,
        )
        .order_by(Pair.created_at.desc())
        .limit(ASKED)
    )
    people = uow.db.execute(
        select(Participant.zone, Participant.work_starts, Participant.work_ends, Participant.country)
        .distinct()
        .join(
            Membership,
            (Membership.workspace_id == Participant.workspace_id) & (Membership.participant_id == Participant.id),
        )
        .join(Pair, (Pair.workspace_id == Membership.workspace_id) & (Pair.id == Membership.pair_id))
        .where(
            Pair.workspace_id == stage.programme.workspace_id,
            Pair.id.in_(newest),
            Membership.state == MembershipState.ACCEPTED,
        )
    ).all()
    # Many share a zone, hours and country: each combination is asked once.
    hours = {Hours(*person) for person in people}
    if not hours:
        return None
    earliest = uow.now + PROPOSED_AFTER
    ordered = sorted(hours, key=lambda each: (each.zone, each.starts, each.ends, each.country or ""))
    return common_time(ordered, earliest, earliest + SEARCHED_FOR, 30, near=14 * 60)
