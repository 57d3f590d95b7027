"""Putting the parts together."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from slack_bolt.authorization import AuthorizeResult

from adapters import drafting, fence, migrations
from adapters.database import Database, Engines, engines_for
from adapters.slack import PROMPT_SECONDS, SlackMessenger, client, close_connections, keep_connections
from adapters.slack_oauth import SlackOAuth
from adapters.store_move import refuse_if_moved
from adapters.wakeups import Wakeups
from adapters.workspace_clock import WorkspaceClock
from bot import errors, manifest
from bot.install_pages import InstallPages
from bot.listening import ListeningApp
from bot.metrics import Metrics
from bot.observer import Observer
from bot.settings import MANY, Settings
from bot.socket_mode import Socket
from bot.tenants import ManyTenants, OneTenant
from handlers import (
    breaks,
    calendars,
    charters,
    checkins,
    closes,
    commitments,
    copies,
    enrolments,
    home,
    learning_log,
    led_pairs,
    library,
    lifecycle,
    matching,
    mentor,
    not_again,
    pairs,
    prep,
    programme_settings,
    programmes,
    pulses,
    remedies,
    roster,
    sessions,
    show_and_tell,
    transcripts,
    unsigned,
)
from handlers.background import Background
from handlers.home_tab import HomeTab
from mentoring import workspaces
from mentoring.clock import Clock, SystemClock
from mentoring.vault import Vault
from mentoring.workspaces import CheckKey, MeetWorkspace
from scheduler.delivery import Delivery, Patience
from scheduler.messenger import Messenger, Messengers
from scheduler.metronome import Metronome
from scheduler.purging import Purging
from scheduler.roll_call import RollCalls
from views import refusals
from views.install_pages import INSTALL_PATH
from views.reader import Reader

log = structlog.get_logger()

CONNECT_SECONDS = 5

GRACE_SECONDS = 5
"""How long a stop waits for clicks under way, and again for what goes on after them."""


class Bot:
    """
    One running bot: one process, one store; one Slack workspace's token, or those of all that installed it.

    Args:
        engines: of the store, where there are some already; otherwise they are made as the settings say.
        drafted: reckons a draft of pairings; otherwise a process does, one draft after the other.

    Attributes:
        app: the Bolt app, for whatever brings payloads: Socket Mode or HTTP.
        clock: the host's, or the local Slack's.
        database: the store.
        team_id: the workspace, known after `start`; empty where many are served.
        tenants: whose token speaks where, known after `start`.
        install_pages: for browsers, where workspaces install the bot.
        metrics: what this process counts.
        roll_calls: where many are served: asks whether the bot is still where it was installed.
        has_started: whether `start` is over.
        is_stopping: whether it was told to stop.
    """

    def __init__(
        self, settings: Settings, engines: Engines | None = None, drafted: drafting.Drafted | None = None
    ) -> None:
        self.settings = settings
        self._drafted = drafted or drafting.InTurn()
        self.metrics = Metrics()
        self.has_started = self.is_stopping = False
        self._workspace_clock = WorkspaceClock(settings.clock_url) if settings.clock_url else None
        self.clock: Clock = self._workspace_clock or SystemClock()
        engines = engines or engines_for(settings.store_url)
        self.database = Database(
            engines,
            vault=Vault(settings.keys()),
            clock=self.clock,
            wake=self._wake,
            witness=Observer(self.metrics),
            # One workspace alone has no neighbours, and need not pay for a fence.
            fence=fence.of(engines.writing) if settings.serves_many else None,
        )
        is_shared = self.database.engine.dialect.name == "postgresql"
        self._wakeups = Wakeups(settings.store_url, self._wake_up) if is_shared else None
        token = self._token = settings.bot_token.get_secret_value() if settings.bot_token else ""
        self._web = client(token, settings.api_url)
        # A message may wait for a slow Slack; somebody who clicked may not.
        self._prompt_web = client(token, settings.api_url, timeout=PROMPT_SECONDS)
        self._metronome: Metronome | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._background = Background()
        self._identity: AuthorizeResult | None = None
        self._socket: Socket | None = None
        grace = timedelta(days=settings.purge_after_days)
        self._purging = Purging(self.database.transact, grace)
        self.team_id = ""
        self.tenants: Messengers | None = None
        self.install_pages: InstallPages | None = None
        self._many: ManyTenants | None = None
        if settings.serves_many:
            self._many, self.install_pages = self._open_to_many()
        # The token in the settings of one workspace is its owner's to look after: nothing is deleted for its failing.
        self.roll_calls = RollCalls(self.database.transact, self._many, grace) if self._many is not None else None
        self.app = self._assemble()

    async def start(self) -> None:
        """Bring the store to shape, learn who we are, take up what was left, and listen."""
        # In a thread: it may take its time, and a supervisor asks meanwhile whether we live.
        await asyncio.to_thread(migrations.upgrade, self.database.engine)
        refuse_if_moved(self.database.engine)
        if self._workspace_clock is not None:
            await self._workspace_clock.start(self._clock_jumped)
        for web in (self._web, self._prompt_web):
            keep_connections(web)
        self.tenants = await self._meet_one() if self._many is None else await self._meet_many(self._many)
        self._metronome = Metronome(
            self.database.transact, self.tenants, self._delivery_of, self._workspace_clock, self.metrics
        )
        await self._metronome.start()
        if self._wakeups is not None:
            self._wakeups.start()
        self._purging.start()
        if self.roll_calls is not None:
            self.roll_calls.start()
        if self.settings.app_token is not None:
            self._socket = Socket(self.app, self.settings.app_token.get_secret_value(), web_client=self._web)
            await self._connect(self._socket, self.settings.app_token.get_secret_value())
        self.has_started = True
        log.info("bot.started", team=self.team_id or "many", mode="socket" if self._socket else "http")

    async def _meet_one(self) -> Messengers:
        who: Any = await self._web.auth_test()
        self._identity = AuthorizeResult(
            enterprise_id=who.get("enterprise_id"),
            team_id=who["team_id"],
            bot_user_id=who["user_id"],
            bot_id=who.get("bot_id"),
            bot_token=self._token,
        )
        self.team_id = who["team_id"]
        workspace_id = await self.database.transact(
            workspaces.meet, MeetWorkspace(self.team_id, address=who.get("url"))
        )
        return OneTenant(workspace_id, SlackMessenger(self._web))

    async def _meet_many(self, many: ManyTenants) -> Messengers:
        await self.database.transact(workspaces.check_key, CheckKey())
        many.start()
        return many

    async def _connect(self, socket: Socket, app_token: str) -> None:
        """Open the socket; the SDK would try for ever in silence, so after a while Slack is asked why it cannot."""
        connecting = asyncio.create_task(socket.connect_async())
        try:
            await asyncio.wait({connecting}, timeout=CONNECT_SECONDS)
            if not connecting.done():
                await self._web.apps_connections_open(app_token=app_token)
            await connecting
        except BaseException:
            connecting.cancel()
            raise

    def leave(self) -> None:
        """Begin to stop: clicks are still taken, and what delivery holds is handed back for others to send."""
        if not self.is_stopping:
            self.is_stopping = True
            log.info("bot.stopping")
            if self._metronome is not None:
                self._leaving = asyncio.create_task(self._metronome.stop())

    async def stop(self) -> None:
        """Take nothing more in, finish what is under way, and close."""
        self.leave()
        if self._socket is not None:
            await self._socket.drain(GRACE_SECONDS)
            await self._socket.close_async()
        await self._background.drain(GRACE_SECONDS)
        self._purging.stop()
        if self.roll_calls is not None:
            self.roll_calls.stop()
        if self._leaving is not None:
            await self._leaving
        for each in (self._wakeups, self._workspace_clock, self._many):
            if each is not None:
                await each.stop()
        for web in (self._web, self._prompt_web):
            await close_connections(web)
        self.database.close()
        log.info("bot.stopped")

    def _delivery_of(self, workspace_id: UUID, messenger: Messenger) -> Delivery:
        patience = Patience(int(self.settings.lease_seconds * 1_000), int(self.settings.settle_seconds * 1_000))
        per_second = self.settings.messages_per_second
        return Delivery(self.database.transact, messenger, patience, workspace_id, per_second=per_second)

    async def hears_slack(self) -> bool:
        """Tell whether payloads of Slack can reach this process."""
        return self.has_started and (self._socket is None or await self._socket.is_up())

    async def sockets(self) -> int:
        """Return how many Socket Mode connections are up."""
        return int(self._socket is not None and await self._socket.is_up())

    def _wake(self) -> None:
        self._wake_up()
        if self._wakeups is not None:
            self._wakeups.tell()

    def _wake_up(self) -> None:
        if self._metronome is not None:
            self._metronome.wake()

    def _clock_jumped(self) -> None:
        if self._metronome is not None:
            self._metronome.hurry()

    def _open_to_many(self) -> tuple[ManyTenants, InstallPages]:
        settings = self.settings
        scopes = manifest.bot_scopes()
        secret = settings.client_secret.get_secret_value() if settings.client_secret else ""
        oauth = SlackOAuth(settings.api_url, settings.client_id or "", secret, frozenset(scopes))
        many = ManyTenants(self.database.transact, oauth, settings.api_url)
        url = (settings.public_url or "").rstrip("/")
        pages = InstallPages(oauth, many, self.database.transact, url, tuple(sorted(scopes)), settings.purge_after_days)
        return many, pages

    async def _who_we_are(self, team_id: str | None) -> AuthorizeResult | None:
        """Of one workspace Slack was asked once, at the start, and is not at every click; of many the store knows."""
        if self._many is not None:
            return await self._many.authorize(team_id)
        if self._identity is None:
            msg = "a payload came before the bot had started"
            raise RuntimeError(msg)
        return self._identity

    def _assemble(self) -> ListeningApp:
        # Bolt asks for the arguments by their names.
        async def authorize(team_id: str | None) -> AuthorizeResult | None:
            return await self._who_we_are(team_id)

        with _client_id_hidden():
            app = self._bolt(authorize)
        errors.register(app)
        transact = self.database.transact
        away = frozenset(self.settings.away_emoji)
        home_tab = HomeTab(transact, self._background)
        # Bolt asks one listener after the other whether a payload is theirs: those asked most often come first.
        checkins.register(app, transact, home_tab, self._background)
        pulses.register(app, transact, self._background)
        home.register(app, transact, home_tab, self._background)
        subcommands = sessions.register(app, transact, home_tab, self._background)
        closes.register(app, transact, home_tab, self._background)
        commitments.register(app, transact, home_tab, self._background)
        charters.register(app, transact, home_tab, self._background)
        transcripts.register(app, transact, home_tab, self._background)
        learning_log.register(app, transact, home_tab, self._background)
        subcommands |= breaks.register(app, transact, home_tab, self._background)
        subcommands |= enrolments.register(app, transact, home_tab, self._background, away)
        subcommands |= programmes.register(app, transact, self._background, away)
        programme_settings.register(app, transact, self._background)
        subcommands |= matching.register(app, transact, self._background, self._drafted)
        subcommands |= roster.register(app, transact, self._background, away)
        subcommands |= calendars.register(app, transact, self._background, self.settings.calendar_url)
        subcommands |= prep.register(app, transact, self._background)
        subcommands |= library.register(app, transact, self._background)
        subcommands |= show_and_tell.register(app, transact, self._background)
        mentor.register(app, transact, subcommands)
        pairs.register(app, transact, home_tab, self._background, away)
        not_again.register(app, transact, home_tab)
        led_pairs.register(app, transact, home_tab)
        remedies.register(app, transact, self._background)
        unsigned.register(app, transact)
        lifecycle.register(app, transact, away, self._many.forget if self._many else _nothing_to_forget)
        return app

    def _bolt(self, authorize: Callable[..., Awaitable[Any]]) -> ListeningApp:
        secret = self.settings.signing_secret
        install_url = f"{self.settings.public_url}{INSTALL_PATH}" if self.settings.serves_many else None
        return ListeningApp(
            heard=self.metrics.answered,
            clicked=copies.watcher(self.database.transact, self._background),
            # Without a name Bolt looks for one in the source of every caller, at each start.
            name="bothways",
            client=self._prompt_web,
            authorize=authorize,
            signing_secret=secret.get_secret_value() if secret else None,
            # The acknowledgement leaves when the listener has returned: after the commit, and without the ten
            # milliseconds of polling that Bolt's other way costs.
            process_before_response=True,
            # Socket Mode's frames carry no signature; HTTP's is checked at the front door, before anything is read.
            request_verification_enabled=False,
            # Slack's old certificate probe and the tokens of workflow steps: neither concerns this app.
            ssl_check_enabled=False,
            attaching_function_token_enabled=False,
            user_facing_authorize_error_message=refusals.not_installed(Reader(), install_url),
        )


def _nothing_to_forget(_team_id: str) -> None:
    """The one token is in the settings."""


@contextmanager
def _client_id_hidden() -> Iterator[None]:
    """Keep the client id from Bolt, which takes one in the environment for the wish that it keeps tokens in files."""
    hidden = {name: os.environ.pop(name) for name in MANY if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)
