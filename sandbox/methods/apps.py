"""Methods of the app itself, called with its app-level token."""

from sandbox.errors import Json
from sandbox.inbound.socket_mode import TURNED_OFF
from sandbox.methods.registry import Call, Method, Opens
from sandbox.rates import Tier


def connections_open(call: Call) -> Json:
    slack = call.slack
    ticket = slack.socket_mode.tickets.new()
    address = slack.base_url.replace("http", "ws", 1)
    answer: Json = {"url": f"{address}/link/?ticket={ticket}&app_id={slack.app_id}"}
    # Slack hands out a URL also then, and the connection opens; only that no payload ever comes over it.
    return answer if slack.socket_mode.is_on else answer | {"response_metadata": {"messages": [TURNED_OFF]}}


METHODS = (Method("apps.connections.open", connections_open, Tier.ONE, opens=Opens.APP),)
