"""The app's Socket Mode connections, from where Slack stands: renewed, switched off and on, lost, or gone dead."""

from sandbox.errors import ControlError, Json
from sandbox.local_slack import LocalSlack

ACTIONS = ("refresh", "disable", "enable", "drop", "silence")


async def act(slack: LocalSlack, body: Json) -> Json:
    """
    Do something to connections: to as many as `how_many` says, or to all.

    `refresh` warns now and closes ten seconds of workspace time later; `disable` and `enable` are the switch in the
    app's settings.
    """
    action, how_many = body.get("action"), body.get("how_many")
    if how_many is not None and (not isinstance(how_many, int) or how_many < 1):
        raise ControlError("invalid_how_many", "how_many is a whole number from 1 on, or left out for all")
    mode = slack.socket_mode
    if action == "refresh":
        struck = await mode.refresh(how_many)
    elif action == "drop":
        struck = await mode.disconnect("", how_many)
    elif action == "silence":
        struck = mode.silence(how_many)
    elif action == "disable":
        struck = await mode.turn_off()
    elif action == "enable":
        struck = mode.turn_on()
    else:
        raise ControlError("invalid_action", f"action is one of: {', '.join(ACTIONS)}")
    return {"connections_struck": struck, "connections": mode.count, "socket_mode": mode.is_on}
