"""Slack's side of being installed: a code for a token, a token for the next one, and a token given back."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import PROMPT_SECONDS, NotSent, OutcomeLost, RateLimited, SlackRefused, called, client
from mentoring.installations import Grant

SPENT = frozenset({"invalid_refresh_token", "invalid_grant", "token_revoked", "token_expired", "account_inactive"})
"""What Slack says of a refresh token that buys nothing any more."""


@dataclass(frozen=True)
class Tokens:
    """What a refresh token bought."""

    token: str = field(repr=False)
    refresh: str | None = field(repr=False)
    expires_in: int | None


class ForAnOrganisation(Exception):
    """An Enterprise Grid organisation installed the bot for all its workspaces at once; the token was given back."""


class MissingScopes(Exception):
    """The token may not do all that the bot needs."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class SlackOAuth:
    """
    One Slack app, by its client id and secret.

    Every call raises `SlackRefused`, `RateLimited`, `NotSent` or `OutcomeLost`, as those of the messenger do.
    """

    def __init__(self, api_url: str, client_id: str, client_secret: str, scopes: frozenset[str]) -> None:
        self._api_url = api_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._scopes = scopes

    def address(self, redirect_url: str, state: str) -> str:
        """Return where somebody goes to be asked whether the bot may be installed."""
        api = urlsplit(self._api_url)
        asks = {
            "client_id": self._client_id,
            "scope": ",".join(sorted(self._scopes)),
            "redirect_uri": redirect_url,
            "state": state,
        }
        return f"{api.scheme}://{api.netloc}/oauth/v2/authorize?{urlencode(asks)}"

    @property
    def place(self) -> str:
        """Scheme and host of the page on which Slack asks."""
        api = urlsplit(self._api_url)
        return f"{api.scheme}://{api.netloc}"

    def home(self, grant: Grant) -> str:
        """Return where Slack opens the app in the workspace that was installed; beside a local Slack, the workspace."""
        if urlsplit(self._api_url).hostname == "slack.com" or grant.address is None:
            return f"https://slack.com/app_redirect?{urlencode({'app': grant.app_id, 'team': grant.team_id})}"
        return grant.address

    async def exchange(self, code: str, redirect_url: str) -> Grant:
        """
        Return what a code stands for.

        Raises:
            ForAnOrganisation, MissingScopes: it is of no use.
        """
        answer: Any = await called(
            "oauth.v2.access",
            self._web().oauth_v2_access(
                client_id=self._client_id, client_secret=self._client_secret, code=code, redirect_uri=redirect_url
            ),
        )
        token = str(answer["access_token"])
        if answer.get("is_enterprise_install") or not answer.get("team"):
            await self._give_back(token)
            raise ForAnOrganisation
        granted = tuple(str(answer.get("scope") or "").split(","))
        missing = tuple(sorted(self._scopes - set(granted)))
        if missing:
            raise MissingScopes(missing)
        who: Any = await called("auth.test", self._web(token).auth_test())
        return Grant(
            team_id=answer["team"]["id"],
            team_name=answer["team"].get("name") or answer["team"]["id"],
            enterprise_id=(answer.get("enterprise") or {}).get("id"),
            address=who.get("url"),
            app_id=answer["app_id"],
            bot_user_id=answer["bot_user_id"],
            bot_id=who.get("bot_id"),
            scopes=granted,
            installed_by=answer["authed_user"]["id"],
            token=token,
            refresh=answer.get("refresh_token"),
            expires_in=answer.get("expires_in"),
        )

    async def next_of(self, refresh: str) -> Tokens:
        """Return the next token; the refresh token is spent by it, even when the answer is lost."""
        answer: Any = await called(
            "oauth.v2.access",
            self._web().oauth_v2_access(
                client_id=self._client_id,
                client_secret=self._client_secret,
                grant_type="refresh_token",
                refresh_token=refresh,
            ),
        )
        return Tokens(str(answer["access_token"]), answer.get("refresh_token"), answer.get("expires_in"))

    async def _give_back(self, token: str) -> None:
        """Leave nothing installed that will not be served; should it fail, the page says how to remove it by hand."""
        try:
            await called("auth.revoke", self._web(token).auth_revoke())
        except (SlackApiError, aiohttp.ClientError, NotSent, OutcomeLost, RateLimited, SlackRefused):
            return

    def _web(self, token: str = "") -> AsyncWebClient:
        return client(token, self._api_url, timeout=PROMPT_SECONDS)
