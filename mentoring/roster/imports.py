"""A sheet while it is looked through: whose it is, and what is kept of it, sealed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from mentoring.participants import Actor, Profile, find
from mentoring.programmes.queries import own_programme
from mentoring.roster import answers
from mentoring.roster.rules import LOOKED_UP_FOR, Field, Line, NoSuchImport, Sheet
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork
from models import ImportState, Programme, RosterImport

UNDER_WAY = (ImportState.READ, ImportState.MAPPED)


@dataclass(frozen=True)
class Held:
    """
    What is kept of a sheet until it is done.

    Attributes:
        fields: what its owner said its columns are, by their places; nothing before they did.
        people: who was found in Slack, by what they were looked up; nothing before they were.
        looked_up_at: when that was begun; who left Slack later may have been found.
    """

    sheet: Sheet
    fields: Mapping[int, Field] | None = None
    people: Mapping[str, Profile] | None = field(default=None, repr=False)
    looked_up_at: datetime | None = None

    def wanted(self) -> frozenset[str]:
        """Return by what its people are to be looked up; with many of them it takes seconds, and needs no store."""
        return answers.wanted(answers.of(self.sheet, self.fields or {}))

    def wanted_instead(self, found: Collection[str]) -> frozenset[str]:
        """Return by what those are to be looked up as well who were not found; it takes as long."""
        if not {Field.SLACK, Field.EMAIL} <= set((self.fields or {}).values()):
            return frozenset()
        return answers.wanted_instead(answers.of(self.sheet, self.fields or {}), found)


def own(actor: Actor, import_id: UUID, uow: UnitOfWork, *, lock: bool = False) -> tuple[RosterImport, Programme]:
    """
    Return the actor's own sheet with its programme; nobody else's, be they an owner of the same programme.

    Args:
        lock: hold both until this transaction ends, the programme first: two owners' sheets that name the same people
            would take them in another order, and each wait for the other.

    Raises:
        NoSuchImport: there is none, or it is over and forgotten.
        OnlyItsOwner: the actor does not answer for the programme any more.
    """
    person = find(actor, uow)
    found = uow.get(RosterImport, person.workspace_id, import_id) if person is not None else None
    if person is None or found is None or found.by_id != person.id:
        raise NoSuchImport
    programme = own_programme(actor, found.programme_id, uow)
    if lock:
        uow.db.refresh(programme, with_for_update=AS_IT_IS)
        uow.db.expire(found)
        found = uow.get(RosterImport, person.workspace_id, import_id, lock=True)
    if found is None or found.state is ImportState.DROPPED:
        raise NoSuchImport
    return found, programme


def is_old(looked_up_at: datetime | None, now: datetime) -> bool:
    """Tell whether people have to be looked up again, or were by an earlier version, which did not say when."""
    return looked_up_at is None or now - looked_up_at > LOOKED_UP_FOR


def sealed(held: Held, uow: UnitOfWork) -> str:
    """Return what is kept, so that only a holder of the key can read it."""
    content: dict[str, Any] = {
        "name": held.sheet.name,
        "headings": held.sheet.headings,
        "lines": [[each.number, *each.cells] for each in held.sheet.lines],
        "fields": None if held.fields is None else {str(index): each.value for index, each in held.fields.items()},
        "people": None if held.people is None else {key: _listed(each) for key, each in held.people.items()},
        "looked_up_at": held.looked_up_at.isoformat() if held.looked_up_at else None,
    }
    return uow.vault.seal(content)


def opened(found: RosterImport, uow: UnitOfWork) -> Held:
    """
    Return what is kept of a sheet.

    Raises:
        NoSuchImport: it is over.
    """
    # Of one that is done, what is kept for a while is only who is still to be written.
    if found.sealed_sheet is None or found.state is ImportState.DONE:
        raise NoSuchImport
    content: dict[str, Any] = uow.vault.open(found.sealed_sheet)
    fields, people = content["fields"], content["people"]
    # A sheet that was handed in, or looked up, by an earlier version does not say what it is called, or when.
    looked_up_at = content.get("looked_up_at")
    return Held(
        Sheet(
            tuple(content["headings"]),
            tuple(Line(number, tuple(cells)) for number, *cells in content["lines"]),
            content.get("name", ""),
        ),
        None if fields is None else {int(index): Field(value) for index, value in fields.items()},
        None if people is None else {key: _profile(each) for key, each in people.items()},
        datetime.fromisoformat(looked_up_at) if looked_up_at else None,
    )


def _listed(profile: Profile) -> list[str | bool | None]:
    ends = profile.status_ends.isoformat() if profile.status_ends else None
    return [
        *(profile.user_id, profile.name, profile.zone, profile.locale, profile.is_bot, profile.is_gone),
        *(profile.is_away, ends),
    ]


def _profile(listed: list[Any]) -> Profile:
    # A sheet that was looked up by an earlier version does not say who is away.
    user_id, name, zone, locale, is_bot, is_gone, is_away, ends = [*listed, False, None][:8]
    return Profile(
        *(user_id, name, zone, locale),
        is_bot=is_bot,
        is_gone=is_gone,
        is_away=is_away,
        status_ends=datetime.fromisoformat(ends) if ends else None,
    )
