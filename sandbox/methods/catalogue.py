"""Every method the local Slack serves, by name."""

from sandbox.methods import (
    apps,
    auth,
    blocks,
    bookmarks,
    canvases,
    channels,
    chat,
    conversations,
    dnd,
    files,
    history,
    memberships,
    pins,
    reactions,
    scheduled,
    usergroups,
    users,
    views,
)
from sandbox.methods.registry import gathered
from sandbox.oauth import methods as oauth

METHODS = gathered(
    apps.METHODS,
    auth.METHODS,
    blocks.METHODS,
    bookmarks.METHODS,
    canvases.METHODS,
    channels.METHODS,
    chat.METHODS,
    conversations.METHODS,
    dnd.METHODS,
    files.METHODS,
    history.METHODS,
    memberships.METHODS,
    pins.METHODS,
    reactions.METHODS,
    scheduled.METHODS,
    usergroups.METHODS,
    users.METHODS,
    views.METHODS,
    oauth.METHODS,
)
