"""What must hold at the end of every story, whatever it told."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from models import Base
from tests.factories.engines import lent
from tests.oracle.slack_types import SlackTypes
from tests.oracle.traffic import judged
from tests.scenarios.stage import Stage

SECRETS = re.compile(r"xox[a-z]-|xapp-|/response/|trigger_id|response_url|BEGIN PRIVATE")


def check(stage: Stage, log: str, slack_types: SlackTypes | None) -> None:
    """
    Check what passed, what was logged and what was stored.

    Args:
        log: everything the bot logged.
        slack_types: Slack's own types; nothing where they cannot be had on this machine.
    """
    if slack_types is not None:
        faults = judged(slack_types, answered(stage.traffic))
        assert faults == []
    assert_says_nothing(log, stage)
    assert_is_sealed(stage)


def answered(entries: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """
    What can be judged: not a call that a planned fault swallowed, and not the news that somebody left, whom Slack
    then describes in fewer words than its type of the event asks for.
    """
    return [
        entry for entry in entries if entry["status"] not in {"timeout", "http_500"} and not tells_of_leaving(entry)
    ]


def tells_of_leaving(entry: Mapping[str, Any]) -> bool:
    event = entry["request"].get("event", {})
    return bool(event.get("type") == "user_change" and event["user"].get("deleted"))


def assert_says_nothing(log: str, stage: Stage) -> None:
    """The log holds no secret and nothing of what people wrote; and it is the bot's log."""
    assert "bot.started" in log
    assert SECRETS.search(log) is None, SECRETS.search(log)
    assert [text for text in stage.written if text in log] == []


def assert_is_sealed(stage: Stage) -> None:
    """Whoever reads the store without the key reads nothing of what people wrote."""
    content = stored_text(stage.scene.store_url)
    assert [text for text in stage.written if text in content] == []
    if stage.scene.store_url.startswith("sqlite"):
        held = stored_bytes(stage.scene.store_url)
        assert [text for text in stage.written if text.encode() in held] == []


def stored_bytes(store_url: str) -> bytes:
    """An SQLite store as it lies on the disk, its journal included."""
    path = Path(store_url.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def stored_text(store_url: str) -> str:
    """Every row of every table, as text."""
    # The tables as the models know them, which are those of the migrations: to ask the store takes far longer.
    with lent(store_url) as engines, engines.reading.begin() as connection:
        rows = [row for table in Base.metadata.sorted_tables for row in connection.execute(select(table))]
    return "\n".join(map(str, rows))
