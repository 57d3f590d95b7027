"""Modals and the Home tab."""

from sandbox.blocks.checking import require_view
from sandbox.errors import InvalidArguments, Json, SlackError
from sandbox.methods.arguments import needed, needed_document, text
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.shapes import view_for_app


def open_view(call: Call) -> Json:
    slack = call.slack
    definition = require_view(call.arguments.document("view"), "modal")
    trigger = slack.triggers.exchange(call.arguments.text("trigger_id"))
    # From within a modal a second one opens above the first, as it does in Slack's clients.
    in_modal = any(view["id"] == trigger.view_id for view in slack.views.stack(trigger.user))
    view = slack.views.open(trigger.user, definition, above=trigger.view_id if in_modal else "", at=trigger.channel)
    slack.views_changed(trigger.user)
    return {"view": view_for_app(view)}


def push(call: Call) -> Json:
    slack = call.slack
    definition = require_view(call.arguments.document("view"), "modal")
    trigger = slack.triggers.exchange(call.arguments.text("trigger_id"))
    if not trigger.view_id:
        raise SlackError("not_found")
    view = slack.views.open(trigger.user, definition, above=trigger.view_id)
    slack.views_changed(trigger.user)
    return {"view": view_for_app(view)}


def update(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external_id:
        raise InvalidArguments("missing required field: view_id or external_id")
    found = slack.views.owner(view_id) if view_id else slack.views.by_external_id(external_id)
    if found is None:
        require_view(arguments.document("view"), "modal")
        raise SlackError("not_found")
    user, view = found
    definition = require_view(arguments.document("view"), view["type"])
    slack.views.update(view, definition, arguments.text("hash"))
    if view["type"] == "home":
        slack.home_changed(user)
    else:
        slack.views_changed(user)
    return {"view": view_for_app(view)}


def publish(call: Call) -> Json:
    slack = call.slack
    if not slack.manifest.home_tab:
        raise SlackError("not_enabled")
    definition = require_view(call.arguments.document("view"), "home")
    person = call.user(call.arguments.text("user_id"), "user_not_found")
    view = slack.views.publish_home(person.id, definition, call.arguments.text("hash"))
    slack.home_changed(person.id)
    return {"view": view_for_app(view)}


_VIEW = needed_document("view")

METHODS = (
    Method("views.open", open_view, Tier.FOUR, (), (needed("trigger_id"), _VIEW)),
    Method("views.push", push, Tier.FOUR, (), (needed("trigger_id"), _VIEW)),
    Method("views.update", update, Tier.FOUR, (), (text("view_id"), text("external_id"), text("hash"), _VIEW)),
    Method("views.publish", publish, Tier.FOUR, (), (needed("user_id"), _VIEW, text("hash"))),
)
