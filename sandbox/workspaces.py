"""All workspaces of one local Slack, and what they share: the app, its connections, the clock and the log."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.activity import Activity
from sandbox.background import Background
from sandbox.clock import WorkspaceClock
from sandbox.errors import ControlError, Json
from sandbox.faults import Faults
from sandbox.inbound.parcels import Transport
from sandbox.inbound.signed_http import SignedHttp
from sandbox.inbound.socket_mode import SocketMode
from sandbox.installing import install_as_the_manifest_says
from sandbox.local_slack import LocalSlack
from sandbox.manifest import Manifest
from sandbox.oauth.codes import Codes
from sandbox.state.credentials import kept_or_new
from sandbox.state.ids import Ids
from sandbox.state.tokens import Holder, Issued, Token, Tokens
from sandbox.storage import Storage
from sandbox.traffic import Traffic
from sandbox.watchers import Watchers

FIRST_NAME, FIRST_DOMAIN = "Local workspace", "local-workspace"
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,19}[a-z0-9])?")
_LONGEST_NAME = 60
PATIENCE = 3.0
"""Seconds, as Slack has it."""
PAUSE = 0.025
"""Seconds, about as long as Slack's network takes: see Options.pause."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """
    How a local Slack is to run. Without a data folder everything lives in memory.

    Attributes:
        patience: seconds in which an app has to acknowledge, and in which a trigger is good.
        pause: seconds that a refusal of the Web API takes at least. Bolt for Python looks for an acknowledgement every
            ten milliseconds, and forgets one when the listener fails before it looked; Slack is too far for that.
    """

    manifest: Manifest
    data: Path | None = None
    rates: bool = True
    request_url: str | None = None
    installed: bool = True
    patience: float = PATIENCE
    pause: float = 0.0


class Workspaces:
    """The first workspace is there from the beginning; the others are made by a control call."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.manifest = options.manifest
        self.base_url = ""
        self.background = Background()
        self.faults = Faults()
        self.activity = Activity()
        self.storage = Storage(options.data)
        self.clock = WorkspaceClock(self.storage)
        self.ids = Ids(self.storage)
        self.credentials = kept_or_new(self.storage, self.ids)
        self.tokens = Tokens(self.storage, self.clock)
        self.traffic = Traffic(self.clock.now)
        self.codes = Codes(self.clock)
        self.watchers = Watchers(self.clock)
        self.socket_mode = SocketMode(
            self.credentials.app_id,
            self.background,
            self.clock.sleep,
            self._connections_changed,
            options.patience,
        )
        self.transport: Transport = self.socket_mode
        if options.request_url:
            # An app has one or the other: with request URLs Socket Mode is switched off.
            self.socket_mode.is_on = False
            self.transport = SignedHttp(
                options.request_url,
                self.credentials.signing_secret,
                self.credentials.verification_token,
                options.patience,
            )
        self._all: dict[str, LocalSlack] = {}
        if self.storage.get("meta", "team") is None:
            self._begin()
        else:
            self._open()

    def _begin(self) -> None:
        first = self._made(self.storage, FIRST_NAME, FIRST_DOMAIN)
        if self.options.installed:
            install_as_the_manifest_says(first)

    def _open(self) -> None:
        first = LocalSlack(self, self.storage)
        self._all[first.team_id] = first
        # A folder of an earlier version held the token of its only workspace among the app's secrets.
        token = (self.storage.get("meta", "credentials") or {}).get("bot_token")
        if token and self.tokens.find(token) is None:
            ended = not first.installed
            self.tokens.keep(Token(token, Holder.BOT, first.team_id, first.bot_user, is_ended=ended))
        for team, _ in sorted(self.storage.all("workspace"), key=lambda kept: int(kept[1]["order"])):
            self._all[team] = LocalSlack(self, self.storage.part(team))

    def _made(self, storage: Storage, name: str, domain: str, team: str = "") -> LocalSlack:
        identity: Json = {
            "id": team or self.ids.new("T"),
            "name": name,
            "domain": domain,
            "bot_id": self.ids.new("B"),
            "bot_user": self.ids.new("U"),
            "created": int(self.clock.now()),
        }
        storage.put("meta", "team", identity)
        made = self._all[identity["id"]] = LocalSlack(self, storage)
        return made

    # Finding

    def __iter__(self) -> Iterator[LocalSlack]:
        return iter(list(self._all.values()))

    @property
    def first(self) -> LocalSlack:
        return next(iter(self._all.values()))

    def get(self, team: str) -> LocalSlack | None:
        return self._all.get(team)

    def named(self, wanted: str) -> LocalSlack:
        """
        A workspace by its id or domain; the first one where none is named.

        Raises:
            ControlError: there is none of that name.
        """
        if not wanted:
            return self.first
        found = next((one for one in self if wanted in {one.team_id, one.team_domain}), None)
        if found is None:
            raise ControlError("team_not_found", f"there is no workspace {wanted!r}", status=404)
        return found

    def add(self, name: str, domain: str) -> LocalSlack:
        """
        Another workspace, with people of its own and without the app.

        Raises:
            ControlError: the name is missing or too long, or the domain malformed or taken.
        """
        if not name or len(name) > _LONGEST_NAME:
            raise ControlError("invalid_name", f"a workspace's name has one to {_LONGEST_NAME} characters")
        domain = domain or re.sub(r"[^a-z0-9]+", "-", name.lower())[:20].strip("-")
        if not _DOMAIN.fullmatch(domain):
            raise ControlError("invalid_domain", "a domain has lower-case letters, digits and -, 21 at most")
        if any(one.team_domain == domain for one in self):
            raise ControlError("domain_taken", f"a workspace {domain} exists already", status=409)
        team = self.ids.new("T")
        self.storage.put("workspace", team, {"order": len(self._all)})
        return self._made(self.storage.part(team), name, domain, team)

    # Telling

    def show(self, event: Json) -> None:
        """Send an event to every page of every workspace."""
        for workspace in self:
            workspace.pages.publish(event)

    def clock_changed(self) -> None:
        self.show({"type": "clock", "clock": self.watchers.clock_json()})

    def _connections_changed(self, count: int) -> None:
        self.show({"type": "connections", "count": count})

    # Life

    async def reset(self) -> None:
        """One empty workspace with the same app and the same tokens, so that a connected bot stays connected."""
        await self.background.close()
        first = self.first
        for other in [workspace for workspace in self if workspace is not first]:
            other.pages.close()
            del self._all[other.team_id]
        # The ids of the app, its bot and the team stay as well: a connected bot has them in memory.
        kept = {key: self.storage.get("meta", key) or {} for key in ("team", "credentials")}
        issued = self.tokens.last(first.team_id, first.bot_user)
        self.storage.wipe()
        for key, document in kept.items():
            self.storage.put("meta", key, document)
        self.ids.keep()
        self.clock.begin_anew()
        self.watchers.rewind()
        self.socket_mode.is_on = self.transport is self.socket_mode
        self.tokens.clear()
        self.codes.clear()
        self.faults.plan([])
        self.traffic.clear()
        self._empty(first, issued)
        _log.info("the workspace was emptied")

    def _empty(self, first: LocalSlack, issued: Issued | None) -> None:
        first.rates.clear()
        first.load()
        if self.options.installed:
            install_as_the_manifest_says(first, issued)
        for event in ("users", "conversations"):
            self.show({"type": event})
        self.clock_changed()

    async def stop(self) -> None:
        """End what goes on by itself: streams, retries and the app's connections. Requests under way still finish."""
        for workspace in self:
            workspace.pages.close()
        self.watchers.close()
        await self.background.close()
        await self.socket_mode.close()

    async def close(self) -> None:
        """Let go of everything, once no request is under way any more."""
        # The last requests may have begun work in the background, which writes as well.
        await self.background.close()
        await self.transport.close()
        self.storage.close()
