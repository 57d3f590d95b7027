"""Which three resources a prep brings: one tutorial, one case, one template."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import and_, select

from mentoring.unit_of_work import UnitOfWork
from models import (
    Enrolment,
    EnrolmentSkill,
    EnrolmentState,
    Membership,
    Pair,
    Resource,
    ResourceKind,
    Session,
    Skill,
)


class Linked(Struct, frozen=True):
    """An entry of a library, as an owner wrote it."""

    title: str
    link: str
    source: str


class Brought(Struct, frozen=True):
    """
    One resource of a prep.

    Attributes:
        entry: of the programme's library; nothing for the text of our own that ships with the product.
    """

    kind: ResourceKind
    entry: Linked | None = None


def brought(session: Session, uow: UnitOfWork) -> tuple[Brought, ...]:
    """
    Return the resources of a session's prep, one of each kind.

    The first who is shown them settles them for the whole pair, so that all of them read the same; an entry that was
    retired meanwhile gives way to another.
    """
    pair = uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})
    library = uow.db.scalars(
        select(Resource)
        .where(
            Resource.workspace_id == pair.workspace_id,
            Resource.programme_id == pair.programme_id,
            Resource.retired_at.is_(None),
        )
        .order_by(Resource.created_at, Resource.id)
    ).all()
    if not library:
        return tuple(Brought(kind) for kind in ResourceKind)
    settled = {entry.kind: entry for entry in library if str(entry.id) in session.resource_ids}
    if len(settled) < len(ResourceKind):
        fitting = _fitting(library, pair, uow)
        earlier = _earlier(session, uow)
        settled = {kind: _pick(each, earlier) for kind, each in fitting.items()} | settled
        ids = [str(settled[kind].id) for kind in ResourceKind if kind in settled]
        if ids != session.resource_ids and _is_free(session, uow):
            session.resource_ids = ids
    return tuple(_brought(kind, settled.get(kind)) for kind in ResourceKind)


def _is_free(session: Session, uow: UnitOfWork) -> bool:
    """
    Tell whether the session can be written at once, and hold it.

    Delivery asks while it holds the message, for which a member may be waiting who holds the session: waiting for them
    would stop both. Whoever reads next settles the same.
    """
    held = uow.db.scalar(
        select(Session.id)
        .where(Session.workspace_id == session.workspace_id, Session.id == session.id)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return held is not None


def _brought(kind: ResourceKind, entry: Resource | None) -> Brought:
    return Brought(kind, None if entry is None else Linked(entry.title, entry.link, entry.source))


def _fitting(library: Sequence[Resource], pair: Pair, uow: UnitOfWork) -> dict[ResourceKind, list[Resource]]:
    """Return the entries that serve the pair, by kind, those for its own skills first; no kind is without any."""
    skills = _skills_of(pair, uow) if any(entry.skills for entry in library) else frozenset()
    fitting: dict[ResourceKind, list[Resource]] = {}
    for entry in sorted(library, key=lambda entry: skills.isdisjoint(entry.skills)):
        if not entry.skills or not skills.isdisjoint(entry.skills):
            fitting.setdefault(entry.kind, []).append(entry)
    return fitting


def _skills_of(pair: Pair, uow: UnitOfWork) -> frozenset[str]:
    """Return what the members offer and seek in their programme, folded."""
    found = uow.db.scalars(
        select(Skill.folded)
        .join(
            EnrolmentSkill, and_(EnrolmentSkill.workspace_id == Skill.workspace_id, EnrolmentSkill.skill_id == Skill.id)
        )
        .join(
            Enrolment,
            and_(
                Enrolment.workspace_id == EnrolmentSkill.workspace_id,
                Enrolment.id == EnrolmentSkill.enrolment_id,
                Enrolment.state == EnrolmentState.ACTIVE,
            ),
        )
        .join(
            Membership,
            and_(
                Membership.workspace_id == Enrolment.workspace_id,
                Membership.participant_id == Enrolment.participant_id,
            ),
        )
        .where(
            Membership.workspace_id == pair.workspace_id,
            Membership.pair_id == pair.id,
            Enrolment.programme_id == pair.programme_id,
        )
    )
    return frozenset(found)


def _earlier(session: Session, uow: UnitOfWork) -> list[list[str]]:
    """Return what the preps of the pair's earlier sessions brought, the latest first."""
    return list(
        uow.db.scalars(
            select(Session.resource_ids)
            .where(
                Session.workspace_id == session.workspace_id,
                Session.pair_id == session.pair_id,
                Session.number < session.number,
            )
            .order_by(Session.number.desc())
        )
    )


def _pick(entries: list[Resource], earlier: list[list[str]]) -> Resource:
    """Return the entry that the pair was shown least often, and not the last one again where there are others."""

    def worn(entry: Resource) -> tuple[bool, int]:
        shown = str(entry.id)
        return bool(earlier) and shown in earlier[0], sum(shown in each for each in earlier)

    # Of several that are worn alike the first one counts: the order is by skill, then by age.
    return min(entries, key=worn)
