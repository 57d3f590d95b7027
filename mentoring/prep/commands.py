"""What a member does with their own three points."""

from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict

from mentoring import audit, inbound
from mentoring.audit import Action
from mentoring.pairs.circle import Circle
from mentoring.participants import Actor
from mentoring.prep import cards, schedule
from mentoring.prep.points import POINT_LIMIT, Points
from mentoring.prep.rules import OPEN_TO_PREP, AgendaStands, NothingToShare, PrepIsOver, PrepPage
from mentoring.sessions import planning
from mentoring.sessions.queries import InSession, held_by
from mentoring.typed import must_fit
from mentoring.unit_of_work import UnitOfWork
from models import Prep, Session, SessionState
from models.base import new_id


class OnAgenda(Struct, frozen=True):
    """A member taps to share their points, or to take them back."""

    actor: Actor
    session_id: UUID
    receipt: str

    @property
    def session(self) -> InSession:
        """The session whose agenda it is."""
        return InSession(self.actor, self.session_id)


class KeepPoints(OnAgenda, frozen=True):
    """A member writes, or changes, their own points for a session."""

    points: Points


def keep(command: KeepPoints, uow: UnitOfWork) -> PrepPage:
    """
    Keep the actor's own points; nobody else sees them until they are shared.

    The same again changes nothing, and an older submission that Slack brings once more does not undo a newer one.

    Points that are in the joint agenda already change there too; without a word left they go out of it.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst, PrepIsOver: there is nothing to prepare here, or no more.
        TextTooLong: on the field concerned.
    """
    typed = command.points
    points = Points(typed.changed.strip(), typed.blocked.strip(), typed.next_step.strip())
    for name, text in asdict(points).items():
        must_fit(name, text, POINT_LIMIT)
    session, pair = _open(command.session, uow)
    prep = cards.own(session, pair.me, uow)
    if points == cards.points_of(prep, uow) or _came_before(command, session, uow):
        return cards.page_of(session, pair.me, pair.members, uow)
    if prep is None:
        prep = _made(session, pair, uow)
    was_shared = prep.shared_at is not None
    prep.sealed_points = uow.vault.seal(asdict(points))
    if points.is_empty:
        prep.shared_at = None
    _changed(prep, session, uow, on_card=was_shared)
    return cards.page_of(session, pair.me, pair.members, uow)


def share(command: OnAgenda, uow: UnitOfWork) -> PrepPage:
    """
    Put the actor's points into the joint agenda, where the pair's card shows them.

    A second tap changes nothing, nor does one that Slack brings once more after they were taken back.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst, PrepIsOver: there is nothing to prepare here, or no more.
        NothingToShare: no point was written.
    """
    session, pair = _open(command.session, uow)
    prep = cards.own(session, pair.me, uow)
    if prep is None or cards.points_of(prep, uow).is_empty:
        raise NothingToShare
    if prep.shared_at is None and not _came_before(command, session, uow):
        prep.shared_at = uow.now
        _changed(prep, session, uow, on_card=True)
        audit.note(session.workspace_id, Action.PREP_SHARED, prep.id, pair.participant_id, uow)
    return cards.page_of(session, pair.me, pair.members, uow)


def unshare(command: OnAgenda, uow: UnitOfWork) -> PrepPage:
    """
    Take the actor's points out of the joint agenda, which they can until the session begins.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst, PrepIsOver: there is nothing to prepare here, or no more.
        AgendaStands: the session has begun.
    """
    session, pair = _open(command.session, uow)
    prep = cards.own(session, pair.me, uow)
    if prep is not None and prep.shared_at is not None and not _came_before(command, session, uow):
        if session.state is not SessionState.PLANNED:
            raise AgendaStands
        prep.shared_at = None
        _changed(prep, session, uow, on_card=True)
        audit.note(session.workspace_id, Action.PREP_UNSHARED, prep.id, pair.participant_id, uow)
    return cards.page_of(session, pair.me, pair.members, uow)


def _open(command: InSession, uow: UnitOfWork) -> tuple[Session, Circle]:
    # Held, so that of two taps at one instant the second finds what the first has done.
    session, pair = held_by(command, uow, lock=True)
    pair.must_be_at_work()
    if session.state not in OPEN_TO_PREP:
        raise PrepIsOver
    return session, pair


def _came_before(command: OnAgenda, session: Session, uow: UnitOfWork) -> bool:
    return inbound.admit(session.workspace_id, command.receipt, {}, uow) is not None


def _made(session: Session, pair: Circle, uow: UnitOfWork) -> Prep:
    prep = Prep(
        workspace_id=session.workspace_id,
        id=new_id(),
        session_id=session.id,
        membership_id=pair.me.membership_id,
        sealed_points="",
        revision=0,
        changed_at=uow.now,
    )
    uow.db.add(prep)
    return prep


def _changed(prep: Prep, session: Session, uow: UnitOfWork, *, on_card: bool) -> None:
    """Draw anew where it shows: the author's prep, and, when it concerns the joint agenda, the card and the others'."""
    prep.revision += 1
    prep.changed_at = uow.now
    uow.db.flush()
    occasion = f"agenda:{prep.membership_id}:{prep.revision}"
    if on_card:
        schedule.redraw(session, occasion, uow)
        planning.refresh_card(session, occasion, uow)
    else:
        # An edit shows as one: the others would see that something was written, which is nobody's business yet.
        schedule.redraw_own(session, prep.membership_id, occasion, uow)
