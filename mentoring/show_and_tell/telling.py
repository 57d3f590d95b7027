"""
What an event's messages tell. Only what each of a pair agreed to is in them, at every drawing anew.

The announcement stands in the programme's channel, each presenting pair has a line in its thread. The thread itself is
never read.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select

from mentoring import outbox
from mentoring.learning_log import permission, rules
from mentoring.learning_log.rules import EntryText
from mentoring.outbox import NoticeKind
from mentoring.pairs.rules import Member, members_of
from mentoring.unit_of_work import UnitOfWork
from models import (
    Exhibit,
    LogEntry,
    OutboxAct,
    OutboxRow,
    Pair,
    Presenter,
    Programme,
    Reply,
    Rsvp,
    ShowAndTell,
    ShowState,
)


class News(StrEnum):
    """What is told in the thread."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    REMINDER = "reminder"
    RECAP = "recap"


class Shown(Struct, frozen=True):
    """One entry that may be shown: its name, its link and, where it is one, its reading; never its note."""

    title: str
    link: str
    measured: str = ""
    value: str = ""
    baseline: str = ""


class PresenterCard(Struct, frozen=True):
    """
    A pair that shows something, in the thread.

    Attributes:
        shown: what each of them agreed to show; nothing once they took it back.
    """

    members: tuple[Member, ...]
    shown: tuple[Shown, ...]


class ShowCard(Struct, frozen=True):
    """
    An event as everybody in the channel may see it.

    Attributes:
        programme: the name of the programme in whose channel it is.
        presenters: the pairs of which each person agreed, in the order of their agreeing.
        replies: how many people said what.
    """

    show_id: UUID
    title: str
    programme: str
    state: ShowState
    starts_at: datetime
    minutes: int
    presenters: tuple[PresenterCard, ...]
    replies: dict[Reply, int]


class ShowNews(Struct, frozen=True):
    """One line in the thread."""

    news: News
    card: ShowCard


def card(show: ShowAndTell, uow: UnitOfWork) -> ShowCard:
    """Return an event with what may be told of it now."""
    presenters = uow.db.scalars(
        select(Presenter)
        .where(
            Presenter.workspace_id == show.workspace_id,
            Presenter.show_id == show.id,
            Presenter.withdrawn_at.is_(None),
            Presenter.confirmed_at.is_not(None),
        )
        .order_by(Presenter.confirmed_at, Presenter.id)
    ).all()
    cards = [_presenter(each, uow) for each in presenters]
    counted = uow.db.execute(
        select(Rsvp.reply, func.count().label("count_of"))
        .where(Rsvp.workspace_id == show.workspace_id, Rsvp.show_id == show.id)
        .group_by(Rsvp.reply)
    ).all()
    programme = uow.db.get_one(Programme, {"workspace_id": show.workspace_id, "id": show.programme_id})
    return ShowCard(
        show_id=show.id,
        title=show.title,
        programme=programme.name,
        state=show.state,
        starts_at=show.starts_at,
        minutes=show.minutes,
        presenters=tuple(each for each in cards if each.shown),
        replies=dict.fromkeys(Reply, 0) | {row.reply: row.count_of for row in counted},
    )


def announced(row: OutboxRow, uow: UnitOfWork) -> ShowCard | None:
    """Return what the announcement tells; nothing when it was cancelled before it stood."""
    show = _show(row, uow)
    if row.act is OutboxAct.POST and show.state is not ShowState.ANNOUNCED:
        return None
    return card(show, uow)


def presenting(row: OutboxRow, uow: UnitOfWork) -> PresenterCard | None:
    """Return a pair's line; nothing to post when they took it back before."""
    presenter = uow.db.get_one(Presenter, {"workspace_id": row.workspace_id, "id": UUID(row.facts["presenter_id"])})
    told = _presenter(presenter, uow)
    return None if row.act is OutboxAct.REPLY and not told.shown else told


def news(row: OutboxRow, uow: UnitOfWork) -> ShowNews | None:
    """Return a line of the thread; nothing when it is no longer true."""
    show, told = _show(row, uow), News(row.facts["news"])
    true_while = {
        News.MOVED: show.state is ShowState.ANNOUNCED,
        News.REMINDER: show.state is ShowState.ANNOUNCED,
        News.CANCELLED: show.state is ShowState.CANCELLED,
        News.RECAP: show.state is ShowState.RECAPPED,
    }
    return ShowNews(told, card(show, uow)) if true_while[told] else None


