"""What people do with messages that stand there: changing and deleting their own, and pinning any."""

from sandbox import pinning, posting
from sandbox.control.actions import visible_message
from sandbox.control.commands import MOST_TYPED
from sandbox.control.reading import human_of
from sandbox.errors import ControlError, Json, SlackError
from sandbox.local_slack import LocalSlack
from sandbox.state.conversations import Conversation
from sandbox.typed_text import as_message_text

_MINUTE = 60


async def change(slack: LocalSlack, body: Json) -> Json:
    """A person writes a message of theirs anew, for as long as the workspace lets them."""
    channel, message = _own(slack, body)
    if channel.is_archived:
        raise ControlError("is_archived", f"{channel.name} is archived", status=409)
    window = slack.preferences.edit_window
    if window is not None and slack.clock.now() - float(message["ts"]) > window * _MINUTE:
        raise ControlError("edit_window_closed", f"a message can be edited for {window} minutes here", status=409)
    typed = str(body.get("text") or "")
    if not typed.strip() and not message.get("files"):
        raise ControlError("no_text", "a message needs a text; delete it instead")
    if len(typed) > MOST_TYPED:
        raise ControlError("msg_too_long", f"a message holds {MOST_TYPED} characters at most")
    text = as_message_text(slack, typed)
    if text != message["text"]:
        told: Json = {"blocks": posting.typed_blocks(text)} if text else {}
        posting.change(slack, channel, message | {"text": text}, message["user"], told)
        await slack.quiet()
    now = slack.messages.get(channel.id, message["ts"])
    return {"message": None if now is None else posting.shown(channel, now)}


async def delete(slack: LocalSlack, body: Json) -> Json:
    """A person deletes a message of theirs."""
    posting.remove(slack, *_own(slack, body))
    await slack.quiet()
    return {}


async def pin(slack: LocalSlack, body: Json) -> Json:
    """A person pins a message to its conversation, or with `remove` takes the pin away."""
    person = human_of(slack, body)
    channel, message = visible_message(slack, person, body)
    if message.get("ephemeral") or channel.is_archived or person.id not in channel.members:
        raise ControlError("not_pinnable", "such a message cannot be pinned", status=409)
    act = pinning.remove if body.get("remove") else pinning.add
    try:
        act(slack, channel, message, person.id)
    except SlackError as error:
        raise ControlError(error.name, "Slack would not do that with this message", status=409) from error
    return {"message": posting.shown(channel, message)}


def _own(slack: LocalSlack, body: Json) -> tuple[Conversation, Json]:
    """
    A message that this person wrote.

    Raises:
        ControlError: there is none, or it is another's.
    """
    person = human_of(slack, body)
    channel, message = visible_message(slack, person, body)
    if message.get("user") != person.id or message.get("bot_id") or not _is_said(message):
        raise ControlError("not_yours", f"@{person.name} did not write that message", status=403)
    return channel, message


def _is_said(message: Json) -> bool:
    """Whether somebody said it, which nobody did of a notice that they came or went."""
    return posting.takes_replies(message) and not message.get("ephemeral")
