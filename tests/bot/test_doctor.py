"""The doctor finds what is wrong, says what to do, and changes nothing."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from cryptography.fernet import Fernet

import sandbox
from adapters import migrations, store_move
from adapters.database import engine_for
from bot import doctor, manifest
from bot.doctor import Finding
from bot.settings import Settings, load
from mentoring import workspaces
from mentoring.workspaces import MeetWorkspace, ParkWorkspace
from sandbox import Serving
from tests.factories.clock import MONDAY_MORNING
from tests.factories.store import Store, migrate


@pytest.fixture
async def slack() -> AsyncIterator[Serving]:
    async with sandbox.serve(manifest.path(), rates=False) as serving:
        yield serving


def settings_for(slack: Serving, folder: Path, **change: Any) -> Settings:
    given = {**slack.environment(), "BOTHWAYS_DATA": folder, **change}
    return load(_env_file=None, **given)


async def examined(settings: Settings) -> dict[str, Finding]:
    found = [*await doctor._slack(settings), doctor._key(settings), *doctor._store(settings)]
    return {finding.what: finding for finding in found}


async def test_all_is_well_after_a_migration(slack: Serving, tmp_path: Path) -> None:
    settings = settings_for(slack, tmp_path)
    settings.keys()
    migrate(settings.store_url)
    found = await examined(settings)
    assert [finding for finding in found.values() if not finding.is_well] == []
    assert set(found) == {
        "Bot token", "Scopes", "Clock", "Way in", "Encryption key", "Store (sqlite)", "Migrations"
    }  # fmt: skip


async def test_a_wrong_bot_token_is_told_with_where_to_find_the_right_one(slack: Serving, tmp_path: Path) -> None:
    found = await examined(settings_for(slack, tmp_path, SLACK_BOT_TOKEN="xoxb-wrong"))
    assert found["Bot token"].seen == "Slack refuses it: invalid_auth"
    assert "OAuth & Permissions" in found["Bot token"].mend


async def test_a_wrong_app_token_is_told(slack: Serving, tmp_path: Path) -> None:
    found = await examined(settings_for(slack, tmp_path, SLACK_APP_TOKEN="xapp-wrong"))
    assert found["Bot token"].is_well
    assert "connections:write" in found["Way in"].mend


async def test_over_http_the_port_is_named(slack: Serving, tmp_path: Path) -> None:
    found = await examined(settings_for(slack, tmp_path, SLACK_APP_TOKEN="", BOTHWAYS_HTTP_PORT="8181"))
    assert "8181" in found["Way in"].seen


async def test_a_missing_scope_is_named(tmp_path: Path) -> None:
    content = manifest.load()
    content["oauth_config"]["scopes"]["bot"].remove("pins:write")
    path = tmp_path / "fewer.yml"
    path.write_text(yaml.safe_dump(content))
    async with sandbox.serve(path, rates=False) as slack:
        found = await examined(settings_for(slack, tmp_path))
    assert found["Scopes"].seen == "missing: pins:write"
    assert "install the app again" in found["Scopes"].mend


async def test_slack_out_of_reach_is_told(tmp_path: Path) -> None:
    async with sandbox.serve(manifest.path(), rates=False) as slack:
        settings = settings_for(slack, tmp_path)
    found = await examined(settings)
    assert "not reached" in found["Slack"].seen
    assert "SLACK_API_URL" in found["Slack"].mend


async def test_a_first_look_finds_nothing_to_mend_in_a_store_that_is_not_there_yet(
    slack: Serving, tmp_path: Path
) -> None:
    found = await examined(settings_for(slack, tmp_path))
    assert "the first run makes" in found["Store (sqlite)"].seen
    assert all(finding.is_well for finding in found.values())


async def test_missing_migrations_are_told(slack: Serving, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    (tmp_path / "empty.sqlite3").touch()
    found = await examined(settings_for(slack, tmp_path, BOTHWAYS_DATABASE_URL=url))
    assert "nothing yet" in found["Migrations"].seen
    assert "bothways migrate" in found["Migrations"].mend


async def test_a_database_out_of_reach_is_told(slack: Serving, tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody:canary@127.0.0.1:1/none?connect_timeout=2"
    found = await examined(settings_for(slack, tmp_path, BOTHWAYS_DATABASE_URL=url))
    assert "not reached" in found["Store (postgresql)"].seen
    assert "canary" not in str(found)


async def test_a_missing_database_driver_is_told(
    slack: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    url = "postgresql+psycopg://nobody:canary@127.0.0.1:1/none"
    found = await examined(settings_for(slack, tmp_path, BOTHWAYS_DATABASE_URL=url))
    assert found["Store (postgresql)"].seen == "its driver psycopg is not installed"
    assert "bothways[postgres]" in found["Store (postgresql)"].mend


async def test_slack_that_goes_away_while_it_is_asked_is_told(slack: Serving, tmp_path: Path) -> None:
    fault = {"method": "apps.connections.open", "kind": "drop_reply", "times": 1}
    async with aiohttp.ClientSession() as session, session.post(f"{slack.url}/control/faults", json=[fault]) as answer:
        assert (await answer.json())["ok"]
    found = await examined(settings_for(slack, tmp_path))
    assert found["Bot token"].is_well
    assert "not reached" in found["Way in"].seen


async def test_a_parked_workspace_is_told_with_the_way_back(slack: Serving, tmp_path: Path) -> None:
    settings = settings_for(slack, tmp_path)
    migrate(settings.store_url)
    store = Store(settings.store_url)
    store.do(workspaces.meet, MeetWorkspace("T1"))
    assert "Workspace T1" not in await examined(settings)
    store.do(workspaces.park, ParkWorkspace("T1"))
    store.close()
    found = await examined(settings)
    assert "parked" in found["Workspace T1"].seen
    assert "start the bot again" in found["Workspace T1"].mend


async def test_a_store_that_was_left_says_where_everything_is(slack: Serving, tmp_path: Path) -> None:
    settings = settings_for(slack, tmp_path)
    migrate(settings.store_url)
    store = Store(settings.store_url)
    store.do(workspaces.meet, MeetWorkspace("T1"))
    store.close()
    there = f"sqlite:///{tmp_path / 'there.sqlite3'}"
    store_move.move(settings.store_url, there, MONDAY_MORNING, lambda *_: None)
    found = await examined(settings)
    assert f"moved to {there}" in found["Installation"].seen


async def test_a_broken_key_file_is_told(slack: Serving, tmp_path: Path) -> None:
    settings = settings_for(slack, tmp_path)
    (tmp_path / "encryption.key").write_text("not a key\n")
    found = await examined(settings)
    assert "backup" in found["Encryption key"].mend


async def test_a_first_look_changes_nothing(slack: Serving, tmp_path: Path) -> None:
    folder = tmp_path / "not there yet"
    found = await examined(settings_for(slack, folder))
    assert not folder.exists()
    assert found["Encryption key"].is_well, "the first run makes it"


async def test_a_second_look_sees_the_same(slack: Serving, tmp_path: Path) -> None:
    settings = settings_for(slack, tmp_path)
    migrate(settings.store_url)
    engine = engine_for(settings.store_url)
    before = migrations.current(engine)
    assert await examined(settings) == await examined(settings)
    assert migrations.current(engine) == before
    engine.dispose()


def test_where_many_install_it_nobody_is_asked_for_a_token(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'many.sqlite3'}")
    migrations.upgrade(store.database.engine)
    store.do(workspaces.meet, MeetWorkspace("T1"))
    store.do(workspaces.park, ParkWorkspace("T1"))
    settings = load(
        _env_file=None,
        SLACK_CLIENT_ID="1.2",
        SLACK_CLIENT_SECRET="secret",
        SLACK_SIGNING_SECRET="secret",
        BOTHWAYS_PUBLIC_URL="https://bothways.example",
        BOTHWAYS_DATABASE_URL=store.url,
        BOTHWAYS_ENCRYPTION_KEYS=store.keys[0],
    )
    found = {each.what: each for each in doctor.examine(settings)}
    store.close()
    assert found["Bot tokens"].seen.endswith("https://bothways.example/slack/install")
    assert found["Bot tokens"].is_well
    assert found["Workspace T1"].mend.endswith("https://bothways.example/slack/install.")


@pytest.mark.postgres
@pytest.mark.parametrize(("user", "is_well"), [("bothways", True), ("postgres", False)])
def test_where_many_share_a_postgresql_their_second_fence_stands_unless_a_superuser_walks_in(
    migrated_postgres_url: str, user: str, is_well: bool
) -> None:
    settings = load(
        _env_file=None,
        SLACK_CLIENT_ID="1.2",
        SLACK_CLIENT_SECRET="secret",
        SLACK_SIGNING_SECRET="secret",
        BOTHWAYS_PUBLIC_URL="https://bothways.example",
        BOTHWAYS_DATABASE_URL=migrated_postgres_url.replace("://bothways@", f"://{user}@"),
        BOTHWAYS_ENCRYPTION_KEYS=Fernet.generate_key().decode(),
    )
    found = {each.what: each for each in doctor.examine(settings)}
    assert found["Second fence between workspaces"].is_well is is_well
