"""Where a browser comes to install the bot in a workspace, and comes back to from Slack."""

import secrets
from dataclasses import dataclass, field

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.database import StoreUnavailable, Transact
from adapters.slack import NotSent, OutcomeLost, RateLimited, SlackRefused
from adapters.slack_oauth import ForAnOrganisation, MissingScopes, SlackOAuth
from bot.tenants import ManyTenants
from bot.turnstile import Turnstile
from mentoring import installations
from mentoring.installations import STATE_LASTS, SetOut
from mentoring.workspaces import WrongKey
from views import install_pages as views
from views.install_pages import INSTALL_PATH, LEAVE_PATH
from views.reader import Reader
from views.web_page import STYLE_SOURCE

log = structlog.get_logger()

REDIRECT_PATH = "/slack/oauth_redirect"
SECRET_BYTES = 32
LONGEST = 1_024
"""Characters of what comes back; Slack's codes and our secrets are far shorter."""
GOOD, BEGIN_AGAIN, REFUSED, TOO_MANY, NOT_NOW = 200, 400, 403, 429, 503


@dataclass(frozen=True)
class InstallPages:
    """
    The pages of one Slack app.

    Args:
        public_url: where the bot is reached from outside.
        scopes: what the bot asks for.
        days: after which what a workspace left is purged.
    """

    oauth: SlackOAuth
    tenants: ManyTenants
    transact: Transact
    public_url: str
    scopes: tuple[str, ...]
    days: int
    _reader: Reader = field(default_factory=Reader, init=False)
    _turnstile: Turnstile = field(default_factory=Turnstile, init=False)

    def routes(self) -> list[Route]:
        """Return what is to be served."""
        return [
            Route(INSTALL_PATH, self.ask, methods=["GET"]),
            Route(INSTALL_PATH, self.set_out, methods=["POST"]),
            Route(REDIRECT_PATH, self.come_back, methods=["GET"]),
            Route(LEAVE_PATH, self.leave, methods=["GET"]),
        ]

    async def ask(self, _request: Request) -> Response:
        """Show what the bot is and what it asks for."""
        return self._page(views.ask(self._reader, self.scopes, self.days))

    async def leave(self, _request: Request) -> Response:
        """Show how the bot is removed."""
        return self._page(views.leave(self._reader, self.days))

    async def set_out(self, request: Request) -> Response:
        """Send somebody to Slack, so that only the same browser can come back, and only once."""
        if (wait := self._wait(request)) is not None:
            return wait
        state = secrets.token_urlsafe(SECRET_BYTES)
        known = request.cookies.get(self._cookie_name, "")
        # Whoever began in two tabs may come back in either.
        cookie = known if SECRET_BYTES <= len(known) <= LONGEST else secrets.token_urlsafe(SECRET_BYTES)
        try:
            await self.transact(installations.set_out, SetOut(state, cookie))
        except StoreUnavailable:
            return self._page(views.not_reached(self._reader), NOT_NOW)
        answer = RedirectResponse(self.oauth.address(self._redirect_url, state), 303, self._headers())
        answer.set_cookie(
            self._cookie_name,
            cookie,
            max_age=int(STATE_LASTS.total_seconds()),
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def come_back(self, request: Request) -> Response:
        """Take what Slack sent somebody back with."""
        asked = request.query_params
        if asked.get("error"):
            return self._page(views.denied(self._reader))
        code, state = asked.get("code", ""), asked.get("state", "")
        cookie = request.cookies.get(self._cookie_name, "")
        if not (code and state and cookie) or max(map(len, (code, state, cookie))) > LONGEST:
            return self._page(views.start_again(self._reader), BEGIN_AGAIN)
        if (wait := self._wait(request)) is not None:
            return wait
        try:
            if not await self.transact(installations.come_back, SetOut(state, cookie)):
                log.warning("install.way_back_refused")
                return self._page(views.start_again(self._reader), BEGIN_AGAIN)
            return await self._install(code)
        except (StoreUnavailable, NotSent, OutcomeLost, RateLimited) as error:
            log.warning("install.not_reached", error=type(error).__name__)
            return self._page(views.not_reached(self._reader), NOT_NOW)

    def _wait(self, request: Request) -> Response | None:
        """Return the page that asks whoever comes too often to wait; nothing is kept of it, and nothing is lost."""
        seconds = self._turnstile.wait(request.client.host if request.client else None)
        if not seconds:
            return None
        answer = self._page(views.too_many(self._reader), TOO_MANY)
        answer.headers["Retry-After"] = str(seconds)
        return answer

    async def _install(self, code: str) -> Response:
        try:
            grant = await self.oauth.exchange(code, self._redirect_url)
            await self.transact(installations.install, grant)
        except SlackRefused as refused:
            log.warning("install.refused", error=refused.error)
            return self._page(views.start_again(self._reader), BEGIN_AGAIN)
        except ForAnOrganisation:
            log.warning("install.for_an_organisation")
            return self._page(views.whole_organisation(self._reader), REFUSED)
        except MissingScopes as less:
            log.warning("install.scopes_missing", missing=less.missing)
            return self._page(views.scopes_missing(self._reader, less.missing), REFUSED)
        except WrongKey:
            log.exception("install.wrong_key", what_to_do="put the earlier encryption key back, as the newest's second")
            return self._page(views.not_reached(self._reader), NOT_NOW)
        self.tenants.forget(grant.team_id)
        log.info("install.done", team=grant.team_id)
        page = views.installed(self._reader, grant.team_name, self.oauth.home(grant))
        return self._page(page)

    @property
    def _is_secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def _cookie_name(self) -> str:
        # With the prefix no neighbouring site can set it, and no browser takes it over plain HTTP.
        return "__Host-bothways-install" if self._is_secure else "bothways-install"

    @property
    def _redirect_url(self) -> str:
        return self.public_url + REDIRECT_PATH

    def _page(self, content: str, status: int = GOOD) -> Response:
        return HTMLResponse(content, status, self._headers())

    def _headers(self) -> dict[str, str]:
        # A form's answer may lead to Slack, and browsers ask the policy of the form for that too.
        policy = (
            f"default-src 'none'; style-src {STYLE_SOURCE}; img-src data:; form-action 'self' {self.oauth.place};"
            " base-uri 'none'; frame-ancestors 'none'"
        )
        return {
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        }
