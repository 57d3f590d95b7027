"""Signed HTTP: each payload as a POST to the app's request URL, as Slack sends it when Socket Mode is off."""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlencode

import aiohttp

from sandbox.errors import Json
from sandbox.inbound.parcels import Outcome, Parcel
from sandbox.read_json import read_json
from sandbox.state.ids import new_secret

_OK = 200
_REDIRECT = 300
_log = logging.getLogger(__name__)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature of a request body."""
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return f"v0={digest.hexdigest()}"


class SignedHttp:
    """The app behind a request URL. The URL is verified with a challenge before the first event goes there."""

    reasons: ClassVar[Mapping[str, str]] = {"operation_timeout": "http_timeout", "dispatch_failed": "http_error"}

    def __init__(self, url: str, signing_secret: str, verification_token: str, patience: float) -> None:
        self._url = url
        self._secret = signing_secret
        self._token = verification_token
        self._timeout = aiohttp.ClientTimeout(total=patience)
        self._session: aiohttp.ClientSession | None = None
        self._verified = False

    async def deliver(self, parcel: Parcel) -> Outcome:
        if parcel.kind == "events_api" and not self._verified and not await self._verify():
            return Outcome(failure="dispatch_failed", detail=f"{self._url} did not answer the url_verification")
        return await self._post(parcel)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _verify(self) -> bool:
        challenge = new_secret("")
        payload: Json = {"token": self._token, "challenge": challenge, "type": "url_verification"}
        outcome = await self._post(Parcel("events_api", "url_verification", payload))
        answered = (outcome.body or {}).get("challenge", (outcome.body or {}).get("text"))
        # As JSON, as plain text or as a form: Slack takes all three.
        self._verified = outcome.failure is None and answered in {challenge, f"challenge={challenge}"}
        if not self._verified:
            _log.error("%s failed Slack's url_verification; events cannot be sent there", self._url)
        return self._verified

    async def _post(self, parcel: Parcel) -> Outcome:
        body, content_type = _encoded(parcel)
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (local)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }
        if parcel.retry:
            headers |= {"X-Slack-Retry-Num": str(parcel.retry), "X-Slack-Retry-Reason": parcel.reason}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with self._session.post(
                self._url, data=body, headers=headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                return _outcome(response, await response.read())
        except TimeoutError:
            return Outcome(failure="operation_timeout", detail=f"not answered within {self._timeout.total:g} seconds")
        except (aiohttp.ClientError, OSError, asyncio.IncompleteReadError) as error:
            return Outcome(failure="dispatch_failed", detail=f"{self._url} cannot be reached: {error}")


def _encoded(parcel: Parcel) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    if parcel.kind == "slash_commands":
        return urlencode(parcel.payload).encode(), form
    if parcel.kind == "interactive":
        return urlencode({"payload": json.dumps(parcel.payload)}).encode(), form
    return json.dumps(parcel.payload).encode(), "application/json"


def _outcome(response: aiohttp.ClientResponse, raw: bytes) -> Outcome:
    no_retry = response.headers.get("X-Slack-No-Retry") == "1"
    if not _OK <= response.status < _REDIRECT:
        return Outcome(failure="dispatch_failed", detail=f"HTTP {response.status}", no_retry=no_retry)
    text = raw.decode(errors="replace")
    if not text.strip():
        return Outcome()
    try:
        body = read_json(text)
    except ValueError:
        return Outcome(body={"text": text})
    return Outcome(body=body if isinstance(body, dict) and body else None)
