"""Readers of payloads, found by looking for them: whatever a payload says, it says it for whoever Slack vouches for."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

import views
from mentoring.errors import Refusal
from mentoring.participants import Actor
from tests.walks.tampering import ODD_TEXTS, OTHER_SHAPES

ME = Actor("T1", "U0ABCDEF")
OTHER = {"team": {"id": "T9"}, "team_id": "T9", "user": {"id": "U9"}, "user_id": "U9", "actor": "U9"}
ODD = st.sampled_from([*ODD_TEXTS, *OTHER_SHAPES, json.dumps(OTHER)]) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, StopIteration, Refusal)
"""Caught where errors meet Slack, and told as something that did not work and changed nothing."""


def readers() -> Iterator[tuple[str, Callable[..., Any]]]:
    for found in pkgutil.walk_packages(views.__path__, "views."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("read_") and function.__module__ == module.__name__:
                yield f"{found.name}.{name}", function


READERS = dict(readers())


def typed(odd: Any) -> dict[str, Any]:
    """What every field of every form would hold."""
    one = {"selected_option": {"value": odd}, "selected_options": [{"value": odd}], "value": odd, "selected_users": odd}
    more = {
        "selected_user": odd,
        "selected_date": odd,
        "selected_time": odd,
        "selected_conversation": odd,
        "files": odd,
    }
    return one | more


class EveryField(dict[str, Any]):
    """A state in which each field that is asked for holds the same."""

    def get(self, _name: str, _default: Any = None) -> Any:
        return {"it": self["it"]}


def payload(value: Any, carried: Any, entered: Any) -> dict[str, Any]:
    action = {"action_id": "a.1", "block_id": "b-c", "action_ts": "1.1", "type": "button", "value": value}
    view = {"type": "modal", "id": "V1", "hash": "1", "callback_id": "c", "private_metadata": carried, **OTHER}
    values = EveryField(it=typed(entered))
    return {
        "type": "block_actions",
        "team": {"id": ME.team_id},
        "user": {"id": ME.user_id, "team_id": ME.team_id},
        "actions": [action | {"selected_option": {"value": value}, "selected_date": value}],
        "view": view | {"state": {"values": values}, "blocks": []},
        "container": {"type": "view", **OTHER},
        "message": {"user": "U9", "text": entered, "ts": "1.1"},
        "channel": {"id": "C1"},
        "value": value,
    }


def actors_in(read: Any) -> Iterator[Actor]:
    if isinstance(read, Actor):
        yield read
    elif isinstance(read, Struct) or is_dataclass(read):
        for name in (*getattr(read, "__struct_fields__", ()), *getattr(read, "__dataclass_fields__", ())):
            yield from actors_in(getattr(read, name))
    elif isinstance(read, tuple | list):
        for each in read:
            yield from actors_in(each)


def test_the_readers_are_found() -> None:
    assert len(READERS) > 40


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=ODD, carried=ODD, entered=ODD)
def test_a_reader_reads_for_whom_slack_vouches_or_not_at_all(name: str, value: Any, carried: Any, entered: Any) -> None:
    body = payload(value, carried, entered)
    parameters = list(inspect.signature(READERS[name]).parameters.values())
    given_ = [body["view"] if each.name == "view" else body for each in parameters[:1]]
    rest = [None for each in parameters[1:] if each.default is inspect.Parameter.empty]
    try:
        read = READERS[name](*given_, *rest)
    except UNREADABLE:
        return
    assert set(actors_in(read)) <= {ME}
