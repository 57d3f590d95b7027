"""A programme's curated library: what its preps bring. Its owners add to it, and retire what has had its time."""

from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select

from mentoring import audit, inbound
from mentoring.audit import Action
from mentoring.enrolments.rules import fold
from mentoring.errors import Refusal
from mentoring.participants import Actor, require
from mentoring.programmes.queries import InProgramme, OwnProgramme, own_or_choice, own_programme
from mentoring.typed import LINE_LIMIT, LINK_LIMIT, must_be_a_link, must_fit
from mentoring.unit_of_work import UnitOfWork, reads
from mentoring.wording import N_
from models import Programme, Resource, ResourceKind
from models.base import new_id

TITLE_LIMIT = 120
SOURCE_LIMIT = 120
SHOWN = 40
"""Entries on the page, the newest first."""


class ResourceWithoutTitle(Refusal):
    """An entry without a title."""

    message = N_("Give it a title that says what one gets from it.")


class ResourceWithoutSource(Refusal):
    """Nobody would know where it comes from."""

    message = N_("Say where it comes from, such as “our support handbook” or who wrote it.")


class AddResource(Struct, frozen=True):
    """
    An owner adds an entry.

    Attributes:
        skills: as they were typed, separated by commas; empty for an entry that serves every pair.
    """

    actor: Actor
    programme_id: UUID
    kind: ResourceKind
    title: str
    link: str
    source: str
    skills: str
    receipt: str


class RetireResource(Struct, frozen=True):
    """An owner takes an entry out of the library; preps that brought it keep nothing of it."""

    actor: Actor
    programme_id: UUID
    resource_id: UUID


class LibraryEntry(Struct, frozen=True):
    """One entry as its owner sees it."""

    resource_id: UUID
    kind: ResourceKind
    title: str
    link: str
    source: str
    skills: tuple[str, ...]


class LibraryPage(Struct, frozen=True):
    """
    A programme's library.

    Attributes:
        entries: the newest of them.
        total: how many there are.
    """

    programme_id: UUID
    name: str
    entries: tuple[LibraryEntry, ...]
    total: int


@reads
def page(command: InProgramme, uow: UnitOfWork) -> LibraryPage | tuple[OwnProgramme, ...]:
    """
    Return a programme's library, or, for somebody who answers for several and named none, the choice.

    Raises:
        OnlyItsOwner: the actor does not answer for it, or for any.
    """
    programme = own_or_choice(command, uow)
    if isinstance(programme, tuple):
        return programme
    return _page(programme, uow)


def add(command: AddResource, uow: UnitOfWork) -> LibraryPage:
    """
    Add an entry; a submission that Slack delivers again adds nothing.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
        ResourceWithoutTitle, ResourceWithoutSource, TextTooLong, NotALink, MarkInLink: on the field concerned.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    title, source = " ".join(command.title.split()), " ".join(command.source.split())
    link = command.link.strip()
    if not title:
        raise ResourceWithoutTitle(field="title")
    if not source:
        raise ResourceWithoutSource(field="source")
    must_fit("title", title, TITLE_LIMIT)
    # A link cannot be cut, and must stand in one paragraph with its title: there Slack counts an ampersand as five.
    must_fit("link", link.replace("&", "&amp;"), LINK_LIMIT)
    must_be_a_link("link", link)
    must_fit("source", source, SOURCE_LIMIT)
    must_fit("skills", command.skills, LINE_LIMIT)
    resource_id = new_id()
    if inbound.admit(programme.workspace_id, command.receipt, {"resource_id": str(resource_id)}, uow) is None:
        owner = require(command.actor, uow)
        uow.insert(
            Resource(
                workspace_id=programme.workspace_id,
                id=resource_id,
                programme_id=programme.id,
                kind=command.kind,
                title=title,
                link=link,
                source=source,
                skills=_skills(command.skills),
                added_by_id=owner.id,
                created_at=uow.now,
                retired_at=None,
            )
        )
        audit.note(programme.workspace_id, Action.RESOURCE_ADDED, resource_id, owner.id, uow)
    return _page(programme, uow)


def retire(command: RetireResource, uow: UnitOfWork) -> LibraryPage:
    """
    Take an entry out of the library; a second click changes nothing.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    entry = uow.get(Resource, programme.workspace_id, command.resource_id, lock=True)
    if entry is not None and entry.programme_id == programme.id and entry.retired_at is None:
        entry.retired_at = uow.now
        uow.db.flush()
        audit.note(programme.workspace_id, Action.RESOURCE_RETIRED, entry.id, require(command.actor, uow).id, uow)
    return _page(programme, uow)


def _skills(typed: str) -> list[str]:
    """Return the folded names, each once, in the order they were typed."""
    names = (fold(each) for each in typed.replace("\n", ",").replace(";", ",").split(","))
    return list(dict.fromkeys(name for name in names if name))


def _page(programme: Programme, uow: UnitOfWork) -> LibraryPage:
    chosen = (
        Resource.workspace_id == programme.workspace_id,
        Resource.programme_id == programme.id,
        Resource.retired_at.is_(None),
    )
    rows = uow.db.scalars(
        select(Resource).where(*chosen).order_by(Resource.created_at.desc(), Resource.id.desc()).limit(SHOWN)
    )
    entries = tuple(LibraryEntry(row.id, row.kind, row.title, row.link, row.source, tuple(row.skills)) for row in rows)
    total = uow.db.scalar(select(func.count()).select_from(Resource).where(*chosen)) or 0
    return LibraryPage(programme.id, programme.name, entries, total)
