"""Bringing somebody into the channel one is in, and Slack's offer to do so where they were mentioned and are not."""

import re

from sandbox import posting
from sandbox.errors import ControlError, Json
from sandbox.local_slack import LocalSlack
from sandbox.memberships import add_member
from sandbox.state.conversations import Conversation
from sandbox.state.people import SLACKBOT, Person

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_INVITE, _DO_NOTHING = "slackbot_invite", "slackbot_do_nothing"


def invite(slack: LocalSlack, channel: Conversation, inviter: Person, invited: list[Person]) -> None:
    """
    Bring people, and the app, into a channel.

    Raises:
        ControlError: nobody can be added there, or one of them cannot come; then nobody does.
    """
    if channel.is_direct:
        raise ControlError("not_a_channel", "Nobody can be added to a direct message.", status=409)
    if inviter.id not in channel.members or channel.is_archived:
        raise ControlError("not_in_channel", "Only who is in a channel invites to it, while it is open.", status=403)
    for person in invited:
        if person.id in channel.members:
            raise ControlError("already_in_channel", f"<@{person.id}> is already in this channel.", status=409)
        if not _may_come(person):
            raise ControlError("user_not_found", f"<@{person.id}> cannot be invited to a channel.", status=404)
    for person in invited:
        add_member(slack, channel, person.id, inviter=inviter.id)


def offer(slack: LocalSlack, channel: Conversation, sender: Person, message: Json) -> None:
    """Offer to invite whom a message mentions and who is not there, to the one who wrote it and nobody else."""
    absent = [person for person in _mentioned(slack, message["text"]) if person.id not in channel.members]
    absent = [person for person in absent if _may_come(person)]
    if channel.is_direct or not absent:
        return
    names = " and ".join(f"<@{person.id}>" for person in absent)
    text = f"You mentioned {names}, but they’re not in this channel."
    ids = ",".join(person.id for person in absent)
    thread = {"thread_ts": message["thread_ts"]} if message.get("thread_ts") else {}
    asked = {
        "type": "message",
        "user": SLACKBOT,
        "ts": slack.messages.new_ts(),
        "text": text,
        "blocks": [
            {"type": "section", "block_id": "offer", "text": {"type": "mrkdwn", "text": text}},
            {
                "type": "actions",
                "block_id": "answer",
                "elements": [
                    _button("Invite Them", _INVITE, ids, style="primary"),
                    _button("Do Nothing", _DO_NOTHING, ids),
                ],
            },
        ],
        **thread,
    }
    posting.post_ephemeral(slack, channel, sender.id, asked)


def answer(slack: LocalSlack, channel: Conversation, sender: Person, offered: Json, action_id: str) -> None:
    """
    What a click on an offer does, of which the app hears nothing but that somebody came.

    Raises:
        ControlError: the message offers nothing of the kind.
    """
    if action_id not in {_INVITE, _DO_NOTHING} or not offered.get("blocks"):
        raise ControlError("not_interactive", "only the app's own messages and Slackbot's offers have buttons")
    if action_id == _DO_NOTHING:
        posting.remove_ephemeral(slack, channel, sender.id, offered["ts"])
        return
    people = _mentioned(slack, offered["text"])
    # Somebody may have come since it was offered.
    invite(slack, channel, sender, [person for person in people if person.id not in channel.members])
    names = " and ".join(f"<@{person.id}>" for person in people)
    done = {key: value for key, value in offered.items() if key != "blocks"}
    text = f"OK! I’ve invited {names} to this channel."
    posting.change_ephemeral(slack, channel, sender.id, done | {"text": text})


def _mentioned(slack: LocalSlack, text: str) -> list[Person]:
    found = (slack.people.get(user) for user in dict.fromkeys(_MENTION.findall(text)))
    return [person for person in found if person is not None]


def _may_come(person: Person) -> bool:
    return not person.deleted and person.id != SLACKBOT


def _button(words: str, action_id: str, value: str, **more: str) -> Json:
    text = {"type": "plain_text", "text": words, "emoji": True}
    return {"type": "button", "action_id": action_id, "text": text, "value": value, **more}
