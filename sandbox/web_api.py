"""
The transport of the Web API: forms, JSON, multipart and query strings in; Slack's JSON out, refusals at HTTP 200.

The order of checks is Slack's: is there such a method, who is calling, may they, too often, with what.
"""

import asyncio
import base64
import logging
import time

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from sandbox.errors import Json, RateLimited, SlackError
from sandbox.faults import OF_ANSWERS, OF_CONNECTIONS, Fault
from sandbox.local_slack import LocalSlack
from sandbox.methods.arguments import read_arguments
from sandbox.methods.catalogue import METHODS
from sandbox.methods.registry import Call, Caller, Method, Opens, require_scope
from sandbox.read_json import read_json
from sandbox.state.tokens import Holder
from sandbox.traffic import Beginning
from sandbox.workspaces import Workspaces

# Longer than any client waits, so that a `timeout` fault ends by the client's patience and not by ours.
_HANG_SECONDS = 120.0
_LOOK_EVERY = 0.1
_APP_SCOPES = ("connections:write",)
_SECRET = {"token", "client_secret", "refresh_token"}
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_log = logging.getLogger(__name__)


class WebApi:
    """Serves `/api/<method>`."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self._workspaces.activity.began()
        try:
            return await self._handled(request)
        finally:
            self._workspaces.activity.ended()

    async def _handled(self, request: web.Request) -> web.StreamResponse:
        beginning = self._workspaces.traffic.begin()
        name = request.match_info["method"]
        raw: Json = {}
        try:
            raw, warnings = await _sent(request)
            fault = self._workspaces.faults.strike(name, raw)
            response, body, status = await self._answered(request, name, raw, warnings, fault)
        except SlackError as error:
            body, status = error.body(), error.name
            response = web.json_response(body)
        if body is not None and not body["ok"]:
            await asyncio.sleep(self._workspaces.options.pause - beginning.lasted())
        self._note(self._team_of(_token(request, raw)), name, raw, body, status, beginning)
        return response

    async def _answered(
        self, request: web.Request, name: str, raw: Json, warnings: list[str], fault: Fault | None
    ) -> tuple[web.StreamResponse, Json | None, str]:
        if fault is not None and fault.kind not in OF_ANSWERS:
            struck = await self._struck(request, fault)
            if struck is not None:
                return struck
        headers: dict[str, str] = {}
        status = 200
        try:
            body = {"ok": True, **self._run(request, name, raw, headers)}
            outcome = "ok"
        except SlackError as error:
            body, outcome = error.body(), error.name
        except RateLimited as error:
            body, outcome, status = {"ok": False, "error": "ratelimited"}, "ratelimited", 429
            headers["Retry-After"] = str(error.retry_after)
            _log.warning("%s was called too often: 429, Retry-After %s", name, error.retry_after)
        if warnings and body["ok"]:
            body.setdefault("warning", ",".join(warnings))
            body.setdefault("response_metadata", {}).setdefault("warnings", warnings)
        answer = web.json_response(body, status=status, headers=headers)
        return (answer, body, outcome) if fault is None else await self._spoiled(request, fault, answer, body, outcome)

    async def _spoiled(
        self, request: web.Request, fault: Fault, answer: web.StreamResponse, body: Json, outcome: str
    ) -> tuple[web.StreamResponse, Json, str]:
        """What becomes of the answer to a call that was done."""
        match fault.kind:
            case "drop_reply":
                _log.warning("fault: a call was done and its reply is dropped")
                _break(request)
                return web.Response(), body, f"{outcome} (reply dropped)"
            case "done_500":
                return web.Response(status=500, text="Internal Server Error"), body, f"{outcome} (answered 500)"
            case "done_timeout":
                await self._hang(request)
                return web.Response(status=504), body, f"{outcome} (not answered)"
            case "lag" if "messages" in body:
                shown_from = self._workspaces.clock.now() - fault.seconds
                late = {**body, "messages": [each for each in body["messages"] if float(each["ts"]) <= shown_from]}
                return web.json_response(late), late, outcome
            case _:
                return answer, body, outcome

    async def _struck(self, request: web.Request, fault: Fault) -> tuple[web.StreamResponse, Json | None, str] | None:
        """The answer of a fault, or None where the call itself goes on."""
        if fault.kind == "latency":
            await asyncio.sleep(fault.seconds)
            return None
        _log.warning("fault: %s", fault.kind)
        if fault.kind in OF_CONNECTIONS:
            await self._workspaces.socket_mode.befall(fault.kind, fault.reason)
            return None
        if fault.kind == "429":
            body: Json = {"ok": False, "error": "ratelimited"}
            headers = {"Retry-After": str(fault.retry_after)}
            return web.json_response(body, status=429, headers=headers), body, "ratelimited"
        if fault.kind == "timeout":
            await self._hang(request)
            return web.Response(status=504), None, "timeout"
        return web.Response(status=500, text="Internal Server Error"), None, "http_500"

    async def _hang(self, request: web.Request) -> None:
        # A call that hangs is no activity: control calls do not wait for it to end.
        self._workspaces.activity.ended()
        began = time.monotonic()
        while request.transport is not None and time.monotonic() - began < _HANG_SECONDS:  # noqa: ASYNC110 - aiohttp has no event for a client that left
            await asyncio.sleep(_LOOK_EVERY)
        self._workspaces.activity.began()

    def _run(self, request: web.Request, name: str, raw: Json, headers: dict[str, str]) -> Json:
        method = METHODS.get(name)
        if method is None:
            _log.error("UNKNOWN METHOD %s: the local Slack does not serve it", name)
            raise SlackError("unknown_method", req_method=name)
        # The app-level token is taken from the header alone.
        value = _token(request, {} if method.opens is Opens.APP else raw)
        if method.opens is Opens.CLIENT:
            raw = {"token": value, **_client(request), **raw}
        slack, caller = self._authorised(method, value)
        if caller.scopes:
            headers["X-OAuth-Scopes"] = ",".join(caller.scopes)
            headers["X-Accepted-OAuth-Scopes"] = ",".join(method.scopes)
        slack.rates.method(name, method.tier)
        require_scope(caller.scopes, *method.scopes)
        return method.run(Call(slack, method, read_arguments(raw, method.arguments), caller))

    def _authorised(self, method: Method, value: str) -> tuple[LocalSlack, Caller]:
        """
        The workspace that a token is of, and whom it speaks for there.

        Raises:
            SlackError: not_authed, invalid_auth, not_allowed_token_type, account_inactive, token_revoked or
                token_expired.
        """
        first = self._workspaces.first
        if method.opens is Opens.CLIENT or (not value and method.opens is Opens.NOTHING):
            return first, Caller()
        if not value:
            raise SlackError("not_authed")
        if value == self._workspaces.credentials.app_token:
            if method.opens not in {Opens.APP, Opens.NOTHING}:
                raise SlackError("not_allowed_token_type")
            return first, Caller(scopes=_APP_SCOPES)
        token = self._workspaces.tokens.find(value)
        slack = None if token is None else self._workspaces.get(token.team)
        if token is None or slack is None or token.is_refresh:
            _log.warning("%s was called with a token that no workspace knows", method.name)
            raise SlackError("invalid_auth")
        foreign = {Opens.PERSON} if token.holder is Holder.BOT else {Opens.BOT}
        if method.opens in foreign | {Opens.APP}:
            raise SlackError("not_allowed_token_type")
        refusal = self._workspaces.tokens.refusal(token)
        if refusal is not None:
            raise SlackError(refusal)
        return slack, Caller(token.user, slack.scopes_of(token))

    def _team_of(self, value: str) -> str:
        token = self._workspaces.tokens.find(value)
        return "" if token is None else token.team

    def _note(self, team: str, name: str, raw: Json, body: Json | None, status: str, beginning: Beginning) -> None:
        if status not in {"ok", "unknown_method"}:
            detail = (body or {}).get("response_metadata", {}).get("messages", "")
            _log.info("%s answered %s %s", name, status, detail)
        shown = {key: value for key, value in raw.items() if key not in _SECRET}
        self._workspaces.traffic.add(
            beginning,
            direction="to_slack",
            team=team,
            name=name,
            status=status,
            request=shown,
            response=body,
        )


async def _sent(request: web.Request) -> tuple[Json, list[str]]:
    """
    Everything sent with a call, whichever way, and Slack's warnings about the way.

    Raises:
        SlackError: invalid_json, json_not_object, invalid_form_data, invalid_charset, invalid_post_type,
            request_timeout where the body breaks off, or invalid_auth for a token in the address.
    """
    sent: Json = dict(request.query)
    if "token" in sent:
        # Whatever the header says: no app made since 2021 may send it where it gets into every log on the way.
        raise SlackError("invalid_auth")
    if request.method == "GET" or not request.can_read_body:
        return sent, []
    if request.content_type in _FORMS:
        try:
            form = await request.post()
        except (ValueError, HttpProcessingError) as error:
            raise SlackError("invalid_form_data") from error
        except web.RequestPayloadError as error:
            raise SlackError("request_timeout") from error
        return sent | {key: value for key, value in form.items() if isinstance(value, str)}, []
    if request.content_type == "application/json":
        return sent | await _json_body(request), [] if request.charset else ["missing_charset"]
    raise SlackError("invalid_post_type")


async def _json_body(request: web.Request) -> Json:
    try:
        text = await request.text()
    except (UnicodeDecodeError, LookupError) as error:
        raise SlackError("invalid_charset") from error
    except web.RequestPayloadError as error:
        raise SlackError("request_timeout") from error
    if not text.strip():
        return {}
    try:
        body = read_json(text)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    # Slack takes a token from the header or from a form, and looks for none inside of a JSON body.
    body.pop("token", None)
    return body


def _client(request: web.Request) -> Json:
    """The client id and secret, where they came by HTTP Basic, as Slack prefers."""
    scheme, _, packed = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(packed, validate=True).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": client_id, "client_secret": secret}


def _token(request: web.Request, raw: Json) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return str(raw.get("token") or "")


def _break(request: web.Request) -> None:
    """Cut the connection before any byte of the answer leaves."""
    if isinstance(request.transport, asyncio.Transport):
        request.transport.abort()
