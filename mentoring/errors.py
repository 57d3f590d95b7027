"""
What the domain refuses, told so that the person knows what to do.

A refusal is an answer, not a failure: it is shown where it can be seen and the delivery counts as handled.
"""

from typing import Any, ClassVar

from mentoring.wording import N_


class Refusal(Exception):
    """
    A rule said no.

    Attributes:
        message: the sentence for the person, as a gettext message id with `{named}` places.
        facts: what fills the places.
        field: the name of the typed field the sentence belongs to, if it belongs to one.
    """

    message: ClassVar[str]

    def __init__(self, *, field: str | None = None, **facts: str | int) -> None:
        super().__init__(type(self).__name__)
        self.field = field
        self.facts = facts

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it come out of another process as it went in."""
        return _again, (type(self), self.field, self.facts)


def _again(kind: type[Refusal], field: str | None, facts: dict[str, str | int]) -> Refusal:
    return kind(field=field, **facts)


class NotInThisPair(Refusal):
    """The person holds no membership of the pair, or no longer does."""

    message = N_("This belongs to a pair you are not part of, so it cannot be opened.")


class NoPairYet(Refusal):
    """The person is in no pair."""

    message = N_(
        "You have no pair under way. Start one with `/mentor with @colleague`; `/mentor` shows open invitations."
    )


class PairHasEnded(Refusal):
    """The pair ended; its record can be read, not added to."""

    message = N_("This pair has ended. What you wrote together stays readable, and nothing can be added.")


class CharterFirst(Refusal):
    """Nothing about the pair starts before its charter is in force."""

    message = N_("Your charter comes first: it starts everything else. Open it with `/mentor-charter`.")


class UnknownWorkspace(Refusal):
    """The workspace has not been set up, or was parked."""

    message = N_("Bothways is not set up in this workspace. Ask whoever installed it to run `bothways doctor`.")
