"""Settings from the environment and `.env`; each wrong or missing one is told in one line that says how to mend it."""

import os
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

import structlog
from cryptography.fernet import Fernet
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from mentoring.participants import USUAL_AWAY

log = structlog.get_logger()

SLACK_API = "https://slack.com/api/"
WAYS_IN = frozenset({"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"})
MANY = frozenset({"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"})
NO_WAY_IN = "SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing; one of them is needed"
KEY_FILE = "encryption.key"
EMOJI = re.compile(r"[\w+'-]+")
SHORTEST_LEASE = 30
SHORTEST_SETTLE = 60
"""Seconds. With less, a call to Slack that is only slow would be taken for a lost one, and repeated."""


class WrongSettings(Exception):
    """One line a setting, each naming it and saying what to do."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Settings(BaseSettings):
    """Everything that differs between two installations."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", populate_by_name=True)

    # Required, so that whoever has set nothing hears of it; with a client id it is set to nothing.
    bot_token: SecretStr | None = Field(
        validation_alias="SLACK_BOT_TOKEN",
        description="The Bot User OAuth Token (xoxb-…), from your app’s page “OAuth & Permissions”.",
    )
    app_token: SecretStr | None = Field(
        None,
        validation_alias="SLACK_APP_TOKEN",
        description="The app-level token (xapp-…) with connections:write, from “Basic Information”: Socket Mode.",
    )
    signing_secret: SecretStr | None = Field(
        None,
        validation_alias="SLACK_SIGNING_SECRET",
        description="The Signing Secret, from “Basic Information”: needed only for HTTP instead of Socket Mode.",
    )
    client_id: str | None = Field(
        None,
        validation_alias="SLACK_CLIENT_ID",
        description="Many workspaces: the Client ID, from “Basic Information”, instead of SLACK_BOT_TOKEN.",
    )
    client_secret: SecretStr | None = Field(
        None,
        validation_alias="SLACK_CLIENT_SECRET",
        description="Many workspaces: the Client Secret, from “Basic Information”.",
    )
    api_url: str = Field(
        SLACK_API, validation_alias="SLACK_API_URL", description="Where Slack’s Web API is; another only for tests."
    )
    data: Path = Field(
        Path("var"),
        validation_alias="BOTHWAYS_DATA",
        description="The data folder: the SQLite store and the encryption key, unless set otherwise.",
    )
    database_url: str = Field(
        "",
        validation_alias="BOTHWAYS_DATABASE_URL",
        description="`sqlite:///path` (default: in the data folder) or `postgresql+psycopg://user:password@host/name`.",
    )
    encryption_keys: Annotated[list[SecretStr], NoDecode] = Field(
        default_factory=list,
        validation_alias="BOTHWAYS_ENCRYPTION_KEYS",
        description="Fernet keys, newest first, by commas; default: one made on the first run, in the data folder.",
    )
    clock_url: str | None = Field(
        None,
        validation_alias="BOTHWAYS_CLOCK_URL",
        description="The local Slack’s movable clock; refused with a Slack on another machine.",
    )
    http_host: str = Field(
        "127.0.0.1",
        validation_alias="BOTHWAYS_HTTP_HOST",
        description="HTTP: where to listen; a proxy with TLS stands in front. In a container: 0.0.0.0.",
    )
    http_port: int = Field(
        8080, ge=1, le=65535, validation_alias="BOTHWAYS_HTTP_PORT", description="HTTP: the port to listen on."
    )
    drain_seconds: float = Field(
        0,
        ge=0,
        le=5,
        validation_alias="BOTHWAYS_DRAIN_SECONDS",
        description="HTTP: seconds to go on taking clicks when told to stop, until a balancer saw /readyz say no.",
    )
    health_host: str = Field(
        "127.0.0.1",
        validation_alias="BOTHWAYS_HEALTH_HOST",
        description="Where /healthz, /readyz and /metrics are answered; no proxy should publish it.",
    )
    health_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        validation_alias="BOTHWAYS_HEALTH_PORT",
        description="A port for /healthz, /readyz and /metrics; over HTTP the first two are on its port anyway.",
    )
    public_url: str | None = Field(
        None,
        validation_alias="BOTHWAYS_PUBLIC_URL",
        description="HTTP: where the bot is reached from outside (https://…): then people may have calendar addresses.",
    )
    purge_after_days: int = Field(
        30,
        ge=1,
        validation_alias="BOTHWAYS_PURGE_AFTER_DAYS",
        description="So many days after the app was removed from a workspace, everything kept of it is deleted.",
    )
    lease_seconds: float = Field(
        30,
        ge=1,
        validation_alias="BOTHWAYS_LEASE_SECONDS",
        description="How long one worker may hold a message before another takes it up; less than 30 only for tests.",
    )
    settle_seconds: float = Field(
        60,
        ge=0,
        validation_alias="BOTHWAYS_SETTLE_SECONDS",
        description="How long to wait before a lost reply is looked for in Slack; less than 60 only for tests.",
    )
    messages_per_second: float = Field(
        5,
        gt=0,
        validation_alias="BOTHWAYS_MESSAGES_PER_SECOND",
        description="How many messages a second the bot posts in the long run; Slack likes about five.",
    )
    away_emoji: Annotated[list[str], NoDecode] = Field(
        default_factory=lambda: sorted(USUAL_AWAY),
        validation_alias="BOTHWAYS_AWAY_EMOJI",
        description="Names of emoji, by commas: who has one of them as their status is away, and left alone so long.",
    )
    log_level: str = Field(
        "INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        validation_alias="BOTHWAYS_LOG_LEVEL",
        description="DEBUG, INFO, WARNING or ERROR.",
    )

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, given: Any) -> Any:
        """
        Take `NAME=` in a file or a container's environment for what it means: nothing is set.

        Where many workspaces install the bot, no token is missing.
        """
        if not isinstance(given, dict):
            return given
        found = {name: value for name, value in given.items() if value != ""}
        return {"SLACK_BOT_TOKEN": None} | found if MANY & found.keys() else found

    @field_validator("encryption_keys", "away_emoji", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return [each.strip() for each in value.split(",") if each.strip()] if isinstance(value, str) else value

    @field_validator("encryption_keys")
    @classmethod
    def _are_keys(cls, keys: list[SecretStr]) -> list[SecretStr]:
        for key in keys:
            try:
                Fernet(key.get_secret_value())
            except ValueError:
                msg = "is not a Fernet key; make one with `bothways key`"
                raise ValueError(msg) from None
        return keys

    @field_validator("away_emoji")
    @classmethod
    def _are_emoji(cls, written: list[str]) -> list[str]:
        names = [each.strip(":").lower() for each in written]
        if not names or not all(map(EMOJI.fullmatch, names)):
            msg = "does not list names of emoji; write them as Slack does, such as palm_tree,ooo"
            raise ValueError(msg)
        return names

    @field_validator("bot_token")
    @classmethod
    def _is_bot_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not token.get_secret_value().startswith(("xoxb-", "xoxe.xoxb-")):
            msg = "does not begin with xoxb-"
            raise ValueError(msg)
        return token

    @field_validator("app_token")
    @classmethod
    def _is_app_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not token.get_secret_value().startswith("xapp-"):
            msg = "does not begin with xapp-"
            raise ValueError(msg)
        return token

    @field_validator("api_url", "clock_url", "public_url")
    @classmethod
    def _is_address(cls, address: str | None) -> str | None:
        if address is not None and urlsplit(address).scheme not in {"http", "https"}:
            msg = "is not an http(s) address"
            raise ValueError(msg)
        return address

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, url: str) -> str:
        if not url:
            return url
        try:
            backend = make_url(url).get_backend_name()
        except ArgumentError:
            msg = "is not a database address"
            raise ValueError(msg) from None
        if backend not in {"sqlite", "postgresql"}:
            msg = f"names {backend}; SQLite and PostgreSQL are supported"
            raise ValueError(msg)
        return url

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if self.client_id or self.client_secret:
            self._fit_many()
        if self.app_token is None and self.signing_secret is None:
            raise ValueError(NO_WAY_IN)
        is_local = _is_loopback(self.api_url)
        if self.clock_url is not None and not (is_local and _is_loopback(self.clock_url)):
            msg = "BOTHWAYS_CLOCK_URL moves the clock and is only for a local Slack on this machine; take it out"
            raise ValueError(msg)
        if not is_local and self.lease_seconds < SHORTEST_LEASE:
            msg = f"BOTHWAYS_LEASE_SECONDS is too short for the real Slack; {SHORTEST_LEASE} is the least"
            raise ValueError(msg)
        if not is_local and self.settle_seconds < SHORTEST_SETTLE:
            msg = f"BOTHWAYS_SETTLE_SECONDS is too short for the real Slack; {SHORTEST_SETTLE} is the least"
            raise ValueError(msg)
        if not self.api_url.endswith("/"):
            self.api_url += "/"
        return self

    def _fit_many(self) -> None:
        """
        Check what many workspaces need.

        Raises:
            ValueError: one sentence on what is missing or too much.
        """
        wrong = {
            "SLACK_BOT_TOKEN serves one workspace and SLACK_CLIENT_ID many; take out the one you do not mean": (
                self.bot_token
            ),
            "SLACK_APP_TOKEN is for Socket Mode, which serves one workspace; take it out, many are served over HTTP": (
                self.app_token
            ),
            "SLACK_CLIENT_ID is missing; it stands beside SLACK_CLIENT_SECRET on “Basic Information”": (
                not self.client_id
            ),
            "SLACK_CLIENT_SECRET is missing; it stands below SLACK_CLIENT_ID on “Basic Information”": (
                not self.client_secret
            ),
            "SLACK_SIGNING_SECRET is missing; many workspaces are served over HTTP, whose requests it proves": (
                not self.signing_secret
            ),
            "BOTHWAYS_PUBLIC_URL is missing; people come back to it from Slack when they install the bot": (
                not self.public_url
            ),
            "BOTHWAYS_PUBLIC_URL has to begin with https://; Slack gives tokens to no other address": (
                self.public_url and not self.public_url.startswith("https://") and not _is_loopback(self.public_url)
            ),
        }
        for sentence, is_so in wrong.items():
            if is_so:
                raise ValueError(sentence)

    @property
    def serves_many(self) -> bool:
        """Whether workspaces install the bot, instead of the one whose token is given."""
        return self.bot_token is None

    @property
    def store_url(self) -> str:
        """The database's address, by default SQLite in the data folder."""
        return self.database_url or f"sqlite:///{(self.data / 'bothways.sqlite3').resolve()}"

    @property
    def calendar_url(self) -> str | None:
        """Where calendar addresses begin; nothing with Socket Mode, which answers no requests."""
        return self.public_url.rstrip("/") if self.public_url and self.app_token is None else None

    def keys(self) -> list[str]:
        """Return the encryption keys; the first run makes one and keeps it in the data folder, for its owner only."""
        if self.encryption_keys:
            return [key.get_secret_value() for key in self.encryption_keys]
        path = self.data / KEY_FILE
        if not path.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(Fernet.generate_key() + b"\n")
            log.warning("encryption_key.made", file=str(path), what_to_do="back it up, apart from the store")
        return path.read_text().split()


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load(**given: Any) -> Settings:
    """
    Return the settings.

    Raises:
        WrongSettings: one line for each that is missing or wrong; no value of a secret is repeated.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = [_line(details) for details in error.errors(include_input=False)]
        # What has to fit together is looked at only when nothing is missing; whoever begins wants to hear it at once.
        found = next((details["input"] for details in error.errors() if details["type"] == "missing"), None)
        if found is not None and not WAYS_IN & found.keys():
            lines.append(f"{NO_WAY_IN}.")
        raise WrongSettings(lines) from None


def _line(details: Any) -> str:
    reason = str(details["msg"]).removeprefix("Value error, ")
    if not details["loc"]:
        return reason + "."
    name = str(details["loc"][0])
    field = next(
        (each for each in Settings.model_fields.values() if each.validation_alias == name), None
    ) or Settings.model_fields.get(name)
    about = field.description if field else ""
    if details["type"] == "missing":
        return f"{name} is missing. {about} Put it into .env or the environment."
    return f"{name} {reason}. It should be: {about}"
