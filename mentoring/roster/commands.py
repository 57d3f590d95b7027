"""An owner hands a sheet in, says what it is, and brings its people in; nothing of it counts before the end."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from mentoring import audit
from mentoring.audit import Action
from mentoring.enrolments.rules import SKILL_LIMIT
from mentoring.participants import Actor, Profile, require
from mentoring.programmes.queries import own_programme
from mentoring.roster import answers, arriving, columns, imports, plan, posted, queries, settling, words, writing
from mentoring.roster.arriving import Prepared
from mentoring.roster.imports import Held
from mentoring.roster.plan import Plan, Rest
from mentoring.roster.queries import ColumnsForm, ImportPage, InImport, Report
from mentoring.roster.rules import (
    SEVERAL,
    UNFINISHED_FOR,
    Field,
    LookedUpLongAgo,
    NoSuchImport,
    Sheet,
    SheetMovedOn,
    Why,
)
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork, reads
from models import ImportState, Programme, RosterImport, SkillReading
from models.base import new_id


class MayHandIn(Struct, frozen=True):
    """Somebody is about to hand in a sheet."""

    actor: Actor
    programme_id: UUID


class HandIn(Struct, frozen=True):
    """
    An owner hands in a sheet.

    Attributes:
        receipt: names the submission; equal for each delivery of the same one.
    """

    actor: Actor
    programme_id: UUID
    sheet: Sheet
    receipt: str


class ConfirmColumns(Struct, frozen=True):
    """An owner says what the columns are, by their places; those not named are read as guessed."""

    actor: Actor
    import_id: UUID
    fields: Mapping[int, Field]


class PeopleFound(Struct, frozen=True):
    """
    Who was found in Slack, by what they were looked up; whoever is missing was not there.

    Attributes:
        fields: what the columns were by which they were looked up.
        looked_up_at: when that was begun; nothing where nobody knows.
    """

    actor: Actor
    import_id: UUID
    fields: Mapping[int, Field]
    people: Mapping[str, Profile]
    looked_up_at: datetime | None


class DecideWords(Struct, frozen=True):
    """What words mean, by the folded words: a skill's name, or nothing where they are no skill."""

    actor: Actor
    import_id: UUID
    names: Mapping[str, str | None]


class BringIn(Struct, frozen=True):
    """
    An owner brings in what a sheet would bring.

    Attributes:
        plan: as it was reckoned from what was gathered.
        seen: the state of the sheet from which it was.
        looked_up_at: when its people were; nothing where nobody knows.
        begin: how many of its people `prepare` went through.
        prepared: what it prepared of them.
    """

    actor: Actor
    import_id: UUID
    plan: Plan
    seen: str
    looked_up_at: datetime | None
    begin: int = 0
    prepared: Prepared = Prepared()

    @property
    def is_prepared(self) -> bool:
        """Whether the rest is so little that nobody's click waits long for it."""
        people = len(self.plan.newcomers)
        return people <= writing.AT_ONCE or self.begin >= people


@reads
def may_hand_in(command: MayHandIn, uow: UnitOfWork) -> None:
    """
    Refuse whoever does not answer for the programme, before anything of their file is fetched.

    Raises:
        OnlyItsOwner: they do not.
    """
    own_programme(command.actor, command.programme_id, uow)


