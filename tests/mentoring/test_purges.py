"""A workspace that left and stayed away: everything of it goes, nothing of anybody else, and that it went is noted."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from mentoring import installations, purges, workspaces
from mentoring.audit import Action
from mentoring.delivery import outcomes
from mentoring.delivery.steps import CloseGate
from mentoring.installations import Grant, OfTeam
from mentoring.pairs import commands as pairs
from mentoring.pairs import not_again
from mentoring.pairs.commands import LeavePair
from mentoring.pairs.not_again import NotAgain
from mentoring.purges import Purge, held_tables
from mentoring.rounds.rules import Edit
from mentoring.states import Role, RoleWish
from mentoring.workspaces import LeaveWorkspace, MeetWorkspace, ParkWorkspace
from models import (
    AuditEntry,
    Base,
    Enrolment,
    EnrolmentSkill,
    MatchDecision,
    MatchProposal,
    MatchRound,
    MatchUnmatched,
    Membership,
    NeverAgain,
    OutboxRow,
    Participant,
    RosterImport,
    SkillReading,
    Workspace,
    WorkspaceState,
)
from tests.factories.cast import Cast, receipt
from tests.factories.sheets import as_sheet, decides, handed_in, looked_up
from tests.factories.store import Store
from tests.mentoring.hoard import hoard
from tests.mentoring.rounds.desk import desk, drafted, edits
from tests.mentoring.rounds.test_edits import joins
from tests.mentoring.ways_in import CANARY

DUE = Purge(timedelta(days=30))
OF_MATCHING = (
    Enrolment,
    EnrolmentSkill,
    MatchDecision,
    MatchProposal,
    MatchRound,
    MatchUnmatched,
    NeverAgain,
    RosterImport,
    SkillReading,
)


def grant(team: str, number: int = 1) -> Grant:
    return Grant(
        team,
        "Acme",
        None,
        "https://acme.example/",
        "A1",
        "UBOT",
        "B1",
        ("chat:write",),
        "UADA",
        f"xoxb-{number}",
        None,
        None,
    )


def leaves(cast: Cast) -> None:
    cast.store.do(workspaces.leave, LeaveWorkspace(cast.team, cast.store.clock.now()))


def purge(store: Store) -> int:
    """Purge what is due; return in how many steps."""
    steps = 0
    while store.do(purges.go_on, DUE):
        steps += 1
    return steps


def rows_of(cast: Cast) -> dict[str, int]:
    """How many rows each table holds of a workspace."""
    with cast.store.transaction() as uow:
        return {
            table.name: len(uow.db.execute(select(table).where(table.c.workspace_id == cast.workspace_id)).all())
            for table in held_tables()
        }


def two_live(first: Cast) -> None:
    """Two workspaces hold something in every noun."""
    for cast in (first, Cast(first.store, "T2", "C2")):
        first.store.do(installations.install, grant(cast.team))
        hoard(cast)
        first.store.do(outcomes.close_gate, CloseGate(cast.workspace_id, "chat.postMessage", 1))


@pytest.fixture
def lived_in(each_filled: Callable[[Callable[[Cast], object]], Cast]) -> Cast:
    """A workspace with something in every noun, and a neighbour with the same."""
    return each_filled(two_live)


def test_after_the_time_of_grace_every_table_is_empty_of_it_and_the_neighbour_has_everything(lived_in: Cast) -> None:
    neighbour = Cast(lived_in.store, "T2", "C2")
    before, theirs = rows_of(lived_in), rows_of(neighbour)
    assert sum(map(bool, before.values())) > 25, before
    leaves(lived_in)
    lived_in.store.clock.advance(days=29)
    assert not lived_in.store.do(purges.is_due, DUE)
    assert purge(lived_in.store) == 0
    lived_in.store.clock.advance(days=1)
    assert lived_in.store.do(purges.is_due, DUE)
    assert purge(lived_in.store) > 2
    assert not lived_in.store.do(purges.is_due, DUE)
    assert {name: number for name, number in rows_of(lived_in).items() if number} == {"audit": 1}
    assert rows_of(neighbour) == theirs


def test_a_programme_in_the_middle_of_matching_goes_whole(each_cast: Cast) -> None:
    for cast in (each_cast, Cast(each_cast.store, "T2", "C2")):
        each_cast.store.do(workspaces.meet, MeetWorkspace(cast.team))
        matching(cast)
    before = rows_of_all(each_cast)
    empty = {name for name, number in before.items() if not number}
    assert not empty & {each.__tablename__ for each in OF_MATCHING}
    leaves(each_cast)
    each_cast.store.clock.advance(days=30)
    purge(each_cast.store)
    assert {name: number for name, number in rows_of_all(each_cast).items() if number} == {"audit": 1}
    assert rows_of_all(Cast(each_cast.store, "T2", "C2")) == before


def rows_of_all(cast: Cast) -> dict[str, int]:
    """As above, asked of all tables there are, and not of those of which a purge knows."""
    tables = [each for each in Base.metadata.sorted_tables if "workspace_id" in each.columns]
    with cast.store.transaction() as uow:
        return {
            each.name: uow.db.scalar(
                select(func.count()).select_from(each).where(each.c.workspace_id == cast.workspace_id)
            )
            or 0
            for each in tables
        }


def matching(cast: Cast) -> None:
    """A sheet that waits, words that were looked through, and a round with all that an owner may want of it."""
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", "ben", never=("finn",))
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora", "emil")
    there = drafted(cast, programme_id)
    edits(cast, there, Edit.FORBID)
    edits(cast, desk(cast, programme_id), Edit.PIN)
    form = handed_in(cast, programme_id, as_sheet("finn@example.com,Finn,Juggling,Strategy"))
    looked_up(cast, form)
    decides(cast, form, Juggling=None)
    pair_id = cast.pair("gil", "hana")
    cast.store.do(pairs.leave, LeavePair(cast.actor("gil"), pair_id, receipt()))
    places = {each.role: each.id for each in cast.store.rows(Membership) if each.pair_id == pair_id}
    cast.store.do(not_again.wish, NotAgain(cast.actor("gil"), pair_id, places[Role.JUNIOR], receipt()))


def test_what_stays_tells_that_it_was_purged_and_nothing_of_anybody(lived_in: Cast) -> None:
    leaves(lived_in)
    now = lived_in.store.clock.advance(days=30)
    purge(lived_in.store)
    [entry] = [row for row in lived_in.store.rows(AuditEntry) if row.workspace_id == lived_in.workspace_id]
    assert (entry.action, entry.actor_id, entry.subject_id) == (Action.WORKSPACE_PURGED, None, lived_in.workspace_id)
    [gone] = [row for row in lived_in.store.rows(Workspace) if row.id == lived_in.workspace_id]
    assert (gone.state, gone.purged_at, gone.address) == (WorkspaceState.PURGED, now, None)
    kept = repr([row for rows in lived_in.store.contents().values() for row in rows if lived_in.workspace_id in row])
    assert CANARY not in kept
    assert "'T1'" not in kept
    assert "UADA" not in kept


def test_it_relies_on_no_order_of_ids_not_even_of_what_follows_what(lived_in: Cast) -> None:
    with lived_in.store.transaction() as uow:
        about = uow.db.scalars(select(OutboxRow).where(OutboxRow.workspace_id == lived_in.workspace_id)).first()
        assert about is not None
        same = {column.name: getattr(about, column.name) for column in OutboxRow.__table__.columns}
        ids = [UUID(int=1), UUID(int=3), UUID(int=2), UUID(int=2**128 - 1)]
        # Made on machines whose clocks disagree: each follows the one before, whatever their ids.
        for number, (row_id, before) in enumerate(pairwise([about.id, *ids])):
            made = same | {"id": before, "about_id": row_id, "dedup_key": f"chain:{number}"}
            uow.db.execute(insert(OutboxRow), made)
    leaves(lived_in)
    lived_in.store.clock.advance(days=30)
    for _ in range(2_000):
        if not lived_in.store.do(purges.go_on, Purge(DUE.grace, batch=7)):
            break
    assert {name: number for name, number in rows_of(lived_in).items() if number} == {"audit": 1}


def test_it_can_stop_after_any_step_and_two_may_be_at_it(lived_in: Cast) -> None:
    leaves(lived_in)
    lived_in.store.clock.advance(days=30)
    with lived_in.store.transaction() as uow:
        assert purges.go_on(DUE, uow)
        uow.db.rollback()
    assert lived_in.store.do(purges.go_on, DUE)
    other = Store(lived_in.store.url, lived_in.store.keys)
    other.clock.set(lived_in.store.clock.now())
    try:
        assert purge(other) > 1
    finally:
        other.close()
    assert purge(lived_in.store) == 0
    assert rows_of(lived_in)["participants"] == 0


def test_whoever_comes_back_in_time_finds_everything_and_whoever_comes_later_begins_anew(lived_in: Cast) -> None:
    before = len(lived_in.store.rows(Participant))
    leaves(lived_in)
    lived_in.store.clock.advance(days=29)
    assert lived_in.store.do(installations.held, OfTeam("T1")) is None
    assert lived_in.store.do(installations.install, grant("T1", 2)) == lived_in.workspace_id
    lived_in.store.clock.advance(days=365)
    assert purge(lived_in.store) == 0
    assert len(lived_in.store.rows(Participant)) == before
    leaves(lived_in)
    lived_in.store.clock.advance(days=30)
    assert lived_in.store.do(purges.go_on, DUE), "the first step, after which it is nobody's"
    anew = lived_in.store.do(installations.install, grant("T1", 3))
    assert anew != lived_in.workspace_id
    purge(lived_in.store)
    found = lived_in.store.do(installations.held, OfTeam("T1"))
    assert found is not None
    assert (found.workspace_id, found.token) == (anew, "xoxb-3")


def test_a_token_that_merely_fails_parks_and_is_never_purged_for_it(lived_in: Cast) -> None:
    lived_in.store.clock.advance(days=1)
    lived_in.store.do(workspaces.park, ParkWorkspace("T1"))
    lived_in.store.clock.advance(days=365)
    assert not lived_in.store.do(purges.is_due, DUE)
    assert purge(lived_in.store) == 0


def test_a_late_word_of_an_earlier_removal_is_no_removal(lived_in: Cast) -> None:
    long_ago = lived_in.store.clock.now() - timedelta(minutes=5)
    lived_in.store.do(workspaces.leave, LeaveWorkspace("T1", long_ago))
    assert lived_in.store.do(installations.held, OfTeam("T1")) is not None


def test_a_call_that_was_under_way_while_it_was_installed_again_does_not_park_it(lived_in: Cast) -> None:
    lived_in.store.do(workspaces.park, ParkWorkspace("T1"))
    assert lived_in.store.do(installations.held, OfTeam("T1")) is not None
    lived_in.store.clock.advance(minutes=3)
    lived_in.store.do(workspaces.park, ParkWorkspace("T1"))
    assert lived_in.store.do(installations.held, OfTeam("T1")) is None


def test_what_only_grows_goes_only_while_its_workspace_is_purged(lived_in: Cast) -> None:
    leaves(lived_in)
    for statement in ("DELETE FROM audit", "DELETE FROM consents"):
        with pytest.raises(DBAPIError, match="only grows"), lived_in.store.transaction() as uow:
            uow.db.execute(text(statement))
    lived_in.store.clock.advance(days=30)
    purge(lived_in.store)
    with pytest.raises(DBAPIError, match="only grows"), lived_in.store.transaction() as uow:
        uow.db.execute(delete(AuditEntry).where(AuditEntry.workspace_id == lived_in.workspace_id))


def test_one_that_is_met_again_does_not_leave_twice(cast: Cast) -> None:
    leaves(cast)
    cast.store.clock.advance(days=10)
    leaves(cast)
    cast.store.clock.advance(days=20)
    assert cast.store.do(purges.is_due, DUE), "the time runs from the first word of it"
    cast.store.do(workspaces.meet, MeetWorkspace(cast.team))
    assert not cast.store.do(purges.is_due, DUE)
