"""A workspace that leaves in the middle of a cycle and comes back: nothing meanwhile, no pile later, no repeats."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from mentoring import installations, workspaces
from mentoring.installations import OfTeam
from mentoring.outbox import NoticeKind
from mentoring.workspaces import LeaveWorkspace
from models import Installation, Occurrence, OccurrenceState, OutboxRow, OutboxState, Workspace, WorkspaceState
from tests.factories.cast import Cast
from tests.mentoring.delivery.waiting import claim, live
from tests.mentoring.test_purges import grant, leaves


@pytest.fixture
def under_way(each_cast: Cast) -> Cast:
    """A pair in the second week of its fortnight; all that was due is said."""
    each_cast.store.do(installations.install, grant(each_cast.team))
    each_cast.chartered("ada", "ben")
    live(each_cast, each_cast.store.clock.now() + timedelta(days=4))
    return each_cast


def told(cast: Cast, happened_at: datetime) -> None:
    """Slack tells of a removal: of the app, or of its token; both mean the same."""
    cast.store.do(workspaces.leave, LeaveWorkspace(cast.team, happened_at))


def questions(cast: Cast) -> Counter[str]:
    return Counter(
        row.dedup_key
        for row in cast.store.rows(OutboxRow)
        if row.kind in {NoticeKind.OFF_WEEK, "pulse_question"} and row.state is OutboxState.SENT
    )


def test_away_for_three_weeks_it_comes_back_to_no_pile_and_what_was_missed_is_recorded(under_way: Cast) -> None:
    leaves(under_way)
    asked = questions(under_way)
    under_way.store.clock.advance(days=21)
    live(under_way, under_way.store.clock.now())
    assert claim(under_way.store) == (), "while it is away nothing is taken in hand"
    assert under_way.store.rows(Occurrence) == []
    under_way.store.do(installations.install, grant(under_way.team, 2))
    live(under_way, under_way.store.clock.now() + timedelta(days=1))
    occurred = [each.state for each in under_way.store.rows(Occurrence)]
    assert occurred == [OccurrenceState.SKIPPED] * 4, "of each of the two, the days that went by"
    assert questions(under_way) == asked
    live(under_way, under_way.store.clock.now() + timedelta(days=28))
    planned = [each for each in under_way.store.rows(Occurrence) if each.state is OccurrenceState.PLANNED]
    assert len(planned) >= 4, "the fortnight goes on"
    assert max(questions(under_way).values()) == 1


def test_the_two_words_of_a_removal_come_in_any_order_and_again(under_way: Cast) -> None:
    moment = under_way.store.clock.now()
    for _ in range(4):
        told(under_way, moment)
        under_way.store.clock.advance(minutes=3)
    [workspace], [row] = under_way.store.rows(Workspace), under_way.store.rows(Installation)
    assert (workspace.state, workspace.left_at) == (WorkspaceState.PARKED, moment), "the time runs from the first"
    assert row.sealed_token is None


def test_a_word_that_comes_after_it_was_installed_again_is_of_what_is_over(under_way: Cast) -> None:
    removed = under_way.store.clock.now()
    told(under_way, removed)
    under_way.store.clock.advance(minutes=1)
    under_way.store.do(installations.install, grant(under_way.team, 2))
    under_way.store.clock.advance(minutes=4)
    told(under_way, removed)
    found = under_way.store.do(installations.held, OfTeam(under_way.team))
    assert found is not None
    assert found.token == "xoxb-2"
    [workspace] = under_way.store.rows(Workspace)
    assert (workspace.state, workspace.left_at) == (WorkspaceState.ACTIVE, None)
