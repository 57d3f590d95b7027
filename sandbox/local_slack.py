"""One local Slack: the workspace's state, the app installed in it, and everything that connects the two."""

import asyncio
import logging
import time
from dataclasses import dataclass, replace
from pathlib import Path

from sandbox.background import Background
from sandbox.clock import WorkspaceClock
from sandbox.errors import Json
from sandbox.faults import Faults
from sandbox.inbound.dispatch import Dispatcher
from sandbox.inbound.parcels import Transport
from sandbox.inbound.signed_http import SignedHttp
from sandbox.inbound.socket_mode import SocketMode
from sandbox.live import Hub
from sandbox.manifest import Manifest
from sandbox.rates import Rates
from sandbox.response_urls import ResponseUrls
from sandbox.state.conversations import Conversation, Conversations
from sandbox.state.credentials import kept_or_new
from sandbox.state.files import Files
from sandbox.state.ids import Ids
from sandbox.state.messages import Messages
from sandbox.state.offers import Offers
from sandbox.state.people import SLACKBOT, People, Person
from sandbox.state.reactions import Reactions
from sandbox.state.triggers import Triggers
from sandbox.state.views import Views
from sandbox.storage import Storage
from sandbox.traffic import Traffic
from sandbox.watchers import Watchers

# How long the app must leave the Web API alone before a control call takes its reaction for complete, and the most it
# waits for that. Apps that acknowledge first and act afterwards act within this pause.
_QUIET = 0.03
_LONGEST = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """How a local Slack is to run. Without a data folder everything lives in memory."""

    manifest: Manifest
    data: Path | None = None
    rates: bool = True
    request_url: str | None = None


