"""From what people type to what Slack sends and stores: mentions, channels, links, and the three escaped characters."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

# Entities already in Slack's form stay as they are; the page's completion writes them so.
_PIECES = re.compile(
    r"(?P<entity><(?:@[UW][A-Z0-9]+|#[CGD][A-Z0-9]+|![a-z]+)(?:\|[^<>]*)?>)"
    r"|\[(?P<words>[^][\n<>|]+)\]\((?P<address>(?:https?://|mailto:)[^\s<>|()]+)\)"
    r"|(?P<link>https?://[^\s<>|]+)"
    r"|(?<![\w@])@(?P<user>[a-z0-9][a-z0-9._-]*)"
    r"|(?<![\w#&])#(?P<channel>[a-z0-9_-]+)"
)
_SHOUTS = {"here", "channel", "everyone"}


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_message_text(slack: "LocalSlack", typed: str) -> str:
    """A message: `@ana` becomes `<@U…>`, `#general` `<#C…|general>`; addresses and `[words](address)` become links."""
    return _replaced(slack, typed, labelled=False, names=True)


def as_command_text(slack: "LocalSlack", typed: str, *, names: bool) -> str:
    """
    A command's text.

    Args:
        names: whether the command asks for names to be escaped; if so `@ana` becomes `<@U…|ana>`, otherwise names and
            addresses stay as typed.
    """
    return _replaced(slack, typed, labelled=True, names=names)


def _replaced(slack: "LocalSlack", typed: str, *, labelled: bool, names: bool) -> str:
    pieces: list[str] = []
    end = 0
    for match in _PIECES.finditer(typed):
        pieces.append(escaped(typed[end : match.start()]))
        pieces.append(_piece(slack, match, labelled=labelled, names=names))
        end = match.end()
    pieces.append(escaped(typed[end:]))
    return "".join(pieces)


def _piece(slack: "LocalSlack", match: re.Match[str], *, labelled: bool, names: bool) -> str:
    whole = match.group()
    if match["entity"]:
        return _entity(slack, whole, labelled=labelled, names=names)
    if match["words"]:
        # A command's text has no words of its own for a link.
        words, address = escaped(match["words"]), escaped(match["address"])
        return f"[{words}]({f'<{address}>' if names else address})" if labelled else f"<{address}|{words}>"
    if match["link"]:
        # Punctuation that ends a sentence is no part of an address.
        address = whole.rstrip(".,;:!?'\")")
        return f"<{escaped(address)}>{whole[len(address) :]}" if names else escaped(whole)
    if match["user"]:
        # A full stop that ends a sentence is no part of the handle.
        handle = match["user"].rstrip(".-_")
        rest = match["user"][len(handle) :]
        return _user(slack, handle, labelled=labelled) + rest if names else whole
    channel = slack.channels.by_name(match["channel"])
    if channel is None or not names:
        return whole
    return f"<#{channel.id}|{channel.name}>"


def _user(slack: "LocalSlack", handle: str, *, labelled: bool) -> str:
    person = slack.people.by_name(handle)
    if person is not None:
        return f"<@{person.id}|{person.name}>" if labelled else f"<@{person.id}>"
    return f"<!{handle}>" if handle in _SHOUTS else f"@{handle}"


def _entity(slack: "LocalSlack", entity: str, *, labelled: bool, names: bool) -> str:
    sigil, name = entity[1], entity[2:-1].partition("|")[0]
    if sigil == "@":
        person = slack.people.get(name)
        if person is None:
            return escaped(entity)
        if not names:
            return f"@{person.name}"
        return f"<@{person.id}|{person.name}>" if labelled else f"<@{person.id}>"
    if sigil == "#":
        channel = slack.channels.get(name)
        if channel is None:
            return escaped(entity)
        return f"<#{channel.id}|{channel.name}>" if names else f"#{channel.name}"
    return entity
