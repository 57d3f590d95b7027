"""What a member reads before a session."""

from mentoring.charters.rules import is_in_force
from mentoring.errors import CharterFirst, NoPairYet
from mentoring.pairs.rules import members_of, seats
from mentoring.participants import Actor
from mentoring.prep import cards
from mentoring.prep.rules import OPEN_TO_PREP, NothingToPrepare, PrepIsOver, PrepPage
from mentoring.sessions import planning
from mentoring.sessions.queries import InSession, held_by
from mentoring.unit_of_work import UnitOfWork, reads
from models import MembershipState, PairState


@reads
def preps_ahead(actor: Actor, uow: UnitOfWork) -> tuple[PrepPage, ...]:
    """
    Return the actor's prep for what is ahead in each of their pairs, oldest pair first.

    Raises:
        NoPairYet: there is no pair under way.
        CharterFirst: there are pairs, but no charter is in force yet.
        NothingToPrepare: no session is planned at the moment.
    """
    places = [
        place
        for place in seats(actor, uow)
        if place.pair.state is PairState.ACTIVE and place.membership.state is MembershipState.ACCEPTED
    ]
    if not places:
        raise NoPairYet
    ready = [place for place in places if is_in_force(place.workspace_id, place.pair.id, uow)]
    if not ready:
        raise CharterFirst
    pages = []
    for place in ready:
        session = planning.ahead(place.workspace_id, place.pair.id, uow)
        if session is not None:
            members = members_of(place.pair, uow)
            me = next(member for member in members if member.membership_id == place.membership.id)
            pages.append(cards.page_of(session, me, members, uow))
    if not pages:
        raise NothingToPrepare
    return tuple(pages)


@reads
def look(command: InSession, uow: UnitOfWork) -> PrepPage:
    """
    Return the actor's prep for one session, to be written in.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst, PrepIsOver: there is nothing to prepare here, or no more.
    """
    session, pair = held_by(command, uow)
    pair.must_be_at_work()
    if session.state not in OPEN_TO_PREP:
        raise PrepIsOver
    return cards.page_of(session, pair.me, pair.members, uow)