def announce(show: ShowAndTell, uow: UnitOfWork) -> None:
    """Put the announcement into the programme's channel."""
    to = outbox.ToProgramme(show.programme_id)
    facts = {"show_id": str(show.id)}
    outbox.post(show.workspace_id, NoticeKind.SHOW_ANNOUNCED, _announcement_key(show.id), to, facts, uow)


def tell(show: ShowAndTell, told: News, uow: UnitOfWork, *, keep_until: datetime | None = None) -> None:
    """Say one line in the announcement's thread."""
    about = outbox.posted(show.workspace_id, _announcement_key(show.id), uow)
    if about is not None:
        key = f"show-{told}:{show.id}:{show.revision}"
        facts = {"show_id": str(show.id), "news": told.value}
        outbox.reply(about, NoticeKind.SHOW_NEWS, key, facts, uow, keep_until=keep_until)


def recount(show: ShowAndTell, occasion: str, uow: UnitOfWork) -> None:
    """Have the announcement say how many come."""
    uow.db.flush()
    outbox.refresh(show.workspace_id, _announcement_key(show.id), occasion, uow)


def redraw(show: ShowAndTell, occasion: str, uow: UnitOfWork) -> None:
    """Have the announcement and each pair's line say what is true now; a pair that just agreed gets its line."""
    recount(show, occasion, uow)
    about = outbox.posted(show.workspace_id, _announcement_key(show.id), uow)
    for presenter in _presenters(show, uow):
        key = f"show-presenter:{presenter.id}"
        if presenter.confirmed_at is not None:
            outbox.refresh(show.workspace_id, key, occasion, uow)
        elif _presenter(presenter, uow).shown:
            presenter.confirmed_at = uow.now
            if about is not None:
                outbox.reply(about, NoticeKind.SHOW_PRESENTER, key, {"presenter_id": str(presenter.id)}, uow)


def entry_changed(entry: LogEntry, occasion: str, uow: UnitOfWork) -> None:
    """Let every event at which an entry is shown say what is true now: a yes came, was taken back, or it is gone."""
    uow.db.flush()
    shows = uow.db.scalars(
        select(ShowAndTell)
        .join(Presenter, (Presenter.workspace_id == ShowAndTell.workspace_id) & (Presenter.show_id == ShowAndTell.id))
        .join(Exhibit, (Exhibit.workspace_id == Presenter.workspace_id) & (Exhibit.presenter_id == Presenter.id))
        .where(Exhibit.workspace_id == entry.workspace_id, Exhibit.log_entry_id == entry.id)
    ).all()
    for show in shows:
        redraw(show, occasion, uow)


def _presenters(show: ShowAndTell, uow: UnitOfWork) -> Sequence[Presenter]:
    return uow.db.scalars(
        select(Presenter)
        .where(Presenter.workspace_id == show.workspace_id, Presenter.show_id == show.id)
        .order_by(Presenter.id)
    ).all()


def _presenter(presenter: Presenter, uow: UnitOfWork) -> PresenterCard:
    pair = uow.db.get_one(Pair, {"workspace_id": presenter.workspace_id, "id": presenter.pair_id})
    members = members_of(pair, uow)
    if presenter.withdrawn_at is not None:
        return PresenterCard(members, ())
    entries = uow.db.scalars(
        select(LogEntry)
        .join(Exhibit, (Exhibit.workspace_id == LogEntry.workspace_id) & (Exhibit.log_entry_id == LogEntry.id))
        .where(
            Exhibit.workspace_id == presenter.workspace_id,
            Exhibit.presenter_id == presenter.id,
            Exhibit.withdrawn_at.is_(None),
        )
        .order_by(Exhibit.id)
    ).all()
    may = permission.may_be_shown(presenter.workspace_id, [each.id for each in entries], uow) if entries else set()
    texts = [rules.unseal(each.sealed_body, uow) for each in entries if each.id in may and each.sealed_body is not None]
    return PresenterCard(members, tuple(_shown(text) for text in texts))


def _shown(text: EntryText) -> Shown:
    return Shown(text.title, text.link, text.measured, text.value, text.baseline)


def _show(row: OutboxRow, uow: UnitOfWork) -> ShowAndTell:
    return uow.db.get_one(ShowAndTell, {"workspace_id": row.workspace_id, "id": UUID(row.facts["show_id"])})


def _announcement_key(show_id: UUID) -> str:
    return f"show-announced:{show_id}"
