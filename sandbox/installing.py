"""The app in one workspace: coming, being granted scopes, and going."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox import events
from sandbox.errors import Json
from sandbox.inbound.dispatch import EventSending
from sandbox.manifest import Manifest
from sandbox.state.people import SLACKBOT, Person
from sandbox.state.tokens import Holder, Issued
from sandbox.storage import Storage

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack


class Installation:
    """
    Whether the app is in a workspace, and what it was granted there.

    Installed from its own settings, as the local Slack begins, an app is granted what its manifest asks for, whatever
    that is at the next start; through OAuth, what the person agreed to, and no less than was agreed to before.
    """

    def __init__(self, storage: Storage, manifest: Manifest) -> None:
        self._storage = storage
        self._manifest = manifest
        # A folder of an earlier version kept with the team whether the app is installed.
        known = storage.get("meta", "installation") or storage.get("meta", "team") or {}
        self.is_installed: bool = known.get("installed", False)
        self._bot_scopes: list[str] | None = known.get("bot_scopes")
        self._user_scopes: dict[str, list[str]] = known.get("user_scopes", {})

    @property
    def bot_scopes(self) -> tuple[str, ...]:
        return self._manifest.bot_scopes if self._bot_scopes is None else tuple(self._bot_scopes)

    def user_scopes(self, user: str) -> tuple[str, ...]:
        """What a person lets the app do in their name."""
        return tuple(self._user_scopes.get(user, ()))

    def grant_all(self) -> None:
        self._bot_scopes = None
        self._keep(installed=True)

    def grant(self, bot_scopes: Iterable[str], user: str, user_scopes: Iterable[str]) -> None:
        """Add what a person agreed to."""
        before = self.bot_scopes if self.is_installed else ()
        self._bot_scopes = list(dict.fromkeys([*before, *bot_scopes]))
        own = dict.fromkeys([*self.user_scopes(user), *user_scopes])
        if own:
            self._user_scopes[user] = list(own)
        self._keep(installed=True)

    def end(self) -> None:
        self._bot_scopes, self._user_scopes = [], {}
        self._keep(installed=False)

    def _keep(self, *, installed: bool) -> None:
        self.is_installed = installed
        document: Json = {
            "installed": installed,
            "bot_scopes": self._bot_scopes,
            "user_scopes": self._user_scopes,
        }
        self._storage.put("meta", "installation", document)


def furnish(slack: "LocalSlack") -> None:
    """What every workspace has: Slackbot, #general, and where the app is installed its bot under its present name."""
    if slack.people.get(SLACKBOT) is None:
        slack.people.keep(Person(SLACKBOT, "slackbot", "Slackbot", is_bot=True, tz="UTC"))
        now = slack.clock.now()
        slack.channels.create(kind="channel", name="general", creator=SLACKBOT, members=[], now=now, is_general=True)
    if slack.installed:
        _seat_bot(slack)


def _seat_bot(slack: "LocalSlack") -> None:
    name = slack.manifest.bot_display_name
    bot = slack.people.get(slack.bot_user)
    if bot is None:
        handle = "".join(character if character.isalnum() else "_" for character in name.lower())
        slack.people.keep(
            Person(
                slack.bot_user,
                handle,
                name,
                is_bot=True,
                tz="UTC",
                bot_id=slack.bot_id,
                app_id=slack.app_id,
                updated=slack.created,
            )
        )
    elif bot.real_name != name or bot.deleted:
        slack.people.keep(replace(bot, real_name=name, deleted=False))


def install_as_the_manifest_says(slack: "LocalSlack", before: Issued | None = None) -> None:
    """
    Install the app from its own settings: whatever the manifest asks for, with no consent to ask.

    Its bot is given new tokens, or those of `before` anew.
    """
    slack.installation.grant_all()
    _arrive(slack)
    tokens, rotates = slack.workspaces.tokens, slack.manifest.token_rotation
    if before is not None:
        tokens.restore(before)
    else:
        tokens.issue(Holder.BOT, slack.team_id, slack.bot_user, rotates=rotates)


def install_with_consent(
    slack: "LocalSlack", user: str, bot_scopes: tuple[str, ...], user_scopes: tuple[str, ...]
) -> None:
    """Install the app, or let it do more, with what a person agreed to; its tokens are issued for the code."""
    slack.installation.grant(bot_scopes, user, user_scopes)
    _arrive(slack)


def _arrive(slack: "LocalSlack") -> None:
    _seat_bot(slack)
    for person in slack.people:
        if not person.is_bot and not person.deleted:
            slack.open_direct([slack.bot_user, person.id])
    _show(slack)


def uninstall(slack: "LocalSlack") -> list[EventSending]:
    """Remove the app: its bot leaves, its tokens open nothing any more, and it is told."""
    tokens = slack.workspaces.tokens
    holders = tokens.holders(slack.team_id)
    revoked = tokens_revoked(slack, holders)
    gone = events.send(slack, "app_uninstalled", {"type": "app_uninstalled", "event_ts": slack.messages.new_ts()})
    slack.installation.end()
    for _, user in holders:
        tokens.revoke(slack.team_id, user)
    deactivate_bot(slack)
    return [sending for sending in (revoked, gone) if sending is not None]


def tokens_revoked(slack: "LocalSlack", holders: list[tuple[Holder, str]]) -> EventSending | None:
    """Tell the app whose tokens are revoked."""
    named = {
        "oauth": [user for holder, user in holders if holder is Holder.USER],
        "bot": [user for holder, user in holders if holder is Holder.BOT],
    }
    event: Json = {"type": "tokens_revoked", "tokens": named, "event_ts": slack.messages.new_ts()}
    return events.send(slack, "tokens_revoked", event)


def deactivate_bot(slack: "LocalSlack") -> None:
    """The bot's user is there no more: it leaves every channel, and its direct messages stay to be read."""
    bot = slack.people.get(slack.bot_user)
    if bot is not None:
        slack.people.keep(replace(bot, deleted=True, updated=int(slack.clock.now())))
    for channel in slack.channels:
        if slack.bot_user in channel.members and not channel.is_direct:
            channel.members.remove(slack.bot_user)
            slack.channels.keep(channel)
    _show(slack)


def _show(slack: "LocalSlack") -> None:
    for event in ("users", "conversations", "app"):
        slack.pages.publish({"type": event})
