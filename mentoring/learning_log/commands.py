"""Keeping an entry, and withdrawing one's own."""

from datetime import date
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring.learning_log import rules, sharing
from mentoring.learning_log.rules import EntryDraft, EntryIsGone, EntryText, OnlyItsKeeper, WrittenEntry
from mentoring.pairs.circle import Circle, circle
from mentoring.participants import Actor
from mentoring.show_and_tell import telling
from mentoring.typed import LINE_LIMIT
from mentoring.unit_of_work import UnitOfWork
from models import LogEntry, LogKind
from models.base import new_id


class AddEntry(Struct, frozen=True):
    """A member keeps something for the pair."""

    actor: Actor
    pair_id: UUID
    kind: LogKind
    draft: EntryDraft
    receipt: str


class WithdrawEntry(Struct, frozen=True):
    """A member takes an entry back, and its words are erased."""

    actor: Actor
    entry_id: UUID


def add(command: AddEntry, uow: UnitOfWork) -> WrittenEntry:
    """
    Keep an entry; a submission that Slack delivers again is kept once. Nobody is sent anything: the log is where it is.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst: the actor may not add here.
        TitlePlease, TextTooLong, NotALink, DayToCome, WhatWasMeasured, NumberPlease: on the field concerned.
    """
    pair = circle(command.pair_id, command.actor, uow)
    pair.must_be_at_work()
    text = rules.checked(command.kind, command.draft, pair, uow)
    return keep(pair, pair.me.membership_id, command.kind, text, command.receipt, uow)


def keep(
    pair: Circle, membership_id: UUID, kind: LogKind, text: EntryText, receipt: str, uow: UnitOfWork
) -> WrittenEntry:
    """
    Write an entry that was checked, once for each receipt.

    Raises:
        EntryIsGone: it was kept by this very receipt, and withdrawn since.
    """
    entry = LogEntry(
        workspace_id=pair.workspace_id,
        id=new_id(),
        pair_id=pair.pair_id,
        membership_id=membership_id,
        kind=kind,
        sealed_body=rules.seal(text, uow),
        receipt=receipt,
        happened_at=rules.happened_at(text.day, pair, uow),
        created_at=uow.now,
    )
    # The row is its own receipt, and its own entry in the trail: who kept it, when, and when it was withdrawn.
    if uow.insert_once(entry):
        return rules.written(entry, pair.members, text)
    stored = uow.db.scalars(
        select(LogEntry).where(LogEntry.workspace_id == pair.workspace_id, LogEntry.receipt == receipt)
    ).one()
    if stored.sealed_body is None:
        raise EntryIsGone
    return rules.written(stored, pair.members, rules.unseal(stored.sealed_body, uow))


class FromCheckIn(Struct, frozen=True):
    """
    What a shared check-in brings to the log.

    Attributes:
        moved: its first lines, which name the evidence.
        reading: of `metric`; both or neither.
    """

    moved: str
    evidence: str
    metric: str
    reading: str
    day: date


def keep_from_checkin(pair: Circle, brought: FromCheckIn, receipt: str, uow: UnitOfWork) -> None:
    """Keep the evidence and the reading of a shared check-in, each once for each receipt of the check-in."""
    me = pair.me.membership_id
    if brought.evidence:
        title = _first_line(brought.moved)
        text = EntryText(title=title, link=brought.evidence, day=brought.day)
        keep(pair, me, LogKind.DOCUMENT, text, f"{receipt}:evidence", uow)
    if brought.metric:
        text = EntryText(
            title=brought.metric,
            day=brought.day,
            measured=brought.metric,
            value=brought.reading,
            baseline=rules.baseline_of(rules.charter_baseline(pair, uow), brought.metric),
        )
        keep(pair, me, LogKind.READING, text, f"{receipt}:reading", uow)


def _first_line(text: str) -> str:
    line = text.splitlines()[0].strip()
    return line if len(line) <= LINE_LIMIT else f"{line[: LINE_LIMIT - 1]}…"


def withdraw(command: WithdrawEntry, uow: UnitOfWork) -> UUID:
    """
    Erase an entry's words; that there was one stays known to the store alone.

    Returns:
        The pair's id.

    Raises:
        NotInThisPair, EntryIsGone: there is no such entry for the actor.
        OnlyItsKeeper: another member kept it, and they are not the actor's words either.
    """
    pair, entry, sealed = rules.own_entry(command.entry_id, command.actor, uow, lock=True)
    said_by = rules.unseal(sealed, uow).said_by
    if pair.me.membership_id not in {entry.membership_id, said_by}:
        raise OnlyItsKeeper
    entry.sealed_body = None
    entry.withdrawn_at = uow.now
    sharing.take_back_questions(entry, pair, uow)
    telling.entry_changed(entry, f"withdrawn:{entry.id}", uow)
    return pair.pair_id
