"""The scopes that Slack has, so that one it has not is told before an app is refused for the lack of what was meant."""

from collections.abc import Iterable
from difflib import get_close_matches

# Those that Slack's published type of a manifest names, and the newer ones, which it leaves out. Of an organisation's,
# `admin` and all that begins so, there are too many and none is served here.
_WRITTEN = """
    app_configurations:read app_configurations:write app_mentions:read assistant:write auditlogs:read
    authorizations:read bookmarks:read bookmarks:write calls:read calls:write canvases:read canvases:write
    channels:history channels:join channels:manage channels:read channels:write channels:write.invites
    channels:write.topic chat:write chat:write.customize chat:write.public chat:write:bot chat:write:user commands
    connections:write conversations.connect:manage conversations.connect:read conversations.connect:write
    datastore:read datastore:write dnd:read dnd:write email emoji:read files:read files:write files:write:user
    groups:history groups:read groups:write groups:write.invites groups:write.topic hosting:read hosting:write
    identity.avatar identity.basic identity.email identity.team im:history im:read im:write im:write.topic
    incoming-webhook links.embed:write links:read links:write lists:read lists:write metadata.message:read
    mpim:history mpim:read mpim:write mpim:write.invites mpim:write.topic openid pins:read pins:write profile
    reactions:read reactions:write reminders:read reminders:write remote_files:read remote_files:share
    remote_files:write search:read search:read.files search:read.im search:read.mpim search:read.private
    search:read.public search:read.users stars:read stars:write team.billing:read team.preferences:read team:read
    tokens.basic triggers:read triggers:write usergroups:read usergroups:write users.profile:read
    users.profile:write users:read users:read.email users:write workflow.steps:execute
"""
_KNOWN = frozenset(_WRITTEN.split())


def unknown(scopes: Iterable[str]) -> list[str]:
    """Each scope that Slack does not have, with the nearest that it has, in words."""
    return [_worded(scope) for scope in dict.fromkeys(map(str, scopes)) if not _is_known(scope)]


def _is_known(scope: str) -> bool:
    return scope in _KNOWN or scope.partition(".")[0] == "admin"


def _worded(scope: str) -> str:
    near = get_close_matches(scope, sorted(_KNOWN), n=1)
    return f"{scope} (did you mean {near[0]}?)" if near else scope
