"""Links at the head of a conversation."""

import re
from dataclasses import replace

from sandbox.errors import InvalidArguments, Json, SlackError
from sandbox.methods.arguments import needed, text
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.state.bookmarks import Bookmark
from sandbox.state.conversations import Conversation

_MOST = 100
_LINK = re.compile(r"https?://\S+")
_EMOJI = re.compile(r":[a-z0-9_+'-]+(::skin-tone-[2-6])?:")


def add(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    channel = _open(call)
    # Folders, messages and files are bookmarks of Slack's own clients; apps add links.
    if arguments.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    if not arguments.text("link"):
        raise InvalidArguments("missing required field: link")
    if len(slack.bookmarks.of(channel.id)) >= _MOST:
        raise SlackError("too_many_bookmarks")
    bookmark = Bookmark(
        id=slack.bookmarks.new_id(),
        channel=channel.id,
        title=arguments.text("title"),
        link=_link(call),
        created=int(slack.clock.now()),
        by=slack.bot_user,
        emoji=_emoji(call),
    )
    return {"bookmark": _shown(call, slack.bookmarks.keep(bookmark))}


def edit(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    bookmark = _bookmark(call)
    changed = replace(bookmark, by=slack.bot_user, updated=int(slack.clock.now()))
    if arguments.text("title"):
        changed = replace(changed, title=arguments.text("title"))
    if arguments.given("link"):
        changed = replace(changed, link=_link(call))
    if arguments.given("emoji"):
        changed = replace(changed, emoji=_emoji(call))
    return {"bookmark": _shown(call, slack.bookmarks.keep(changed))}


def remove(call: Call) -> Json:
    call.slack.bookmarks.remove(_bookmark(call))
    return {}


def list_all(call: Call) -> Json:
    channel = call.channel("channel_id")
    return {"bookmarks": [_shown(call, bookmark) for bookmark in call.slack.bookmarks.of(channel.id)]}


def _open(call: Call) -> Conversation:
    channel = call.channel("channel_id")
    if not call.is_member(channel) or channel.is_archived:
        raise SlackError("permission_denied")
    return channel


def _bookmark(call: Call) -> Bookmark:
    channel = _open(call)
    bookmark = call.slack.bookmarks.get(channel.id, call.arguments.text("bookmark_id"))
    if bookmark is None:
        raise SlackError("not_found")
    return bookmark


def _link(call: Call) -> str:
    link = call.arguments.text("link")
    if not _LINK.fullmatch(link):
        raise SlackError("invalid_link")
    return link


def _emoji(call: Call) -> str:
    emoji = call.arguments.text("emoji")
    if emoji and not _EMOJI.fullmatch(emoji):
        raise SlackError("invalid_emoji")
    return emoji


def _shown(call: Call, bookmark: Bookmark) -> Json:
    return {
        "id": bookmark.id,
        "channel_id": bookmark.channel,
        "title": bookmark.title,
        "link": bookmark.link,
        "emoji": bookmark.emoji,
        "icon_url": "",
        "type": "link",
        "entity_id": None,
        "date_created": bookmark.created,
        "date_updated": bookmark.updated,
        "rank": "U",
        "last_updated_by_user_id": bookmark.by,
        "last_updated_by_team_id": call.slack.team_id,
        "shortcut_id": None,
        "app_id": None,
        "app_action_id": None,
    }


_CHANNEL = needed("channel_id", "channel_not_found")
_NAMED = needed("bookmark_id", "not_found")
_WRITE = ("bookmarks:write",)

METHODS = (
    Method(
        "bookmarks.add",
        add,
        Tier.TWO,
        _WRITE,
        (
            _CHANNEL,
            needed("title"),
            needed("type"),
            text("link"),
            text("emoji"),
            text("entity_id"),
            text("parent_id"),
            text("access_level"),
        ),
    ),
    Method("bookmarks.edit", edit, Tier.TWO, _WRITE, (_CHANNEL, _NAMED, text("title"), text("link"), text("emoji"))),
    Method("bookmarks.remove", remove, Tier.TWO, _WRITE, (_CHANNEL, _NAMED, text("quip_section_id"))),
    Method("bookmarks.list", list_all, Tier.THREE, ("bookmarks:read",), (_CHANNEL,)),
)
