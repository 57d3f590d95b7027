"""Reading the log, and finding something in it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, func, select

from mentoring import working_time
from mentoring.charters.rules import is_in_force
from mentoring.errors import CharterFirst, NotInThisPair
from mentoring.learning_log import permission, rules
from mentoring.learning_log.permission import Sharing
from mentoring.learning_log.rules import WrittenEntry
from mentoring.pairs.circle import Circle, circle
from mentoring.pairs.rules import Member, Seat, members_of, seats
from mentoring.participants import Actor, InPair
from mentoring.unit_of_work import UnitOfWork, reads
from models import LogEntry, LogKind, MembershipState, PairState, WordsRequest, WordsState

Row = TypeVar("Row", LogEntry, int)

PAGE = 8
"""Entries a page."""
SEARCHED = 500
"""Entries that are opened for one search, the newest first: what is sealed cannot be found by the store itself."""
ON_HOME = 3
EXPORTED = 2_000


class LogChoice(Struct, frozen=True):
    """A pair whose log the actor may read, named by the others in it."""

    pair_id: UUID
    others: tuple[Member, ...]
    ended: bool


class OpenLog(Struct, frozen=True):
    """
    A member looks into the log.

    Attributes:
        words: all of them must occur; empty for everything.
        kind: only this kind.
        page: counted from 0, the newest.
    """

    actor: Actor
    pair_id: UUID
    words: str = ""
    kind: LogKind | None = None
    page: int = 0


class LogPage(Struct, frozen=True):
    """
    One page of a pair's log.

    Attributes:
        can_add: the pair is under way, with its charter in force.
        total: entries in the log, of the kind asked for.
        found: how many of those looked through hold the words; without words, all.
        waiting: messages that await their author's yes.
    """

    pair_id: UUID
    others: tuple[Member, ...]
    can_add: bool
    ended: bool
    entries: tuple[WrittenEntry, ...]
    words: str
    kind: LogKind | None
    page: int
    total: int
    found: int
    waiting: int

    @property
    def has_older(self) -> bool:
        """Whether another page follows."""
        return self.found > (self.page + 1) * PAGE


class ReadEntry(Struct, frozen=True):
    """A member opens one entry."""

    actor: Actor
    entry_id: UUID


class EntryPage(Struct, frozen=True):
    """
    One entry in full.

    Attributes:
        mine: whether the reader may withdraw it.
    """

    entry: WrittenEntry
    mine: bool
    sharing: Sharing


class EntryForm(Struct, frozen=True):
    """
    What a member needs before adding something.

    Attributes:
        today: in the reader's own calendar.
        baseline: the charter's, in the pair's words.
    """

    pair_id: UUID
    others: tuple[Member, ...]
    today: date
    baseline: str


class WholeLog(Struct, frozen=True):
    """Everything a pair kept, oldest first, for one of its members."""

    pair_id: UUID
    members: tuple[Member, ...]
    entries: tuple[WrittenEntry, ...]
    left_out: int


@reads
def logs(actor: Actor, uow: UnitOfWork) -> tuple[LogChoice, ...]:
    """
    Return the logs the actor may read, oldest pair first; empty when they have none.

    Raises:
        CharterFirst: there are pairs, but no charter was ever in force.
    """
    places = [
        place
        for place in seats(actor, uow)
        if place.membership.state is MembershipState.ACCEPTED
        and place.pair.state in {PairState.ACTIVE, PairState.ENDED}
    ]
    found = tuple(_choice(place, uow) for place in places if is_in_force(place.workspace_id, place.pair.id, uow))
    if not found and any(place.pair.state is PairState.ACTIVE for place in places):
        raise CharterFirst
    return found


def _choice(place: Seat, uow: UnitOfWork) -> LogChoice:
    others = (each for each in members_of(place.pair, uow) if each.membership_id != place.membership.id)
    return LogChoice(place.pair.id, tuple(others), place.pair.state is PairState.ENDED)


@reads
def page(command: OpenLog, uow: UnitOfWork) -> LogPage:
    """
    Return one page of the log, searched and filtered.

    Raises:
        NotInThisPair, CharterFirst: there is no log for the actor.
    """
    pair = _readable(command.pair_id, command.actor, uow)
    total = uow.db.scalar(_kept(pair, command.kind, select(func.count()).select_from(LogEntry))) or 0
    words = command.words.casefold().split()
    page = max(command.page, 0)
    if words:
        matches = tuple(each for each in _newest(pair, command.kind, SEARCHED, 0, uow) if holds(each, words))
        page = min(page, max(len(matches) - 1, 0) // PAGE)
        entries, found = matches[page * PAGE : (page + 1) * PAGE], len(matches)
    else:
        page = min(page, max(total - 1, 0) // PAGE)
        entries, found = _newest(pair, command.kind, PAGE, page * PAGE, uow), total
    return LogPage(
        pair_id=pair.pair_id,
        others=_others(pair),
        can_add=pair.state is PairState.ACTIVE,
        ended=pair.state is PairState.ENDED,
        entries=entries,
        words=command.words.strip(),
        kind=command.kind,
        page=page,
        total=total,
        found=found,
        waiting=_waiting(pair, uow),
    )


def holds(entry: WrittenEntry, words: Iterable[str]) -> bool:
    """Tell whether an entry holds all of these words, in whatever case; they are given case-folded."""
    text = entry.text
    everything = "\n".join(
        [text.title, text.link, text.note, text.measured, text.value, entry.keeper.name]
        + [each.name for each in text.files]
    ).casefold()
    return all(word in everything for word in words)


@reads
def read(command: ReadEntry, uow: UnitOfWork) -> EntryPage:
    """
    Return one entry in full.

    Raises:
        NotInThisPair, EntryIsGone: there is no such entry for the reader.
    """
    pair, entry, sealed = rules.own_entry(command.entry_id, command.actor, uow)
    text = rules.unseal(sealed, uow)
    return EntryPage(
        entry=rules.written(entry, pair.members, text),
        mine=pair.me.membership_id in {entry.membership_id, text.said_by},
        sharing=permission.standing(entry, pair, uow),
    )


@reads
def form(command: InPair, uow: UnitOfWork) -> EntryForm:
    """
    Return what the form shows.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst: nothing can be added here.
    """
    pair = circle(command.pair_id, command.actor, uow)
    pair.must_be_at_work()
    today = working_time.local_date(uow.now, pair.zone)
    return EntryForm(pair.pair_id, _others(pair), today, rules.charter_baseline(pair, uow))


@reads
def whole(command: InPair, uow: UnitOfWork) -> WholeLog:
    """
    Return everything for an export, up to `EXPORTED` of the newest entries.

    Raises:
        NotInThisPair, CharterFirst: there is no log for the actor.
    """
    pair = _readable(command.pair_id, command.actor, uow)
    total = uow.db.scalar(_kept(pair, None, select(func.count()).select_from(LogEntry))) or 0
    entries = _newest(pair, None, EXPORTED, 0, uow)
    return WholeLog(pair.pair_id, pair.members, tuple(reversed(entries)), total - len(entries))


def recent(place: Seat, members: tuple[Member, ...], uow: UnitOfWork) -> tuple[WrittenEntry, ...]:
    """Return the newest entries of a pair for the Home of the holder of this place."""
    rows = uow.db.scalars(
        _in_order(
            select(LogEntry).where(
                LogEntry.workspace_id == place.workspace_id,
                LogEntry.pair_id == place.pair.id,
                LogEntry.withdrawn_at.is_(None),
            )
        ).limit(ON_HOME)
    ).all()
    return _opened(rows, members, uow)


def _readable(pair_id: UUID, actor: Actor, uow: UnitOfWork) -> Circle:
    pair = circle(pair_id, actor, uow)
    if pair.state not in {PairState.ACTIVE, PairState.ENDED}:
        raise NotInThisPair
    if pair.state is PairState.ACTIVE and not pair.has_charter:
        raise CharterFirst
    return pair


def _newest(pair: Circle, kind: LogKind | None, most: int, after: int, uow: UnitOfWork) -> tuple[WrittenEntry, ...]:
    rows = uow.db.scalars(_in_order(_kept(pair, kind, select(LogEntry))).limit(most).offset(after)).all()
    return _opened(rows, pair.members, uow)


def _kept(pair: Circle, kind: LogKind | None, asked: Select[Row]) -> Select[Row]:
    asked = asked.where(
        LogEntry.workspace_id == pair.workspace_id,
        LogEntry.pair_id == pair.pair_id,
        LogEntry.withdrawn_at.is_(None),
    )
    return asked if kind is None else asked.where(LogEntry.kind == kind)


def _in_order(asked: Select[LogEntry]) -> Select[LogEntry]:
    return asked.order_by(LogEntry.happened_at.desc(), LogEntry.id.desc())


def _opened(rows: Sequence[LogEntry], members: tuple[Member, ...], uow: UnitOfWork) -> tuple[WrittenEntry, ...]:
    return tuple(
        rules.written(row, members, rules.unseal(row.sealed_body, uow)) for row in rows if row.sealed_body is not None
    )


def _waiting(pair: Circle, uow: UnitOfWork) -> int:
    count = uow.db.scalar(
        select(func.count())
        .select_from(WordsRequest)
        .where(
            WordsRequest.workspace_id == pair.workspace_id,
            WordsRequest.pair_id == pair.pair_id,
            WordsRequest.membership_id == pair.me.membership_id,
            WordsRequest.state == WordsState.ASKED,
        )
    )
    return count or 0


def _others(pair: Circle) -> tuple[Member, ...]:
    return tuple(member for member in pair.members if member != pair.me)
