"""Who supervises the bot hears whether it lives, and whether clicks may be sent to it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from adapters import migrations
from bot.app import Bot
from bot.health import probes, watched_app
from bot.http import web_app
from sandbox.faults import parse_faults
from tests.bot.asking import page_of
from tests.bot.running import Running, running
from tests.factories.statements import noted


async def told(bot: Bot) -> tuple[int, dict[str, Any]]:
    page = await page_of(watched_app(bot), "/readyz")
    return page.status, json.loads(page.text)


def sets_revision(here: Running, revision: str) -> None:
    with here.bot.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


async def test_a_bot_at_work_lives_and_is_ready(tmp_path: Path, sqlite_url: str) -> None:
    async with running(tmp_path, sqlite_url) as here:
        assert await told(here.bot) == (200, {"process": "ok", "store": "ok", "slack": "ok"})
        assert (await page_of(watched_app(here.bot), "/healthz")).text == "ok\n"


async def test_one_that_stops_is_not_ready_and_lives_until_it_has_stopped(tmp_path: Path, sqlite_url: str) -> None:
    async with running(tmp_path, sqlite_url) as here:
        here.bot.leave()
        status, found = await told(here.bot)
        assert (status, found["process"]) == (503, "stopping")
        assert (await page_of(watched_app(here.bot), "/healthz")).status == 200


@pytest.mark.postgres
async def test_on_postgresql_it_is_ready_too(tmp_path: Path, migrated_postgres_url: str) -> None:
    async with running(tmp_path, migrated_postgres_url) as here:
        assert (await told(here.bot))[0] == 200


async def test_while_the_store_does_not_answer_it_is_not_ready(tmp_path: Path, sqlite_url: str) -> None:
    async with running(tmp_path, sqlite_url) as here:
        with here.bot.database.engine.begin() as connection:
            connection.execute(text("DROP TABLE alembic_version"))
            connection.execute(text("CREATE VIEW alembic_version AS SELECT version_num FROM nowhere"))
        assert await told(here.bot) == (503, {"process": "ok", "store": "away", "slack": "ok"})


async def test_a_store_of_an_older_release_cannot_be_served_and_one_of_a_newer_can(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with running(tmp_path, sqlite_url) as here:
        sets_revision(here, "0001")
        assert await told(here.bot) == (503, {"process": "ok", "store": "older than this release", "slack": "ok"})
        # While a release is rolled out the first new replica migrates, and the old ones still take clicks.
        sets_revision(here, "9999")
        assert (await told(here.bot))[0] == 200
        sets_revision(here, migrations.newest())


async def test_a_bot_without_its_socket_is_not_ready_until_it_has_another(tmp_path: Path, sqlite_url: str) -> None:
    async with running(tmp_path, sqlite_url, over_socket=True) as here:
        assert (await told(here.bot))[0] == 200
        # Slack gives no other address before it was seen that there is none: that may take less than a look.
        refused = {"method": "apps.connections.open", "kind": "429", "probability": 1, "retry_after": 0}
        here.slack.slack.workspaces.faults.plan(parse_faults(refused))
        await here.slack.slack.socket_mode.disconnect("")

        async def comes_to(status: int) -> None:
            async with asyncio.timeout(60):
                while (await told(here.bot))[0] != status:  # noqa: ASYNC110 - nobody tells when the SDK has noticed
                    await asyncio.sleep(0.02)

        await comes_to(503)
        here.slack.slack.workspaces.faults.plan([])
        await comes_to(200)


async def test_however_many_ask_at_once_the_store_is_asked_once(tmp_path: Path, sqlite_url: str) -> None:
    async with running(tmp_path, sqlite_url) as here:
        app = watched_app(here.bot)
        with noted(here.bot.database.engines) as statements:
            pages = await asyncio.gather(*(page_of(app, "/readyz") for _ in range(50)))
    assert {page.status for page in pages} == {200}
    assert sum("alembic_version" in each.statement for each in statements) <= 2


async def test_the_port_of_slack_tells_whether_it_is_ready_and_no_figures(tmp_path: Path, sqlite_url: str) -> None:
    async with running(tmp_path, sqlite_url) as here:
        public = web_app(here.bot.app, here.bot.database.transact, probes(here.bot))
        assert (await page_of(public, "/readyz")).status == 200
        assert (await page_of(public, "/metrics")).status == 404
