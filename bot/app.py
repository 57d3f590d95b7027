"""Putting the parts together."""

import asyncio
from typing import Any
from uuid import UUID

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters import migrations
from adapters.database import Database, Engines, engines_for
from adapters.slack import PROMPT_SECONDS, SlackMessenger, client, close_connections, keep_connections
from adapters.workspace_clock import WorkspaceClock
from bot import errors
from bot.settings import Settings
from bot.socket_mode import Socket
from handlers import (
    breaks,
    calendars,
    charters,
    checkins,
    closes,
    commitments,
    enrolments,
    home,
    learning_log,
    library,
    lifecycle,
    mentor,
    not_again,
    pairs,
    prep,
    programme_settings,
    programmes,
    pulses,
    remedies,
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
from mentoring.workspaces import MeetWorkspace
from scheduler.delivery import Delivery, Patience
from scheduler.metronome import Metronome

log = structlog.get_logger()

CONNECT_SECONDS = 5

GRACE_SECONDS = 10
"""How long a stop waits for clicks under way, and again for what goes on after them."""


class Bot:
    """
    One running bot: one process, one store, one Slack workspace's token.

    Args:
        engines: of the store, where there are some already; otherwise they are made as the settings say.

    Attributes:
        app: the Bolt app, for whatever brings payloads: Socket Mode or HTTP.
        clock: the host's, or the local Slack's.
        database: the store.
        team_id: the workspace, known after `start`.
    """

    def __init__(self, settings: Settings, engines: Engines | None = None) -> None:
        self.settings = settings
        self._workspace_clock = WorkspaceClock(settings.clock_url) if settings.clock_url else None
        self.clock: Clock = self._workspace_clock or SystemClock()
        self.database = Database(
            engines or engines_for(settings.store_url),
            vault=Vault(settings.keys()),
            clock=self.clock,
            wake=self._wake,
        )
        token = settings.bot_token.get_secret_value()
        self._web = client(token, settings.api_url)
        # A message may wait for a slow Slack; somebody who clicked may not.
        self._prompt_web = client(token, settings.api_url, timeout=PROMPT_SECONDS)
        self._metronome: Metronome | None = None
        self._background = Background()
        self._identity: AuthorizeResult | None = None
        self._socket: Socket | None = None
        self.team_id = ""
        self.app = self._assemble()

    async def start(self) -> None:
        """Bring the store to shape, learn who we are, take up what was left, and listen."""
        migrations.upgrade(self.database.engine)
        if self._workspace_clock is not None:
            await self._workspace_clock.start(self._look)
        for web in (self._web, self._prompt_web):
            keep_connections(web)
        who: Any = await self._web.auth_test()
        self._identity = AuthorizeResult(
            enterprise_id=who.get("enterprise_id"),
            team_id=who["team_id"],
            bot_user_id=who["user_id"],
            bot_id=who.get("bot_id"),
            bot_token=self.settings.bot_token.get_secret_value(),
        )
        self.team_id = who["team_id"]
        workspace_id = await self.database.transact(
            workspaces.meet, MeetWorkspace(self.team_id, address=who.get("url"))
        )
        self._metronome = self._metronome_of(workspace_id)
        await self._metronome.start()
        if self.settings.app_token is not None:
            self._socket = Socket(self.app, self.settings.app_token.get_secret_value(), web_client=self._web)
            await self._connect(self._socket, self.settings.app_token.get_secret_value())
        log.info("bot.started", team=self.team_id, mode="socket" if self._socket else "http")

    async def _connect(self, socket: Socket, app_token: str) -> None:
        """Open the socket; the SDK would try for ever in silence, so after a while Slack is asked why it cannot."""
        connecting = asyncio.create_task(socket.connect_async())  # type: ignore[no-untyped-call]  # unannotated by Bolt
        try:
            await asyncio.wait({connecting}, timeout=CONNECT_SECONDS)
            if not connecting.done():
                await self._web.apps_connections_open(app_token=app_token)
            await connecting
        except BaseException:
            connecting.cancel()
            raise

    async def stop(self) -> None:
        """Take nothing more in, finish what is under way, and close."""
        if self._socket is not None:
            await self._socket.drain(GRACE_SECONDS)
            await self._socket.close_async()  # type: ignore[no-untyped-call]  # Bolt left it unannotated
        await self._background.drain(GRACE_SECONDS)
        if self._metronome is not None:
            await self._metronome.stop()
        if self._workspace_clock is not None:
            await self._workspace_clock.stop()
        for web in (self._web, self._prompt_web):
            await close_connections(web)
        self.database.close()
        log.info("bot.stopped")

    def _metronome_of(self, workspace_id: UUID) -> Metronome:
        patience = Patience(int(self.settings.lease_seconds * 1_000), int(self.settings.settle_seconds * 1_000))
        delivery = Delivery(
            self.database.transact,
            SlackMessenger(self._web),
            patience,
            workspace_id,
            per_second=self.settings.messages_per_second,
        )
        return Metronome(self.database.transact, delivery, workspace_id, self._workspace_clock)

    def _wake(self) -> None:
        if self._metronome is not None:
            self._metronome.wake()

    def _look(self) -> None:
        if self._metronome is not None:
            self._metronome.look()

    def _who_we_are(self) -> AuthorizeResult:
        if self._identity is None:
            msg = "a payload came before the bot had started"
            raise RuntimeError(msg)
        return self._identity

    def _assemble(self) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            """Slack was asked who we are once, at the start, and is not at every click."""
            return self._who_we_are()

        secret = self.settings.signing_secret
        app = AsyncApp(
            # Without a name Bolt looks for one in the source of every caller, at each start.
            name="bothways",
            client=self._prompt_web,
            authorize=authorize,
            signing_secret=secret.get_secret_value() if secret else None,
            # The acknowledgement leaves when the listener has returned: after the commit, and without the ten
            # milliseconds of polling that Bolt's other way costs.
            process_before_response=True,
            # Socket Mode's frames carry no signature; HTTP's are checked by Bolt.
            request_verification_enabled=secret is not None,
            # Slack's old certificate probe and the tokens of workflow steps: neither concerns this app.
            ssl_check_enabled=False,
            attaching_function_token_enabled=False,
        )
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
        subcommands |= calendars.register(app, transact, self._background, self.settings.calendar_url)
        subcommands |= prep.register(app, transact, self._background)
        subcommands |= library.register(app, transact, self._background)
        subcommands |= show_and_tell.register(app, transact, self._background)
        mentor.register(app, transact, subcommands)
        pairs.register(app, transact, home_tab, self._background, away)
        not_again.register(app, transact, home_tab)
        remedies.register(app, transact, self._background)
        unsigned.register(app, transact)
        lifecycle.register(app, transact, away)
        return app
