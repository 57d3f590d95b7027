"""
What an owner sets for a programme's matching: the least time in common, rules it does without, how soon pairs repeat.

What always holds, people's own wishes and reporting lines, cannot be set at all.
"""

from uuid import UUID

from msgspec import Struct

from mentoring import audit, inbound
from mentoring.audit import Action
from mentoring.errors import Refusal
from mentoring.matching import LIFTABLE, Rule
from mentoring.participants import Actor, require
from mentoring.programmes.queries import own_programme
from mentoring.rounds.gathering import rules_of
from mentoring.rounds.rules import MatchingRules
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork, reads
from mentoring.wording import N_
from models import Programme

MOST_SHARED = 480
MOST_REPEAT_DAYS = 3_650


class SharedTimeOutOfRange(Refusal):
    """The least time in common is no number, or longer than a working day."""

    message = N_("Please type whole minutes from 0 to 480, such as 120 for two hours.")


class RepeatDaysOutOfRange(Refusal):
    """The time without repeats is no number, or longer than ten years."""

    message = N_("Please type whole days from 0 to 3650, such as 365 for a year.")


class AlwaysHolds(Refusal):
    """A rule that no owner may do without."""

    message = N_("This rule always holds. Please pick from the list.")


class OpenMatchingRules(Struct, frozen=True):
    """An owner looks at what is set."""

    actor: Actor
    programme_id: UUID


class ChangeMatchingRules(Struct, frozen=True):
    """
    An owner sets it anew; it counts for the next draft.

    Attributes:
        least_shared, repeat_days: as typed, if it was a whole number.
        lifted: rules by their words.
    """

    actor: Actor
    programme_id: UUID
    least_shared: int | None
    lifted: tuple[str, ...]
    repeat_days: int | None
    receipt: str


class MatchingSettings(Struct, frozen=True):
    """What is set."""

    programme_id: UUID
    name: str
    rules: MatchingRules


@reads
def look(command: OpenMatchingRules, uow: UnitOfWork) -> MatchingSettings:
    """
    Return what is set.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
    """
    return _told(own_programme(command.actor, command.programme_id, uow))


def change(command: ChangeMatchingRules, uow: UnitOfWork) -> MatchingSettings:
    """
    Set it for drafts to come; a form that Slack delivers again does not undo what was set after it.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
        SharedTimeOutOfRange, AlwaysHolds, RepeatDaysOutOfRange: on the field concerned.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    wanted = checked(command.least_shared, command.lifted, command.repeat_days)
    uow.db.refresh(programme, with_for_update=AS_IT_IS)
    is_new = inbound.admit(programme.workspace_id, command.receipt, {}, uow) is None
    if is_new and wanted != rules_of(programme):
        programme.matching = {
            **(programme.matching or {}),
            "least_shared": wanted.least_shared,
            "lifted": sorted(rule.value for rule in wanted.lifted),
            "repeat_days": wanted.repeat_days,
        }
        audit.note(programme.workspace_id, Action.PROGRAMME_SET, programme.id, require(command.actor, uow).id, uow)
    return _told(programme)


def checked(least_shared: int | None, lifted: tuple[str, ...], repeat_days: int | None) -> MatchingRules:
    """
    Return what is wanted, if it may be.

    Raises:
        SharedTimeOutOfRange, AlwaysHolds, RepeatDaysOutOfRange: on the field concerned.
    """
    if least_shared is None or not 0 <= least_shared <= MOST_SHARED:
        raise SharedTimeOutOfRange(field="least_shared")
    known = {rule.value: rule for rule in LIFTABLE}
    if not known.keys() >= set(lifted):
        raise AlwaysHolds(field="lifted")
    if repeat_days is None or not 0 <= repeat_days <= MOST_REPEAT_DAYS:
        raise RepeatDaysOutOfRange(field="repeat_days")
    rules: frozenset[Rule] = frozenset(known[each] for each in lifted)
    return MatchingRules(least_shared, rules, repeat_days)


def _told(programme: Programme) -> MatchingSettings:
    return MatchingSettings(programme.id, programme.name, rules_of(programme))
