"""What an entry is made of, and what it must hold."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import asdict, replace
from sqlalchemy import select

from mentoring import working_time
from mentoring.charters import rules as charters
from mentoring.errors import NotInThisPair, Refusal
from mentoring.pairs.circle import Circle, circle
from mentoring.pairs.rules import Member
from mentoring.participants import Actor
from mentoring.typed import (
    LINE_LIMIT,
    LINK_LIMIT,
    TEXT_LIMIT,
    NumberPlease,
    WhatWasMeasured,
    is_number,
    must_be_a_link,
    must_fit,
)
from mentoring.unit_of_work import UnitOfWork
from mentoring.wording import N_
from models import LogEntry, LogKind, Workspace

NOON = 12 * 60
NUMBER = re.compile(r"(?<![\w.,])[-+]?\d+(?:[.,]\d+)*")
CLAUSE = re.compile(r"[;\n]+|[.!?](?=\s|$)|,(?=\s)")
WORD = re.compile(r"[^\W\d_]{3,}")
SPANS_OF_TIME = frozenset(
    {"day", "days", "daily", "week", "weeks", "weekly", "month", "months", "monthly", "per", "the"}
)
"""Words that say how often, and not what is counted."""
STEM = 5
"""Letters by which two forms of one word (ticket, tickets) are taken for the same."""


class TitlePlease(Refusal):
    """The one required line is empty."""

    message = N_("Give it a name by which your pair will know it again.")


class DayToCome(Refusal):
    """It would have happened after today."""

    message = N_("That day is still to come. Pick today or an earlier one.")


class EntryIsGone(Refusal):
    """It was withdrawn before this click."""

    message = N_("This entry was withdrawn from the log, and its words were erased.")


class OnlyItsKeeper(Refusal):
    """Somebody wants to withdraw what another member kept."""

    message = N_("Only whoever kept it, or whose words they are, can withdraw it.")


class KeptFile(Struct, frozen=True):
    """A file in Slack, by its name and where it is; never its content."""

    name: str
    link: str


class EntryDraft(Struct, frozen=True):
    """
    What was typed; everything but `title` may be empty.

    Attributes:
        day: when it happened, in the keeper's own calendar; today when not given.
        value: a decimal number as typed, of what `measured` names; only for readings.
    """

    title: str
    link: str = ""
    note: str = ""
    day: date | None = None
    measured: str = ""
    value: str = ""


class EntryText(Struct, frozen=True):
    """
    What an entry says, as it is sealed.

    Attributes:
        baseline: the number of the charter in force when a reading was kept; empty where it names none.
        said_by: the membership whose words they are, for a message that was kept.
    """

    title: str
    day: date
    link: str = ""
    note: str = ""
    measured: str = ""
    value: str = ""
    baseline: str = ""
    files: tuple[KeptFile, ...] = ()
    said_by: UUID | None = None


class WrittenEntry(Struct, frozen=True):
    """An entry as the pair may read it."""

    entry_id: UUID
    pair_id: UUID
    keeper: Member
    kind: LogKind
    text: EntryText
    author: Member | None = field(default=None)
    """Whose words they are, for a message that was kept."""


def checked(kind: LogKind, draft: EntryDraft, pair: Circle, uow: UnitOfWork) -> EntryText:
    """
    Return what a form says, ready to be sealed.

    Raises:
        TitlePlease, TextTooLong, NotALink, MarkInLink, DayToCome, WhatWasMeasured, NumberPlease: on the field
            concerned.
    """
    title, link, note = draft.title.strip(), draft.link.strip(), draft.note.strip()
    if kind is LogKind.READING:
        # What was measured names it, where nothing else does.
        title = title or draft.measured.strip()[:LINE_LIMIT]
    elif not title:
        raise TitlePlease(field="title")
    must_fit("title", title, LINE_LIMIT)
    must_fit("link", link, LINK_LIMIT)
    must_fit("note", note, TEXT_LIMIT)
    if link:
        must_be_a_link("link", link)
    today = working_time.local_date(uow.now, pair.zone)
    if draft.day is not None and draft.day > today:
        raise DayToCome(field="day")
    text = EntryText(title=title, link=link, note=note, day=draft.day or today)
    return _with_reading(text, draft, pair, uow) if kind is LogKind.READING else text


def _with_reading(text: EntryText, draft: EntryDraft, pair: Circle, uow: UnitOfWork) -> EntryText:
    measured, value = draft.measured.strip(), draft.value.strip()
    if not measured:
        raise WhatWasMeasured(field="measured")
    must_fit("measured", measured, LINE_LIMIT)
    if not is_number(value):
        raise NumberPlease(field="value")
    must_fit("value", value, LINE_LIMIT)
    return replace(text, measured=measured, value=value, baseline=baseline_of(charter_baseline(pair, uow), measured))


def charter_baseline(pair: Circle, uow: UnitOfWork) -> str:
    """Return how things stood at the start, as the charter in force has it; empty without one."""
    version = charters.in_force(pair.workspace_id, pair.pair_id, uow)
    return charters.unseal(version, uow).baseline if version else ""


def baseline_of(baseline: str, measured: str) -> str:
    """
    Return the number in a baseline's words that belongs to what was measured, as it is written there.

    A number belongs where its clause names the same thing ("120 tickets a week" and "Tickets"); a number of something
    else would make a comparison that nobody wrote, so then it is none.
    """
    wanted = set(_things(measured))
    for clause in CLAUSE.split(baseline):
        number = NUMBER.search(clause)
        if number and wanted & set(_things(clause)):
            return number.group()
    return ""


def _things(text: str) -> Iterator[str]:
    for each in WORD.findall(text.casefold()):
        if each not in SPANS_OF_TIME:
            yield each[:STEM]


def happened_at(day: date, pair: Circle, uow: UnitOfWork) -> datetime:
    """Return the instant that puts a day into its place among the others; today is now."""
    if day == working_time.local_date(uow.now, pair.zone):
        return uow.now
    return working_time.at_local(day, NOON, pair.zone)


def seal(text: EntryText, uow: UnitOfWork) -> str:
    """Return the entry's words, sealed for the store."""
    plain = asdict(text)
    plain["day"] = text.day.isoformat()
    plain["files"] = [asdict(each) for each in text.files]
    plain["said_by"] = text.said_by.hex if text.said_by else None
    return uow.vault.seal(plain)


