"""Submitting and closing modals, and opening Home."""

import asyncio
import logging
from contextlib import suppress
from typing import Any

from sandbox import events
from sandbox.blocks.checking import view_problems
from sandbox.blocks.field_checks import field_errors
from sandbox.control.actions import own_view
from sandbox.control.filling_in import filled_in
from sandbox.control.reading import human_of, mapping_of
from sandbox.control.uploads import hand_in
from sandbox.errors import ControlError, Json, SlackError
from sandbox.inbound import payloads
from sandbox.local_slack import LocalSlack
from sandbox.state.people import Person

# Apps that acknowledge before they publish get this long to publish a first Home.
_FIRST_HOME_SECONDS = 2.0
_log = logging.getLogger(__name__)


async def submit(slack: LocalSlack, body: Json) -> Json:
    """Submit the top modal: Slack's own checks first, then the app, then what its answer asks for."""
    person = human_of(slack, body)
    view = own_view(slack, person, str(body.get("view_id") or ""))
    top = slack.views.top(person.id)
    if view["type"] != "modal" or top is None or top["id"] != view["id"]:
        raise ControlError("not_on_top", "only the modal on top can be submitted", status=409)
    if view["submit"] is None:
        raise ControlError("no_submit", "this modal has no submit button", status=409)
    before = view["state"]["values"]
    blocks = slack.offers.within(person.id, view["id"], view["blocks"], before)
    slack.views.put_values(view, filled_in(slack, person, blocks, before, mapping_of(body, "values")))
    errors = field_errors(view["blocks"], view["state"]["values"])
    if errors:
        return _answer(slack, person, action="errors", errors=errors, by="slack")
    hand_in(slack, view["state"]["values"])
    outcome = await slack.dispatcher.deliver(payloads.submission(slack, person, view))
    if outcome.failure is not None:
        return _answer(slack, person, error=outcome.failure) | {"message": outcome.detail}
    answer = _apply(slack, person, view, outcome.body or {})
    await slack.quiet()
    return answer | {"view": slack.views.top(person.id)}


def _answer(
    slack: LocalSlack,
    person: Person,
    *,
    action: str | None = None,
    errors: dict[str, str] | None = None,
    by: str | None = None,
    error: str | None = None,
) -> Json:
    return {
        "response_action": action,
        "errors": errors or {},
        "errors_by": by,
        "view": slack.views.top(person.id),
        "error": error,
    }


def _apply(slack: LocalSlack, person: Person, view: Json, body: Json) -> Json:
    action = body.get("response_action")
    if action is None:
        _close_submitted(slack, person, view)
        return _answer(slack, person)
    if action == "clear":
        slack.views.clear(person.id)
        slack.views_changed(person.id)
        return _answer(slack, person, action="clear")
    if action == "errors":
        errors = _known_errors(view, body.get("errors"))
        if not errors:
            # Slack has nothing to show beside a field then, and tells of trouble with the app.
            reason = "the app named errors for no input of this view; they go by block_id"
            return _answer(slack, person, error="invalid_errors") | {"message": reason}
        return _answer(slack, person, action="errors", errors=errors, by="app")
    if action in {"update", "push"}:
        return _shown_next(slack, person, view, str(action), body.get("view"))
    _log.error("the app answered a submission with response_action %r, which Slack does not know", action)
    return _answer(slack, person, error="invalid_response_action")


def _close_submitted(slack: LocalSlack, person: Person, view: Json) -> None:
    """Take the submitted modal away, unless the app opened something above it meanwhile."""
    top = slack.views.top(person.id)
    if top is not None and top["id"] == view["id"]:
        slack.views.pop(person.id)
        slack.views_changed(person.id)


def _known_errors(view: Json, errors: Any) -> dict[str, str]:
    """The errors for blocks that exist; Slack shows no others."""
    if not isinstance(errors, dict):
        _log.error("the app answered response_action errors without a mapping of errors")
        return {}
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    for block_id in errors.keys() - inputs:
        _log.warning("the app named an error for %r, which is no input of the view; Slack ignores it", block_id)
    return {block_id: str(text) for block_id, text in errors.items() if block_id in inputs}


def _shown_next(slack: LocalSlack, person: Person, view: Json, action: str, definition: Any) -> Json:
    problems = view_problems(definition, "modal")
    if problems:
        _log.error("the app's response_action %s holds a view Slack refuses: %s", action, "; ".join(problems))
        return _answer(slack, person, error="invalid_view") | {"message": "; ".join(problems)}
    try:
        if action == "update":
            slack.views.update(view, definition, None)
        else:
            slack.views.open(person.id, definition, above=view["id"])
    except SlackError as error:
        _log.exception("the app's response_action %s was refused", action)
        return _answer(slack, person, error=error.name)
    slack.views_changed(person.id)
    return _answer(slack, person, action=action)


async def close(slack: LocalSlack, body: Json) -> Json:
    """Cancel the top modal, or with `all` (or clear_on_close) every one of the stack."""
    person = human_of(slack, body)
    view = own_view(slack, person, str(body.get("view_id") or ""))
    if view["type"] != "modal":
        raise ControlError("not_a_modal", "only modals can be closed")
    whole = bool(body.get("all")) or view["clear_on_close"]
    closed = slack.views.clear(person.id) if whole else _popped_down_to(slack, person, view)
    slack.views_changed(person.id)
    told = [one for one in closed if one["notify_on_close"]]
    for one in told:
        await slack.dispatcher.deliver(payloads.closing(slack, person, one, is_cleared=whole))
    if told:
        await slack.quiet()
    return {"view": slack.views.top(person.id)}


def _popped_down_to(slack: LocalSlack, person: Person, view: Json) -> list[Json]:
    closed: list[Json] = []
    while (popped := slack.views.pop(person.id)) is not None:
        closed.append(popped)
        if popped["id"] == view["id"]:
            break
    return closed


async def open_home(slack: LocalSlack, body: Json) -> Json:
    """Open the Home tab as a click would, and wait for the app to publish."""
    person = human_of(slack, body)
    if not slack.manifest.home_tab:
        raise ControlError("not_enabled", "the manifest turns the Home tab off", status=409)
    channel = slack.open_direct([slack.bot_user, person.id])
    sending = events.home_opened(slack, person.id, channel)
    error: str | None = None
    if sending is not None:
        outcome = await sending.first
        error = outcome.failure
        await slack.quiet()
        if error is None:
            await _first_home(slack, person)
    return {"view": slack.views.home(person.id), "error": error}


async def _first_home(slack: LocalSlack, person: Person) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(slack.home_shown(person.id), _FIRST_HOME_SECONDS)
