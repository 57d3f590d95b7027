"""The consent page: who is asked, what they are told, and where their answer sends them."""

from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import web

from sandbox.control.reading import human_of
from sandbox.errors import ControlError, Json
from sandbox.filled_pages import hidden, options, page
from sandbox.installing import install_with_consent
from sandbox.local_slack import LocalSlack
from sandbox.oauth.asking import Asked, Refused, asked
from sandbox.oauth.wording import Wish, wishes
from sandbox.state.people import Person
from sandbox.workspaces import Workspaces

_DECISIONS = ("allow", "deny")
_NOBODY = (
    '<p class="notice" role="alert">Nobody is in this workspace yet. '
    '<a href="/?team={team}">Open it</a> and add somebody first.</p>'
)
# Which workspace is looked at; beside the app's own parameters, none of which is called so.
_PLACE = "in"


async def control(slack: LocalSlack, body: Json) -> Json:
    """A person answers the consent page behind an authorize URL, in the workspace named by `team` or by that URL."""
    try:
        query = dict(parse_qsl(urlsplit(str(body.get("authorize_url") or "")).query, keep_blank_values=True))
    except ValueError as error:
        raise ControlError("invalid_url", f"authorize_url is no address: {error}") from error
    try:
        wanted = _asked(slack.workspaces, query)
    except Refused as refused:
        raise ControlError(refused.name, refused.words) from refused
    place = slack if body.get("team") else slack.workspaces.named(wanted.team)
    location = _decide(place, human_of(place, body), wanted, str(body.get("decision") or ""))
    return {"location": location, "team": place.team_id}


def _decide(slack: LocalSlack, person: Person, wanted: Asked, decision: str) -> str:
    """
    What a person answers, and the address they are sent back to.

    Raises:
        ControlError: it is neither allow nor deny.
    """
    if decision not in _DECISIONS:
        raise ControlError("invalid_decision", f"decision is one of: {', '.join(_DECISIONS)}")
    if decision == "deny":
        return wanted.back(error="access_denied")
    install_with_consent(slack, person.id, wanted.bot_scopes, wanted.user_scopes)
    return wanted.back(code=slack.workspaces.codes.mint(slack.team_id, person.id, wanted))


def _asked(workspaces: Workspaces, query: Mapping[str, str]) -> Asked:
    return asked(query, workspaces.manifest, workspaces.credentials.client_id)


# In a browser


async def show(workspaces: Workspaces, request: web.Request) -> web.StreamResponse:
    """`GET /oauth/v2/authorize`: the page, in the workspace chosen on it."""
    try:
        wanted = _asked(workspaces, request.query)
    except Refused as refused:
        return _refusal(workspaces, refused)
    slack = workspaces.named(request.query.get(_PLACE) or wanted.team)
    people = [person for person in slack.people if not person.is_bot and not person.deleted]
    own = [(key, value) for key, value in request.query.items() if key != _PLACE]
    words = {
        "app": slack.manifest.name,
        "initial": slack.manifest.name[:1].upper(),
        "color": slack.manifest.background_color,
        "team": slack.team_name,
        "team_id": slack.team_id,
        "team_initial": slack.team_name[:1].upper(),
    }
    parts = {
        "teams": options([(one.team_id, one.team_name) for one in workspaces], slack.team_id),
        "people": options([(person.id, person.real_name) for person in people]),
        "nobody": "" if people else _NOBODY.format(team=escape(slack.team_id)),
        "allow": "" if people else "disabled",
        "questions": _questions(wanted),
        "own": hidden(own),
        "answered": hidden([("asked", urlencode(own)), ("team", slack.team_id)]),
    }
    return page("consent.html", words, parts)


async def answer(workspaces: Workspaces, request: web.Request) -> web.StreamResponse:
    """`POST /oauth/v2/authorize`: the person's answer; the browser follows it back to the app."""
    form = {key: str(value) for key, value in (await request.post()).items()}
    try:
        wanted = _asked(workspaces, dict(parse_qsl(form.get("asked", ""), keep_blank_values=True)))
    except Refused as refused:
        return _refusal(workspaces, refused)
    if form.get("decision") == "deny":
        raise web.HTTPFound(wanted.back(error="access_denied"))
    slack = workspaces.named(form.get("team", ""))
    raise web.HTTPFound(_decide(slack, human_of(slack, form), wanted, form.get("decision", "")))


def _refusal(workspaces: Workspaces, refused: Refused) -> web.Response:
    words = {"app": workspaces.manifest.name, "name": refused.name, "words": refused.words}
    return page("refused.html", words)


def _questions(wanted: Asked) -> str:
    view, do = wishes(wanted.bot_scopes)
    own = [wish for kind in wishes(wanted.user_scopes) for wish in kind]
    return (
        _question("What will it be able to view?", view)
        + _question("What will it be able to do?", do)
        + _question("What will it be able to do in your name?", own)
    )


def _question(asks: str, lines: list[Wish]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{escape(wish.words)} <code>{escape(wish.scope)}</code></li>" for wish in lines)
    return f"<section><h2>{asks}</h2><ul>{items}</ul></section>"
