"""What a data folder keeps: over restarts, over kill -9, and how soon a large one is there again."""

import asyncio
import signal
import time
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox.manifest import read_manifest
from sandbox.storage import Storage, StorageError
from sandbox.workspaces import Options, Workspaces
from tests.sandbox.conftest import client_of
from tests.sandbox.driver import Control, Json, home, refusal, section
from tests.sandbox.programs import local_slack


async def fill(web: AsyncWebClient, control: Control) -> None:
    """Something of each kind that is to be kept."""
    ana, ben = await control.person("ana", tz="Asia/Tokyo"), await control.person("ben")
    club = await control.channel("club", ana, ben, is_private=True)
    await control.say(ana, club, "hello")
    posted = await web.chat_postMessage(
        channel=ana, text="keep", metadata={"event_type": "outbox", "event_payload": {"id": "1"}}
    )
    await web.pins_add(channel=posted["channel"], timestamp=posted["ts"])
    await web.chat_postMessage(channel=ana, text="reply", thread_ts=posted["ts"])
    gone = await web.chat_postMessage(channel=ana, text="gone")
    await web.chat_delete(channel=gone["channel"], ts=gone["ts"])
    await control.post("/page/read", user=ana, channel=posted["channel"], ts=posted["ts"])
    await web.conversations_open(users=[ana, ben])
    await web.views_publish(user_id=ana, view=home(section("Mine")))
    await control.post("/control/clock", advance=5000)


async def everything(control: Control) -> Json:
    """All that people can see, apart from the running time."""
    state = await control.get("/control/state")
    del state["clock"]["now"]
    ana = next(user["id"] for user in state["users"] if user["name"] == "ana")
    page = await control.get("/page/bootstrap", {"as": ana})
    for unsteady in ("clock", "connections"):
        del page[unsteady]
    messages = [
        (await control.get("/control/messages", channel=channel["id"]))["messages"] for channel in state["channels"]
    ]
    return {"state": state, "page": page, "messages": messages}


async def test_everything_survives_a_restart(manifest: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with sandbox.serve(manifest, data=data) as slack, Control(slack.url) as control:
        web = client_of(slack)
        await fill(web, control)
        before = await everything(control)
    async with sandbox.serve(manifest, data=data) as slack, Control(slack.url) as control:
        assert await everything(control) == before
        web = client_of(slack)
        ana = before["page"]["me"]["id"]
        dm = (await web.conversations_open(users=ana))["channel"]["id"]
        (kept,) = (await web.conversations_history(channel=dm, include_all_metadata=True))["messages"]
        assert (kept["metadata"]["event_payload"], kept["reply_count"], kept["pinned_to"]) == ({"id": "1"}, 1, [dm])
        later = await web.chat_postMessage(channel=ana, text="later")
        assert later["ts"] > kept["latest_reply"]
        newcomer = await control.person("newcomer")
        assert newcomer not in {user["id"] for user in before["page"]["users"]}
        assert slack.slack.views.home(ana)["blocks"][0]["text"]["text"] == "Mine"  # type: ignore[index]  # it is there


async def printed(process: asyncio.subprocess.Process) -> tuple[dict[str, str], str]:
    """The environment lines and the address that a local Slack prints at its start."""
    assert process.stdout is not None
    lines = [(await process.stdout.readline()).decode().strip() for _ in range(6)]
    return dict(line.split("=", 1) for line in lines[:5]), lines[5]


async def test_everything_answered_survives_kill_9(manifest: Path, tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    async with local_slack(manifest, *data) as process:
        environment, url = await printed(process)
        web = AsyncWebClient(token=environment["SLACK_BOT_TOKEN"], base_url=environment["SLACK_API_URL"])
        async with Control(url) as control:
            await fill(web, control)
            before = await everything(control)
        process.kill()
        await process.communicate()
    async with local_slack(manifest, *data) as again:
        environment_again, url = await printed(again)
        async with Control(url) as control:
            after = await everything(control)
    tokens = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")
    assert [environment_again[name] for name in tokens] == [environment[name] for name in tokens]
    assert after == before


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_the_command_prints_what_a_bot_needs_and_stops_cleanly(
    manifest: Path, tmp_path: Path, name: signal.Signals
) -> None:
    async with local_slack(manifest, "--data", str(tmp_path / "data"), "--rates", "off") as process:
        environment, url = await printed(process)
        assert environment["SLACK_API_URL"] == f"{url}/api/"
        assert environment["BOTHWAYS_CLOCK_URL"] == f"{url}/clock"
        web = AsyncWebClient(token=environment["SLACK_BOT_TOKEN"], base_url=environment["SLACK_API_URL"])
        assert (await web.auth_test())["ok"]
        opened = await web.apps_connections_open(app_token=environment["SLACK_APP_TOKEN"])
        async with Control(url) as control, control.http.ws_connect(opened["url"]), control.http.get("/clock/stream"):
            process.send_signal(name)
            _, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0
    assert b"Traceback" not in errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--manifest", "absent.yml"], b"absent.yml cannot be read"),
        (["--host", "203.0.113.1"], b"cannot be used"),
    ],
)
async def test_the_command_says_in_one_line_what_it_cannot_use(
    manifest: Path, arguments: list[str], said: bytes
) -> None:
    async with local_slack(manifest, *arguments) as process:
        out, errors = await process.communicate()
    assert process.returncode == 2
    assert out == b""
    assert said in errors
    assert errors.count(b"\n") == 1


