"""The three points of an agenda; pure."""

from msgspec import Struct

from mentoring.pairs.rules import Member

POINT_LIMIT = 500


class Points(Struct, frozen=True):
    """What one member would like to speak about; each may be empty."""

    changed: str = ""
    blocked: str = ""
    next_step: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written at all."""
        return not (self.changed or self.blocked or self.next_step)


class SharedPoints(Struct, frozen=True):
    """One member's points in the joint agenda."""

    member: Member
    points: Points
