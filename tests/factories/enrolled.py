"""People enrolled in a programme, made by the product's own commands."""

from uuid import UUID

from msgspec.structs import replace

from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import Enrol, Enrolled, KeepFirstStep
from mentoring.enrolments.queries import SecondForm
from mentoring.enrolments.rules import FirstStep, SecondStep
from mentoring.pairs import by_owner
from mentoring.pairs.by_owner import PairByOwner
from mentoring.states import Role, RoleWish
from tests.factories.cast import Cast, receipt

FIRST = FirstStep(RoleWish.EITHER, ("Strategy",), ("Prompting",))
SECOND = SecondStep("", ("en",), None, 9 * 60, 17 * 60, "PT", 1, "", None, ())


def begins(cast: Cast, name: str, programme_id: UUID, step: FirstStep = FIRST) -> SecondForm:
    """Somebody hands in the first step."""
    command = KeepFirstStep(cast.actor(name), cast.profile(name), programme_id, step, receipt())
    return cast.store.do(enrolments.keep_first_step, command)


def finishes(cast: Cast, name: str, programme_id: UUID, **said: object) -> Enrolled:
    """Somebody hands in the second step; people are given by first name."""
    never = said.pop("never", ())
    assert isinstance(never, tuple)
    manager = said.pop("manager", None)
    step = replace(
        SECOND,
        never=tuple(cast.profile(each).user_id for each in never),
        manager=cast.profile(str(manager)).user_id if manager else None,
        **said,  # a step's own fields
    )
    return cast.store.do(enrolments.enrol, Enrol(cast.actor(name), programme_id, step, receipt()))


def enrolled(cast: Cast, programme_id: UUID, *names: str, wish: RoleWish = RoleWish.EITHER, **said: object) -> None:
    """People who are in."""
    for name in names:
        begins(cast, name, programme_id, replace(FIRST, wish=wish))
        finishes(cast, name, programme_id, **said)


def paired(cast: Cast, programme_id: UUID, senior: str, *juniors: str, owner: str = "olga") -> UUID:
    """The owner has people asked."""
    places = ((senior, Role.SENIOR), *((junior, Role.JUNIOR) for junior in juniors))
    command = PairByOwner(
        cast.actor(owner),
        programme_id,
        tuple((cast.profile(name).user_id, role) for name, role in places),
        receipt(),
    )
    return cast.store.do(by_owner.pair, command)
