"""How calls reach the Web API, and how they are refused before the method is looked at."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from tests.sandbox.conftest import client_of
from tests.sandbox.driver import Control, Json, manifest_document, refusal, refused


async def call(slack: Serving, method: str, token: str | None = None, **request: Any) -> Json:
    headers = {**request.pop("headers", {}), **({} if token is None else {"Authorization": f"Bearer {token}"})}
    url = slack.api_url + method
    async with aiohttp.ClientSession() as session, session.post(url, headers=headers, **request) as response:
        assert response.status == 200
        answer: Json = await response.json()
        return answer


async def test_the_real_client_is_recognised(slack: Serving, web: AsyncWebClient) -> None:
    answer = await web.auth_test()
    assert (answer["user"], answer["url"]) == ("helper", f"{slack.url}/")
    assert "chat:write" in answer.headers["X-OAuth-Scopes"]


async def test_arguments_come_as_form_json_multipart_or_query(slack: Serving, control: Control) -> None:
    ana = await control.person("ana")
    form = await call(slack, "users.info", slack.bot_token, data={"user": ana})
    as_json = await call(slack, "users.info", slack.bot_token, json={"user": ana})
    parts = aiohttp.FormData({"user": ana})
    parts.add_field("ignored", b"file", filename="a.txt")
    multipart = await call(slack, "users.info", slack.bot_token, data=parts)
    query = await call(slack, f"users.info?user={ana}", slack.bot_token)
    assert [answer["user"]["name"] for answer in (form, as_json, multipart, query)] == ["ana"] * 4


async def test_an_empty_json_body_is_no_arguments(slack: Serving) -> None:
    headers = {"Content-Type": "application/json;charset=utf-8"}
    assert (await call(slack, "auth.test", slack.bot_token, data=b"", headers=headers))["ok"]


async def test_the_token_may_come_in_a_form_but_neither_in_json_nor_in_the_address(slack: Serving) -> None:
    assert (await call(slack, "auth.test", data={"token": slack.bot_token}))["ok"]
    in_address = f"auth.test?token={slack.bot_token}"
    assert (await call(slack, in_address))["error"] == "invalid_auth"
    assert (await call(slack, in_address, slack.bot_token))["error"] == "invalid_auth", "the header mends nothing"
    assert (await call(slack, "auth.test", json={"token": slack.bot_token}))["error"] == "not_authed"


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[1]", "application/json", "json_not_object"),
        (b"<a/>", "text/xml", "invalid_post_type"),
        (b"\xff{}", "application/json; charset=utf-8", "invalid_charset"),
        (b"{}", "application/json; charset=klingon", "invalid_charset"),
        (b'{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}", "application/json", "invalid_json"),
        (b'{"a":' + b"[" * 150 + b"]" * 150 + b"}", "application/json", "invalid_json"),
        (b'{"text": "\\ud800"}', "application/json", "invalid_json"),
        (b"--x\r\nno header", "multipart/form-data; boundary=x", "invalid_form_data"),
        (b"\xff", "multipart/form-data", "invalid_form_data"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused_by_name(
    slack: Serving, body: bytes, content_type: str, error: str
) -> None:
    answer = await call(slack, "auth.test", slack.bot_token, data=body, headers={"Content-Type": content_type})
    assert answer == {"ok": False, "error": error}


async def test_a_body_that_breaks_off_is_refused_by_name(slack: Serving) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = await call(slack, "auth.test", slack.bot_token, data=b"not packed", headers=headers)
    assert answer == {"ok": False, "error": "request_timeout"}


async def test_json_without_a_charset_is_taken_with_a_warning(slack: Serving) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await call(slack, "auth.test", slack.bot_token, data=json.dumps({}), headers=headers)
    assert answer["warning"] == "missing_charset"
    assert answer["response_metadata"]["warnings"] == ["missing_charset"]


async def test_tokens_open_only_what_they_are_for(slack: Serving, web: AsyncWebClient) -> None:
    assert (await call(slack, "auth.test"))["error"] == "not_authed"
    assert (await call(slack, "auth.test", "xoxb-unknown"))["error"] == "invalid_auth"
    assert (await call(slack, "auth.test", slack.app_token))["error"] == "not_allowed_token_type"
    assert await refusal(web.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"


async def test_a_method_we_lack_is_never_a_fake_ok(
    slack: Serving, web: AsyncWebClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await refused(web.api_call("calls.add"))
    assert answer == {"ok": False, "error": "unknown_method", "req_method": "calls.add"}
    assert "UNKNOWN METHOD calls.add" in caplog.text


async def test_a_scope_the_manifest_does_not_ask_for_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "narrow.json"
    path.write_text(json.dumps(manifest_document(scopes=["chat:write", "im:write"])))
    async with sandbox.serve(path) as slack:
        answer = await refused(client_of(slack).users_info(user="U1"))
    assert answer["error"] == "missing_scope"
    assert (answer["needed"], answer["provided"]) == ("users:read", "chat:write,im:write")


async def test_missing_and_unreadable_arguments_are_named(web: AsyncWebClient) -> None:
    missing = await refused(web.api_call("views.open", json={"trigger_id": "1.2.3"}))
    assert missing["error"] == "invalid_arguments"
    assert missing["response_metadata"]["messages"] == ["[ERROR] missing required field: view"]
    wrong = await refused(web.api_call("users.list", params={"limit": "many"}))
    assert wrong["response_metadata"]["messages"] == ["[ERROR] must be an integer [json-pointer:/limit]"]


async def test_api_test_answers_anyone_and_fails_on_request(slack: Serving) -> None:
    assert (await call(slack, "api.test", data={"foo": "bar"}))["args"] == {"foo": "bar"}
    assert (await call(slack, "api.test", data={"error": "my_error"}))["error"] == "my_error"


async def test_every_call_is_in_the_log_without_its_token(control: Control, slack: Serving) -> None:
    await call(slack, "api.test", data={"foo": "bar", "token": slack.bot_token})
    await call(slack, "auth.test")
    (entry,) = (await control.get("/control/requests", method="api.test"))["requests"]
    assert (entry["name"], entry["status"], entry["request"]) == ("api.test", "ok", {"foo": "bar"})
    every = (await control.get("/control/requests"))["requests"]
    assert [entry["status"] for entry in every] == ["ok", "not_authed"]
