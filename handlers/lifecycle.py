"""The workspace changes under us: the app is removed, a token revoked, a person moves or leaves."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.database import Transact
from mentoring import profiles, workspaces
from mentoring.participants import ChangeProfile
from mentoring.workspaces import ParkWorkspace
from views.payloads import Payload, profile


def register(app: AsyncApp, transact: Transact, away: frozenset[str]) -> None:
    """
    Listen for what Slack tells of the app and of people.

    Args:
        away: names of the emoji whose status counts as being away.
    """

    @app.event("app_uninstalled")
    async def uninstalled(body: Payload, ack: AsyncAck) -> None:
        await transact(workspaces.park, ParkWorkspace(body["team_id"]))
        await ack()

    @app.event("tokens_revoked")
    async def revoked(body: Payload, ack: AsyncAck) -> None:
        if body["event"].get("tokens", {}).get("bot"):
            await transact(workspaces.park, ParkWorkspace(body["team_id"]))
        await ack()

    @app.event("user_change")
    async def person_changed(body: Payload, ack: AsyncAck) -> None:
        await transact(profiles.change, ChangeProfile(body["team_id"], profile(body["event"]["user"]), away))
        await ack()
