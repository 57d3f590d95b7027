"""Posting scheduled messages when the workspace's clock says so."""

import logging
from typing import TYPE_CHECKING

from sandbox import posting
from sandbox.posting import BotMessage
from sandbox.state.conversations import Conversation
from sandbox.state.scheduled import ScheduledMessage

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

_log = logging.getLogger(__name__)


def begin(slack: "LocalSlack") -> None:
    """Wait for every message that is scheduled, as after a restart; what fell due meanwhile is posted now."""
    for waiting in slack.scheduled.all():
        post_in_time(slack, waiting)


def post_in_time(slack: "LocalSlack", waiting: ScheduledMessage) -> None:
    slack.background.start(_post(slack, waiting))


async def _post(slack: "LocalSlack", waiting: ScheduledMessage) -> None:
    def stands() -> bool:
        return slack.scheduled.get(waiting.id) is not None

    await slack.clock.reach(waiting.post_at, stands)
    if not stands():
        return
    slack.scheduled.remove(waiting.id)
    slack.pages.publish({"type": "scheduled"})
    channel = slack.channels.get(waiting.channel)
    why = obstacle(slack, channel, waiting)
    if why or channel is None:
        _log.warning("the scheduled message %s is not posted: %s", waiting.id, why)
        return
    said = BotMessage(waiting.text, waiting.blocks, None, waiting.thread_ts, waiting.extra)
    message = said.as_message(slack, slack.messages.new_ts())
    if waiting.is_broadcast and waiting.thread_ts:
        posting.broadcast(slack, channel, message)
    posting.post(slack, channel, message)


def obstacle(slack: "LocalSlack", channel: Conversation | None, waiting: ScheduledMessage) -> str:
    """Why Slack drops a message without a word when its time has come; empty when it does not."""
    if not slack.installed:
        return "the app is not installed any more"
    if channel is None or channel.is_archived:
        return "its conversation is closed"
    if waiting.metadata is not None:
        return "it carries metadata, and such messages do not post (Slack's documented bug)"
    return ""
