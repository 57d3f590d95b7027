"""
What an owner sets for a programme: after which taps private options open by themselves.

A threshold must tell its owner nothing of a tap. So a change counts for taps to come, says nothing to anybody, counts
nothing, and neither here nor on the way here is there any path to what was tapped.
"""

from uuid import UUID

from msgspec import Struct

from mentoring import audit, inbound
from mentoring.audit import Action
from mentoring.errors import Refusal
from mentoring.participants import Actor, require
from mentoring.programmes.queries import own_programme
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork, reads
from mentoring.wording import N_
from models import Programme

CHOICES = (2, 3, 4)
"""A tap below it opens the private options."""
USUALLY = 3


class OneOfThese(Refusal):
    """A threshold that is not on offer: below 1 they would never open, below 5 nearly always."""

    message = N_("Pick one of the three.")


class OpenSettings(Struct, frozen=True):
    """An owner looks at what is set."""

    actor: Actor
    programme_id: UUID


class ChangeSettings(Struct, frozen=True):
    """An owner sets it anew; nothing for a form that held no choice."""

    actor: Actor
    programme_id: UUID
    opens_below: int | None
    receipt: str


class ProgrammeSettings(Struct, frozen=True):
    """
    What is set.

    Attributes:
        opens_below: a tap below it, from 1 to 5, opens the private options to its author alone.
    """

    programme_id: UUID
    name: str
    opens_below: int


@reads
def look(command: OpenSettings, uow: UnitOfWork) -> ProgrammeSettings:
    """
    Return what is set.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
    """
    return _told(own_programme(command.actor, command.programme_id, uow))


def change(command: ChangeSettings, uow: UnitOfWork) -> ProgrammeSettings:
    """
    Set it for taps to come; a form that Slack delivers again does not undo what was set after it.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
        OneOfThese: on the field `opens_below`.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    if command.opens_below not in CHOICES:
        raise OneOfThese(field="opens_below")
    uow.db.refresh(programme, with_for_update=AS_IT_IS)
    is_new = inbound.admit(programme.workspace_id, command.receipt, {}, uow) is None
    if is_new and programme.opens_below != command.opens_below:
        programme.opens_below = command.opens_below
        owner = require(command.actor, uow)
        audit.note(programme.workspace_id, Action.PROGRAMME_SET, programme.id, owner.id, uow)
    return _told(programme)


def _told(programme: Programme) -> ProgrammeSettings:
    return ProgrammeSettings(programme.id, programme.name, programme.opens_below)