def unseal(sealed: str, uow: UnitOfWork) -> EntryText:
    """Return an entry's words."""
    plain: dict[str, Any] = uow.vault.open(sealed)
    plain["day"] = date.fromisoformat(plain["day"])
    plain["files"] = tuple(KeptFile(**each) for each in plain["files"])
    plain["said_by"] = UUID(plain["said_by"]) if plain["said_by"] else None
    return EntryText(**plain)


def written(entry: LogEntry, members: tuple[Member, ...], text: EntryText) -> WrittenEntry:
    """Return an entry as the pair's members read it."""
    by_id = {member.membership_id: member for member in members}
    return WrittenEntry(
        entry_id=entry.id,
        pair_id=entry.pair_id,
        keeper=by_id[entry.membership_id],
        kind=entry.kind,
        text=text,
        author=by_id.get(text.said_by) if text.said_by else None,
    )


def own_entry(entry_id: UUID, actor: Actor, uow: UnitOfWork, *, lock: bool = False) -> tuple[Circle, LogEntry, str]:
    """
    Return an entry of one of the actor's pairs, with its sealed words.

    Raises:
        NotInThisPair: there is none, or it is not the actor's to read.
        EntryIsGone: it was withdrawn.
    """
    asked = (
        select(LogEntry)
        .join(Workspace, Workspace.id == LogEntry.workspace_id)
        .where(Workspace.team_id == actor.team_id, LogEntry.id == entry_id)
    )
    if lock:
        asked = asked.with_for_update(of=LogEntry, key_share=True).execution_options(populate_existing=True)
    entry = uow.db.scalars(asked).one_or_none()
    if entry is None:
        raise NotInThisPair
    pair = circle(entry.pair_id, actor, uow)
    if entry.sealed_body is None:
        raise EntryIsGone
    return pair, entry, entry.sealed_body
