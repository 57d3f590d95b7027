"""Shortcuts: those of a message from its menu, and the global ones from anywhere."""

from sandbox.control.actions import visible_message
from sandbox.control.reading import human_of
from sandbox.control.witness import Witness
from sandbox.errors import ControlError, Json
from sandbox.inbound import payloads
from sandbox.inbound.parcels import Parcel
from sandbox.local_slack import LocalSlack
from sandbox.state.people import Person


async def run_shortcut(slack: LocalSlack, body: Json) -> Json:
    """
    A person uses a shortcut of the manifest; wait for what they get to see.

    A message shortcut needs `channel` and `ts`; a global one takes neither.
    """
    person = human_of(slack, body)
    parcel = _parcel(slack, person, body)
    witness = Witness(slack, person.id)
    outcome = await slack.dispatcher.deliver(parcel)
    await slack.quiet()
    return {
        "view": witness.new_view(),
        "ephemerals": witness.new_ephemerals(),
        "error": outcome.failure,
        "reason": outcome.detail,
    }


def _parcel(slack: LocalSlack, person: Person, body: Json) -> Parcel:
    if not slack.manifest.interactivity:
        raise ControlError("interactivity_disabled", "the manifest turns interactivity off", status=409)
    if "commands" not in slack.bot_scopes:
        raise ControlError("missing_scope", "shortcuts need the scope commands", status=409)
    if not slack.installed:
        raise ControlError("not_installed", "the app is not installed", status=409)
    wanted = str(body.get("callback_id") or "")
    known = slack.manifest.shortcut(wanted)
    if known is None:
        raise ControlError("unknown_shortcut", f"the manifest has no shortcut {wanted!r}", status=404)
    if known.type == "global":
        if body.get("ts"):
            raise ControlError("not_a_message_shortcut", f"{known.name} is a global shortcut; give no ts")
        return payloads.global_shortcut(slack, person, known.callback_id)
    channel, message = visible_message(slack, person, body)
    if message.get("ephemeral") or message.get("subtype") == "tombstone":
        raise ControlError("no_shortcuts_here", "such a message has no shortcuts", status=409)
    return payloads.message_shortcut(slack, person, channel, message, known.callback_id)
