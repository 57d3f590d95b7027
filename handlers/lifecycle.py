"""The workspace changes under us: the app is removed, a token revoked, a person moves or leaves."""

from collections.abc import Callable
from datetime import UTC, datetime

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.database import Transact
from mentoring import profiles, workspaces
from mentoring.participants import ChangeProfile
from mentoring.workspaces import LeaveWorkspace
from views.payloads import Payload, profile


def register(app: AsyncApp, transact: Transact, away: frozenset[str], forget: Callable[[str], None]) -> None:
    """
    Listen for what Slack tells of the app and of people.

    Args:
        away: names of the emoji whose status counts as being away.
        forget: takes nothing of a team on trust any more.
    """

    @app.event("app_uninstalled")
    async def uninstalled(body: Payload, ack: AsyncAck) -> None:
        await transact(workspaces.leave, _leaving(body))
        forget(body["team_id"])
        await ack()

    @app.event("tokens_revoked")
    async def revoked(body: Payload, ack: AsyncAck) -> None:
        if body["event"].get("tokens", {}).get("bot"):
            await transact(workspaces.leave, _leaving(body))
            forget(body["team_id"])
        await ack()

    @app.event("user_change")
    async def person_changed(body: Payload, ack: AsyncAck) -> None:
        await transact(profiles.change, ChangeProfile(body["team_id"], profile(body["event"]["user"]), away))
        await ack()


def _leaving(body: Payload) -> LeaveWorkspace:
    return LeaveWorkspace(body["team_id"], datetime.fromtimestamp(int(body["event_time"]), UTC))
