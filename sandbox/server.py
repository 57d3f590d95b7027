"""The HTTP server: routes, the guard that keeps other web sites out, and starting and stopping."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from sandbox import (
    administration,
    events,
    file_transfer,
    guard,
    page_api,
    page_files,
    responses,
    scheduling,
    scopes,
    statuses,
)
from sandbox.control import (
    actions,
    channels,
    commands,
    connections,
    modals,
    people,
    said,
    shortcuts,
    suggestions,
    uploads,
    workspace,
)
from sandbox.control import reactions as reacting
from sandbox.control.reading import any_body_of, body_of
from sandbox.errors import ControlError, Json
from sandbox.local_slack import LocalSlack
from sandbox.manifest import Manifest, read_manifest
from sandbox.oauth import consent
from sandbox.web_api import WebApi
from sandbox.workspaces import PATIENCE, Options, Workspaces

_LARGEST_BODY = 16 * 1024 * 1024

_log = logging.getLogger(__name__)

TEAM_HEADER = "X-Slack-Team"
_UNREADABLE = (UnicodeDecodeError, HttpProcessingError, web.RequestPayloadError)
Act = Callable[[LocalSlack, Json], Coroutine[Any, Any, Json]]
Look = Callable[[LocalSlack, Mapping[str, str]], Json]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Serving:
    """A running local Slack: where it is and what opens it."""

    workspaces: Workspaces
    host: str
    port: int

    @property
    def slack(self) -> LocalSlack:
        """The first workspace, for most the only one."""
        return self.workspaces.first

    @property
    def url(self) -> str:
        return self.workspaces.base_url

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def clock_url(self) -> str:
        return f"{self.url}/clock"

    @property
    def bot_token(self) -> str:
        return self.slack.bot_token

    @property
    def app_token(self) -> str:
        return self.workspaces.credentials.app_token

    @property
    def signing_secret(self) -> str:
        return self.workspaces.credentials.signing_secret

    def environment(self) -> dict[str, str]:
        """
        What a bot needs in its environment to talk to the first workspace, or, without the app there, to be installed.

        Never both: Bolt takes a client id in its environment for the wish to be installed, and ignores a token.
        """
        client = self.workspaces.credentials
        opens = {"SLACK_CLIENT_ID": client.client_id, "SLACK_CLIENT_SECRET": client.client_secret}
        return {
            **({"SLACK_BOT_TOKEN": self.bot_token} if self.slack.installed else opens),
            "SLACK_APP_TOKEN": self.app_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "SLACK_API_URL": self.api_url,
            "BOTHWAYS_CLOCK_URL": self.clock_url,
        }


def _tell_what_is_not_served(manifest: Manifest) -> None:
    """An app that waits for what never comes should learn of it before its author wonders."""
    never_sent = sorted(manifest.bot_events - set(events.subscriptions()))
    if never_sent:
        _log.warning("events that the local Slack never sends: %s", ", ".join(never_sent))
    unknown = scopes.unknown([*manifest.bot_scopes, *manifest.user_scopes])
    if unknown:
        _log.warning("scopes that Slack does not have, for which it refuses a manifest: %s", ", ".join(unknown))
    if manifest.set_aside:
        _log.warning("parts of the manifest that the local Slack does not serve: %s", ", ".join(manifest.set_aside))
    if manifest.messages_read_only and "message.im" in manifest.bot_events:
        _log.warning(
            "nobody can write to the app, although it listens to message.im: the manifest needs "
            "features.app_home.messages_tab_read_only_enabled: false"
        )


@asynccontextmanager
async def serve(
    manifest: Path,
    *,
    port: int = 0,
    data: Path | None = None,
    rates: bool = True,
    request_url: str | None = None,
    host: str = "127.0.0.1",
    installed: bool = True,
    patience: float = PATIENCE,
    pause: float = 0.0,
) -> AsyncIterator[Serving]:
    """
    Run a local Slack for as long as the context lasts.

    Args:
        port: 0 takes any free one.
        data: the folder that keeps the workspace; without it, it lives in memory.
        rates: whether rate limits are in force.
        request_url: where payloads are POSTed, signed; without it the app connects by Socket Mode.
        installed: whether a new first workspace has the app, or it is to be installed there.
        patience: seconds in which the app has to acknowledge, and a trigger is good; more for an app in a debugger.
        pause: seconds that a refusal of the Web API takes at least, as over a network.

    Raises:
        ManifestError, StorageError, OSError: the manifest, the folder or the port cannot be used.
    """
    read = read_manifest(manifest)
    _tell_what_is_not_served(read)
    workspaces = Workspaces(Options(read, data, rates, request_url, installed, patience, pause))
    runner = web.AppRunner(application(workspaces), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0][1]
        shown_host = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared with, not bound to
        workspaces.base_url = f"http://{f'[{shown_host}]' if ':' in shown_host else shown_host}:{bound}"
        for workspace in workspaces:
            statuses.begin(workspace)
            scheduling.begin(workspace)
        yield Serving(workspaces, host, bound)
    finally:
        # The storage goes last: until the runner is cleaned up, a request under way may still read and write.
        await workspaces.stop()
        await runner.cleanup()
        await workspaces.close()


def application(workspaces: Workspaces) -> web.Application:
    app = web.Application(middlewares=[_guard], client_max_size=_LARGEST_BODY)
    api = WebApi(workspaces)
    app.router.add_route("*", "/api/{method}", api.handle)
    app.router.add_get("/link/", workspaces.socket_mode.connect)
    app.router.add_post("/response/{secret}", partial(responses.handle, workspaces))
    _add_installing(app, workspaces)
    _add_files(app, workspaces)
    _add_clock(app, workspaces)
    _add_control(app, workspaces)
    _add_page(app, workspaces)
    return app


def _add_installing(app: web.Application, workspaces: Workspaces) -> None:
    app.router.add_get("/oauth/v2/authorize", partial(consent.show, workspaces))
    app.router.add_post("/oauth/v2/authorize", partial(consent.answer, workspaces))
    app.router.add_get("/apps", partial(administration.show, workspaces))
    app.router.add_post("/apps", partial(administration.act, workspaces))


def _add_files(app: web.Application, workspaces: Workspaces) -> None:
    app.router.add_post("/upload/v1/{secret}", partial(file_transfer.upload, workspaces))
    app.router.add_get("/files-pri/{place}/{name}", partial(file_transfer.download, workspaces))
    app.router.add_get("/files-pri/{place}/download/{name}", partial(file_transfer.download, workspaces))
    app.router.add_get("/files/{user}/{file}/{name}", partial(file_transfer.permalink, workspaces))
    app.router.add_get("/page/files/{file}", partial(file_transfer.show, workspaces))


def _add_clock(app: web.Application, workspaces: Workspaces) -> None:
    watchers = workspaces.watchers

    async def now(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"ok": True, **watchers.clock_json()})

    async def idle(request: web.Request) -> web.StreamResponse:
        watchers.report(await body_of(request))
        workspaces.clock_changed()
        return web.json_response({"ok": True})

    app.router.add_get("/clock", now)
    app.router.add_get("/clock/stream", watchers.stream)
    app.router.add_post("/clock/idle", idle)


_ACTS: dict[str, Act] = {
    "workspaces": workspace.add_workspace,
    "users": people.add_user,
    "users/update": people.change_user,
    "channels": people.add_channel,
    "channels/join": people.join_channel,
    "channels/leave": channels.leave_channel,
    "channels/update": channels.change_channel,
    "files": uploads.add_file,
    "files/delete": uploads.delete_file,
    "message": commands.say,
    "message/update": said.change,
    "message/delete": said.delete,
    "pins": said.pin,
    "command": commands.run_command,
    "action": actions.act,
    "suggest": suggestions.suggest,
    "shortcut": shortcuts.run_shortcut,
    "preferences": workspace.change_preferences,
    "reactions": reacting.react,
    "submit": modals.submit,
    "close": modals.close,
    "home": modals.open_home,
    "clock": workspace.move_clock,
    "connections": connections.act,
    "install": workspace.install,
    "oauth": consent.control,
    "uninstall": workspace.uninstall,
}
_LOOKS: dict[str, Look] = {
    "/control/state": workspace.state,
    "/control/messages": page_api.messages,
    "/control/views": page_api.open_views,
    "/control/requests": page_api.requests,
    "/control/faults": workspace.faults_in_force,
    "/control/scheduled": workspace.scheduled_messages,
    "/page/bootstrap": page_api.bootstrap,
    "/page/conversations": page_api.conversations,
    "/page/threads": page_api.followed_threads,
    "/page/users": page_api.users,
    "/page/traffic": page_api.traffic,
}


def _add_control(app: web.Application, workspaces: Workspaces) -> None:
    for name, act in _ACTS.items():
        app.router.add_post(f"/control/{name}", _acting(workspaces, act))
    for path, look in _LOOKS.items():
        app.router.add_get(path, _looking(workspaces, look))

    async def faults(request: web.Request) -> web.StreamResponse:
        return _ok(await workspace.plan_faults(workspaces.first, await any_body_of(request)))

    async def reset(_request: web.Request) -> web.StreamResponse:
        await workspaces.reset()
        return _ok({})

    app.router.add_post("/control/faults", faults)
    app.router.add_post("/control/reset", reset)


def _add_page(app: web.Application, workspaces: Workspaces) -> None:
    workspaces.traffic.listener = partial(page_api.show_traffic, workspaces)

    async def events(request: web.Request) -> web.StreamResponse:
        return await page_api.stream(_workspace_of(workspaces, request, {}), request)

    async def permalink(request: web.Request) -> web.StreamResponse:
        channel, packed = request.match_info["channel"], request.match_info["packed"].removeprefix("p")
        slack = next((one for one in workspaces if one.channels.get(channel) is not None), workspaces.first)
        thread = request.query.get("thread_ts")
        rest = f"&thread_ts={quote(thread)}" if thread else ""
        raise web.HTTPFound(f"{slack.page}channel={channel}&ts={packed[:-6]}.{packed[-6:]}{rest}")

    app.router.add_get("/", page_files.index)
    app.router.add_get(r"/page/static/{version:v[0-9a-f]{12}}/{name:.+}", page_files.static)
    app.router.add_get("/page/static/{name:.+}", page_files.static)
    app.router.add_get("/page/events", events)
    app.router.add_post("/page/read", _acting(workspaces, page_api.mark_read))
    app.router.add_get("/archives/{channel}/{packed}", permalink)


def _workspace_of(workspaces: Workspaces, request: web.Request, body: Json) -> LocalSlack:
    """The workspace a call names in its body, query or header; the first one where it names none."""
    wanted = body.get("team") or request.query.get("team") or request.headers.get(TEAM_HEADER)
    return workspaces.named(str(wanted or ""))


def _acting(workspaces: Workspaces, act: Act) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        body = await body_of(request)
        slack = _workspace_of(workspaces, request, body)
        # An act goes on when its page is closed half-way, as a sent click does.
        return _ok(await workspaces.background.finish(act(slack, body)))

    return handler


def _looking(workspaces: Workspaces, look: Look) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return _ok(look(_workspace_of(workspaces, request, {}), request.query))

    return handler


def _ok(body: Json) -> web.Response:
    return web.json_response({"ok": True, **body})


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other web sites and other machines, and turn every error into an honest answer."""
    refusal = guard.refusal(request)
    if refusal is not None:
        _log.warning("%s %s was refused: %s", request.method, request.path, refusal)
        return web.json_response(ControlError("forbidden", refusal).body(), status=403)
    try:
        return await handler(request)
    except ControlError as error:
        return web.json_response(error.body(), status=error.status)
    except _UNREADABLE as error:
        refused = ControlError("unreadable_body", f"the body breaks off, or is none of its type: {error}")
        return web.json_response(refused.body(), status=refused.status)
    except web.HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - logged whole, and told to the caller rather than hidden
        _log.exception("%s %s failed inside the local Slack", request.method, request.path)
        body: Json = {"ok": False, "error": "internal_error", "message": f"{type(error).__name__}: {error}"}
        return web.json_response(body, status=500)
