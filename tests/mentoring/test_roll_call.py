"""A removal that nobody told: Slack is asked, and two proofs, a time of grace apart, delete what was kept."""

from datetime import timedelta

import pytest

from mentoring import installations, purges, roll_call, workspaces
from mentoring.installations import AlsoOfParked, OfTeam
from mentoring.purges import Purge
from mentoring.roll_call import Absent, CallRoll, Present
from mentoring.workspaces import ParkWorkspace
from models import Installation, Workspace, WorkspaceState
from tests.factories.cast import Cast
from tests.mentoring.test_purges import grant, leaves

GRACE = timedelta(days=30)


@pytest.fixture
def installed(each_cast: Cast) -> Cast:
    """A workspace that installed the bot a day ago."""
    each_cast.store.do(installations.install, grant(each_cast.team))
    each_cast.store.clock.advance(days=1)
    return each_cast


def edition(cast: Cast) -> int:
    return next(row.edition for row in cast.store.rows(Installation) if row.workspace_id == cast.workspace_id)


def refused(cast: Cast, *, is_gone: bool = True) -> bool:
    return cast.store.do(roll_call.absent, Absent(cast.workspace_id, edition(cast), is_gone, GRACE))


def let_in(cast: Cast) -> bool:
    return cast.store.do(roll_call.present, Present(cast.workspace_id, edition(cast)))


def is_to_go(cast: Cast) -> bool:
    return cast.store.do(purges.is_due, Purge(GRACE))


def state(cast: Cast) -> WorkspaceState:
    return cast.store.rows(Workspace)[0].state


def test_each_workspace_is_asked_about_now_and_then_by_one_replica(installed: Cast) -> None:
    do = installed.store.do
    assert do(roll_call.take, CallRoll(10)) == (installed.workspace_id,)
    assert do(roll_call.take, CallRoll(10)) == ()
    installed.store.clock.advance(hours=6)
    assert do(roll_call.take, CallRoll(10)) == (installed.workspace_id,)
    leaves(installed)
    installed.store.clock.advance(hours=6)
    assert do(roll_call.take, CallRoll(10)) == (), "whoever left is not asked about"


def test_the_first_proof_parks_and_the_second_after_the_time_of_grace_lets_it_go(installed: Cast) -> None:
    assert not refused(installed)
    assert (state(installed), is_to_go(installed)) == (WorkspaceState.PARKED, False)
    installed.store.clock.advance(days=29)
    assert not refused(installed)
    installed.store.clock.advance(days=2)
    assert not is_to_go(installed), "time alone proves nothing"
    assert refused(installed, is_gone=False)
    assert is_to_go(installed)
    [row] = installed.store.rows(Installation)
    assert (row.sealed_token, row.sealed_refresh) == (None, None)


@pytest.mark.parametrize("days", [0, 400])
def test_a_token_that_fails_for_whatever_other_reason_never_begins_it(installed: Cast, days: int) -> None:
    installed.store.do(workspaces.park, ParkWorkspace(installed.team))
    for _ in range(3):
        assert not refused(installed, is_gone=False)
        installed.store.clock.advance(days=days)
    assert not is_to_go(installed)


def test_whom_slack_lets_in_again_is_back_and_begins_anew(installed: Cast) -> None:
    refused(installed)
    assert installed.store.do(installations.held, OfTeam(installed.team)) is None
    assert installed.store.do(installations.held, AlsoOfParked(installed.workspace_id)) is not None
    assert let_in(installed)
    assert state(installed) is WorkspaceState.ACTIVE
    assert not let_in(installed), "it is back once"
    installed.store.clock.advance(days=40)
    assert not refused(installed)
    assert not is_to_go(installed)


def test_whoever_installs_it_again_within_the_time_finds_everything(installed: Cast) -> None:
    refused(installed)
    installed.store.clock.advance(days=31)
    assert installed.store.do(installations.install, grant(installed.team, 2)) == installed.workspace_id
    installed.store.clock.advance(days=1)
    assert not refused(installed), "what was said of the former token is over"
    assert not is_to_go(installed)


def test_an_answer_about_a_former_token_counts_for_nothing(installed: Cast) -> None:
    late = Absent(installed.workspace_id, edition(installed), is_gone=True, grace=GRACE)
    installed.store.do(installations.install, grant(installed.team, 2))
    installed.store.clock.advance(days=1)
    assert not installed.store.do(roll_call.absent, late)
    assert state(installed) is WorkspaceState.ACTIVE


def test_what_slack_told_by_itself_stays_as_it_was_told(installed: Cast) -> None:
    late = Present(installed.workspace_id, edition(installed))
    leaves(installed)
    assert not installed.store.do(roll_call.present, late)
    assert state(installed) is WorkspaceState.PARKED
