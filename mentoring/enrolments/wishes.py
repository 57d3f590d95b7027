"""Whom somebody never wants to be paired with, as their enrolment keeps it: sealed, with since when."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mentoring.unit_of_work import UnitOfWork
from models import Enrolment, EnrolmentState


def never_since(sealed: str | None, uow: UnitOfWork) -> dict[str, datetime | None]:
    """Return whom somebody never wants to be paired with, and since when: nothing where they joined with it."""
    if not sealed:
        return {}
    private = uow.vault.open(sealed)
    since: Mapping[str, str] = private.get("since", {})
    return {each: datetime.fromisoformat(since[each]) if each in since else None for each in private["never"]}


def keep(enrolment: Enrolment, goal: str, never: Sequence[str], uow: UnitOfWork) -> None:
    """
    Keep somebody's goal, and whom they never want to be paired with.

    What they add once drafts may be about them is known by its moment: a draft that stands has not heard of it.
    """
    before = never_since(enrolment.sealed_private, uow)
    is_joining = enrolment.state not in {EnrolmentState.ACTIVE, EnrolmentState.IMPORTED}
    said = {each: before.get(each, None if is_joining else uow.now) for each in never}
    since = {each: moment.isoformat() for each, moment in said.items() if moment is not None}
    enrolment.sealed_private = uow.vault.seal(
        {"goal": goal, "never": list(never)} | ({"since": since} if since else {})
    )
