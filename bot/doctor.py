"""Is everything in place? Each check says what it saw and, if it is wrong, what to do."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
from msgspec import Struct
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from adapters import migrations
from adapters.database import engine_for
from adapters.slack import client
from adapters.store_move import StoreMoved, refuse_if_moved
from bot import manifest
from bot.settings import KEY_FILE, Settings
from mentoring.clock import SystemClock
from mentoring.vault import Vault
from models import Workspace, WorkspaceState
from views.install_pages import INSTALL_PATH

SKEW_ALLOWED_SECONDS = 60
"""Slack's signatures are good for five minutes; a clock that is a minute off will be more off tomorrow."""

NOT_REACHED = (aiohttp.ClientError, OSError)


class Finding(Struct, frozen=True):
    """One check. `mend` is what to do; empty when all is well."""

    what: str
    seen: str
    mend: str = ""

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to do."""
        return not self.mend


def examine(settings: Settings) -> list[Finding]:
    """Check tokens, scopes, clock, key, database and migrations; nothing is changed anywhere."""
    slack = asyncio.run(_slack(settings))
    return [*slack, _key(settings), *_store(settings)]


async def _slack(settings: Settings) -> list[Finding]:
    if settings.bot_token is None:
        return [
            Finding("Bot tokens", f"of each workspace that installs the bot at {settings.public_url}{INSTALL_PATH}")
        ]
    web = client(settings.bot_token.get_secret_value(), settings.api_url)
    try:
        answer: Any = await web.auth_test()
    except SlackApiError as error:
        return [_token_refused(str(error.response["error"]))]
    except NOT_REACHED as error:
        mend = f"Check the network, and SLACK_API_URL ({settings.api_url})."
        return [Finding("Slack", f"not reached ({type(error).__name__})", mend)]
    findings = [
        Finding("Bot token", f"good for {answer['team']} as @{answer['user']}"),
        _scopes(answer.headers.get("x-oauth-scopes", "")),
        _clock(answer.headers.get("Date"), SystemClock().now),
    ]
    return [*findings, await _way_in(settings)]


def _token_refused(error: str) -> Finding:
    mend = "Copy the Bot User OAuth Token from your app’s page “OAuth & Permissions” into SLACK_BOT_TOKEN."
    if error in {"account_inactive", "token_revoked"}:
        mend = "The app was removed from the workspace: install it again, then copy the new token."
    return Finding("Bot token", f"Slack refuses it: {error}", mend)


def _scopes(granted: str) -> Finding:
    has = {scope.strip() for scope in granted.split(",") if scope.strip()}
    wants = manifest.bot_scopes()
    missing = sorted(wants - has)
    if missing:
        mend = "Paste manifest.yml into your app’s page “App Manifest”, save, and install the app again."
        return Finding("Scopes", f"missing: {', '.join(missing)}", mend)
    more = sorted(has - wants)
    extra = f"; more than needed: {', '.join(more)}" if more else ""
    return Finding("Scopes", f"all {len(wants)} granted{extra}")


def _clock(date: str | None, now: Callable[[], datetime]) -> Finding:
    if date is None:
        return Finding("Clock", "not compared: Slack’s answer carried no date")
    skew = abs((now() - parsedate_to_datetime(date).astimezone(UTC)).total_seconds())
    if skew > SKEW_ALLOWED_SECONDS:
        return Finding("Clock", f"{skew:.0f} seconds off", "Let this machine set its clock by NTP.")
    return Finding("Clock", "in step with Slack")


async def _way_in(settings: Settings) -> Finding:
    if settings.app_token is None:
        return Finding("Way in", f"HTTP on port {settings.http_port}, signed requests")
    web = client(settings.app_token.get_secret_value(), settings.api_url)
    try:
        await web.apps_connections_open(app_token=settings.app_token.get_secret_value())
    except SlackApiError as error:
        seen = f"Slack refuses the app token: {error.response['error']}"
        mend = "Make an app-level token with connections:write on “Basic Information” and put it into SLACK_APP_TOKEN."
        return Finding("Way in", seen, mend)
    except NOT_REACHED as error:
        return Finding("Way in", f"Slack not reached ({type(error).__name__})", "Check the network, and try again.")
    return Finding("Way in", "Socket Mode")


def _key(settings: Settings) -> Finding:
    path = settings.data / KEY_FILE
    if not settings.encryption_keys and not path.exists():
        # Looking must not make one: a key made beside a store that was sealed with another would hide the loss.
        return Finding("Encryption key", f"none yet; the first run makes {path}")
    try:
        Vault(settings.keys())
    except (ValueError, OSError) as error:
        mend = "Restore the key file from your backup, or set BOTHWAYS_ENCRYPTION_KEYS."
        return Finding("Encryption key", f"cannot be used ({type(error).__name__})", mend)
    where = "from the settings" if settings.encryption_keys else f"in {settings.data}; back it up apart from the store"
    return Finding("Encryption key", where)


def _store(settings: Settings) -> list[Finding]:
    url = make_url(settings.store_url)
    name = f"Store ({url.get_backend_name()})"
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        # Opening the file would make it.
        return [Finding(name, f"none yet; the first run makes {url.database}")]
    try:
        engine = engine_for(settings.store_url)
    except ModuleNotFoundError as missing:
        mend = "Install Bothways with it: `pip install 'bothways[postgres]'`."
        return [Finding(name, f"its driver {missing.name} is not installed", mend)]
    try:
        revision, newest = migrations.current(engine), migrations.newest()
        found = [*_moved(engine), *_fence(engine, settings), *_parked(engine, settings)] if revision == newest else []
    except SQLAlchemyError as error:
        return [Finding(name, f"not reached ({type(error).__name__})", "Check BOTHWAYS_DATABASE_URL.")]
    finally:
        engine.dispose()
    if revision != newest:
        return [Finding(name, "reached"), _outdated(revision)]
    return [Finding(name, "reached"), Finding("Migrations", f"up to date ({revision})"), *found]


def _fence(engine: Engine, settings: Settings) -> list[Finding]:
    """Where workspaces share a PostgreSQL: whether its own policies bind us; before a superuser none holds."""
    if not settings.serves_many or engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        is_free = connection.scalar(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
    if is_free:
        mend = "Let BOTHWAYS_DATABASE_URL name an ordinary role that owns the database, and no superuser."
        return [Finding("Second fence between workspaces", "not standing: the role is above all policies", mend)]
    return [Finding("Second fence between workspaces", "standing")]


def _moved(engine: Engine) -> list[Finding]:
    try:
        refuse_if_moved(engine)
    except StoreMoved as moved:
        return [Finding("Installation", str(moved), "Set BOTHWAYS_DATABASE_URL to that store.")]
    return []


def _parked(engine: Engine, settings: Settings) -> list[Finding]:
    with engine.connect() as connection:
        teams = connection.scalars(select(Workspace.team_id).where(Workspace.state == WorkspaceState.PARKED)).all()
    mend = "Install the app again, put its new token into SLACK_BOT_TOKEN, and start the bot again."
    if settings.serves_many:
        mend = f"Should it not stay away: have somebody there install it again at {settings.public_url}{INSTALL_PATH}."
    return [
        Finding(f"Workspace {team}", "parked: the app was removed or its token revoked", mend) for team in sorted(teams)
    ]


def _outdated(revision: str | None) -> Finding:
    seen = f"at {revision or 'nothing yet'}, this release wants {migrations.newest()}"
    return Finding("Migrations", seen, "Run `bothways migrate`, or just `bothways run`.")
