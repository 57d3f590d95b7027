"""Methods of the app itself, called with its app-level token."""

from sandbox.errors import Json
from sandbox.methods.registry import Call, Method, Opens
from sandbox.rates import Tier


def connections_open(call: Call) -> Json:
    slack = call.slack
    ticket = slack.socket_mode.new_ticket()
    address = slack.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={slack.app_id}"}


METHODS = (Method("apps.connections.open", connections_open, Tier.ONE, opens=Opens.APP),)
