"""A local Slack in which the app is not installed, and its way in."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from tests.sandbox.driver import Control, Json, manifest_document, refused

BACK = "http://127.0.0.1:3000/slack/oauth_redirect"
BOT_SCOPES = "chat:write,commands,users:read"


@dataclass
class Door:
    """The app's side of an installation: its client id and secret, authorize URLs, and the exchange of codes."""

    slack: Serving
    control: Control

    @property
    def client(self) -> dict[str, str]:
        credentials = self.slack.workspaces.credentials
        return {"client_id": credentials.client_id, "client_secret": credentials.client_secret}

    @property
    def web(self) -> AsyncWebClient:
        return AsyncWebClient(base_url=self.slack.api_url, retry_handlers=[])

    def url(self, **changed: str | None) -> str:
        query = {"client_id": self.client["client_id"], "scope": BOT_SCOPES, "redirect_uri": BACK, "state": "s t"}
        kept = {key: value for key, value in {**query, **changed}.items() if value is not None}
        return f"{self.slack.url}/oauth/v2/authorize?{urlencode(kept)}"

    async def answered(self, user: str, decision: str = "allow", url: str | None = None, **more: str) -> Json:
        """The answer of the control call with which a person decides."""
        authorize_url = url or self.url()
        body = {"user": user, "decision": decision, "authorize_url": authorize_url, **more}
        return await self.control.post("/control/oauth", body)

    async def code(self, user: str, url: str | None = None, **more: str) -> str:
        return sent_back(await self.answered(user, url=url, **more))["code"]

    async def access(self, **arguments: Any) -> Json:
        """What oauth.v2.access answers, refused or not."""
        return await refused(self.web.oauth_v2_access(**{**self.client, "redirect_uri": BACK, **arguments}))

    async def installed(self, user: str, url: str | None = None, **more: str) -> Json:
        """The whole way: consent, code, tokens."""
        return await self.access(code=await self.code(user, url, **more))

    def client_of(self, token: str) -> AsyncWebClient:
        return AsyncWebClient(token=token, base_url=self.slack.api_url, retry_handlers=[])


def sent_back(answer: Json) -> dict[str, str]:
    """The query with which a person comes back to the app."""
    location = str(answer["location"])
    assert location.startswith(f"{BACK}?"), location
    return {key: values[0] for key, values in parse_qs(urlsplit(location).query, keep_blank_values=True).items()}


@asynccontextmanager
async def door_of(folder: Path, **manifest: Any) -> AsyncIterator[Door]:
    """A local Slack without the app, for a manifest with these differences."""
    path = folder / "manifest.json"
    wanted: Json = {"redirect_urls": [BACK], "user_scopes": ["users:read", "im:history"], **manifest}
    path.write_text(json.dumps(manifest_document(**wanted)))
    async with sandbox.serve(path, rates=False, installed=False) as slack, Control(slack.url) as control:
        yield Door(slack, control)
