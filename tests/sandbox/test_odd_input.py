"""Whatever is sent, the answer is an honest one: never a crash of ours, never a page of somebody else's error."""

import base64
import json
from typing import Any

import pytest

from sandbox import Serving
from sandbox.methods.catalogue import METHODS
from tests.sandbox.driver import Control, actions, button

ODD: list[Any] = [
    None, True, -1, 1.5, 10**30, float("inf"), "", "\x00", "\ud800", "NaN", "1_0", "9" * 5_000, "C1", [], [1], [[]], {},
    base64.b64encode(b"next:-9").decode(), base64.b64encode(b"next:" + b"9" * 30).decode(),
    {"a": 1}, "{", '{"type": 1}', "[" * 50_000 + "]" * 50_000,
    {"type": "modal", "blocks": [{"type": "input"}]},
    [{"type": ["a"]}],
    [{"type": "actions", "elements": [1, {"type": {}}]}],
    [{"type": "section", "accessory": {"type": "static_select", "options": [1, {"text": 1}], "initial_option": 3}}],
    [{"type": "section", "accessory": {"type": "static_select", "option_groups": [{"options": 5}]}}],
    [{"type": "section", "accessory": {"type": "overflow", "options": {"a": 1}}}],
]  # fmt: skip
ACTS = {
    "users": ["name", "tz", "email"],
    "users/update": ["user", "tz", "deleted"],
    "channels": ["name", "members", "users"],
    "channels/join": ["channel", "users", "user"],
    "channels/leave": ["channel", "user", "by"],
    "channels/update": ["channel", "user", "name", "topic", "purpose", "is_archived"],
    "message": ["user", "channel", "text", "thread_ts"],
    "reactions": ["user", "channel", "ts", "name", "remove"],
    "command": ["user", "channel", "command", "text"],
    "action": ["user", "channel", "ts", "view_id", "action_id", "block_id", "value", "selected", "values"],
    "suggest": ["user", "view_id", "action_id", "value"],
    "submit": ["user", "view_id", "values"],
    "close": ["user", "view_id", "all"],
    "home": ["user"],
    "clock": ["advance", "to"],
}


@pytest.fixture
async def usual(slack: Serving, control: Control) -> dict[str, Any]:
    """Arguments that make sense, so that each odd one is looked at."""
    ana = await control.person("ana")
    posted = await call(slack, control, "chat.postMessage", channel=ana, text="t", blocks=[actions(button("go"))])
    return {
        "user": ana, "user_id": ana, "users": [ana], "channel": posted["channel"], "ts": posted["ts"],
        "timestamp": posted["ts"], "message_ts": posted["ts"], "action_id": "go", "text": "t", "command": "/plain",
    }  # fmt: skip


async def call(slack: Serving, control: Control, method: str, **arguments: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with control.http.post(f"/api/{method}", json=arguments, headers=headers) as response:
        assert response.status == 200, (method, arguments, await response.text())
        answer: dict[str, Any] = await response.json()
        return answer


@pytest.mark.parametrize("method", sorted(METHODS))
async def test_a_method_answers_any_argument(
    slack: Serving, control: Control, usual: dict[str, Any], method: str
) -> None:
    names = [argument.name for argument in METHODS[method].arguments]
    for name in names:
        for odd in ODD:
            known = {key: usual[key] for key in names if key in usual}
            answer = await call(slack, control, method, **{**known, name: odd})
            assert isinstance(answer["ok"], bool)


@pytest.mark.parametrize("act", ACTS)
async def test_a_control_call_answers_any_body(control: Control, usual: dict[str, Any], act: str) -> None:
    for name in ACTS[act]:
        for odd in ODD:
            known = {key: usual[key] for key in ACTS[act] if key in usual and key not in {"view_id", "users"}}
            answer = await control.post(f"/control/{act}", {**known, name: odd})
            assert control.status < 500, (act, name, odd, answer)
            assert isinstance(answer["ok"], bool)


@pytest.mark.parametrize("path", ["/clock/idle", "/page/read", "/control/faults", "/response/x"])
async def test_other_doors_answer_any_body(control: Control, path: str) -> None:
    for odd in [*ODD, {"revision": 1, "next_due": []}, [{"kind": "429", "times": {}}]]:
        await control.post(path, odd)
        assert control.status < 500, (path, odd)


@pytest.mark.parametrize("name", ["before", "after", "thread_ts", "limit"])
@pytest.mark.parametrize("odd", ["yesterday", "-1", "9" * 30, "9" * 5_000, "1e400"])
async def test_a_page_of_messages_may_be_asked_for_from_anywhere(
    control: Control, usual: dict[str, Any], name: str, odd: str
) -> None:
    await control.get("/control/messages", {"channel": usual["channel"], "as": usual["user"], name: odd})
    assert control.status < 500


@pytest.mark.parametrize("path", ["/oauth/v2/authorize", "/apps", "/upload/v1"])
@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"\xff\xfe", "application/x-www-form-urlencoded"), (b"--x\r\nno header", "multipart/form-data; boundary=x")],
)
async def test_a_form_that_cannot_be_read_is_refused_at_every_door(
    slack: Serving, control: Control, path: str, body: bytes, kind: str
) -> None:
    if path == "/upload/v1":
        asked = await call(slack, control, "files.getUploadURLExternal", filename="a.txt", length=3)
        path = asked["upload_url"].removeprefix(slack.url)
    async with control.http.post(path, data=body, headers={"Content-Type": kind}) as response:
        assert 400 <= response.status < 500, await response.text()


async def test_a_socket_answers_no_one_without_a_ticket(control: Control) -> None:
    for path in ("/link/", "/link/?ticket=", "/link/?ticket=x"):
        async with control.http.get(path) as response:
            assert (response.status, json.loads(await response.text())["error"]) == (404, "invalid_ticket")
