"""Each wrong or missing setting gets one line that names it and says how to mend it, and no secret is repeated."""

from pathlib import Path
from typing import Any

import pytest
import structlog.testing
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from bot import cli
from bot.settings import KEY_FILE, Settings, WrongSettings, load

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1-2-canary", "SLACK_APP_TOKEN": "xapp-1-2-canary"}
KEY = Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment of a fresh machine, in an empty folder."""
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    monkeypatch.chdir(tmp_path)


def lines(**given: Any) -> list[str]:
    with pytest.raises(WrongSettings) as wrong:
        load(**{**GOOD, **given})
    return wrong.value.lines


def test_two_tokens_are_enough(tmp_path: Path) -> None:
    settings = load(**GOOD)
    assert settings.store_url == f"sqlite:///{(tmp_path / 'var' / 'bothways.sqlite3').resolve()}"
    assert settings.api_url == "https://slack.com/api/"


def test_over_http_a_signing_secret_takes_the_place_of_the_app_token() -> None:
    settings = load(SLACK_BOT_TOKEN="xoxb-1-2-3", SLACK_SIGNING_SECRET="secret", SLACK_APP_TOKEN="")
    assert settings.app_token is None


@pytest.mark.parametrize(
    ("given", "name", "says"),
    [
        ({"SLACK_BOT_TOKEN": "xoxp-canary"}, "SLACK_BOT_TOKEN", "does not begin with xoxb-"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN", "is missing"),
        ({"SLACK_APP_TOKEN": "xoxb-canary"}, "SLACK_APP_TOKEN", "does not begin with xapp-"),
        ({"SLACK_API_URL": "slack.com"}, "SLACK_API_URL", "is not an http(s) address"),
        ({"BOTHWAYS_CLOCK_URL": "canary", "SLACK_API_URL": "http://127.0.0.1:1/api/"}, "BOTHWAYS_CLOCK_URL", "address"),
        ({"BOTHWAYS_CLOCK_URL": "http://127.0.0.1:1/clock"}, "BOTHWAYS_CLOCK_URL", "take it out"),
        ({"BOTHWAYS_PUBLIC_URL": "mentoring.example.org"}, "BOTHWAYS_PUBLIC_URL", "address"),
        (
            {"BOTHWAYS_CLOCK_URL": "http://127.0.0.1:1/clock", "SLACK_API_URL": "https://SLACK.com/api"},
            "BOTHWAYS_CLOCK_URL",
            "take it out",
        ),
        (
            {"BOTHWAYS_CLOCK_URL": "http://clock.example/", "SLACK_API_URL": "http://127.0.0.1:1/api/"},
            "BOTHWAYS_CLOCK_URL",
            "take it out",
        ),
        ({"BOTHWAYS_DATABASE_URL": "canary"}, "BOTHWAYS_DATABASE_URL", "is not a database address"),
        ({"BOTHWAYS_DATABASE_URL": "mysql://me:canary@host/x"}, "BOTHWAYS_DATABASE_URL", "SQLite and PostgreSQL"),
        ({"BOTHWAYS_ENCRYPTION_KEYS": "canary"}, "BOTHWAYS_ENCRYPTION_KEYS", "make one with `bothways key`"),
        ({"BOTHWAYS_ENCRYPTION_KEYS": f"{KEY},canary"}, "BOTHWAYS_ENCRYPTION_KEYS", "is not a Fernet key"),
        ({"BOTHWAYS_HTTP_PORT": "canary"}, "BOTHWAYS_HTTP_PORT", "integer"),
        ({"BOTHWAYS_HTTP_PORT": "99999"}, "BOTHWAYS_HTTP_PORT", "65535"),
        ({"BOTHWAYS_LEASE_SECONDS": "0"}, "BOTHWAYS_LEASE_SECONDS", "greater than or equal to 1"),
        ({"BOTHWAYS_SETTLE_SECONDS": "-1"}, "BOTHWAYS_SETTLE_SECONDS", "greater than or equal to 0"),
        ({"BOTHWAYS_LEASE_SECONDS": "29"}, "BOTHWAYS_LEASE_SECONDS", "30 is the least"),
        ({"BOTHWAYS_SETTLE_SECONDS": "59"}, "BOTHWAYS_SETTLE_SECONDS", "60 is the least"),
        ({"BOTHWAYS_MESSAGES_PER_SECOND": "0"}, "BOTHWAYS_MESSAGES_PER_SECOND", "greater than"),
        ({"BOTHWAYS_AWAY_EMOJI": "palm_tree, on canary leave"}, "BOTHWAYS_AWAY_EMOJI", "names of emoji"),
        ({"BOTHWAYS_AWAY_EMOJI": "\N{PALM TREE}"}, "BOTHWAYS_AWAY_EMOJI", "such as palm_tree,ooo"),
        ({"BOTHWAYS_AWAY_EMOJI": ":::"}, "BOTHWAYS_AWAY_EMOJI", "names of emoji"),
        ({"BOTHWAYS_AWAY_EMOJI": ","}, "BOTHWAYS_AWAY_EMOJI", "names of emoji"),
        ({"BOTHWAYS_LOG_LEVEL": "LOUD"}, "BOTHWAYS_LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_a_wrong_one_is_named_in_one_line_without_its_value(given: dict[str, str], name: str, says: str) -> None:
    [line] = lines(**given)
    assert line.startswith(name)
    assert says in line
    assert "canary" not in line
    assert "\n" not in line


def test_away_emoji_are_written_with_or_without_colons_and_by_default_the_usual_ones() -> None:
    assert "palm_tree" in load(**GOOD).away_emoji
    assert "palm_tree" in load(**GOOD, BOTHWAYS_AWAY_EMOJI="").away_emoji
    written = ":Tent:, out-of-office,+1,\N{KATAKANA LETTER YA}\N{KATAKANA LETTER SU}"
    assert load(**GOOD, BOTHWAYS_AWAY_EMOJI=written).away_emoji == ["tent", "out-of-office", "+1", "ヤス"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "[::1]", "localhost"])
def test_beside_a_local_slack_the_clock_moves_and_patience_may_be_short(host: str) -> None:
    local = {"SLACK_API_URL": f"http://{host}:1/api/", "BOTHWAYS_CLOCK_URL": f"http://{host}:1/clock"}
    settings = load(**GOOD, **local, BOTHWAYS_LEASE_SECONDS="1", BOTHWAYS_SETTLE_SECONDS="0")
    assert (settings.lease_seconds, settings.settle_seconds) == (1, 0)


def test_what_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    unset = load(**GOOD)
    (tmp_path / ".env").write_text("BOTHWAYS_LOG_LEVEL=\nSLACK_API_URL=\n")
    for name, field in Settings.model_fields.items():
        if name not in {"bot_token", "app_token"}:
            monkeypatch.setenv(str(field.validation_alias), "")
    assert load(**GOOD) == unset


MANY = {
    "SLACK_CLIENT_ID": "1.canary",
    "SLACK_CLIENT_SECRET": "canary",
    "SLACK_SIGNING_SECRET": "canary",
    "BOTHWAYS_PUBLIC_URL": "https://mentoring.example.org",
}


def test_many_workspaces_need_no_token_but_what_lets_them_install() -> None:
    settings = load(**MANY)
    assert settings.serves_many
    assert settings.bot_token is None
    assert "canary" not in repr(settings).replace("1.canary", "")
    assert not load(**GOOD).serves_many
    assert load(**MANY | {"BOTHWAYS_PUBLIC_URL": "http://127.0.0.1:8080"}).serves_many


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-canary"}, "SLACK_BOT_TOKEN serves one workspace and SLACK_CLIENT_ID many"),
        ({"SLACK_APP_TOKEN": "xapp-canary"}, "SLACK_APP_TOKEN is for Socket Mode, which serves one workspace"),
        ({"SLACK_CLIENT_ID": ""}, "SLACK_CLIENT_ID is missing"),
        ({"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is missing"),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET is missing"),
        ({"BOTHWAYS_PUBLIC_URL": ""}, "BOTHWAYS_PUBLIC_URL is missing"),
        ({"BOTHWAYS_PUBLIC_URL": "http://canary.example.org"}, "BOTHWAYS_PUBLIC_URL has to begin with https://"),
        ({"BOTHWAYS_PURGE_AFTER_DAYS": "0"}, "BOTHWAYS_PURGE_AFTER_DAYS"),
    ],
)
def test_a_mixture_of_one_and_many_is_told_in_one_line(given: dict[str, str], says: str) -> None:
    with pytest.raises(WrongSettings) as wrong:
        load(**MANY | given)
    [line] = wrong.value.lines
    assert line.startswith(says)
    assert "canary" not in line


def test_whoever_has_set_nothing_hears_of_both_tokens_at_once() -> None:
    with pytest.raises(WrongSettings) as wrong:
        load(_env_file=None)
    first, second = wrong.value.lines
    assert first.startswith("SLACK_BOT_TOKEN is missing.")
    assert second.startswith("SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing")


def test_a_missing_token_is_named_with_where_to_find_it() -> None:
    with pytest.raises(WrongSettings) as wrong:
        load(SLACK_APP_TOKEN="xapp-1")
    [line] = wrong.value.lines
    assert line.startswith("SLACK_BOT_TOKEN is missing.")
    assert "OAuth & Permissions" in line
    assert ".env" in line


def test_without_a_way_in_both_ways_are_named() -> None:
    with pytest.raises(WrongSettings) as wrong:
        load(SLACK_BOT_TOKEN="xoxb-1")
    [line] = wrong.value.lines
    assert "SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)" in line


def test_each_of_several_gets_a_line_of_its_own() -> None:
    assert [line.split()[0] for line in lines(SLACK_BOT_TOKEN="x", BOTHWAYS_LOG_LEVEL="x")] == [
        "SLACK_BOT_TOKEN",
        "BOTHWAYS_LOG_LEVEL",
    ]


def test_they_come_from_the_environment_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-file\nSLACK_APP_TOKEN=xapp-file\nUNKNOWN=1\n")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-environment")
    settings = load()
    assert settings.app_token is not None
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == "xoxb-file"
    assert settings.app_token.get_secret_value() == "xapp-environment"


def test_secrets_do_not_show_when_the_settings_are_printed() -> None:
    assert "canary" not in repr(load(**GOOD, SLACK_SIGNING_SECRET="canary", BOTHWAYS_ENCRYPTION_KEYS=KEY))
    assert KEY not in repr(load(**GOOD, BOTHWAYS_ENCRYPTION_KEYS=KEY))


def test_the_first_run_makes_a_key_for_its_owner_alone_and_later_ones_keep_it(tmp_path: Path) -> None:
    settings = load(**GOOD)
    with structlog.testing.capture_logs() as logged:
        first = settings.keys()
    [told] = logged
    assert told["file"].endswith(KEY_FILE)
    assert first[0] not in str(told)
    assert (tmp_path / "var" / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert load(**GOOD).keys() == first
    Fernet(first[0])


def test_several_keys_are_read_newest_first(tmp_path: Path) -> None:
    other = Fernet.generate_key().decode()
    assert load(**GOOD, BOTHWAYS_ENCRYPTION_KEYS=f" {KEY} , {other},").keys() == [KEY, other]
    assert not (tmp_path / "var").exists()


def test_the_command_line_shows_the_lines_and_no_traceback() -> None:
    ended = CliRunner().invoke(cli.app, ["run"], env={"SLACK_BOT_TOKEN": "xoxp-canary", "SLACK_APP_TOKEN": "xapp-1"})
    assert ended.exit_code == 2
    assert ended.output.startswith("SLACK_BOT_TOKEN does not begin with xoxb-")
    assert "canary" not in ended.output
    assert "Traceback" not in ended.output


def test_a_key_can_be_made_on_the_command_line() -> None:
    Fernet(CliRunner().invoke(cli.app, ["key"]).output.strip())


def test_calendar_addresses_are_offered_over_http_alone() -> None:
    public = {"BOTHWAYS_PUBLIC_URL": "https://mentoring.example.org/"}
    over_http = {"SLACK_BOT_TOKEN": "xoxb-1-2-3", "SLACK_SIGNING_SECRET": "secret"}
    assert load(**over_http, **public).calendar_url == "https://mentoring.example.org"
    assert load(**over_http).calendar_url is None
    assert load(**GOOD, **public).calendar_url is None
