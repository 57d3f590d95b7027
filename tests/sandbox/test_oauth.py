"""Being asked for consent, and the code that comes of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.sandbox.driver import Json, refusal, until
from tests.sandbox.installing import BACK, BOT_SCOPES, Door, door_of, sent_back


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with door_of(tmp_path) as door:
        yield door


@pytest.fixture
async def ana(door: Door) -> str:
    return await door.control.person("ana")


# What the person decides


async def test_a_yes_leads_back_with_a_code_that_becomes_a_token_of_what_was_agreed_to(door: Door, ana: str) -> None:
    back = sent_back(await door.answered(ana))
    assert (set(back), back["state"]) == ({"code", "state"}, "s t")
    answer = await door.access(code=back["code"])
    place = door.slack.slack
    expected = {
        "ok": True,
        "app_id": place.app_id,
        "authed_user": {"id": ana},
        "scope": BOT_SCOPES,
        "token_type": "bot",
        "access_token": place.bot_token,
        "bot_user_id": place.bot_user,
        "team": {"id": place.team_id, "name": place.team_name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    assert answer == expected
    web = door.client_of(answer["access_token"])
    who = await web.auth_test()
    assert (who["bot_id"], who.headers["X-OAuth-Scopes"]) == (place.bot_id, BOT_SCOPES)
    assert await refusal(web.conversations_list()) == "missing_scope"


async def test_a_no_leads_back_with_access_denied_and_installs_nothing(door: Door, ana: str) -> None:
    back = sent_back(await door.answered(ana, "deny"))
    assert back == {"error": "access_denied", "state": "s t"}
    state = await door.control.get("/control/state")
    assert (state["app"]["installed"], state["app"]["bot_token"]) == (False, "")
    assert [user["name"] for user in state["users"]] == ["slackbot", "ana"]


async def test_the_bot_comes_with_the_installation_and_can_write_to_everybody(door: Door, ana: str) -> None:
    assert (await door.control.command(ana))["error"] == "dispatch_failed"
    token = (await door.installed(ana))["access_token"]
    users = (await door.control.get("/control/state"))["users"]
    assert [user["name"] for user in users] == ["slackbot", "ana", "helper"]
    await door.client_of(token).chat_postMessage(channel=ana, text="Hello")
    assert [message["text"] for message in await door.control.seen(ana, f"bot:{ana}")] == ["Hello"]


async def test_a_person_may_let_the_app_act_in_their_name_and_no_further(door: Door, ana: str) -> None:
    answer = await door.installed(ana, door.url(scope=None, user_scope="users:read"))
    own = answer["authed_user"]
    assert (own["id"], own["scope"], own["token_type"]) == (ana, "users:read", "user")
    assert "access_token" not in answer
    web = door.client_of(own["access_token"])
    who = await web.auth_test()
    assert (who["user_id"], "bot_id" in who.data) == (ana, False)
    assert await refusal(web.chat_postMessage(channel=ana, text="as if")) == "not_allowed_token_type"


async def test_agreeing_again_adds_to_what_was_agreed_and_gives_the_same_token(door: Door, ana: str) -> None:
    first = await door.installed(ana)
    ben = await door.control.person("ben")
    second = await door.installed(ben, door.url(scope="chat:write,im:read"))
    assert second["access_token"] == first["access_token"]
    assert second["scope"] == f"{BOT_SCOPES},im:read"
    assert second["authed_user"] == {"id": ben}


async def test_the_team_in_the_url_or_beside_it_says_where(door: Door, ana: str) -> None:
    team = (await door.control.post("/control/workspaces", name="Acme"))["team"]["id"]
    cleo = (await door.control.post("/control/users", name="cleo", team=team))["user"]["id"]
    for answer in (
        await door.installed(cleo, door.url(team=team)),
        await door.installed("cleo", team="acme"),
    ):
        assert answer["team"] == {"id": team, "name": "Acme"}
    # Consent in one workspace says nothing of another.
    assert (await door.control.get("/control/state"))["app"]["installed"] is False
    assert (await door.control.command(ana))["error"] == "dispatch_failed"


# What Slack asks nobody about


@pytest.mark.parametrize(
    ("changed", "error", "words"),
    [
        ({"client_id": "1.2"}, "invalid_client_id", "Invalid client_id parameter"),
        ({"client_id": None}, "invalid_client_id", "Invalid client_id parameter"),
        ({"redirect_uri": "https://elsewhere.example/"}, "bad_redirect_uri", "https://elsewhere.example/"),
        ({"redirect_uri": f"{BACK}evil"}, "bad_redirect_uri", "did not match any configured URIs"),
        ({"redirect_uri": f"{BACK}/../other"}, "bad_redirect_uri", "did not match any configured URIs"),
        ({"redirect_uri": BACK.replace("127.0.0.1", "127.0.0.1@evil")}, "bad_redirect_uri", "did not match"),
        ({"scope": "chat:write,admin"}, "invalid_scope", "admin"),
        ({"user_scope": "chat:write"}, "invalid_scope", "chat:write"),
        ({"scope": None}, "invalid_scope", "no scopes requested"),
    ],
)
async def test_a_request_that_cannot_be_true_is_refused_on_a_page_and_sends_nobody_anywhere(
    door: Door, ana: str, changed: dict[str, str | None], error: str, words: str
) -> None:
    answer = await door.answered(ana, url=door.url(**changed))
    assert (door.control.status, answer["error"]) == (400, error)
    assert words in answer["message"]
    async with door.control.http.get(door.url(**changed), allow_redirects=False) as response:
        page = await response.text()
    assert (response.status, "Location" in response.headers) == (200, False)
    assert error in page
    assert "Allow" not in page


async def test_a_path_below_a_configured_address_is_as_good_as_the_address(door: Door, ana: str) -> None:
    answer = await door.answered(ana, url=door.url(redirect_uri=f"{BACK}/deeper?kept=1"))
    assert str(answer["location"]).startswith(f"{BACK}/deeper?kept=1&code=")


async def test_an_address_left_out_is_the_one_there_is(door: Door, ana: str, tmp_path: Path) -> None:
    back = sent_back(await door.answered(ana, url=door.url(redirect_uri=None)))
    assert (await door.access(code=back["code"], redirect_uri=None))["ok"]
    async with door_of(tmp_path, redirect_urls=[BACK, "https://b.example/"]) as two:
        ben = await two.control.person("ben")
        assert (await two.answered(ben, url=two.url(redirect_uri=None)))["error"] == "bad_redirect_uri"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"decision": "perhaps"}, "invalid_decision"),
        ({"user": "nobody"}, "user_not_found"),
        ({"team": "T0"}, "team_not_found"),
        ({"authorize_url": "http://[127.0.0.1"}, "invalid_url"),
    ],
)
async def test_only_somebody_who_is_there_decides(door: Door, ana: str, body: Json, error: str) -> None:
    wanted = {"user": ana, "decision": "allow", "authorize_url": door.url(), **body}
    assert (await door.control.post("/control/oauth", wanted))["error"] == error


# The code


async def test_a_code_is_good_once_within_ten_minutes_and_for_its_own_address(door: Door, ana: str) -> None:
    code = await door.code(ana)
    assert (await door.access(code=code, redirect_uri="https://elsewhere.example/"))["error"] == "bad_redirect_uri"
    assert (await door.access(code=code, redirect_uri=None))["error"] == "bad_redirect_uri"
    assert (await door.access(code=code))["ok"]
    assert (await door.access(code=code))["error"] == "code_already_used"
    late = await door.code(ana)
    await door.control.post("/control/clock", advance=601)
    assert (await door.access(code=late))["error"] == "invalid_code"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "guessed"}, "bad_client_secret"),
        ({"code": "1.2.guessed"}, "invalid_code"),
        ({"grant_type": "password"}, "invalid_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "xoxe-1-guessed"}, "invalid_refresh_token"),
    ],
)
async def test_an_exchange_that_is_not_the_apps_is_refused(door: Door, ana: str, arguments: Json, error: str) -> None:
    assert (await door.access(**{"code": await door.code(ana), **arguments}))["error"] == error


async def test_the_secret_may_come_in_the_body_and_is_in_no_log(door: Door, ana: str) -> None:
    form = {**door.client, "code": await door.code(ana), "redirect_uri": BACK}
    async with door.control.http.post("/api/oauth.v2.access", data=form) as response:
        assert (await response.json())["ok"]
    (entry,) = (await door.control.get("/control/requests", method="oauth.v2.access"))["requests"]
    assert "client_secret" not in entry["request"]


# In a browser without JavaScript


async def test_the_page_says_who_asks_for_what_and_takes_the_answer(door: Door, ana: str) -> None:
    async with aiohttp.ClientSession(door.slack.url) as browser:
        async with browser.get(door.url(user_scope="im:history")) as response:
            page = await response.text()
        for words in (
            "Helper",
            "Local workspace",
            "Send messages as itself",
            "People in the workspace",
            "in your name",
        ):
            assert words in page
        query = door.url().partition("?")[2]
        for decision, found in (("deny", "error=access_denied"), ("allow", "code=")):
            form = {"asked": query, "team": door.slack.slack.team_id, "user": ana, "decision": decision}
            async with browser.post("/oauth/v2/authorize", data=form, allow_redirects=False) as response:
                assert response.status == 302
                assert response.headers["Location"].startswith(f"{BACK}?{found}")


async def test_the_page_offers_each_workspace_and_says_when_nobody_is_there_to_agree(door: Door, ana: str) -> None:
    team = (await door.control.post("/control/workspaces", name="<b>Acme</b>"))["team"]["id"]
    async with door.control.http.get(f"{door.url()}&in={team}") as response:
        page = await response.text()
    assert "Nobody is in this workspace yet" in page
    assert "&lt;b&gt;Acme&lt;/b&gt;" in page
    assert "<b>Acme</b>" not in page


async def test_no_other_site_can_answer_in_a_persons_name(door: Door, ana: str) -> None:
    form = {"asked": door.url().partition("?")[2], "user": ana, "decision": "allow"}
    headers = {"Origin": "https://evil.example"}
    async with door.control.http.post("/oauth/v2/authorize", data=form, headers=headers) as response:
        assert response.status == 403


# The administrator's page


async def test_an_administrator_installs_removes_and_adds_workspaces_on_a_page(door: Door, ana: str) -> None:
    async def press(**form: str) -> str:
        async with door.control.http.post("/apps", data=form) as response:
            return await response.text()

    assert "Not installed" in await press(act="none")
    assert ">Installed<" in await press(act="install", team=door.slack.slack.team_id)
    token = door.slack.bot_token
    assert await refusal(door.client_of(token).auth_test()) == "ok"
    assert "Acme Corp" in await press(act="add", name="Acme Corp")
    assert "exists already" in await press(act="add", name="Acme Corp")
    await press(act="uninstall", team=door.slack.slack.team_id)

    async def gone() -> bool:
        return await refusal(door.client_of(token).auth_test()) == "account_inactive"

    await until(gone)