def hand_in(command: HandIn, uow: UnitOfWork) -> ColumnsForm:
    """
    Keep a sheet, sealed, for a week; a sheet that the same owner had begun with for the programme is dropped.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    owner = require(command.actor, uow)
    uow.db.refresh(programme, with_for_update=AS_IT_IS)
    found = uow.db.scalars(
        select(RosterImport).where(
            RosterImport.workspace_id == owner.workspace_id, RosterImport.receipt == command.receipt
        )
    ).one_or_none()
    if found is None:
        _drop_all(programme, owner.id, uow)
        found = RosterImport(
            workspace_id=owner.workspace_id,
            id=new_id(),
            programme_id=programme.id,
            by_id=owner.id,
            state=ImportState.READ,
            sealed_sheet=imports.sealed(Held(columns.without_never(command.sheet)), uow),
            receipt=command.receipt,
            created_at=uow.now,
            look_at=uow.now + UNFINISHED_FOR,
        )
        uow.db.add(found)
        uow.db.flush()
        posted.redraw(found, found.state, uow)
    elif found.programme_id != programme.id:
        # A sheet that was posted, and asked for twice: the first programme it was asked for has it.
        programme = own_programme(command.actor, found.programme_id, uow)
    return queries.columns_form(found, programme, uow)


def confirm(command: ConfirmColumns, uow: UnitOfWork) -> Held:
    """
    Take over what the columns are, for the next sheet as well; return the sheet, whose people are to be looked up.

    Of a column that no form shows, such as the fiftieth, the guess gives way to what was said of those it does show.

    Raises:
        NoSuchImport, OnlyItsOwner: it is not the actor's.
        TwoColumns, WhoIsWho, NothingToRead: on a field `column-N`.
    """
    found, programme = imports.own(command.actor, command.import_id, uow, lock=True)
    held = imports.opened(found, uow)
    seem = columns.looked_at(held.sheet, programme.import_columns)
    once = set(command.fields.values()) - SEVERAL
    guessed = {each.index: Field.NOTHING if each.field in once else each.field for each in seem if not each.is_never}
    fields = answers.checked({index: command.fields.get(index, guess) for index, guess in guessed.items()})
    keys = columns.folded(held.sheet.headings)
    programme.import_columns = (programme.import_columns or {}) | {
        keys[index]: field.value for index, field in fields.items() if keys[index]
    }
    _let_go(held, programme, uow)
    found.state = ImportState.READ
    confirmed = Held(held.sheet, fields, looked_up_at=uow.now)
    found.sealed_sheet = imports.sealed(confirmed, uow)
    return confirmed


def keep_people(command: PeopleFound, uow: UnitOfWork) -> None:
    """
    Keep who was found, so that nobody has to be looked up again for a day; what was found later stands.

    Raises:
        NoSuchImport, OnlyItsOwner: it is not the actor's, or nobody said yet what its columns are.
        SheetMovedOn: its owner has said meanwhile that its columns are something else, and others are looked up.
    """
    found, _ = imports.own(command.actor, command.import_id, uow, lock=True)
    held = imports.opened(found, uow)
    if held.fields is None:
        raise NoSuchImport
    if held.fields != command.fields:
        raise SheetMovedOn
    if held.people is not None and _is_later(held.looked_up_at, command.looked_up_at):
        return
    found.state = ImportState.MAPPED
    found.sealed_sheet = imports.sealed(Held(held.sheet, held.fields, command.people, command.looked_up_at), uow)


def _is_later(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)


def decide(command: DecideWords, uow: UnitOfWork) -> None:
    """
    Remember what words mean, for this sheet and those to come.

    Raises:
        NoSuchImport, OnlyItsOwner: it is not the actor's.
    """
    found, _ = imports.own(command.actor, command.import_id, uow, lock=True)
    imports.opened(found, uow)
    tidy = {
        words.remembered_as(word): " ".join(name.split())[:SKILL_LIMIT] if name else None
        for word, name in sorted(command.names.items())
    }
    of_workspace = {"workspace_id": found.workspace_id}
    new = [
        {**of_workspace, "id": new_id(), "folded": key, "name": name, "decided_at": uow.now}
        for key, name in sorted(tidy.items())
    ]
    uow.add_all_once(SkillReading, new)
    for some in writing.batches(sorted(tidy)):
        for reading in uow.db.scalars(
            select(SkillReading)
            .where(SkillReading.workspace_id == found.workspace_id, SkillReading.folded.in_(some))
            .order_by(SkillReading.folded)
        ):
            if reading.name != tidy[reading.folded]:
                reading.name, reading.decided_at = tidy[reading.folded], uow.now


def prepare(command: BringIn, uow: UnitOfWork) -> BringIn:
    """
    Prepare some of a long sheet's people where nothing reads of it, so that others can write in between.

    What never comes to count, such as when the bot is killed, is erased after an hour.

    Returns:
        What is still to do: more of this until it `is_prepared`, then `bring_in`.

    Raises:
        NoSuchImport, OnlyItsOwner, SheetMovedOn, LookedUpLongAgo: as below.
    """
    found, programme = imports.own(command.actor, command.import_id, uow, lock=True)
    if found.state is ImportState.DONE:
        return replace(command, begin=len(command.plan.newcomers))
    _must_be_as_seen(found, command, uow)
    end = command.begin + writing.AT_ONCE
    more = arriving.prepare(programme, command.plan.newcomers[command.begin : end], uow)
    return replace(command, begin=end, prepared=command.prepared.with_more(more))


def bring_in(command: BringIn, uow: UnitOfWork) -> Report:
    """
    Bring everybody in, with this one transaction: who is new counts once it is committed, and nobody before.

    Most of a long sheet is prepared by then; it need not be. Where it says something else of many who are here already,
    they are left to `settling.settle`. The same again changes nothing, and returns what became of it.

    Raises:
        NoSuchImport, OnlyItsOwner: it is not the actor's.
        SheetMovedOn: it was changed since it was gathered.
        LookedUpLongAgo: its people may have left Slack since.
    """
    found, programme = imports.own(command.actor, command.import_id, uow, lock=True)
    if found.state is ImportState.DONE:
        return queries.report_of(found, programme, uow)
    looked_up_at = _must_be_as_seen(found, command, uow)
    writing.hold(programme, uow)
    became = arriving.count(programme, command.plan.newcomers, command.prepared, uow)
    rest = [each for each in command.plan.newcomers if each.answer.number not in became]
    found.state = ImportState.DONE
    posted.redraw(found, found.state, uow)
    audit.note(found.workspace_id, Action.ROSTER_IMPORTED, programme.id, found.by_id, uow)
    if len(rest) > writing.AT_ONCE:
        done = replace(command.plan, report=plan.changed(command.plan.report, became))
        fresh = frozenset(each.number for each in done.report if each.why is Why.NEW)
        return settling.begin(found, programme, done, Rest(tuple(rest), fresh, looked_up_at, uow.now), uow)
    became |= writing.write(programme, rest, looked_up_at, uow)
    return settling.end(found, programme, command.plan.sheet, plan.changed(command.plan.report, became), uow)


def _must_be_as_seen(found: RosterImport, command: BringIn, uow: UnitOfWork) -> datetime:
    if found.state is not ImportState.MAPPED or queries.seen(found) != command.seen:
        raise SheetMovedOn
    if command.looked_up_at is None or imports.is_old(command.looked_up_at, uow.now):
        raise LookedUpLongAgo
    return command.looked_up_at


def drop(command: InImport, uow: UnitOfWork) -> ImportPage:
    """
    Forget a sheet at once, and return where its owner stands then; the same again changes nothing.

    Raises:
        NoSuchImport, OnlyItsOwner: it is not the actor's, or it is done.
    """
    found, programme = imports.own(command.actor, command.import_id, uow, lock=True)
    _drop(found, programme, uow)
    return ImportPage(programme.id, programme.name, None)


def _drop_all(programme: Programme, owner_id: UUID, uow: UnitOfWork) -> None:
    for each in uow.db.scalars(
        select(RosterImport)
        .where(
            RosterImport.workspace_id == programme.workspace_id,
            RosterImport.programme_id == programme.id,
            RosterImport.by_id == owner_id,
            RosterImport.state.in_(imports.UNDER_WAY),
        )
        .order_by(RosterImport.id)
        .with_for_update(key_share=True)
    ).all():
        _drop(each, programme, uow)


def _drop(found: RosterImport, programme: Programme, uow: UnitOfWork) -> None:
    _let_go(imports.opened(found, uow), programme, uow)
    found.state = ImportState.DROPPED
    found.sealed_sheet = None
    posted.redraw(found, found.state, uow)


def _let_go(held: Held, programme: Programme, uow: UnitOfWork) -> None:
    """Another window may have begun to write its people down."""
    arriving.let_go(programme, {each.user_id for each in (held.people or {}).values()}, uow)


def advance(found: RosterImport, uow: UnitOfWork) -> None:
    """Delete a sheet that nobody finished in time, or a report that was there long enough; go on with what was left."""
    if found.state is ImportState.DONE and found.sealed_sheet is not None:
        settling.go_on(found, uow)
        return
    is_unfinished = found.state in imports.UNDER_WAY
    uow.db.delete(found)
    if is_unfinished:
        posted.redraw(found, "forgotten", uow)
