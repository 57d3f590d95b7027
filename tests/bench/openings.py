"""The Home tab and each modal: statements and own time of an opening, with 100 000 participants in the store."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import event, insert

from mentoring import breaks, checkins, courses, home, pulses
from mentoring.charters import queries as charters
from mentoring.closes import commands as closes
from mentoring.commitments import commands as commitments
from mentoring.enrolments import queries as enrolments
from mentoring.enrolments.queries import OpenForm
from mentoring.home import OpenHome
from mentoring.learning_log import queries as log
from mentoring.learning_log.queries import OpenLog
from mentoring.participants import InPair
from mentoring.prep import queries as prep
from mentoring.schedules import PlanDue
from mentoring.sessions import commands, queries
from mentoring.sessions.queries import InSession
from models import (
    Enrolment,
    EnrolmentState,
    Membership,
    MembershipState,
    Pair,
    PairState,
    Participant,
    ParticipantState,
    Role,
    RoleWish,
)
from models.base import new_id
from tests.factories.cast import Cast
from tests.factories.store import Store, migrate
from views import breaks as break_views
from views import charters as charter_views
from views import checkins as checkin_views
from views import closes as close_views
from views import commitments as commitment_views
from views import enrolments as enrolment_views
from views import home as home_views
from views import prep as prep_views
from views import pulses as pulse_views
from views import sessions as session_views
from views.learning_log import pages as log_views
from views.reader import Reader

PARTICIPANTS = 100_000
CHUNK = 5_000
TIMES = 300
READER = Reader()


@dataclass(frozen=True)
class Opening:
    """One surface: what is asked of the store, and how it is shown."""

    name: str
    ask: Callable[[Any, Any], Any]
    command: Any
    show: Callable[[Any], object]


def run() -> None:
    """Measure every opening and print a row each."""
    with tempfile.TemporaryDirectory(prefix="bothways-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'store.sqlite3'}"
        migrate(url)
        store = Store(url)
        cast = Cast(store)
        programme_id = cast.programme()
        pair_id = cast.proposal(programme_id, "ada", "ben")
        for name in ("ada", "ben"):
            cast.answer(name, pair_id)
        cast.agree(pair_id, "ada", "ben")
        held, ahead = _lived(cast, pair_id)
        _crowd(cast, programme_id)
        lines = [f"Openings, SQLite, {PARTICIPANTS} participants, {TIMES} times each"]
        lines += [_measured(store, opening) for opening in _openings(cast, pair_id, held, ahead)]
        sys.stdout.write("\n".join(lines) + "\n")
        store.close()


def _lived(cast: Cast, pair_id: UUID) -> tuple[UUID, UUID]:
    """Give the pair a history; return the session it held last, and the one ahead."""
    held = _ahead(cast)
    for _ in range(3):
        held = _ahead(cast)
        cast.store.do(commands.end, InSession(cast.actor("ada"), held))
        for name in ("ada", "ben"):
            cast.check_in(name, pair_id, "Something moved, and it took a line to say so.")
        cast.store.clock.advance(days=13)
        while cast.store.do(courses.plan_due, PlanDue(cast.workspace_id)).advanced:
            pass
    return held, _ahead(cast)


def _ahead(cast: Cast) -> UUID:
    [view] = cast.store.do(queries.sessions_ahead, cast.actor("ada"))
    return view.session_id


def _crowd(cast: Cast, programme_id: UUID) -> None:
    """A hundred thousand others, enrolled, two by two in pairs under way."""
    now = cast.store.clock.now()
    team = {"workspace_id": cast.workspace_id}
    with cast.store.database.engine.begin() as connection:
        for start in range(0, PARTICIPANTS, CHUNK):
            people = [
                team
                | {
                    "id": new_id(),
                    "slack_user_id": f"UX{number}",
                    "name": f"Somebody {number}",
                    "slack_zone": "Europe/Lisbon",
                    "locale": "en-GB",
                    "country": "PT",
                    "work_starts": 540,
                    "work_ends": 1020,
                    "state": ParticipantState.ACTIVE,
                    "created_at": now,
                }
                for number in range(start, start + CHUNK)
            ]
            pairs = [
                team
                | {
                    "id": new_id(),
                    "programme_id": programme_id,
                    "state": PairState.ACTIVE,
                    "created_at": now,
                    "active_at": now,
                }
                for _ in range(CHUNK // 2)
            ]
            places = [
                team
                | {
                    "id": new_id(),
                    "pair_id": pairs[number // 2]["id"],
                    "participant_id": person["id"],
                    "role": Role.SENIOR if number % 2 else Role.JUNIOR,
                    "state": MembershipState.ACCEPTED,
                }
                for number, person in enumerate(people)
            ]
            enrolled = [
                team
                | {
                    "id": new_id(),
                    "programme_id": programme_id,
                    "participant_id": person["id"],
                    "state": EnrolmentState.ACTIVE,
                    "wish": RoleWish.EITHER,
                    "capacity": 1,
                    "languages": ["en"],
                    "created_at": now,
                    "changed_at": now - timedelta(days=1),
                }
                for person in people
            ]
            for model, rows in ((Participant, people), (Pair, pairs), (Membership, places), (Enrolment, enrolled)):
                connection.execute(insert(model), rows)


def _openings(cast: Cast, pair_id: UUID, held: UUID, ahead: UUID) -> tuple[Opening, ...]:
    ada = cast.actor("ada")
    in_pair, in_session = InPair(ada, pair_id), InSession(ada, ahead)
    return (
        Opening("Home", home.open_home, OpenHome(ada), lambda card: home_views.view(READER, card)),
        Opening("check-in", checkins.forms, ada, lambda forms: checkin_views.form(READER, forms)),
        Opening("charter", charters.open_page, in_pair, lambda page: charter_views.page(READER, page)),
        Opening("pulse", pulses.open_questions, ada, lambda cards: pulse_views.page(READER, cards)),
        Opening("session", queries.sessions_ahead, ada, lambda views: session_views.page(READER, views)),
        Opening("another time", queries.look, in_session, lambda view: session_views.move_form(READER, view)),
        Opening("write together", queries.look, in_session, lambda view: session_views.write_form(READER, view)),
        Opening("prep", prep.preps_ahead, ada, lambda pages: prep_views.page(READER, pages)),
        Opening("close", closes.form, InSession(ada, held), lambda card: close_views.form(READER, card)),
        Opening("commitments", commitments.look, in_pair, lambda page: commitment_views.page(READER, page)),
        Opening("Learning Log", log.page, OpenLog(ada, pair_id), lambda page: log_views.page(READER, page)),
        Opening(
            "enrolment", enrolments.open_form, OpenForm(ada, None), lambda form: enrolment_views.first(READER, form)
        ),
        Opening("break", breaks.stands, ada, lambda stands: break_views.form(READER, stands)),
    )


def _measured(store: Store, opening: Opening) -> str:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    opening.show(store.do(opening.ask, opening.command))
    event.listen(store.database.engine, "before_cursor_execute", note)
    opening.show(store.do(opening.ask, opening.command))
    event.remove(store.database.engine, "before_cursor_execute", note)
    asked = sum(not statement.startswith("BEGIN") for statement in statements)
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        opening.show(store.do(opening.ask, opening.command))
        took.append((time.perf_counter() - began) * 1_000)
    p99 = statistics.quantiles(took, n=100)[98]
    return f"  {opening.name:15} {asked:3} statements   p50 {statistics.median(took):6.1f} ms   p99 {p99:6.1f} ms"
