"""
Slack's own types as a judge of what we send and of what the local Slack serves.

The schemas come from Slack's TypeScript packages (see ``types.ts`` for the list), so they know every block,
element, enum, argument, scope and event that Slack knows, and refuse what is unknown, missing or of the wrong
kind; lengths are read from the descriptions beside the types (``limits.py``), and a few rules of the prose
are in ``prose.py``.

Not covered: which mime types or icons exist, whether ids point at anything, what depends on state (trigger
ids, hashes, scopes granted), message text beyond its kind, fields of a Web API answer that its type has never
seen, and payloads whose type in Slack's packages is "any".
"""

import functools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs

from sandbox.slacks_types.judge import nearest, shortened
from tests import environment
from tests.environment.node import find_node
from tests.oracle.build import OracleUnavailableError, build, schemas_folder
from tests.oracle.prose import broken_prose
from tests.oracle.schemas import Origin, readable

SENT_BY_SLACK = (
    "AppHomeOpenedEvent",
    "AppMentionEvent",
    "AppUninstalledEvent",
    "BlockAction",
    "BlockActionInView",
    "MessageEvent",
    "DndUpdatedUserEvent",
    "FileDeletedEvent",
    "FileSharedEvent",
    "GlobalShortcut",
    "MemberJoinedChannelEvent",
    "MessageShortcut",
    "ReactionAddedEvent",
    "ReactionRemovedEvent",
    "SlashCommand",
    "TokensRevokedEvent",
    "UserChangeEvent",
    "ViewClosedAction",
    "ViewSubmitAction",
)


class SlackTypes:
    """
    ``errors("ModalView", view)`` says what Slack's types find wrong with a payload, in plain lines; none is
    good.

    The names are those of ``types.ts``: a surface (``MessageBlocks``, ``ModalView``, ``HomeView``,
    ``ViewResponse``, ``ResponseUrlMessage``, ``Manifest``), a Web API method (``ChatPostMessageArguments``,
    ``ChatPostMessageResponse``; ``arguments("chat.postMessage", …)`` and ``response(…)`` find them by the
    method), or an inbound payload: ``SlashCommand``, ``GlobalShortcut``, ``MessageShortcut``, ``BlockSuggestion``,
    ``BlockAction`` and ``BlockActionInView``, ``ViewSubmitAction``, ``ViewClosedAction``, and events in their envelope
    (``MessageEvent`` and the others that end in ``Event``).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.names = frozenset(file.stem for file in folder.glob("*.json"))

    def errors(self, name: str, payload: object) -> list[str]:
        """
        Each fault as ``path: reason`` (``blocks[2].element.type: "txt" is not one of …``), in the order of
        the schema.

        Raises:
            LookupError: there is no such schema; add the type to ``types.ts``.
        """
        faults = [
            f"{_path(fault.instance_path) or 'the payload'}: {shortened(fault.message)}"
            for error in self._validator(name).iter_errors(payload)
            for fault in nearest(error)
        ]
        return list(dict.fromkeys([*faults, *broken_prose(name, payload)]))

    def arguments(self, method: str, payload: object) -> list[str]:
        """As ``errors``, for what is passed to a Web API method such as ``chat.postMessage``."""
        return self.errors(f"{_type_name(method)}Arguments", payload)

    def response(self, method: str, payload: object) -> list[str]:
        """As ``errors``, for what a Web API method answers."""
        return self.errors(f"{_type_name(method)}Response", payload)

    def choices(self, name: str, field: str) -> set[str]:
        """The words that a type allows in a field of this name, wherever in it that is."""
        return set(_words(json.loads((self._folder / f"{name}.json").read_text(encoding="utf-8")), field))

    @functools.cache  # noqa: B019 - one instance lives as long as the run
    def _validator(self, name: str) -> jsonschema_rs.Validator:
        folders = (self._folder, self._folder / "answers", self._folder / "events")
        file = next((found for folder in folders if (found := folder / f"{name}.json").is_file()), None)
        if file is None:
            raise LookupError(f"no schema {name}: add it to tests/oracle/types.ts (there are {sorted(self.names)})")
        schema = json.loads(file.read_text(encoding="utf-8"))
        return jsonschema_rs.validator_for(readable(schema, origin_of(file)))


def load(*, timeout: float = 80.0) -> SlackTypes:
    """
    The schemas, made first if they are not cached; ``timeout`` in seconds bounds each of the two steps of
    that.

    Raises:
        OracleUnavailableError: there is no Node, or npm could not get Slack's packages.
        OracleBrokenError: the recipe for the schemas is at fault.
    """
    folder = schemas_folder()
    if not folder.is_dir():
        node = environment.read().node or find_node()
        if node is None:
            raise OracleUnavailableError("no Node 20 or newer; `make test` installs one")
        folder = build(node, timeout=timeout)
    return SlackTypes(folder)


def _words(node: Any, field: str) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _words(each, field)
    elif isinstance(node, dict):
        named = node.get("properties", {}).get(field, {})
        yield from named.get("enum") or named.get("items", {}).get("enum", [])
        for each in node.values():
            yield from _words(each, field)


def origin_of(file: Path) -> Origin:
    """Whether it is Slack that says what has the type in this file."""
    is_slacks = file.parent.name == "events" or file.stem in SENT_BY_SLACK or is_answer(file.stem)
    return Origin.SLACK if is_slacks else Origin.US


def is_answer(name: str) -> bool:
    # ViewResponse is the exception among the names: it is how we answer Slack.
    return name.endswith("Response") and name != "ViewResponse"


def _type_name(method: str) -> str:
    """``chat.postMessage`` → ``ChatPostMessage``."""
    return "".join(part[0].upper() + part[1:] for part in method.split("."))


def _path(steps: Iterable[Any]) -> str:
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path
