"""A small programme, drafted, in which one of seven has nobody."""

from uuid import UUID

from mentoring.states import RoleWish
from tests.factories.cast import Cast
from tests.mentoring.rounds.desk import drafted
from tests.mentoring.rounds.test_edits import joins


def drafted_of_seven(cast: Cast) -> UUID:
    """Olga's programme, drafted a minute ago: three seniors, four juniors."""
    found = cast.programme()
    joins(cast, found, RoleWish.SENIOR, "ada", "ben", "gil")
    joins(cast, found, RoleWish.JUNIOR, "cleo", "dora", "emil", "fay")
    drafted(cast, found)
    cast.store.clock.advance(minutes=1)
    return found
