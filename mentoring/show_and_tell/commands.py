"""Calling an event, showing something at it, moving and cancelling it, and saying whether one comes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import inbound, participants
from mentoring.calendars import holds
from mentoring.errors import NotInThisPair
from mentoring.learning_log import rules as log
from mentoring.learning_log import sharing
from mentoring.learning_log.sharing import AskToShare
from mentoring.participants import Actor
from mentoring.show_and_tell import rules, telling
from mentoring.show_and_tell.rules import TITLE_LIMIT, NotYours, ShowTitle
from mentoring.show_and_tell.telling import News, ShowCard
from mentoring.unit_of_work import UnitOfWork
from models import Exhibit, Presenter, Reply, Rsvp, ShowAndTell, ShowState
from models.base import new_id

REMINDED_BEFORE = timedelta(hours=1)
RECAPPED_AFTER = timedelta(hours=1)
MOST_EXHIBITS = 10
LENGTHS = (30, 45, 60)
"""Minutes an event may take."""


class CallShow(Struct, frozen=True):
    """A member of a pair, or an owner, calls an event."""

    actor: Actor
    programme_id: UUID
    title: str
    starts_at: datetime
    minutes: int
    entry_ids: tuple[UUID, ...]
    receipt: str


class PresentEntries(Struct, frozen=True):
    """A member would like their pair to show entries of its log; the others of the pair are asked."""

    actor: Actor
    show_id: UUID
    entry_ids: tuple[UUID, ...]
    receipt: str


class TakeBackEntry(Struct, frozen=True):
    """A member takes an entry out of an event; it stays in the log."""

    actor: Actor
    show_id: UUID
    entry_id: UUID
    receipt: str


class MoveShow(Struct, frozen=True):
    """It happens at another time."""

    actor: Actor
    show_id: UUID
    starts_at: datetime


class CancelShow(Struct, frozen=True):
    """It does not happen."""

    actor: Actor
    show_id: UUID


class SayWhether(Struct, frozen=True):
    """Anybody who reads the channel says whether they come."""

    actor: Actor
    show_id: UUID
    reply: Reply
    receipt: str


def call(command: CallShow, uow: UnitOfWork) -> ShowCard:
    """
    Announce an event in the programme's channel, once for each receipt.

    Raises:
        NoStage: the actor may not call one there.
        ShowTitle, TimeToCome: on the field concerned.
        NotInThisPair, EntryIsGone: an entry is not of the actor's pair in this programme.
    """
    stage = rules.must_have_stage(command.actor, command.programme_id, uow)
    title = " ".join(command.title.split())
    if not 0 < len(title) <= TITLE_LIMIT:
        raise ShowTitle(field="title", limit=TITLE_LIMIT)
    rules.check_time(command.starts_at, uow)
    person = participants.find(command.actor, uow)
    if person is None:
        raise rules.NoStage
    show = ShowAndTell(
        workspace_id=stage.programme.workspace_id,
        id=new_id(),
        programme_id=stage.programme.id,
        called_by_id=person.id,
        title=title,
        state=ShowState.ANNOUNCED,
        starts_at=command.starts_at,
        minutes=command.minutes if command.minutes in LENGTHS else LENGTHS[0],
        revision=0,
        receipt=command.receipt,
        look_at=_first_look(command.starts_at, uow),
        created_at=uow.now,
    )
    is_new = uow.insert_once(show)
    stored = uow.db.scalars(
        select(ShowAndTell).where(ShowAndTell.workspace_id == show.workspace_id, ShowAndTell.receipt == command.receipt)
    ).one()
    if is_new:
        telling.announce(stored, uow)
        if command.entry_ids:
            _show_entries(stored, command.actor, command.entry_ids, command.receipt, uow)
    return telling.card(stored, uow)


def present(command: PresentEntries, uow: UnitOfWork) -> ShowCard:
    """
    Bring entries of one's own pair; each is shown once everybody in the pair agreed, and no sooner.

    One submission counts once: delivered again, it brings back nothing that was taken back meanwhile.

    Raises:
        NoSuchShow, ShowIsOver: nothing can be brought there.
        NoStage, NotInThisPair, EntryIsGone: an entry is not of a pair of the actor's in this programme.
    """
    show = rules.find(command.show_id, command.actor, uow, lock=True)
    rules.must_be_ahead(show)
    if inbound.admit(show.workspace_id, command.receipt, {}, uow) is None:
        _show_entries(show, command.actor, command.entry_ids, command.receipt, uow)
    return telling.card(show, uow)


def take_back(command: TakeBackEntry, uow: UnitOfWork) -> ShowCard:
    """
    Take an entry out of an event; one click counts once, also when the entry was brought again meanwhile.

    Raises:
        NoSuchShow, NotInThisPair, EntryIsGone: it is not the actor's to take back.
    """
    show = rules.find(command.show_id, command.actor, uow, lock=True)
    pair, entry, _ = log.own_entry(command.entry_id, command.actor, uow)
    if inbound.admit(show.workspace_id, command.receipt, {}, uow) is not None:
        return telling.card(show, uow)
    exhibits = uow.db.scalars(
        select(Exhibit)
        .join(Presenter, (Presenter.workspace_id == Exhibit.workspace_id) & (Presenter.id == Exhibit.presenter_id))
        .where(
            Exhibit.workspace_id == show.workspace_id,
            Presenter.show_id == show.id,
            Presenter.pair_id == pair.pair_id,
            Exhibit.log_entry_id == entry.id,
        )
    ).all()
    for exhibit in exhibits:
        exhibit.withdrawn_at = exhibit.withdrawn_at or uow.now
    telling.redraw(show, f"taken-back:{entry.id}:{uow.now.isoformat()}", uow)
    return telling.card(show, uow)


def move(command: MoveShow, uow: UnitOfWork) -> ShowCard:
    """
    Give it another time; the thread tells it, and what people have in their calendars follows.

    Raises:
        NoSuchShow, ShowIsOver, NotYours: the actor may not.
        TimeToCome: on the field `starts_at`.
    """
    show = _to_change(command.show_id, command.actor, uow)
    rules.check_time(command.starts_at, uow)
    if show.starts_at != command.starts_at:
        before, show.starts_at = show.starts_at, command.starts_at
        show.revision += 1
        show.look_at = _first_look(command.starts_at, uow)
        telling.redraw(show, f"moved:{show.revision}", uow)
        telling.tell(show, News.MOVED, uow, keep_until=command.starts_at)
        holds.follow(show, before, uow, by=command.actor.user_id)
    return telling.card(show, uow)


def cancel(command: CancelShow, uow: UnitOfWork) -> ShowCard:
    """
    Let it not happen, in people's calendars neither; the same click again changes nothing.

    Raises:
        NoSuchShow, NotYours: the actor may not.
        ShowIsOver: it has happened.
    """
    show = rules.find(command.show_id, command.actor, uow, lock=True)
    if not rules.may_change(show, command.actor, uow):
        raise NotYours
    if show.state is not ShowState.CANCELLED:
        rules.must_be_ahead(show)
        show.state = ShowState.CANCELLED
        show.revision += 1
        # Until then somebody may have it in their calendar.
        show.look_at = show.starts_at
        telling.redraw(show, "cancelled", uow)
        telling.tell(show, News.CANCELLED, uow)
        holds.follow(show, show.starts_at, uow, by=command.actor.user_id)
    return telling.card(show, uow)


def say_whether(command: SayWhether, uow: UnitOfWork) -> ShowCard:
    """
    Keep one person's answer, the last click counts, each once; the announcement's count follows in place.

    Raises:
        NoSuchShow, ShowIsOver: there is nothing to come to.
    """
    show = rules.find(command.show_id, command.actor, uow, lock=True)
    rules.must_be_ahead(show)
    if inbound.admit(show.workspace_id, command.receipt, {}, uow) is not None:
        return telling.card(show, uow)
    said = uow.add_once(
        Rsvp,
        workspace_id=show.workspace_id,
        show_id=show.id,
        slack_user_id=command.actor.user_id,
        reply=command.reply,
        replied_at=uow.now,
    )
    if not said:
        stored = uow.db.scalars(
            select(Rsvp).where(
                Rsvp.workspace_id == show.workspace_id,
                Rsvp.show_id == show.id,
                Rsvp.slack_user_id == command.actor.user_id,
            )
        ).one()
        stored.reply = command.reply
        stored.replied_at = uow.now
    telling.recount(show, f"reply:{command.receipt}", uow)
    return telling.card(show, uow)


def _to_change(show_id: UUID, actor: Actor, uow: UnitOfWork) -> ShowAndTell:
    show = rules.find(show_id, actor, uow, lock=True)
    if not rules.may_change(show, actor, uow):
        raise NotYours
    rules.must_be_ahead(show)
    return show


def _show_entries(show: ShowAndTell, actor: Actor, entry_ids: Iterable[UUID], receipt: str, uow: UnitOfWork) -> None:
    stage = rules.must_have_stage(actor, show.programme_id, uow)
    mine = {place.pair.id for place in stage.places}
    for entry_id in tuple(entry_ids)[:MOST_EXHIBITS]:
        pair, entry, _ = log.own_entry(entry_id, actor, uow)
        if pair.pair_id not in mine:
            raise NotInThisPair
        presenter_id = _presenter_of(show, pair.pair_id, uow)
        added = uow.add_once(Exhibit, workspace_id=show.workspace_id, presenter_id=presenter_id, log_entry_id=entry.id)
        if not added:
            again = uow.db.scalars(
                select(Exhibit).where(
                    Exhibit.workspace_id == show.workspace_id,
                    Exhibit.presenter_id == presenter_id,
                    Exhibit.log_entry_id == entry.id,
                )
            ).one()
            again.withdrawn_at = None
        sharing.ask(AskToShare(actor, entry.id, f"{receipt}:{entry.id}"), uow)
    telling.redraw(show, f"brought:{uow.now.isoformat()}", uow)


def _presenter_of(show: ShowAndTell, pair_id: UUID, uow: UnitOfWork) -> UUID:
    uow.add_once(Presenter, workspace_id=show.workspace_id, id=new_id(), show_id=show.id, pair_id=pair_id)
    return uow.db.scalars(
        select(Presenter.id).where(
            Presenter.workspace_id == show.workspace_id, Presenter.show_id == show.id, Presenter.pair_id == pair_id
        )
    ).one()


def _first_look(starts_at: datetime, uow: UnitOfWork) -> datetime:
    return max(uow.now, starts_at - REMINDED_BEFORE)
