"""What a scope lets an app do, in words for the person who is asked."""

from dataclasses import dataclass

_VIEW = {
    "app_mentions:read": "Messages that mention it directly, in conversations it is in",
    "bookmarks:read": "Bookmarks in conversations it is in",
    "calls:read": "Calls under way and their participants",
    "canvases:read": "Canvases, and the sections in them",
    "channels:history": "Messages and other content in public channels it is in",
    "channels:read": "Basic information about public channels",
    "conversations.connect:read": "Invitations to shared channels",
    "dnd:read": "When people do not want to be disturbed",
    "emoji:read": "Custom emoji",
    "files:read": "Files shared in conversations it is in",
    "groups:history": "Messages and other content in private channels it is in",
    "groups:read": "Basic information about private channels it is in",
    "im:history": "Messages and other content in direct messages with it",
    "im:read": "Basic information about direct messages with it",
    "links:read": "Links to its web sites in messages",
    "lists:read": "Lists it was given access to",
    "metadata.message:read": "Metadata of messages in conversations it is in",
    "mpim:history": "Messages and other content in group direct messages it is in",
    "mpim:read": "Basic information about group direct messages it is in",
    "pins:read": "What is pinned in conversations it is in",
    "reactions:read": "Emoji reactions in conversations it is in",
    "reminders:read": "Reminders it made",
    "remote_files:read": "Remote files that it added",
    "search:read": "What you can find by searching",
    "stars:read": "What you saved for later",
    "team:read": "The name, domain and icon of the workspace",
    "usergroups:read": "User groups",
    "users.profile:read": "Profiles of people in the workspace",
    "users:read": "People in the workspace",
    "users:read.email": "E-mail addresses of people in the workspace",
}
_DO = {
    "assistant:write": "Act as an assistant that people can open beside their work",
    "bookmarks:write": "Add, change and remove bookmarks",
    "calls:write": "Start and manage calls",
    "canvases:write": "Create, edit and remove canvases",
    "channels:join": "Join public channels",
    "channels:manage": "Manage public channels it is in, and create new ones",
    "channels:write.invites": "Invite people to public channels",
    "channels:write.topic": "Set the description of public channels",
    "chat:write": "Send messages as itself",
    "chat:write.customize": "Send messages under another name and picture",
    "chat:write.public": "Send messages to public channels it is not in",
    "commands": "Add shortcuts and slash commands that people can use",
    "dnd:write": "Change when you do not want to be disturbed",
    "files:write": "Upload, change and delete files as itself",
    "groups:write": "Manage private channels it is in, and create new ones",
    "groups:write.invites": "Invite people to private channels",
    "groups:write.topic": "Set the description of private channels",
    "im:write": "Start direct messages with people",
    "im:write.topic": "Set the description of direct messages",
    "incoming-webhook": "Post to a channel you choose",
    "links.embed:write": "Show video players for links it knows",
    "links:write": "Show previews of links in messages",
    "lists:write": "Create, edit and remove lists",
    "mpim:write": "Start group direct messages with people",
    "mpim:write.topic": "Set the description of group direct messages",
    "pins:write": "Pin and unpin messages",
    "reactions:write": "Add and change emoji reactions",
    "reminders:write": "Add, remove and complete reminders",
    "remote_files:share": "Share remote files",
    "remote_files:write": "Add, change and delete remote files",
    "stars:write": "Save things for later",
    "usergroups:write": "Create and manage user groups",
    "users.profile:write": "Change your profile",
    "users:write": "Set its presence",
    "workflow.steps:execute": "Add steps that people can use in workflows",
}


@dataclass(frozen=True)
class Wish:
    """One line of a consent page, under the question what the app may view or do."""

    scope: str
    words: str


def wishes(scopes: tuple[str, ...]) -> tuple[list[Wish], list[Wish]]:
    """What an app may view and what it may do, each in words; a scope we have none for stands as it is written."""
    view = [Wish(scope, _VIEW[scope]) for scope in scopes if scope in _VIEW]
    do = [Wish(scope, _DO.get(scope, scope)) for scope in scopes if scope not in _VIEW]
    return view, do
