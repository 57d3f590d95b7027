"""
The hostile walk: whoever is in does it twice, or with other values than they were shown.

The listener walk (`test_every_listener.py`) tries those who must not get in; here it is those who are in.
"""

import io
import itertools
import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.demo.humans import Payload
from tests.walks.acts import Kind
from tests.walks.forging import named_in
from tests.walks.gathering import Done, Gatherer
from tests.walks.house import House
from tests.walks.kept import Kept
from tests.walks.outright import outright, told
from tests.walks.tampering import MARK, ODD_TEXTS, OTHER_SHAPES, places, tampered
from tests.walks.wires import heard

pytestmark = pytest.mark.asyncio(loop_scope="package")

CHANGE_SOMETHING = {"block_actions", "view_submission", "event_callback"}
"""Commands, shortcuts and searches show something, and keep nothing."""
MAY_FAIL = {"event_callback", "block_suggestion"}
"""Slack brings an event again, and says itself that a search failed; everybody else is told by us."""
HOSTILE = f"{MARK} <!channel> <@U0HOSTILE> <https://evil.example|x> &lt;!here&gt; \u202e{{name}}"
COMMANDS = re.compile(r"<!(?!date\^)|<@U0HOSTILE|<https?://evil|\u202e")
SAYS = {"chat.postMessage", "chat.update", "chat.postEphemeral", "files.completeUploadExternal"}


def one_of_each(gathered: Gatherer) -> list[Done]:
    """Everything that was done, each once."""
    return list({each.name: each for each in gathered.done}.values())


async def test_whatever_is_brought_twice_in_slacks_five_minutes_counts_once(
    house: House, gathered: Gatherer, kept: Kept
) -> None:
    once = Kept(house.stage.scene.store_url)
    faults: list[str] = []
    kinds: set[str] = set()
    brought = list({each.name: each.again for each in gathered.done if each.changed}.items())
    events = told(house, house.id_of("ada"))
    brought += [(name, partial(dict[str, object], payload)) for name, payload in events.items()]
    for name, again in brought:
        payload: Payload = again()
        first = await house.postman.brings(payload)
        once.keep()
        second = await house.postman.brings(payload)
        kinds.add(str(payload.get("type")))
        if once.was_touched():
            faults.append(f"{name} counted twice")
        if (first.status, second.status) != (200, 200):
            faults.append(f"{name} was answered with {first.status}, {second.status}")
        if SAYS & {each["name"] for each in second.entries}:
            faults.append(f"{name} said something twice")
        kept.bring_back()
    once.close()
    assert not faults, "\n".join(faults)
    assert kinds == CHANGE_SOMETHING
    assert len(brought) > 50


async def test_other_values_than_were_shown_are_refused_and_change_nothing(
    house: House, gathered: Gatherer, kept: Kept, house_log: io.StringIO
) -> None:
    faults: list[str] = []
    odd = itertools.cycle((*ODD_TEXTS, *OTHER_SHAPES))
    slack = urlsplit(house.stage.serving.url)
    tries = 0
    with heard() as connections:
        for turn, each in enumerate(one_of_each(gathered)):
            pattern = each.again()
            found = places(pattern)
            carried = [number for number, place in enumerate(found) if place == ("view", "private_metadata")]
            for number in {*carried, turn % len(found)}:
                place = ".".join(map(str, found[number]))
                # Slack's triggers are used up, so each try is a click of its own.
                payload = tampered(each.again(), number, next(odd))
                tries += 1
                answer = await house.postman.brings(payload)
                if answer.status != 200 and payload.get("type") not in MAY_FAIL:
                    faults.append(f"{each.name}, {place}: answered with {answer.status}")
                if kept.was_touched():
                    names_less = len(named_in(json.dumps(payload))) < len(named_in(json.dumps(pattern)))
                    if names_less and found[number][0] in {"actions", "view"}:
                        faults.append(f"{each.name}, {place}: changed something")
                    kept.bring_back()
    assert not faults, "\n".join(faults)
    assert tries > 150
    assert MARK not in house_log.getvalue()
    where = {place for _, place in connections}
    assert (slack.hostname, slack.port) in where, "what is connected to is heard"
    assert where <= {(slack.hostname, slack.port), slack.hostname}


async def test_hostile_words_in_every_field_of_every_form_command_nothing_wherever_they_are_shown(
    house: House, gathered: Gatherer, kept: Kept
) -> None:
    forms = [each for each in one_of_each(gathered) if each.answer.payload.get("type") == Kind.FORM]
    shown: list[str] = []
    for each in forms:
        payload = each.again()
        for entry in typed_in(payload):
            entry["value"] = HOSTILE
        answer = await house.postman.brings(payload)
        for field in answer.acknowledged.get("errors", {}):
            # A number, a link: what is no text has to be right before the texts beside it are kept.
            for entry in payload["view"]["state"]["values"][field].values():
                entry["value"] = "3"
        if answer.acknowledged.get("errors"):
            answer = await house.postman.brings(payload)
        shown += texts_in(answer.acknowledged) + texts_in([entry["request"] for entry in answer.entries])
    for name in ("ada", "ben", "gus", "olga"):
        for make in outright(house, house.id_of(name)).values():
            answer = await house.postman.brings(make())
            shown += texts_in(answer.acknowledged) + texts_in([entry["request"] for entry in answer.entries])
    shown += texts_in([entry["request"] for entry in await house.delivers()])
    kept.bring_back()
    assert len({text for text in shown if MARK in text}) > 20, "they were shown"
    assert [text for text in shown if COMMANDS.search(text)] == []


def typed_in(payload: Payload) -> Iterator[Payload]:
    """What the fields for text hold."""
    for elements in payload["view"]["state"]["values"].values():
        yield from (entry for entry in elements.values() if entry["type"] == "plain_text_input")


def texts_in(sent: Any) -> list[str]:
    """Every text that somebody reads in what was sent; not what their own fields hold."""
    if isinstance(sent, str) and sent[:1] in {"{", "["}:
        # A view or blocks, as JSON inside a form.
        sent = json.loads(sent)
    if isinstance(sent, list):
        return [text for each in sent for text in texts_in(each)]
    if not isinstance(sent, dict):
        return []
    own = [sent["text"]] if isinstance(sent.get("text"), str) else []
    if sent.get("type") == "plain_text":
        # Slack shows it as it is, whatever stands in brackets.
        own = [text.replace("<", "") for text in own]
    return own + [
        text for key, each in sent.items() if key not in {"state", "private_metadata"} for text in texts_in(each)
    ]
