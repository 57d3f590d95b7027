"""What members may see of their sessions."""

from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import exists, select

from mentoring.charters.rules import is_in_force
from mentoring.closes.queries import closed_by, closes_of, lines_of
from mentoring.commitments.queries import made_in
from mentoring.errors import CharterFirst, NoPairYet, NotInThisPair
from mentoring.pairs.circle import Circle, circle
from mentoring.pairs.rules import Member, members_of, seats
from mentoring.participants import Actor
from mentoring.prep.agenda import shared_in
from mentoring.sessions import planning
from mentoring.sessions.rules import CardPlace, LastCall, Plan, SessionView, StillTogether
from mentoring.transcripts import consent
from mentoring.transcripts.rules import NO_TRANSCRIPT
from mentoring.unit_of_work import UnitOfWork, reads
from models import MembershipState, OutboxAct, OutboxRow, Pair, PairState, Session, SessionState, Workspace

HELD = (SessionState.CLOSING, SessionState.CLOSED)
BEGUN = (SessionState.UNDER_WAY, *HELD)


class InSession(Struct, frozen=True):
    """A member looks at, or acts on, one session of their pair."""

    actor: Actor
    session_id: UUID


@reads
def sessions_ahead(actor: Actor, uow: UnitOfWork) -> tuple[SessionView, ...]:
    """
    Return what is ahead, or being closed, in each of the actor's pairs under way, oldest pair first.

    Raises:
        NoPairYet: there is no pair under way.
        CharterFirst: there are pairs, but no charter is in force yet.
    """
    places = [
        place
        for place in seats(actor, uow)
        if place.pair.state is PairState.ACTIVE and place.membership.state is MembershipState.ACCEPTED
    ]
    ready = [place for place in places if is_in_force(place.workspace_id, place.pair.id, uow)]
    if not places:
        raise NoPairYet
    if not ready:
        raise CharterFirst
    views = []
    for place in ready:
        latest = latest_of(place.pair, uow)
        if latest is not None:
            views.append(from_elsewhere(latest, members_of(place.pair, uow), uow))
    return tuple(views)


@reads
def look(command: InSession, uow: UnitOfWork) -> SessionView:
    """
    Return one session.

    Raises:
        NotInThisPair: it is not one of the actor's pairs'.
    """
    session, pair = held_by(command, uow)
    return from_elsewhere(session, pair.members, uow)


def held_by(command: InSession, uow: UnitOfWork, *, lock: bool = False) -> tuple[Session, Circle]:
    """
    Return a session, and the pair as the actor may act in it; held until the transaction ends, if wished.

    Raises:
        NotInThisPair: there is none of this id that the actor may see.
    """
    # The id alone proves nothing: the pair that it leads to is asked whether the actor is one of its people.
    pair_id = uow.db.scalar(
        select(Session.pair_id)
        .join(Workspace, Workspace.id == Session.workspace_id)
        .where(Workspace.team_id == command.actor.team_id, Session.id == command.session_id)
    )
    if pair_id is None:
        raise NotInThisPair
    pair = circle(pair_id, command.actor, uow)
    session = uow.get(Session, pair.workspace_id, command.session_id, lock=lock)
    if session is None:
        raise NotInThisPair
    return session, pair


def latest_of(pair: Pair, uow: UnitOfWork) -> Session | None:
    """Return the pair's session that is planned, under way or being closed; the newest one of them."""
    ahead = planning.ahead(pair.workspace_id, pair.id, uow)
    if ahead is not None:
        return ahead
    return uow.db.scalars(
        select(Session)
        .where(Session.workspace_id == pair.workspace_id, Session.pair_id == pair.id, Session.state.in_(HELD))
        .order_by(Session.number.desc())
        .limit(1)
    ).one_or_none()


