"""The workspace changes: the app is removed, an account is closed."""

from models import Occurrence, OutboxRow, OutboxState, Workspace, WorkspaceState
from tests.scenarios.stage import Stage


async def test_an_uninstall_parks_the_workspace_and_nothing_more_is_sent(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    posted = len(stage.calls("chat.postMessage"))
    await stage.control("uninstall")

    async def is_parked() -> bool:
        return [workspace.state for workspace in stage.stored(Workspace)] == [WorkspaceState.PARKED]

    await stage.until(is_parked)
    await stage.passes(days=30)
    assert len(stage.calls("chat.postMessage")) == posted
    assert stage.stored(Occurrence) == []
    # What was planned for later waits, and is not said.
    waiting = [row.kind for row in stage.stored(OutboxRow) if row.state not in {OutboxState.SENT, OutboxState.DROPPED}]
    assert set(waiting) <= {"prep", "charter_nudge", "release_choice"}


async def test_somebody_whose_account_is_closed_gets_nothing_and_the_rest_goes_on(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.control("users/update", {"user": bea.id, "deleted": True})
    await stage.passes(days=14)
    assert any("How safe" in post.words for post in await alex.inbox())
    assert not any("How safe" in post.words for post in await bea.inbox())