async def test_two_servers_do_not_share_a_folder(manifest: Path, tmp_path: Path) -> None:
    async with sandbox.serve(manifest, data=tmp_path / "data"):
        with pytest.raises(StorageError, match="another local Slack"):
            await sandbox.serve(manifest, data=tmp_path / "data").__aenter__()


async def test_ten_thousand_messages_are_there_at_once(manifest: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with sandbox.serve(manifest, data=data) as slack, Control(slack.url) as control:
        ana = await control.person("ana")
        channel = await control.channel("club", ana)
    storage = Storage(data)
    for number in range(10_000):
        ts = f"{1_700_000_000 + number}.000000"
        storage.messages.put(channel, {"type": "message", "user": ana, "ts": ts, "text": "x" * 500})
    storage.close()
    # What this process works, and not what it waits while the machine does other things.
    began = time.process_time()
    async with sandbox.serve(manifest, data=data) as slack, Control(slack.url) as control:
        page = await control.get("/page/bootstrap", {"as": ana})
        took = time.process_time() - began
    assert page["me"]["id"] == ana
    # A tenth of it is the goal; a slow machine gets time, and what reads each message for every other needs far more.
    assert took < 5.0, f"{took:.2f} s"


async def test_a_reset_empties_the_workspace_and_keeps_the_bot_connected(manifest: Path, tmp_path: Path) -> None:
    async with sandbox.serve(manifest, data=tmp_path / "data", rates=False) as slack, Control(slack.url) as control:
        web = client_of(slack)
        await fill(web, control)
        before = await control.get("/control/state")
        url = (await web.apps_connections_open(app_token=slack.app_token))["url"]
        async with control.http.ws_connect(url) as socket:
            await socket.receive()
            await control.post("/control/reset")
            after = await control.get("/control/state")
            assert after["connections"] == 1
        assert [user["name"] for user in after["users"]] == ["slackbot", "helper"]
        assert [channel["name"] for channel in after["channels"]] == ["general"]
        assert (after["clock"]["offset"], after["clock"]["revision"]) == (0, before["clock"]["revision"] + 1)
        assert after["app"] == before["app"]
        assert after["team"] == before["team"]
        assert (await web.auth_test())["user_id"] == before["app"]["bot_user_id"]
        page = await control.get("/page/bootstrap")
        assert page["me"] is None
        ana = await control.person("ana")
        assert ana not in {user["id"] for user in before["users"]}
        assert await refusal(web.users_info(user=before["users"][-1]["id"])) == "user_not_found"


def test_the_app_follows_its_manifest_at_the_next_start(manifest: Path, tmp_path: Path) -> None:
    before = Workspaces(Options(read_manifest(manifest), tmp_path / "data"))
    before.storage.close()
    manifest.write_text(manifest.read_text().replace('"display_name": "Helper"', '"display_name": "Guide"'))
    after = Workspaces(Options(read_manifest(manifest), tmp_path / "data"))
    bot = after.first.people.get(after.first.bot_user)
    after.storage.close()
    assert bot is not None
    assert (bot.id, bot.real_name) == (before.first.bot_user, "Guide")