def view_of(session: Session, members: tuple[Member, ...], uow: UnitOfWork) -> SessionView:
    """Return the session as its pair sees it."""
    earlier = exists().where(
        Session.workspace_id == session.workspace_id,
        Session.pair_id == session.pair_id,
        Session.number < session.number,
        Session.state.in_(HELD),
    )
    plan = uow.vault.open(session.sealed_plan) if session.sealed_plan else {}
    closes = closes_of(session, uow) if session.state in HELD else ()
    is_begun = session.state in BEGUN
    return SessionView(
        session_id=session.id,
        pair_id=session.pair_id,
        number=session.number,
        state=session.state,
        members=members,
        leader=next(member for member in members if member.membership_id == session.leader_id),
        is_first=not uow.db.scalar(select(earlier)),
        starts_at=session.starts_at,
        minutes=session.minutes,
        started_at=session.started_at,
        ended_at=session.ended_at,
        opener=session.opener,
        closes_at=session.look_at if session.state is SessionState.CLOSING else None,
        revision=session.revision,
        written=session.written_revision,
        notes=uow.vault.open(session.sealed_notes) if session.sealed_notes else "",
        plan=Plan(**plan),
        now=uow.now,
        missed=session.missed,
        closed_by=closed_by(members, closes),
        lines=lines_of(session, members, closes, uow),
        commitments=made_in(session.workspace_id, session.id, members, uow) if is_begun else (),
        transcript=consent.stand(session, members, uow) if is_begun else NO_TRANSCRIPT,
        agenda=() if session.state in HELD else shared_in(session, members, uow),
    )


def from_elsewhere(session: Session, members: tuple[Member, ...], uow: UnitOfWork) -> SessionView:
    """Return the session as its pair sees it away from its card, with the way there. Whoever calls checked access."""
    return replace(view_of(session, members, uow), card_at=_card_place(session, uow))


def _card_place(session: Session, uow: UnitOfWork) -> CardPlace | None:
    """Return where the card stands; nothing before it was posted, or while Slack has not told its own address."""
    found = uow.db.execute(
        select(Workspace.address, OutboxRow.channel_id, OutboxRow.message_ts)
        .join(Workspace, Workspace.id == OutboxRow.workspace_id)
        .where(
            OutboxRow.workspace_id == session.workspace_id,
            OutboxRow.dedup_key == planning.card_key(session.id),
        )
    ).one_or_none()
    if found is None:
        return None
    site, conversation_id, message_ts = found
    return CardPlace(site, conversation_id, message_ts) if site and conversation_id and message_ts else None


def last_call(row: OutboxRow, uow: UnitOfWork) -> LastCall | None:
    """Tell that ten minutes are left; nothing when the session is over already."""
    session = uow.db.get_one(Session, {"workspace_id": row.workspace_id, "id": UUID(row.facts["session_id"])})
    if session.state is not SessionState.UNDER_WAY:
        return None
    pair = uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})
    return LastCall(from_elsewhere(session, members_of(pair, uow), uow))


def still_together(row: OutboxRow, uow: UnitOfWork) -> StillTogether | None:
    """Ask a pair that does not meet what it wants; nothing to post when it has found a time, or ended."""
    session = uow.db.get_one(Session, {"workspace_id": row.workspace_id, "id": UUID(row.facts["session_id"])})
    is_settled = session.state is not SessionState.PLANNED or session.starts_at is not None
    if is_settled and row.act is OutboxAct.POST:
        return None
    return StillTogether(session.pair_id, session.id, session.revision, is_settled)


def card(row: OutboxRow, uow: UnitOfWork) -> SessionView | None:
    """Return what the session's card tells now; nothing to post when the pair is no longer under way."""
    session = uow.db.get_one(Session, {"workspace_id": row.workspace_id, "id": UUID(row.facts["session_id"])})
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": session.pair_id})
    if row.act is OutboxAct.POST and pair.state is not PairState.ACTIVE:
        return None
    return replace(view_of(session, members_of(pair, uow), uow), is_over=pair.state is PairState.ENDED)
