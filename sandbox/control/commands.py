"""Slash commands as people type them, and messages."""

import re

from sandbox import files, posting
from sandbox.control import inviting
from sandbox.control.built_in import BUILT_IN, BuiltIn
from sandbox.control.reading import channel_for, human_of, list_of
from sandbox.control.uploads import MOST_IN_MESSAGE, chosen_files
from sandbox.control.witness import Witness
from sandbox.errors import ControlError, Json, SlackError
from sandbox.inbound import payloads
from sandbox.local_slack import LocalSlack
from sandbox.responses import spoken
from sandbox.state.conversations import Conversation
from sandbox.state.people import Person
from sandbox.typed_text import as_command_text, as_message_text

MOST_TYPED = 12_000
_COMMAND = re.compile(r"/\S+")


async def run_command(slack: LocalSlack, body: Json) -> Json:
    """Run a slash command and wait for what the person gets to see."""
    person = human_of(slack, body)
    channel = channel_for(slack, body.get("channel"), person)
    name = str(body.get("command") or "")
    if not _COMMAND.fullmatch(name):
        raise ControlError("invalid_command", "a command begins with / and holds no space")
    known = slack.manifest.command(name)
    # Where the app is installed without the scope for them, its commands are not there.
    if known is None or (slack.installed and "commands" not in slack.bot_scopes):
        if name in BUILT_IN:
            return await _run_built_in(slack, person, channel, BUILT_IN[name], str(body.get("text") or ""))
        text = f"{name} is not a valid command. Slack takes every message that starts with “/” for a command."
        message = posting.slackbot_says(slack, channel, person.id, text)
        return {"ack": None, "ephemerals": [message], "view": None, "error": "unknown_command", "message": text}
    witness = Witness(slack, person.id)
    text = as_command_text(slack, str(body.get("text") or ""), names=known.should_escape)
    if not slack.installed:
        return _failed(slack, person, channel, name, witness, "dispatch_failed", "the app is not installed")
    outcome = await slack.dispatcher.deliver(payloads.command(slack, person, channel, name, text))
    if outcome.failure is not None:
        await slack.quiet()
        return _failed(slack, person, channel, name, witness, outcome.failure, outcome.detail)
    if outcome.body is not None:
        refusal = _show_ack(slack, person, channel, outcome.body)
        if refusal is not None:
            return _failed(slack, person, channel, name, witness, refusal, "the acknowledgement was refused")
    await slack.quiet()
    return {
        "ack": outcome.body,
        "ephemerals": witness.new_ephemerals(),
        "view": witness.new_view(),
        "error": None,
    }


async def _run_built_in(slack: LocalSlack, person: Person, channel: Conversation, own: BuiltIn, typed: str) -> Json:
    """Do what a command of Slack's own says, or let Slackbot say why not."""
    witness = Witness(slack, person.id)
    try:
        await own.run(slack, channel, person, typed.strip())
    except ControlError as refusal:
        posting.slackbot_says(slack, channel, person.id, refusal.message[:1].upper() + refusal.message[1:])
    await slack.quiet()
    return {"ack": None, "ephemerals": witness.new_ephemerals(), "view": None, "error": None}


def _show_ack(slack: LocalSlack, person: Person, channel: Conversation, ack: Json) -> str | None:
    """Show what came with the acknowledgement; the error's name when Slack would refuse it."""
    if not (ack.get("text") or ack.get("blocks") or ack.get("attachments")):
        return None
    try:
        wanted = spoken(ack)
    except SlackError as error:
        return error.name
    message = wanted.as_message(slack, slack.messages.new_ts())
    if ack.get("response_type") == "in_channel":
        posting.post(slack, channel, message)
    else:
        posting.post_ephemeral(slack, channel, person.id, message)
    return None


def _failed(
    slack: LocalSlack, person: Person, channel: Conversation, name: str, witness: Witness, error: str, why: str
) -> Json:
    posting.slackbot_says(slack, channel, person.id, f'{name} failed with the error "{error}"')
    return {
        "ack": None,
        "ephemerals": witness.new_ephemerals(),
        "view": witness.new_view(),
        "error": error,
        "message": f"{name}: {why}",
    }


async def say(slack: LocalSlack, body: Json) -> Json:
    """Post a message as a person, and wait for the app to have it if it gets it."""
    person = human_of(slack, body)
    channel = channel_for(slack, body.get("channel"), person)
    typed = str(body.get("text") or "")
    attached = chosen_files(slack, person, list_of(body, "files"))
    if not typed.strip() and not attached:
        raise ControlError("no_text", "a message needs a text or a file")
    if len(attached) > MOST_IN_MESSAGE:
        raise ControlError("too_many_files", f"a message holds {MOST_IN_MESSAGE} files at most")
    if len(typed) > MOST_TYPED:
        raise ControlError("msg_too_long", f"a message holds {MOST_TYPED} characters at most")
    if channel.kind == "im" and slack.bot_user in channel.members:
        _require_open_messages_tab(slack)
    thread_ts = _thread(slack, channel, str(body.get("thread_ts") or ""))
    message, event = posting.human_message(slack, person.id, as_message_text(slack, typed), thread_ts)
    if thread_ts and body.get("reply_broadcast"):
        posting.broadcast(slack, channel, message)
        event |= {key: message[key] for key in ("subtype", "root")}
    if attached:
        message |= files.in_message(slack, attached)
        if not typed.strip():
            del event["blocks"]
        event |= files.in_message(slack, attached)
        event.setdefault("subtype", "file_share")
    sending = posting.post(slack, channel, message, event)
    files.shared(slack, attached, channel, message)
    channel.reads[person.id] = message["ts"]
    slack.channels.keep(channel)
    inviting.offer(slack, channel, person, message)
    if sending is not None:
        await sending.first
        await slack.quiet()
    return {"message": message}


def _require_open_messages_tab(slack: LocalSlack) -> None:
    if not slack.manifest.messages_tab or slack.manifest.messages_read_only:
        raise ControlError("messages_tab_disabled", "sending messages to this app has been turned off", status=403)


def _thread(slack: LocalSlack, channel: Conversation, wanted: str) -> str:
    if not wanted:
        return ""
    message = slack.messages.get(channel.id, wanted)
    if message is None:
        raise ControlError("thread_not_found", f"there is no message {wanted} to answer", status=404)
    if not posting.takes_replies(message):
        raise ControlError("cannot_reply_to_message", "nobody answers a notice of Slack itself", status=409)
    return str(message.get("thread_ts", message["ts"]))
