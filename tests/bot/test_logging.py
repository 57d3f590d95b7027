"""Logs never hold a token, a response_url, a trigger or what people wrote, whoever logs and however."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import logging as bot_logging

SECRETS = [
    "xoxb-1234-5678-abcDEF",
    "xoxp-1-2",
    "xapp-1-A0-99-abc",
    "xoxe.xoxb-1-abc",
    "xoxe-1-abc",
    "https://hooks.slack.com/actions/T1/123/abc",
    "https://hooks.slack.com/commands/T1/123/abc",
    "http://127.0.0.1:8065/response/abcdef",
    "1234567890.9876543210.0123456789abcdef0123",
    "wss://wss-primary.slack.com/link/?ticket=abc&app_id=1",
    "ws://127.0.0.1:8065/link/?ticket=abc",
]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What has been logged, with logging set up as `bothways run` does it."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    bot_logging.configure("DEBUG", to_terminal=False)
    yield written
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "shape",
    [
        lambda secret: secret,
        lambda secret: f"before {secret} after",
        lambda secret: [secret],
        lambda secret: ("a", [secret]),
        lambda secret: {"key": secret},
        lambda secret: {"deep": [{"er": secret}]},
        ValueError,
    ],
    ids=["alone", "in a sentence", "in a list", "deeper", "in a mapping", "in a mapping's list", "in an object"],
)
def test_a_secret_never_comes_through(log: io.StringIO, secret: str, shape: Any) -> None:
    structlog.get_logger().warning("something", value=shape(secret))
    structlog.get_logger().warning(f"something {secret}")
    logging.getLogger("slack_sdk").warning("something %s", shape(secret))
    assert secret not in log.getvalue()
    assert len(lines(log)) == 3
    assert bot_logging.HIDDEN in log.getvalue()


def test_an_error_is_kept_by_its_type_and_place_and_never_by_its_words(log: io.StringIO) -> None:
    def fails() -> None:
        raise ValueError("canary: what somebody wrote")

    for logger in (structlog.get_logger(), logging.getLogger("slack_bolt")):
        try:
            fails()
        except ValueError as error:
            logger.error("it.broke", exc_info=error)  # noqa: TRY400 - both ways of saying it are tried
            logger.exception("it.broke")
    assert "canary" not in log.getvalue()
    for line in lines(log):
        assert line["error"] == "ValueError"
        assert line["frames"][-1].endswith(" fails")


def test_the_libraries_whole_payloads_are_never_shown_even_at_debug(log: io.StringIO) -> None:
    logging.getLogger("slack_sdk").debug("payload: canary")
    logging.getLogger("slack_bolt").info("payload: canary")
    assert log.getvalue() == ""


def test_what_we_say_is_one_line_of_json_with_its_level_and_moment(log: io.StringIO) -> None:
    structlog.get_logger().info("bot.started", team="T1")
    [line] = lines(log)
    assert (line["event"], line["level"], line["team"]) == ("bot.started", "info", "T1")
    assert line["timestamp"].endswith("Z")
