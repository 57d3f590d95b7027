"""The page of an administrator: the workspaces there are, and the app in each, to install and to remove."""

from html import escape

from aiohttp import web

from sandbox.control import workspace
from sandbox.errors import ControlError
from sandbox.filled_pages import page
from sandbox.local_slack import LocalSlack
from sandbox.workspaces import Workspaces

_ACTS = {"install": workspace.install, "uninstall": workspace.uninstall, "add": workspace.add_workspace}


async def show(workspaces: Workspaces, _request: web.Request) -> web.StreamResponse:
    """`GET /apps`."""
    return _shown(workspaces)


async def act(workspaces: Workspaces, request: web.Request) -> web.StreamResponse:
    """`POST /apps`: one of the page's buttons."""
    form = {key: str(value) for key, value in (await request.post()).items()}
    wanted = _ACTS.get(form.get("act", ""))
    if wanted is None:
        return _shown(workspaces, f"An act is one of: {', '.join(_ACTS)}.")
    try:
        await workspaces.background.finish(wanted(workspaces.named(form.get("team", "")), dict(form)))
    except ControlError as error:
        return _shown(workspaces, error.message)
    raise web.HTTPSeeOther("/apps")


def _shown(workspaces: Workspaces, trouble: str = "") -> web.Response:
    notice = f'<p class="notice" role="alert">{escape(trouble)}</p>' if trouble else ""
    parts = {"teams": "".join(_row(one) for one in workspaces), "trouble": notice}
    return page("apps.html", {"app": workspaces.manifest.name}, parts)


def _row(slack: LocalSlack) -> str:
    state, value, label = (
        ("Installed", "uninstall", "Remove") if slack.installed else ("Not installed", "install", "Install")
    )
    name, team = escape(slack.team_name), escape(slack.team_id)
    return (
        f'<li><form method="post" action="/apps" class="teams-row"><a href="/?team={team}">{name}</a>'
        f'<span class="state">{state}</span><input type="hidden" name="team" value="{team}">'
        f'<button type="submit" name="act" value="{value}" class="button" aria-label="{label}: {name}">{label}</button>'
        "</form></li>"
    )
