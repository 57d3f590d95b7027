"""
A store of the release before is upgraded with all that people had in it, and everything of this release works on it.

`store_of_0003.sql` was filled by that release's own commands, over half a year: a pair that holds something in every
noun, pairs in every state, one held over a never-list, a triad, drafts, pauses, and messages sent, waiting, dead and
unknown. Its values are written so that both databases read them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, MetaData, select

from adapters import migrations
from adapters.database import engine_for
from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.enrolments.queries import OpenForm, open_form
from mentoring.home import glance
from mentoring.outbox import NoticeKind
from mentoring.pairs import onward
from mentoring.pairs.course import InvitationReminder
from mentoring.pairs.notices import Invitation
from mentoring.pairs.onward import OnwardQuestion, SayOnward
from mentoring.rounds.notices import NobodyThisTime
from mentoring.states import Onward, PairState
from models import Enrolment, OutboxRow, Pair
from tests.factories.cast import Cast
from tests.factories.enrolled import finishes
from tests.factories.store import Store
from tests.mentoring.delivery.waiting import take_course
from tests.mentoring.pairs.led import enrolment_of, hears, owner_sees, pair_of, person_id
from tests.mentoring.rounds import desk

FILLED = Path(__file__).with_name("store_of_0003.sql")
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
"""What the texts in it are sealed with; it opens nothing else."""
UPGRADED_AT = datetime(2026, 9, 21, 10, tzinfo=UTC)
"""A Monday, three days after the last that is in it."""
ON_POSTGRES = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The store as the release before left it."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'before.sqlite3'}" if is_sqlite else str(request.getfixturevalue("postgres_url"))
    engine = engine_for(url)
    migrations.upgrade(engine, "0003")
    with engine.begin() as connection:
        if not is_sqlite:
            connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
        for statement in FILLED.read_text(encoding="utf-8").splitlines():
            connection.exec_driver_sql(statement)
    yield engine
    engine.dispose()


@pytest.fixture
def upgraded(before: Engine) -> Iterator[Cast]:
    """Its people, in this release."""
    migrations.upgrade(before)
    store = Store(before.url.render_as_string(hide_password=False), (KEY,))
    store.clock.set(UPGRADED_AT)
    yield Cast(store)
    store.close()


def contents(engine: Engine, shape: MetaData) -> dict[str, list[tuple[object, ...]]]:
    """Every value of these tables and columns."""
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in shape.sorted_tables
            if table.name != "alembic_version"
        }


def programme_of(cast: Cast) -> UUID:
    """The one that everybody is enrolled in."""
    [found] = {each.programme_id for each in cast.store.rows(Enrolment)}
    return found


def test_nothing_of_it_is_lost(before: Engine) -> None:
    shape = MetaData()
    shape.reflect(before)
    held = contents(before, shape)
    assert {name for name, rows in held.items() if rows} >= {
        *(
            "audit",
            "charters",
            "checkins",
            "closes",
            "commitments",
            "consents",
            "enrolments",
            "inbound_events",
            "log_entries",
        ),
        *(
            "memberships",
            "never_again",
            "outbox",
            "pairs",
            "preps",
            "programmes",
            "pulses",
            "sessions",
            "show_and_tells",
        ),
    }
    migrations.upgrade(before)
    assert contents(before, shape) == held


def test_each_pair_is_asked_when_its_present_ninety_days_are_over(upgraded: Cast) -> None:
    """Not everybody at once on the day of the upgrade, and not never."""
    take_course(upgraded)
    due = {
        ("ada", "ben"): datetime(2026, 3, 2, 10, tzinfo=UTC) + timedelta(days=270),
        ("gwen", "hugo"): datetime(2026, 6, 1, 10, tzinfo=UTC) + timedelta(days=180),
        ("cleo", "dora"): datetime(2026, 8, 24, 10, tzinfo=UTC) + timedelta(days=90),
        ("tess", "uma", "vera"): datetime(2026, 8, 24, 10, tzinfo=UTC) + timedelta(days=90),
    }
    assert {names: pair_of(upgraded, *names).look_at for names in due} == due
    assert pair_of(upgraded, "walt", "xena").look_at is None, "no programme asks two who asked each other"
    asked: set[str] = set()
    for names, moment in sorted(due.items(), key=lambda each: each[1]):
        upgraded.store.clock.set(moment)
        take_course(upgraded)
        asked |= set(names)
        rows = [each for each in upgraded.store.rows(OutboxRow) if each.kind == NoticeKind.ONWARD_ASKED]
        assert {each.participant_id for each in rows} >= {person_id(upgraded, name) for name in asked}
        pair = pair_of(upgraded, *names)
        for name in names:
            say = SayOnward(upgraded.actor(name), pair.id, Onward.SOMEBODY_NEW)
            if pair_of(upgraded, *names).state is PairState.ACTIVE:
                upgraded.store.do(onward.say, say)
        assert pair_of(upgraded, *names).state is PairState.ENDED


def test_whoever_owes_an_answer_is_reminded_and_what_never_left_ends_like_it(upgraded: Cast) -> None:
    assert {each.state for each in upgraded.store.rows(Pair)} == set(PairState)
    told = hears(upgraded, days=2)
    reminded = {each.user_id for each in told if isinstance(each.notice, InvitationReminder)}
    assert reminded == {"UIVY", "UJAN", "ULEA"}
    assert {each.user_id for each in told if isinstance(each.notice, Invitation)} == {"ULEA"}, "which was waiting"
    assert [each for each in told if isinstance(each.notice, OnwardQuestion)] == []
    for _ in range(2):
        upgraded.store.clock.advance(days=7)
        take_course(upgraded)
    over = {pair_of(upgraded, *names).state for names in (("ivy", "jan"), ("kit", "lea"), ("eve", "finn"))}
    assert over == {PairState.WITHDRAWN}


def test_a_round_is_drafted_and_sent_among_its_people(upgraded: Cast) -> None:
    """Tom never wants Rosa or Mia, Mia and Nora were asked before, Pia and Otto were a pair, and Otto pauses."""
    programme_id = programme_of(upgraded)
    there = desk.drafted(upgraded, programme_id)
    drafted = desk.pairs_of(there)
    assert ("tess", "tom") in drafted
    [(other, sami)] = drafted - {("tess", "tom")}
    assert (other in {"rosa", "mia"}, sami) == (True, "sami")
    [alone] = {"rosa", "mia"} - {other}
    assert there.in_pairs == 15
    desk.approves_all(upgraded, there)
    desk.goes_out(upgraded, there)
    told = hears(upgraded, hours=1)
    assert {each.user_id for each in told if isinstance(each.notice, NobodyThisTime)} == {
        upgraded.profile(alone).user_id,
        "UNORA",
        "UPIA",
    }
    asked = {each.user_id for each in told if isinstance(each.notice, Invitation)}
    assert asked >= {"UTESS", "UTOM", "USAMI", upgraded.profile(other).user_id}
    assert enrolment_of(upgraded, alone).missed == 1


def test_everybody_sees_their_home_their_survey_and_their_programme(upgraded: Cast) -> None:
    programme_id = programme_of(upgraded)
    for name in ("ada", "ben", "finn", "otto", "quin", "rolf", "walt", "olga", "sven"):
        upgraded.store.do(glance, upgraded.actor(name))
    for name in ("ada", "finn", "otto", "tom"):
        upgraded.store.do(open_form, OpenForm(upgraded.actor(name), programme_id))
        finishes(upgraded, name, programme_id)
    owner_sees(upgraded, programme_id)
    upgraded.store.do(enrolments.leave, LeaveProgramme(upgraded.actor("finn"), programme_id))
    assert enrolment_of(upgraded, "finn").sealed_private is None
