"""Whose token speaks in which workspace: the one of the settings, or that of each workspace that installed the bot."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID
from weakref import WeakValueDictionary

import structlog
from msgspec import Struct
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from adapters.slack import (
    NotSent,
    OutcomeLost,
    RateLimited,
    SlackMessenger,
    SlackRefused,
    client,
    close_connections,
    keep_connections,
)
from adapters.slack_oauth import SPENT, SlackOAuth
from mentoring import installations
from mentoring.installations import AlsoOfParked, Held, OfTeam, OfWorkspace, RefusedForGood, Renewed
from scheduler.messenger import Messenger
from scheduler.roll_call import Standing

log = structlog.get_logger()

REMEMBERED = 2_000
"""So many workspaces' clients are kept at hand; any other's is made anew, which costs well under a millisecond."""
KNOWN_SECONDS = 10
"""How long a click takes a token on trust. Rules are asked of the store at every click; the token only opens views."""
ASKS = 15
ASK_EVERY_SECONDS = 0.1
"""How often, and how long, a click waits for another worker who is fetching the next token."""


class OneTenant:
    """The workspace of the token in the settings."""

    def __init__(self, workspace_id: UUID, messenger: Messenger) -> None:
        self._workspace_id = workspace_id
        self._messenger = messenger

    async def messenger_of(self, workspace_id: UUID) -> Messenger | None:
        """Return the one messenger there is, for its own workspace."""
        return self._messenger if workspace_id == self._workspace_id else None

    def only(self) -> UUID | None:
        """Return the one workspace."""
        return self._workspace_id


class _Speaker(Struct, frozen=True):
    edition: int
    messenger: SlackMessenger


class _Known(Struct, frozen=True):
    identity: AuthorizeResult
    until: float


class ManyTenants:
    """
    Every workspace that installed the bot; their tokens are in the store, and the next one is fetched in time.

    Args:
        tick: a monotonic clock in seconds.
    """

    def __init__(
        self, transact: Transact, oauth: SlackOAuth, api_url: str, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self._transact = transact
        self._oauth = oauth
        self._api_url = api_url
        self._tick = tick
        self._shared = client("", api_url)
        self._speakers: OrderedDict[UUID, _Speaker] = OrderedDict()
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._turns: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    def start(self) -> None:
        """Share connections to Slack from now on; needs a running loop."""
        keep_connections(self._shared)

    async def stop(self) -> None:
        """Close what is shared."""
        await close_connections(self._shared)

    def only(self) -> UUID | None:
        """Return nothing: all are served."""
        return None

    async def messenger_of(self, workspace_id: UUID) -> Messenger | None:
        """Return who says things in a workspace. The store is asked each time, so that a revoked token is not used."""
        held = await self._fresh(OfWorkspace(workspace_id))
        if held is None or held.is_over:
            self._speakers.pop(workspace_id, None)
            return None
        speaker = self._speakers.get(workspace_id)
        if speaker is None or speaker.edition != held.edition:
            speaker = _Speaker(held.edition, SlackMessenger(self._client(held.token)))
            self._speakers[workspace_id] = speaker
        _touch(self._speakers, workspace_id)
        return speaker.messenger

    async def authorize(self, team_id: str | None) -> AuthorizeResult | None:
        """Return as whom the bot answers a payload of a team; nothing where it is not installed."""
        if not team_id:
            return None
        known = self._known.get(team_id)
        if known is not None and known.until > self._tick():
            return known.identity
        held = await self._fresh(OfTeam(team_id))
        if held is None or held.is_over:
            self._known.pop(team_id, None)
            log.info("tenant.unknown", team=team_id)
            return None
        identity = AuthorizeResult(
            enterprise_id=held.enterprise_id,
            team_id=held.team_id,
            bot_user_id=held.bot_user_id,
            bot_id=held.bot_id,
            bot_token=held.token,
        )
        self._known[team_id] = _Known(identity, self._tick() + KNOWN_SECONDS)
        _touch(self._known, team_id)
        return identity

    async def standing(self, workspace_id: UUID) -> Standing | None:
        """Try a workspace's token, also where it is parked; a Slack that does not answer has said nothing."""
        held = await self._fresh(AlsoOfParked(workspace_id))
        if held is None:
            return None
        if held.is_over:
            return Standing(held.edition, "token_expired")
        try:
            await SlackMessenger(self._client(held.token)).ask()
        except SlackRefused as refused:
            return Standing(held.edition, refused.error)
        except (NotSent, OutcomeLost, RateLimited) as error:
            log.info("tenant.no_answer", team=held.team_id, error=type(error).__name__)
            return None
        return Standing(held.edition, None)

    def forget(self, team_id: str) -> None:
        """Take nothing of a team on trust any more: Slack tells that the app is gone, or it was installed anew."""
        self._known.pop(team_id, None)

    async def _fresh(self, wanted: OfTeam | OfWorkspace | AlsoOfParked) -> Held | None:
        held = await self._transact(installations.held, wanted)
        if held is None:
            return None
        if held.wants_next:
            async with self._turns.setdefault(held.workspace_id, asyncio.Lock()):
                held = await self._with_next(wanted)
        elif held.is_over:
            await self._transact(installations.run_out, held)
            log.error("tenant.token_ran_out", team=held.team_id, what_to_do="install the bot there once more")
        return held

    async def _with_next(self, wanted: OfTeam | OfWorkspace | AlsoOfParked) -> Held | None:
        """Fetch the next token, unless somebody else does; wait for them only where the old one opens nothing more."""
        for _ in range(ASKS):
            held = await self._transact(installations.held, wanted)
            if held is None or not held.wants_next:
                return held
            if await self._fetch(held):
                continue
            if not held.is_over:
                return held
            await asyncio.sleep(ASK_EVERY_SECONDS)
        return await self._transact(installations.held, wanted)

    async def _fetch(self, held: Held) -> bool:
        """Tell whether what is held may be another now."""
        lease = await self._transact(installations.take_lease, held)
        if lease is None:
            return False
        try:
            tokens = await self._oauth.next_of(lease.refresh)
        except SlackRefused as error:
            refused = error.error
        except (NotSent, OutcomeLost, RateLimited) as error:
            # The lease stays: until it runs out nobody asks again.
            log.warning("tenant.refresh_failed", team=held.team_id, error=type(error).__name__)
            return False
        else:
            next_one = Renewed(lease, tokens.token, tokens.refresh, tokens.expires_in)
            await self._transact(installations.renew, next_one)
            log.info("tenant.token_renewed", team=held.team_id)
            return True
        if refused not in SPENT:
            log.error("tenant.refresh_refused", team=held.team_id, error=refused)
            return False
        await self._transact(installations.lose, RefusedForGood(lease))
        log.error("tenant.refresh_spent", team=held.team_id, what_to_do="install the bot there once more")
        return True

    def _client(self, token: str) -> AsyncWebClient:
        web = client(token, self._api_url)
        web.session = self._shared.session
        return web


def _touch(cache: OrderedDict[UUID, _Speaker] | OrderedDict[str, _Known], key: object) -> None:
    cache.move_to_end(key)  # type: ignore[arg-type]  # each cache with a key of its own kind
    if len(cache) > REMEMBERED:
        cache.popitem(last=False)
