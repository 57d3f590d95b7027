"""Each example, in Python and in JavaScript, does in the local Slack what it says, started as the docs say."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.oracle.slack_types import SlackTypes
from tests.sandbox.driver import Control, Json, until
from tests.sandbox.programs import beside_slacks_packages, node_or_skip, running

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
BOTHWAYS = Path(sys.executable).with_name("bothways")


@contextmanager
def command_for(app: Path) -> Iterator[list[str | Path]]:
    if app.suffix == ".py":
        yield [sys.executable, app]
    else:
        node = node_or_skip()
        with beside_slacks_packages(app) as copy:
            yield [node, copy]


@asynccontextmanager
async def tried(app: Path) -> AsyncIterator[Control]:
    """The example at work in a workspace of its own manifest."""
    workspace: list[str | Path] = [BOTHWAYS, "workspace", "--port", "0", "--manifest", app.with_name("manifest.yml")]
    with command_for(app) as command:
        async with (
            running([*workspace, "--", *command], {}, ready="http://") as started,
            Control(started.said[-1]) as control,
        ):

            async def connected() -> bool:
                return bool((await control.get("/control/state"))["connections"])

            await until(connected)
            yield control


async def _shows(control: Control, user: str, channel: str, text: str) -> None:
    """Wait until somebody sees a message with this text."""

    async def seen() -> bool:
        return any(message["text"] == text for message in await control.seen(user, channel))

    await until(seen)


async def command(control: Control, ana: str) -> None:
    ben = await control.person("ben")
    assert (await control.command(ana, "/echo", "hello & goodbye"))["error"] is None
    await _shows(control, ana, "#general", "You said: hello &amp; goodbye")
    assert await control.seen(ben, "#general") == [], "an answer is for the one who asked"
    unknown = await control.command(ana, "/nothing")
    assert unknown["error"] == "unknown_command"


async def modal(control: Control, ana: str) -> None:
    async def opened() -> str:
        found: list[Any] = []

        async def shown() -> bool:
            found[:] = (await control.get("/control/views", user=ana))["views"]
            return bool(found)

        await until(shown)
        return str(found[-1]["id"])

    await control.command(ana, "/idea")
    form = await opened()
    empty = await control.post("/control/submit", user=ana, view_id=form, values={"text": ""})
    assert (empty["errors_by"], list(empty["errors"])) == ("slack", ["idea"])
    short = await control.post("/control/submit", user=ana, view_id=form, values={"text": "short"})
    assert (short["response_action"], short["errors"]) == ("errors", {"idea": "Say a little more."})
    done = await control.post("/control/submit", user=ana, view_id=form, values={"text": "Meet in the garden"})
    assert (done["error"], done["view"]) == (None, None)
    await _shows(control, ana, f"bot:{ana}", "Kept: Meet in the garden")
    await control.command(ana, "/idea")
    assert await opened() != form


async def home(control: Control, ana: str) -> None:
    async def published(text: str) -> Json:
        """The newest Home, once it says this; nobody opens it for that, since who opens it begins anew."""
        found: list[Json] = []

        async def shown() -> bool:
            calls = (await control.get("/control/requests", method="views.publish"))["requests"]
            found[:] = [call["response"]["view"] for call in calls[-1:] if call["status"] == "ok"]
            return bool(found) and found[0]["blocks"][0]["text"]["text"] == text

        await until(shown)
        return found[0]

    async def tap(view: Json) -> None:
        await control.post("/control/action", user=ana, view_id=view["id"], action_id="tap")

    await control.post("/control/home", user=ana)
    view = await published("Taps since you came: 0")
    for taps in (1, 2):
        await tap(view)
        view = await published(f"Taps since you came: {taps}")
    await control.post("/control/home", user=ana)
    await published("Taps since you came: 0")


async def starter(control: Control, ana: str) -> None:
    await control.say(ana, "#general", "hello, where the app is not a member")
    await control.say(ana, f"bot:{ana}", "hello")
    await _shows(control, ana, f"bot:{ana}", f"Hey there <@{ana}>!")
    *_, greeting = await control.seen(ana, f"bot:{ana}")
    where = {"user": ana, "channel": f"bot:{ana}", "ts": greeting["ts"]}
    await control.post("/control/action", {**where, "action_id": "button_click"})
    await _shows(control, ana, f"bot:{ana}", f"<@{ana}> clicked the button")
    assert len(await control.seen(ana, f"bot:{ana}")) == 3
    assert len(await control.seen(ana, "#general")) == 1


TRIED: dict[str, Callable[[Control, str], Awaitable[None]]] = {
    "command": command,
    "home": home,
    "modal": modal,
    "starter": starter,
}


def test_every_example_is_there_in_both_languages_and_tried() -> None:
    assert {folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()} - {"node_modules"} == set(TRIED)
    for name in TRIED:
        assert sorted(file.name for file in (EXAMPLES / name).iterdir() if file.suffix in {".mjs", ".py", ".yml"}) == [
            "app.mjs",
            "app.py",
            "manifest.yml",
        ]


def lines_of_its_own(app: Path) -> list[str]:
    """What an example has beyond the lines that begin and start every app, imports and its first line of prose."""
    same = (
        "import ",
        "from ",
        "app = App(",
        "const { SLACK_",
        "const app = ",
        "SocketModeHandler(",
        "await app.start(",
    )
    prose = ("//", '"""', "app.logger.info(")
    lines = app.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(same + prose)]


@pytest.mark.parametrize("name", TRIED)
@pytest.mark.parametrize("file", ["app.py", "app.mjs"])
def test_an_example_has_at_most_ten_lines_of_its_own(name: str, file: str) -> None:
    app = EXAMPLES / name / file
    assert len(lines_of_its_own(app)) <= 10, "what one app shows is read at one glance"
    assert [line for line in app.read_text(encoding="utf-8").splitlines() if len(line) > 120] == []


@pytest.mark.parametrize("name", TRIED)
@pytest.mark.parametrize("file", ["app.py", pytest.param("app.mjs", marks=pytest.mark.oracle)])
async def test_the_example_does_what_it_says(name: str, file: str) -> None:
    async with tried(EXAMPLES / name / file) as control:
        await TRIED[name](control, await control.person("ana"))


@pytest.mark.oracle
@pytest.mark.parametrize("name", TRIED)
def test_the_manifest_is_one_that_slack_takes(name: str, slack_types: SlackTypes) -> None:
    manifest = yaml.safe_load((EXAMPLES / name / "manifest.yml").read_text(encoding="utf-8"))
    assert slack_types.errors("Manifest", manifest) == []
