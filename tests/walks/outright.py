"""What needs no button: commands with their subcommands, the shortcut, what Slack tells by itself."""

import re
from collections.abc import Callable
from functools import partial

from bot.demo.humans import Payload
from tests.contracts.test_listeners import COMMANDS, EVENTS, SHORTCUTS, manifest
from tests.walks.acts import SEARCHED_FOR
from tests.walks.house import House

HINT = re.compile(r"@\w+")


def typed(house: House) -> list[tuple[str, str]]:
    """Every command with each of its words, alone and with what may follow it."""
    [hint] = [each["usage_hint"] for each in manifest()["features"]["slash_commands"] if each["command"] == "/mentor"]
    offered = ["", "programme new", f"pause until {house.stage.now:%Y-%m-%d}", *hint.strip("[]").split(" | ")]
    # Whom the hints call `@one` and `@other`: those of the pair, and two whom an owner could pair.
    named = [("ada", "ben"), ("ivy", "jan")]
    texts = {
        *(part.split()[0] if part else part for part in offered),
        *(_with_people(house, part, people) for part in offered for people in named),
    }
    return [(name, text) for name in COMMANDS for text in (sorted(texts) if name == "/mentor" else ("", SEARCHED_FOR))]


def _with_people(house: House, text: str, names: tuple[str, ...]) -> str:
    mentions = iter([f"<@{house.id_of(name)}|{name}>" for name in names])
    return HINT.sub(lambda _: next(mentions), text)


def outright(house: House, user_id: str) -> dict[str, Callable[[], Payload]]:
    """What somebody can do without having been shown anything, by its name."""
    post = house.postman
    words = {f"{name} {text}".strip(): partial(post.command, name, user_id, text) for name, text in typed(house)}
    saved = {name: partial(post.shortcut, name, user_id, house.conversation_id, house.said) for name in SHORTCUTS}
    return words | saved | {"app_home_opened": partial(post.event, "app_home_opened", user_id, tab="home")}


def told(house: House, user_id: str) -> dict[str, Payload]:
    """What Slack tells of somebody and of their workspace, by the event's name in the manifest."""
    about = house.postman.described(user_id) | {"tz": "Asia/Tokyo"}
    inner: dict[str, Payload] = {
        "app_home_opened": {"tab": "home"},
        "message.im": {"channel_type": "im", "text": "Hello", "channel": "D1", "ts": "1.1"},
        "user_change": {"user": about},
        "app_uninstalled": {},
        "tokens_revoked": {"tokens": {"bot": [user_id]}},
    }
    return {name: house.postman.event(name.partition(".")[0], user_id, **inner[name]) for name in EVENTS}
