"""An invited person has no time before a day; that, and nothing of why a pair does not form, is kept as their own."""

from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from mentoring import inbound, working_time
from mentoring.errors import NotInThisPair, Refusal
from mentoring.pairs.answering import enrolments_of, held, is_led, say_no
from mentoring.pairs.drafts import redraw
from mentoring.pairs.rules import InvitationIsOver, asked_seat
from mentoring.participants import Actor
from mentoring.unit_of_work import UnitOfWork
from mentoring.wording import N_
from models import MembershipState, PairState

FARTHEST = timedelta(days=183)


class PickTheFirstDay(Refusal):
    """Not now, and no day from which on."""

    message = N_("Pick the first day on which a new pair would suit you.")


class DayIsNotAhead(Refusal):
    """A day that has come already."""

    message = N_("Pick a day after today. If today suits you, accept the invitation instead.")


class DayTooFarAhead(Refusal):
    """Half a year is the most."""

    message = N_("Pick a day within half a year. For longer, leave the programme; joining again takes two minutes.")


class NotNow(Struct, frozen=True):
    """
    Somebody would be in a new pair of a programme from a day on, and in none before.

    Attributes:
        available_from: in their own calendar.
        receipt: names the submission; equal for each delivery of the same one.
    """

    actor: Actor
    pair_id: UUID
    available_from: date | None
    receipt: str


def not_now(command: NotNow, uow: UnitOfWork) -> date:
    """
    Keep the day, and let the pair not form if that was still open; to the others it is as if it had been declined.

    Who declined before and says now that it was the time takes their no to the person back. Neither is in any trail.

    Raises:
        NotInThisPair: the actor was not asked by a programme in which they are.
        InvitationIsOver: they accepted, or it was taken back before.
        PickTheFirstDay, DayIsNotAhead, DayTooFarAhead: on the field `available_from`.
    """
    place = asked_seat(command.pair_id, command.actor, uow)
    enrolled = enrolments_of(place, uow)
    pair = held(place, uow)
    mine = enrolled.get(place.participant.id)
    if mine is None or pair.state is PairState.HELD or not is_led(pair, uow):
        raise NotInThisPair
    day = _checked(command.available_from, working_time.local_date(uow.now, place.participant.zone))
    if inbound.admit(place.workspace_id, command.receipt, {}, uow) is not None:
        return day
    if pair.state is PairState.INVITED and place.membership.state is MembershipState.INVITED:
        say_no(place, pair, enrolled, uow)
    elif pair.state is not PairState.DECLINED or place.membership.state is MembershipState.ACCEPTED:
        raise InvitationIsOver
    mine.available_from = day
    # Unanswered: no answer of theirs stands against the same people, when there is time.
    place.membership.state = MembershipState.INVITED
    redraw([place.membership], command.receipt, uow)
    return day


def _checked(day: date | None, today: date) -> date:
    if day is None:
        raise PickTheFirstDay(field="available_from")
    if day <= today:
        raise DayIsNotAhead(field="available_from")
    if day > today + FARTHEST:
        raise DayTooFarAhead(field="available_from")
    return day
