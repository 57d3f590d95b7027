"""The yes of somebody whom an owner entered: it counts for what they read, and for nothing else."""

from collections.abc import Callable
from typing import TypeVar

from adapters.database import Transact
from mentoring.enrolments import imported
from mentoring.enrolments.imported import KeepIn, ShowAnew
from mentoring.enrolments.rules import HeldOtherwise
from mentoring.pairs.commands import AnswerInvitation
from mentoring.unit_of_work import UnitOfWork

Yes = TypeVar("Yes", KeepIn, AnswerInvitation)
Outcome = TypeVar("Outcome")


async def said_yes(transact: Transact, way: Callable[[Yes, UnitOfWork], Outcome], command: Yes) -> Outcome:
    """
    Take a yes; where it was one to what is not held any more, they read anew what is.

    Raises:
        HeldOtherwise: it was, and nothing else was changed.
    """
    try:
        return await transact(way, command)
    except HeldOtherwise:
        await transact(imported.show_anew, ShowAnew(command.actor))
        raise