class LocalSlack:
    """Holds all parts. Web API methods, control calls and pages reach each other through it only."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.manifest = options.manifest
        self.base_url = ""
        self.background = Background()
        self.pages = Hub()
        self.faults = Faults()
        self.rates = Rates(enabled=options.rates)
        self._home_published = asyncio.Event()
        self._in_flight = 0
        self._last_call = 0.0
        self.storage = Storage(options.data)
        self._load()
        self.socket_mode = SocketMode(self.app_id, self.background, self._connections_changed)
        self.transport: Transport = self.socket_mode
        if options.request_url:
            self.transport = SignedHttp(
                options.request_url, self.credentials.signing_secret, self.credentials.verification_token
            )
        self.dispatcher = Dispatcher(self.transport, self.clock, self.traffic, self.background)

    def _load(self) -> None:
        storage = self.storage
        self.clock = WorkspaceClock(storage)
        self.ids = Ids(storage)
        self.credentials = kept_or_new(storage)
        self.people = People(storage, self.ids)
        self.channels = Conversations(storage, self.ids)
        self.messages = Messages(storage, self.clock)
        self.files = Files(storage, self.ids, self.clock)
        self.reactions = Reactions(storage)
        self.triggers = Triggers(self.clock)
        self.response_urls = ResponseUrls(self.clock)
        self.offers = Offers()
        self.traffic = Traffic(self.clock.now)
        self.traffic.listener = self._traffic_added
        self.watchers = Watchers(self.clock)
        team = storage.get("meta", "team") or self._new_identity()
        self.team_id: str = team["id"]
        self.team_name: str = team["name"]
        self.team_domain: str = team["domain"]
        self.app_id: str = team["app_id"]
        self.bot_id: str = team["bot_id"]
        self.bot_user: str = team["bot_user"]
        self.created: int = team["created"]
        self._installed: bool = team["installed"]
        self._furnish()
        identity = {"team_id": self.team_id, "app_id": self.app_id, "bot_id": self.bot_id}
        self.views = Views(storage, self.ids, self.clock, identity)

    def _new_identity(self) -> Json:
        """Who the team and its app are; made once for a data folder."""
        team: Json = {
            "id": self.ids.new("T"),
            "name": "Local workspace",
            "domain": "local-workspace",
            "app_id": self.ids.new("A"),
            "bot_id": self.ids.new("B"),
            "bot_user": self.ids.new("U"),
            "created": int(self.clock.now()),
            "installed": True,
        }
        self.storage.put("meta", "team", team)
        return team

    def _furnish(self) -> None:
        """What every workspace has: Slackbot, the app's bot under its present name, and #general."""
        name = self.manifest.bot_display_name
        bot = self.people.get(self.bot_user)
        if bot is None:
            self.people.keep(Person(SLACKBOT, "slackbot", "Slackbot", is_bot=True, tz="UTC"))
            handle = "".join(character if character.isalnum() else "_" for character in name.lower())
            bot = Person(self.bot_user, handle, name, is_bot=True, tz="UTC", bot_id=self.bot_id, app_id=self.app_id)
            self.people.keep(replace(bot, updated=self.created))
            now = self.clock.now()
            self.channels.create(kind="channel", name="general", creator=SLACKBOT, members=[], now=now, is_general=True)
        elif bot.real_name != name:
            self.people.keep(replace(bot, real_name=name))

    # The app

    @property
    def installed(self) -> bool:
        return self._installed

    def uninstall(self) -> None:
        """The app is removed from the workspace: its tokens open nothing any more."""
        self._installed = False
        team = self.storage.get("meta", "team") or {}
        self.storage.put("meta", "team", team | {"installed": False})

    @property
    def connections(self) -> int:
        return self.socket_mode.count

    def _connections_changed(self, count: int) -> None:
        self.pages.publish({"type": "connections", "count": count})

    def _traffic_added(self, entry: Json) -> None:
        self.pages.publish({"type": "traffic", "entry": entry})

    # People and what they may see

    def may_see(self, channel: Conversation, user: str) -> bool:
        return user in channel.members or channel.kind == "channel"

    def tell(self, channel: Conversation, event: Json) -> None:
        """Send an event to the pages of all who may see a conversation."""
        self.pages.publish(event, lambda viewer: self.may_see(channel, viewer))

    def conversations_changed(self, channel: Conversation | None = None) -> None:
        event: Json = {"type": "conversations"}
        if channel is None:
            self.pages.publish(event)
        else:
            self.tell(channel, event)

    def views_changed(self, user: str) -> None:
        event: Json = {"type": "views", "views": self.views.stack(user)}
        self.pages.publish(event, lambda viewer: viewer == user)

    async def home_shown(self, user: str) -> None:
        """Wait until this person has a Home."""
        while self.views.home(user) is None:
            await self._home_published.wait()

    def home_changed(self, user: str) -> None:
        self._home_published.set()
        self._home_published = asyncio.Event()
        event: Json = {"type": "home", "view": self.views.home(user)}
        self.pages.publish(event, lambda viewer: viewer == user)

    def open_direct(self, members: list[str]) -> Conversation:
        """The direct message of exactly these people, made when there is none."""
        before = self.channels.direct(members)
        if before is not None:
            return before
        names = [person.name for member in members if (person := self.people.get(member)) is not None]
        channel = self.channels.open_direct(members, names, self.clock.now())
        self.conversations_changed(channel)
        return channel

    # Quiet

    def call_began(self) -> None:
        self._in_flight += 1
        self._last_call = time.monotonic()

    def call_ended(self) -> None:
        self._in_flight -= 1
        self._last_call = time.monotonic()

    async def quiet(self) -> None:
        """Wait until the app has left the Web API alone for a moment: its reaction is then on the screen."""
        began = time.monotonic()
        self._last_call = max(self._last_call, began)
        while time.monotonic() - began < _LONGEST:
            pause = _QUIET - (time.monotonic() - self._last_call)
            if pause <= 0 and self._in_flight == 0:
                return
            await asyncio.sleep(max(pause, 0.005))

    # Life

    async def reset(self) -> None:
        """An empty workspace with the same app and the same tokens, so that a connected bot stays connected."""
        await self.background.close()
        kept = [self.storage.get("meta", key) for key in ("team", "credentials")]
        self.storage.wipe()
        self.storage.put("meta", "credentials", kept[1] or {})
        self._restart_with(kept[0] or {})
        _log.info("the workspace was emptied")

    def _restart_with(self, team: Json) -> None:
        # The ids of the app, its bot and the team stay as well: a connected bot has them in memory.
        storage = self.storage
        self.rates.clear()
        self.faults.plan([])
        storage.put("meta", "ids", {"count": self.ids.count})
        storage.put("meta", "team", team | {"installed": True})
        # The clock is the host's again, and still at a revision no bot has seen.
        storage.put("meta", "clock", {"offset": 0.0, "revision": self.clock.revision + 1})
        watchers, traffic = self.watchers, self.traffic
        self._load()
        watchers.rewind(self.clock)
        self.watchers, self.traffic = watchers, traffic
        traffic.clear()
        self.dispatcher = Dispatcher(self.transport, self.clock, self.traffic, self.background)
        for event in ("users", "conversations"):
            self.pages.publish({"type": event})
        self.pages.publish({"type": "clock", "clock": self.watchers.clock_json()})

    async def stop(self) -> None:
        """End what goes on by itself: streams, retries and the app's connections. Requests under way still finish."""
        self.pages.close()
        self.watchers.close()
        await self.background.close()
        await self.socket_mode.close()

    async def close(self) -> None:
        """Let go of everything, once no request is under way any more."""
        # The last requests may have begun work in the background, which writes as well.
        await self.background.close()
        await self.transport.close()
        self.storage.close()
