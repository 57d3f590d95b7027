"""The addresses that carry files themselves: uploads of the app, downloads of the app, and what the page shows."""

import logging
from typing import Any
from urllib.parse import quote

from aiohttp import web

from sandbox import files
from sandbox.control.reading import person_of
from sandbox.errors import ControlError, Json
from sandbox.local_slack import LocalSlack
from sandbox.state.files import StoredFile
from sandbox.workspaces import Workspaces

# What a browser may draw in place; everything else is saved, so that no uploaded page runs here.
_DRAWN = {"image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"}
_log = logging.getLogger(__name__)


async def upload(workspaces: Workspaces, request: web.Request) -> web.StreamResponse:
    """`POST /upload/v1/<secret>`: the content as the body, or as the first file of a form."""
    secret = request.match_info["secret"]
    slack = next((one for one in workspaces if one.files.upload(secret) is not None), workspaces.first)
    waiting = slack.files.upload(secret)
    if waiting is None:
        return _upload_answer(slack, "unknown_upload", 404, "This upload address is unknown, used up or expired.")
    # An upload is the app at work: control calls wait for it as for a call of the Web API.
    slack.call_began()
    try:
        content = await _content(request, waiting.file.size)
    finally:
        slack.call_ended()
    if len(content) != waiting.file.size:
        told = f"{waiting.file.size} bytes were announced, {len(content)} or more came."
        return _upload_answer(slack, "length_mismatch", 400, told)
    waiting.content = content
    return _upload_answer(slack, "ok", 200, f"OK - {len(content)}")


def _upload_answer(slack: LocalSlack, status: str, code: int, words: str) -> web.Response:
    response: Json = {"text": words}
    _note(slack, "file upload", status, {}, response)
    return web.Response(status=code, text=words)


async def _content(request: web.Request, announced: int) -> bytes:
    """What was sent, at most one byte more than announced."""
    source: Any = request.content
    if request.content_type == "multipart/form-data":
        part = await (await request.multipart()).next()
        if part is None or not hasattr(part, "read_chunk"):
            return b""
        return await _collected(part.read_chunk, announced)
    return await _collected(source.readany, announced)


async def _collected(read: Any, announced: int) -> bytes:
    content = b""
    while len(content) <= announced and (chunk := await read()):
        content += chunk
    return content[: announced + 1]


def _note(slack: LocalSlack, name: str, status: str, request: Json, response: Json | None = None) -> None:
    slack.traffic.add(
        slack.traffic.begin(),
        direction="to_slack",
        team=slack.team_id,
        name=name,
        status=status,
        request=request,
        response=response,
    )


async def download(workspaces: Workspaces, request: web.Request) -> web.StreamResponse:
    """
    A file for the app, by its token.

    Whoever may not have it is sent to sign in with a page of HTML and no error, as Slack does: a client that does not
    look at what it got takes the page for the file.
    """
    team, _, file_id = request.match_info["place"].partition("-")
    slack = workspaces.get(team) or workspaces.first
    file = slack.files.get(file_id)
    refusal = _refusal(slack, request, file)
    _note(slack, "file download", refusal or "ok", {"file": file_id})
    if refusal is not None or file is None:
        _log.warning("the download of %s was refused: %s", file_id, refusal)
        raise web.HTTPFound(f"/?redir={quote(request.path)}")
    if file.is_deleted:
        raise web.HTTPNotFound(text="This file was deleted.")
    return _served(slack, file, inline=False)


def _refusal(slack: LocalSlack, request: web.Request, file: StoredFile | None) -> str | None:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    tokens = slack.workspaces.tokens
    token = tokens.find(value.strip()) if scheme.lower() == "bearer" else None
    if token is None or token.is_refresh or token.team != slack.team_id or tokens.refusal(token) is not None:
        return "invalid_auth"
    if "files:read" not in slack.scopes_of(token):
        return "missing_scope"
    if file is None or not files.may_read(slack, file, token.user):
        return "file_not_found"
    return None


async def show(workspaces: Workspaces, request: web.Request) -> web.StreamResponse:
    """A file for the page, as one person may see it."""
    slack = _of_file(workspaces, request.match_info["file"])
    person = person_of(slack, dict(request.query), "as")
    file = slack.files.get(request.match_info["file"])
    if file is None or file.is_deleted or not files.may_read(slack, file, person.id):
        raise ControlError("file_not_found", f"@{person.name} sees no such file", status=404)
    return _served(slack, file, inline=file.mimetype in _DRAWN)


async def permalink(workspaces: Workspaces, request: web.Request) -> web.StreamResponse:
    """A file's own address leads to the message that shows it."""
    slack = _of_file(workspaces, request.match_info["file"])
    file = slack.files.get(request.match_info["file"])
    places = files.shown_at(slack, file) if file is not None else []
    if not places:
        raise web.HTTPNotFound(text="No message shows this file.")
    raise web.HTTPFound(f"{slack.page}channel={places[-1][0].id}&ts={places[-1][1]}")


def _of_file(workspaces: Workspaces, file_id: str) -> LocalSlack:
    """The workspace that has a file; the first one where none has."""
    return next((one for one in workspaces if one.files.get(file_id) is not None), workspaces.first)


def _served(slack: LocalSlack, file: StoredFile, *, inline: bool) -> web.Response:
    disposition = "inline" if inline else "attachment"
    headers = {
        "Content-Type": file.mimetype,
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=slack.files.content(file), headers=headers)
