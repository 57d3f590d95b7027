"""What files look like on the wire, who may see them, and how they come into messages and go."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from sandbox import events, posting
from sandbox.errors import Json
from sandbox.state.conversations import Conversation
from sandbox.state.files import StoredFile

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

_PRETTY = {"text": "Plain Text", "markdown": "Markdown", "": "Binary"}


def file_json(slack: "LocalSlack", file: StoredFile) -> Json:
    """A file inside a message or a modal's values."""
    place = f"{slack.base_url}/files-pri/{slack.team_id}-{file.id}"
    name = quote(file.name, safe="")
    shape: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.filetype,
        "pretty_type": _PRETTY.get(file.filetype, file.filetype.upper()),
        "user": file.user,
        "user_team": slack.team_id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(channel.kind == "channel" for channel, _ in shown_at(slack, file)),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{place}/{name}",
        "url_private_download": f"{place}/download/{name}",
        "permalink": f"{slack.base_url}/files/{file.user}/{file.id}/{name}",
        "is_starred": False,
        "has_rich_preview": False,
        "file_access": "visible",
    }
    return shape | ({"alt_txt": file.alt_text} if file.alt_text else {})


def file_with_shares(slack: "LocalSlack", file: StoredFile) -> Json:
    """A file as files.info answers: with every place it was shared to that the app may know of."""
    shares: dict[str, dict[str, list[Json]]] = {"public": {}, "private": {}}
    seen = [(channel, ts) for channel, ts in shown_at(slack, file) if slack.may_see(channel, slack.bot_user)]
    for channel, ts in seen:
        side = "public" if channel.kind == "channel" else "private"
        shares[side].setdefault(channel.id, []).append(_share(slack, file, channel, ts))
    ids = {kind: [c.id for c, _ in seen if c.kind in kinds] for kind, kinds in _LISTS.items()}
    return file_json(slack, file) | {
        **{kind: list(dict.fromkeys(found)) for kind, found in ids.items()},
        "shares": {side: found for side, found in shares.items() if found},
        "comments_count": 0,
    }


_LISTS = {"channels": {"channel"}, "groups": {"private", "mpim"}, "ims": {"im"}}


def _share(slack: "LocalSlack", file: StoredFile, channel: Conversation, ts: str) -> Json:
    message = slack.messages.get(channel.id, ts) or {}
    share: Json = {
        "ts": ts,
        "channel_name": channel.name,
        "team_id": slack.team_id,
        "share_user_id": file.user,
        "source": "UNKNOWN",
        "is_silent_share": False,
        "reply_users": message.get("reply_users", []),
        "reply_users_count": message.get("reply_users_count", 0),
        "reply_count": message.get("reply_count", 0),
    }
    return share | ({"thread_ts": message["thread_ts"]} if message.get("thread_ts") else {})


def shown_at(slack: "LocalSlack", file: StoredFile) -> list[tuple[Conversation, str]]:
    """The messages that still show a file."""
    places = [(slack.channels.get(share["channel"]), share["ts"]) for share in file.shares]
    return [(channel, ts) for channel, ts in places if channel is not None and slack.messages.get(channel.id, ts)]


def may_read(slack: "LocalSlack", file: StoredFile, user: str) -> bool:
    """Whether someone uploaded a file, was given it, or may see a message that shows it."""
    if file.user == user or (file.is_given and user == slack.bot_user):
        return True
    return any(slack.may_see(channel, user) for channel, _ in shown_at(slack, file))


def in_message(slack: "LocalSlack", files: list[StoredFile]) -> Json:
    """What a message that shows files holds besides its text."""
    return {"files": [file_json(slack, file) for file in files], "upload": False, "display_as_bot": False}


def shared(slack: "LocalSlack", files: list[StoredFile], channel: Conversation, message: Json) -> None:
    """Note that a message shows files, and tell the app where it may know."""
    for file in files:
        slack.files.share(file.id, channel.id, message["ts"])
        events.file_shared(slack, file.id, channel, str(message["user"]))


def remove(slack: "LocalSlack", file: StoredFile) -> None:
    """Delete a file; messages that showed it keep a stone in its place."""
    places = shown_at(slack, file)
    known = may_read(slack, file, slack.bot_user)
    slack.files.delete(file)
    stone = {"id": file.id, "mode": "tombstone"}
    for channel, ts in places:
        message = slack.messages.get(channel.id, ts) or {}
        left = [stone if one["id"] == file.id else one for one in message.get("files", [])]
        changed = message | {"files": left}
        slack.messages.put(channel.id, changed)
        shown = posting.shown(channel, changed)
        slack.tell(channel, {"type": "message_changed", "channel": channel.id, "message": shown})
    if known:
        event = {"type": "file_deleted", "file_id": file.id, "event_ts": slack.messages.new_ts()}
        events.send(slack, "file_deleted", event)
