"""`bothways run --http | --socket`: the flag decides, and what it lacks is told in one line."""

import socket
from pathlib import Path

import pytest

import sandbox
from bot import manifest
from bot.running import CannotRun, Way, chosen_for
from bot.settings import Settings, load
from tests.bot.test_running import run_bot, without_clock

BOTH = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "secret"}


def settings(*, without: str = "") -> Settings:
    return load(_env_file=None, **{name: value for name, value in BOTH.items() if name != without})


def test_with_both_settings_it_is_socket_mode_unless_http_is_asked_for() -> None:
    assert chosen_for(settings(), set()).app_token is not None
    assert chosen_for(settings(), {Way.SOCKET}).app_token is not None
    assert chosen_for(settings(), {Way.HTTP}).app_token is None
    assert chosen_for(settings(without="SLACK_APP_TOKEN"), set()).app_token is None


@pytest.mark.parametrize(
    ("missing", "asked", "told"),
    [
        ("SLACK_APP_TOKEN", {Way.SOCKET}, "--socket needs SLACK_APP_TOKEN"),
        ("SLACK_SIGNING_SECRET", {Way.HTTP}, "--http needs SLACK_SIGNING_SECRET"),
        ("", {Way.HTTP, Way.SOCKET}, "Choose one"),
    ],
)
def test_what_a_way_lacks_is_told_in_one_line(missing: str, asked: set[Way], told: str) -> None:
    with pytest.raises(CannotRun, match=told) as refused:
        chosen_for(settings(without=missing), asked)
    assert "\n" not in str(refused.value)


async def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with sandbox.serve(manifest.path(), port=0) as slack:
            environment = without_clock(slack) | {"SLACK_APP_TOKEN": "", "BOTHWAYS_HTTP_PORT": str(port)}
            code, said = await run_bot(environment, tmp_path)
    assert code == 1
    assert f"Nothing can listen on 127.0.0.1:{port}" in said
    assert "Traceback" not in said
