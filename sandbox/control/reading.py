"""Who and where, from the bodies of control calls."""

from typing import Any

from aiohttp import web

from sandbox.errors import ControlError, Json
from sandbox.local_slack import LocalSlack
from sandbox.read_json import read_json
from sandbox.state.conversations import Conversation
from sandbox.state.people import Person


async def body_of(request: web.Request) -> Json:
    """
    The JSON object of a request; an empty body is an empty object.

    Raises:
        ControlError: it is no JSON object.
    """
    document = await any_body_of(request)
    if not isinstance(document, dict):
        raise ControlError("invalid_json", "send a JSON object")
    return document


async def any_body_of(request: web.Request) -> Any:
    try:
        text = await request.text()
        return read_json(text) if text.strip() else {}
    except (ValueError, LookupError, web.RequestPayloadError) as error:
        raise ControlError("invalid_json", f"the body is no JSON: {error}") from error


def person_of(slack: LocalSlack, body: Json, key: str = "user") -> Person:
    """
    A person by id or by handle.

    Raises:
        ControlError: nobody is named, or nobody is called that.
    """
    wanted = str(body.get(key) or "")
    if not wanted:
        raise ControlError("no_user", f"say who acts: {key}")
    person = slack.people.get(wanted) or slack.people.by_name(wanted.removeprefix("@"))
    if person is None:
        raise ControlError("user_not_found", f"nobody here is {wanted}", status=404)
    return person


def human_of(slack: LocalSlack, body: Json, key: str = "user") -> Person:
    person = person_of(slack, body, key)
    if person.is_bot:
        raise ControlError("not_a_human", f"{person.name} is a bot; act as a person")
    return person


def channel_of(slack: LocalSlack, wanted: str) -> Conversation:
    """
    A conversation by id, by `#name`, by its people `U1,U2`, or `bot:U1` for someone's DM with the bot.

    Raises:
        ControlError: there is none of that name, or its people do not exist.
    """
    if wanted.startswith("bot:"):
        person = person_of(slack, {"user": wanted.removeprefix("bot:")})
        return slack.open_direct([slack.bot_user, person.id])
    channel = slack.channels.get(wanted) or slack.channels.by_name(wanted.removeprefix("#"))
    if channel is not None:
        return channel
    if "," in wanted or slack.people.get(wanted) is not None:
        people = [person_of(slack, {"user": one.strip()}).id for one in wanted.split(",") if one.strip()]
        return slack.open_direct(people)
    raise ControlError("channel_not_found", f"there is no conversation {wanted!r}", status=404)


def channel_for(slack: LocalSlack, wanted: Any, person: Person) -> Conversation:
    """
    A conversation the person is in.

    Raises:
        ControlError: there is none, or the person is not in it.
    """
    channel = channel_of(slack, str(wanted or ""))
    if person.id not in channel.members:
        raise ControlError("not_in_channel", f"@{person.name} is not in {channel.name or channel.id}", status=403)
    if channel.is_archived:
        raise ControlError("is_archived", f"{channel.name} is archived", status=409)
    return channel


def list_of(body: Json, key: str) -> list[Any]:
    """
    A list, empty when it is not given.

    Raises:
        ControlError: it is something else.
    """
    value = body.get(key) or []
    if not isinstance(value, list):
        raise ControlError("invalid_list", f"{key} must be a list")
    return value


def mapping_of(body: Json, key: str) -> Json:
    """
    An object, empty when it is not given.

    Raises:
        ControlError: it is something else.
    """
    value = body.get(key) or {}
    if not isinstance(value, dict):
        raise ControlError("invalid_mapping", f"{key} must be an object")
    return value


def whole_number(text: str, name: str, default: int) -> int:
    try:
        return int(text) if text else default
    except ValueError as error:
        raise ControlError("invalid_number", f"{name} must be a whole number") from error
