"""In the middle of a fortnight an installation moves from its file to PostgreSQL: nobody notices."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from models import OutboxRow, OutboxState
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import words
from tests.scenarios.stage import Stage

QUICK_TO_RECOVER = {"BOTHWAYS_SETTLE_SECONDS": "0.4", "BOTHWAYS_LEASE_SECONDS": "1"}
BOTHWAYS = Path(sys.executable).with_name("bothways")


async def moves(stage: Stage, target: str) -> str:
    """`bothways migrate --from … --to …`, as somebody types it; return what it said."""
    process = await asyncio.create_subprocess_exec(
        BOTHWAYS,
        "migrate",
        "--from",
        stage.scene.store_url,
        "--to",
        target,
        cwd=stage.scene.folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return said.decode()


async def starts_on_the_old_store(stage: Stage) -> tuple[int | None, str]:
    """Start another bot there; return its exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        BOTHWAYS,
        "run",
        cwd=stage.scene.folder,
        env=stage.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


@pytest.mark.postgres
async def test_moved_in_the_middle_of_a_cycle_nothing_is_lost_and_nothing_comes_again(
    sqlite_store: str, postgres_url: str, raise_stage: RaiseStage
) -> None:
    stage = await raise_stage(sqlite_store, as_process=True, settings=QUICK_TO_RECOVER)
    alex, bea = await stage.person("alex"), await stage.person("bea", tz="America/New_York")
    await stage.begin_pair(alex, bea)
    await bea.hands_in(await bea.opens("/mentor-checkin"), moved="The draft is written")
    await stage.passes(days=3)
    assert "The source is in use. Stop every bot" in await moves(stage, postgres_url)
    # One message is in Slack and its answer lost, another certainly not sent; and there the bot is killed.
    carl = await stage.person("carl")
    await stage.breaks({"method": "chat.postMessage", "kind": "drop_reply", "times": 1})
    await alex.hands_in(await alex.opens("/mentor", "with @carl"))

    async def is_there() -> bool:
        return len(await carl.inbox()) == 1

    await stage.until(is_there)
    await stage.kill_bot()
    seen = [[post.message for post in await each.inbox()] for each in (alex, bea, carl)]
    said = await moves(stage, postgres_url)
    assert "each compared" in said, said
    assert "same encryption key as before" in said

    code, refused = await starts_on_the_old_store(stage)
    assert code == 1
    assert "This store was moved to postgresql://" in refused
    assert "Traceback" not in refused

    stage.scene = replace(stage.scene, store_url=postgres_url)
    await stage.start_bot()

    async def everything_is_sent() -> bool:
        due = [row for row in stage.stored(OutboxRow) if row.due_at <= stage.now]
        return {row.state for row in due} <= {OutboxState.SENT, OutboxState.DROPPED}

    await stage.until(everything_is_sent)
    assert seen == [[post.message for post in await each.inbox()] for each in (alex, bea, carl)]
    assert len([call for call in stage.calls("chat.postMessage") if call["request"]["channel"] == carl.id]) == 1
    await stage.settles()
    await stage.passes(days=12)
    [question] = [post for post in await bea.inbox() if "How safe" in post.words]
    await bea.clicks("pulse.answer.4", question)
    await stage.settles()
    assert "The draft is written" in words(await bea.home())
