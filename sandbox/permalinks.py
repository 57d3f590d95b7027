"""The address of a message: Slack's own form of path on our own address, so that nothing leaves the machine."""

from typing import TYPE_CHECKING

from sandbox.errors import Json
from sandbox.state.messages import is_reply

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack


def permalink(slack: "LocalSlack", channel: str, message: Json) -> str:
    link = f"{slack.base_url}/archives/{channel}/p{message['ts'].replace('.', '')}"
    return f"{link}?thread_ts={message['thread_ts']}&cid={channel}" if is_reply(message) else link
