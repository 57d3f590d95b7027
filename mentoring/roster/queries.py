"""What an owner reads of their sheet: where it stands, what its columns seem to be, what would come of it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from mentoring.participants import Actor, Profile, find
from mentoring.programmes.queries import InProgramme, OwnProgramme, own_or_choice
from mentoring.roster import answers, columns, imports, plan, writing
from mentoring.roster.columns import Column
from mentoring.roster.imports import Held
from mentoring.roster.plan import Plan, Rest
from mentoring.roster.rules import Field, NoSuchImport, Outcome, Remark, Sheet, Told, Why
from mentoring.roster.words import Lexicon
from mentoring.states import EnrolmentState
from mentoring.unit_of_work import UnitOfWork, reads, reads_at_length
from models import (
    Enrolment,
    ImportState,
    Participant,
    Programme,
    RosterImport,
    SkillReading,
)


class InImport(Struct, frozen=True):
    """An owner goes on with their sheet."""

    actor: Actor
    import_id: UUID


class Waiting(Struct, frozen=True):
    """
    A sheet that was begun with and not finished.

    Attributes:
        until: when it is forgotten.
    """

    import_id: UUID
    rows: int
    begun_at: datetime
    until: datetime


class ImportPage(Struct, frozen=True):
    """Where an owner stands who would bring people in."""

    programme_id: UUID
    programme: str
    waiting: Waiting | None


class ColumnsForm(Struct, frozen=True):
    """What the columns of a sheet seem to be."""

    import_id: UUID
    programme: str
    rows: int
    columns: tuple[Column, ...]


class Gathered(Struct, frozen=True):
    """
    All that what would come of a sheet depends on; reckoning it needs no store.

    Attributes:
        people: who was found in Slack; those closed too who are known to have left since.
        looked_up_at: when that was begun; nothing where nobody knows.
        is_old: whether people have to be looked up again before anybody is brought in.
        seen: names this very state of the sheet; empty where it is not kept.
    """

    import_id: UUID
    programme: str
    sheet: Sheet
    fields: Mapping[int, Field]
    people: Mapping[str, Profile]
    standing: Mapping[str, EnrolmentState]
    decided: Mapping[str, str | None]
    looked_up_at: datetime | None
    is_old: bool
    seen: str

    def plan(self) -> Plan:
        """Return what would come of it."""
        said = answers.of(self.sheet, self.fields)
        made = plan.made(said, self.people, self.standing, Lexicon(self.decided))
        return replace(made, sheet=self.sheet.name)


class Report(Struct, frozen=True):
    """
    What became of a sheet.

    Attributes:
        rest: who is still to be written, where anybody is.
        sheet: what its file is called; empty where nobody knows.
    """

    import_id: UUID
    programme_id: UUID
    programme: str
    rows: tuple[Told, ...]
    until: datetime
    rest: Rest | None = None
    sheet: str = ""

    def of(self, outcome: Outcome) -> tuple[Told, ...]:
        """Return the rows with one outcome."""
        return tuple(each for each in self.rows if each.outcome is outcome)


@reads
def page(command: InProgramme, uow: UnitOfWork) -> ImportPage | tuple[OwnProgramme, ...]:
    """
    Return where an owner stands, or, for somebody who answers for several programmes and named none, the choice.

    Raises:
        OnlyItsOwner: the actor does not answer for it, or for any.
    """
    programme = own_or_choice(command, uow)
    if isinstance(programme, tuple):
        return programme
    return ImportPage(programme.id, programme.name, _waiting(command.actor, programme, uow))


@reads
def form(command: InImport, uow: UnitOfWork) -> ColumnsForm:
    """
    Return what the columns seem to be, or what their owner said they are.

    Raises:
        NoSuchImport, OnlyItsOwner: it is not the actor's to see.
    """
    found, programme = imports.own(command.actor, command.import_id, uow)
    return columns_form(found, programme, uow)


def columns_form(found: RosterImport, programme: Programme, uow: UnitOfWork) -> ColumnsForm:
    """Return what the columns of a sheet seem to be."""
    held = imports.opened(found, uow)
    seem = columns.looked_at(held.sheet, programme.import_columns)
    if held.fields is not None:
        said = held.fields
        seem = tuple(
            Column(each.index, each.heading, said.get(each.index, Field.NOTHING), each.examples, each.is_never)
            for each in seem
        )
    return ColumnsForm(found.id, programme.name, len(held.sheet.lines), seem)


@reads
def stands(command: InImport, uow: UnitOfWork) -> ImportState:
    """
    Return how far a sheet is.

    Raises:
        NoSuchImport, OnlyItsOwner: it is not the actor's to see.
    """
    return imports.own(command.actor, command.import_id, uow)[0].state


@reads
def look_again(command: InImport, uow: UnitOfWork) -> Held | None:
    """
    Return a sheet whose people are looked up again from now on; what its owner decided of it stays.

    Nothing is returned where they were just looked up: this is a second click, or Slack brought the first one twice.

    Raises:
        NoSuchImport, OnlyItsOwner: it is not the actor's to see, or nobody said yet what its columns are.
    """
    held = imports.opened(imports.own(command.actor, command.import_id, uow)[0], uow)
    if held.fields is None:
        raise NoSuchImport
    if held.people is not None and not imports.is_old(held.looked_up_at, uow.now):
        return None
    return Held(held.sheet, held.fields, looked_up_at=uow.now)


@reads_at_length
def gather(command: InImport, uow: UnitOfWork) -> Gathered:
    """
    Return all that what would come of the sheet depends on.

    Raises:
        NoSuchImport, OnlyItsOwner: it is not the actor's to see, or its people are not looked up yet.
    """
    found, programme = imports.own(command.actor, command.import_id, uow)
    held = imports.opened(found, uow)
    if held.fields is None or held.people is None:
        raise NoSuchImport
    return gathered(programme, held, uow, found)


def gathered(programme: Programme, held: Held, uow: UnitOfWork, found: RosterImport | None = None) -> Gathered:
    """Return all that what would come of a sheet depends on, be it kept or not."""
    return Gathered(
        found.id if found else programme.id,
        programme.name,
        held.sheet,
        held.fields or {},
        _as_known(programme.workspace_id, held, uow),
        _standing(programme, uow),
        decided(programme.workspace_id, uow),
        held.looked_up_at,
        imports.is_old(held.looked_up_at, uow.now),
        seen(found) if found else "",
    )


@reads
def report(command: InImport, uow: UnitOfWork) -> Report:
    """
    Return what became of a sheet.

    Raises:
        NoSuchImport, OnlyItsOwner: it is not the actor's to see, or not done.
    """
    found, programme = imports.own(command.actor, command.import_id, uow)
    return report_of(found, programme, uow)


def report_of(found: RosterImport, programme: Programme, uow: UnitOfWork) -> Report:
    """
    Return what became of a sheet.

    Raises:
        NoSuchImport: it is not done.
    """
    if found.sealed_report is None or found.look_at is None:
        raise NoSuchImport
    kept: Any = uow.vault.open(found.sealed_report)
    # A report of an earlier version is its rows alone.
    name, listed = ("", kept) if isinstance(kept, list) else (kept["sheet"], kept["rows"])
    rows = tuple(
        Told(number, who, Why(why), row, tuple((Remark(remark), other) for remark, other in remarks))
        for number, who, why, row, remarks in listed
    )
    return Report(found.id, programme.id, programme.name, rows, found.look_at, sheet=name)


def seen(found: RosterImport) -> str:
    """Return a name of what is kept of a sheet at this moment."""
    return hashlib.sha256((found.sealed_sheet or "").encode()).hexdigest()


def decided(workspace_id: UUID, uow: UnitOfWork) -> dict[str, str | None]:
    """Return what owners of the workspace said that words mean, by the folded words."""
    rows = uow.db.execute(
        select(SkillReading.folded, SkillReading.name).where(SkillReading.workspace_id == workspace_id)
    )
    return dict(rows.all())


def _waiting(actor: Actor, programme: Programme, uow: UnitOfWork) -> Waiting | None:
    person = find(actor, uow)
    if person is None:
        return None
    found = uow.db.scalars(
        select(RosterImport)
        .where(
            RosterImport.workspace_id == programme.workspace_id,
            RosterImport.programme_id == programme.id,
            RosterImport.by_id == person.id,
            RosterImport.state.in_(imports.UNDER_WAY),
        )
        .order_by(RosterImport.created_at.desc(), RosterImport.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None or found.look_at is None:
        return None
    return Waiting(found.id, len(imports.opened(found, uow).sheet.lines), found.created_at, found.look_at)


def _as_known(workspace_id: UUID, held: Held, uow: UnitOfWork) -> Mapping[str, Profile]:
    """Return who was found; of whoever is known to have left since, that their account is closed."""
    people = held.people or {}
    if held.looked_up_at is None:
        return people
    gone: set[str] = set()
    for some in writing.batches(sorted({each.user_id for each in people.values()})):
        gone |= set(
            uow.db.scalars(
                select(Participant.slack_user_id).where(
                    Participant.workspace_id == workspace_id,
                    Participant.slack_user_id.in_(some),
                    writing.left_since(held.looked_up_at),
                )
            )
        )
    return {key: replace(each, is_gone=True) if each.user_id in gone else each for key, each in people.items()}


def _standing(programme: Programme, uow: UnitOfWork) -> dict[str, EnrolmentState]:
    rows = uow.db.execute(
        select(Participant.slack_user_id, Enrolment.state)
        .join(
            Enrolment,
            (Enrolment.workspace_id == Participant.workspace_id) & (Enrolment.participant_id == Participant.id),
        )
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.programme_id == programme.id,
            Enrolment.state != EnrolmentState.ARRIVING,
        )
    )
    return dict(rows.all())
