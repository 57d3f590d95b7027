"""However long a pair's history grows, opening a surface asks the store no more questions than on its first day."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from mentoring import breaks, checkins, home, pulses
from mentoring.charters import queries as charters
from mentoring.home import OpenHome
from mentoring.learning_log import queries as log
from mentoring.learning_log.queries import OpenLog
from mentoring.participants import InPair
from mentoring.prep import queries as prep
from mentoring.sessions import queries as sessions
from tests.factories.cast import Cast

MOST = 25
"""Statements of any opening, for somebody in one pair."""
OPENINGS: dict[str, tuple[Callable[..., Any], Callable[[Cast, Any], Any]]] = {
    "Home": (home.open_home, lambda cast, _: OpenHome(cast.actor("ada"))),
    "check-in": (checkins.forms, lambda cast, _: cast.actor("ada")),
    "charter": (charters.open_page, lambda cast, pair_id: InPair(cast.actor("ada"), pair_id)),
    "pulse": (pulses.open_questions, lambda cast, _: cast.actor("ada")),
    "session": (sessions.sessions_ahead, lambda cast, _: cast.actor("ada")),
    "prep": (prep.preps_ahead, lambda cast, _: cast.actor("ada")),
    "Learning Log": (log.page, lambda cast, pair_id: OpenLog(cast.actor("ada"), pair_id)),
    "break": (breaks.stands, lambda cast, _: cast.actor("ada")),
}


def asked(cast: Cast, way: Callable[..., Any], command: Any) -> int:
    """How many statements one opening takes."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    cast.store.do(way, command)
    event.listen(cast.store.database.engine, "before_cursor_execute", note)
    cast.store.do(way, command)
    event.remove(cast.store.database.engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.parametrize("name", OPENINGS)
def test_a_long_history_asks_no_more_than_a_short_one(cast: Cast, name: str) -> None:
    way, made = OPENINGS[name]
    pair_id = cast.chartered("ada", "ben")
    for who in ("ada", "ben"):
        cast.check_in(who, pair_id)
        cast.tap(who, pair_id)
    command = made(cast, pair_id)
    first = asked(cast, way, command)
    for _ in range(10):
        cast.store.clock.advance(hours=1)
        for who in ("ada", "ben"):
            cast.check_in(who, pair_id)
    assert asked(cast, way, command) == first <= MOST
