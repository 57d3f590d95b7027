"""Workspaces install the bot by themselves, through a browser and Slack's own consent page."""

import asyncio
import io
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from sqlalchemy import text

from adapters.slack_oauth import ForAnOrganisation, SlackOAuth
from bot import manifest
from bot.http import EVENTS_PATH
from models import Installation, InstallState, Workspace, WorkspaceState
from tests.bot.street import Browser, Page, Street, street
from tests.factories.store import BESIDE_A_BOT_MS, Store
from tests.scenarios.curtain import SECRETS, stored_text
from tests.scenarios.doors import bring

SAFE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


@asynccontextmanager
async def checked(folder: Path, store_url: str, log: io.StringIO) -> AsyncIterator[Street]:
    """The street; when it closes, neither log nor store holds anything that opens Slack."""
    async with street(folder, store_url) as opened:
        yield opened
        secrets = opened.secrets
        written, kept = log.getvalue(), stored_text(store_url)
    assert SECRETS.search(written) is None
    assert [secret for secret in secrets if secret in written or secret in kept] == []


@pytest.fixture
async def town(tmp_path: Path, sqlite_store: str, log: io.StringIO) -> AsyncIterator[Street]:
    async with checked(tmp_path, sqlite_store, log) as opened:
        yield opened


@pytest.fixture
async def any_town(tmp_path: Path, any_store: str, log: io.StringIO) -> AsyncIterator[Street]:
    """On each database in turn."""
    async with checked(tmp_path, any_store, log) as opened:
        yield opened


@contextmanager
def store_of(town: Street) -> Iterator[Store]:
    store = Store(town.environment["BOTHWAYS_DATABASE_URL"], tuple(town.bot.settings.keys()), busy_ms=BESIDE_A_BOT_MS)
    try:
        yield store
    finally:
        store.close()


@pytest.fixture
def store(town: Street) -> Iterator[Store]:
    with store_of(town) as opened:
        yield opened


@pytest.fixture
def any_town_store(any_town: Street) -> Iterator[Store]:
    with store_of(any_town) as opened:
        yield opened


def assert_is_safe(page: Page) -> None:
    assert {name: page.headers[name] for name in SAFE} == SAFE
    policy = page.headers["Content-Security-Policy"]
    style = page.text.partition("<style>")[2].partition("</style>")[0]
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{allowed}';")
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in page.text


async def test_a_workspace_installs_the_bot_and_is_answered(town: Street, store: Store) -> None:
    first = await town.house()
    ada = await first.humans.join("ada")
    page = await town.installs(first, ada["id"])
    assert page.status == 200
    assert f"Bothways is in {first.slack.team_name}" in page.text
    assert_is_safe(page)
    [row] = store.rows(Installation)
    assert (row.installed_by, row.edition) == (ada["id"], 1)
    assert set(row.scopes.split(",")) == manifest.bot_scopes()
    assert store.vault.open(row.sealed_token or "").startswith("xoxb-")
    home = await first.humans.home(ada["id"])
    assert home["type"] == "home"


async def test_two_workspaces_are_answered_each_by_its_own_bot(town: Street) -> None:
    tokens = set()
    for name in ("", "Across the Road"):
        house = await town.house(name)
        person = await house.humans.join("ada")
        await town.installs(house, person["id"])
        answer = await house.humans.command(person["id"], "/mentor")
        assert answer["ephemerals"] or answer["ack"] or answer["view"], answer
        identity = await town.bot._who_we_are(house.team)
        assert identity is not None
        assert (identity.team_id, identity.bot_user_id) == (house.team, house.slack.bot_user)
        tokens.add(identity.bot_token)
    assert len(tokens) == 2


async def test_a_workspace_that_never_installed_it_is_told_where_it_can_be(town: Street, log: io.StringIO) -> None:
    typed = {"command": "/mentor", "text": "", "team_id": "T0NOWHERE", "user_id": "U1", "trigger_id": "1.1.a"}
    [(status, told)] = await bring(typed, town.serving.signing_secret, [f"{town.url}{EVENTS_PATH}"])
    assert status == 200
    assert f"{town.url}/slack/install" in told
    assert await town.bot._who_we_are(None) is None
    assert "tenant.unknown" in log.getvalue()


async def test_installing_again_takes_the_new_token_and_keeps_the_workspace(town: Street, store: Store) -> None:
    house = await town.house()
    ada = await house.humans.join("ada")
    await town.installs(house, ada["id"])
    await town.installs(house, ada["id"])
    [row] = store.rows(Installation)
    assert row.edition == 2
    assert len(store.rows(Workspace)) == 1


async def test_removed_it_falls_silent_and_forgets_its_token_and_installed_again_all_is_there(
    any_town: Street, any_town_store: Store
) -> None:
    house = await any_town.house()
    ada, ben = await house.humans.join("ada"), await house.humans.join("ben")
    await any_town.installs(house, ada["id"])
    asked = await house.humans.command(ada["id"], "/mentor", f"with <@{ben['id']}|ben>")
    assert asked["view"] is not None
    before = any_town_store.contents()["participants"]
    await any_town.uninstalls(house)
    [row], [workspace] = any_town_store.rows(Installation), any_town_store.rows(Workspace)
    assert (row.sealed_token, row.sealed_refresh) == (None, None)
    assert workspace.state is WorkspaceState.PARKED
    assert workspace.left_at is not None
    assert await any_town.bot._who_we_are(house.team) is None
    page = await any_town.installs(house, ada["id"])
    assert page.status == 200
    [workspace] = any_town_store.rows(Workspace)
    assert (workspace.state, workspace.left_at) == (WorkspaceState.ACTIVE, None)
    assert any_town_store.contents()["participants"] == before
    assert (await house.humans.home(ada["id"]))["type"] == "home"


async def test_what_slack_tells_of_a_removal_again_and_the_other_way_round_harms_no_later_installation(
    town: Street, store: Store
) -> None:
    house = await town.house()
    ada = await house.humans.join("ada")
    await town.installs(house, ada["id"])
    await town.uninstalls(house)
    told = [each["request"] for each in town.serving.slack.traffic.after(0, 1_000) if each["direction"] == "to_app"]
    removal = [each for each in told if each.get("event", {}).get("type") in {"app_uninstalled", "tokens_revoked"}]
    assert len(removal) == 2
    again = [*reversed(removal), *removal]
    [left] = store.rows(Workspace)
    for installed in (False, True):
        if installed:
            await town.passes(house, minutes=1)
            await town.installs(house, ada["id"])
        for payload in again:
            answers = await bring(payload, town.serving.signing_secret, [f"{town.url}{EVENTS_PATH}"], retry=1)
            assert [status for status, _ in answers] == [200]
        [found] = store.rows(Workspace)
        state = (WorkspaceState.ACTIVE, None) if installed else (WorkspaceState.PARKED, left.left_at)
        assert (found.state, found.left_at) == state


async def test_a_removal_that_nobody_told_is_found_out_and_in_the_end_purged(
    any_town: Street, any_town_store: Store
) -> None:
    town, asking = any_town, any_town.bot.roll_calls
    assert asking is not None
    house = await town.house()
    ada = await house.humans.join("ada")
    await town.installs(house, ada["id"])
    town.serving.workspaces.tokens.revoke(house.team, house.slack.bot_user)
    found = []
    for days in (1, 29, 1):
        await town.passes(house, days=days)
        await asking.look()
        await town.bot._purging.look()
        found += [(each.state, each.purged_at is not None) for each in any_town_store.rows(Workspace)]
    parked = (WorkspaceState.PARKED, False)
    assert found == [parked, parked, (WorkspaceState.PURGED, True)]


async def test_a_slack_that_does_not_answer_or_says_something_else_purges_nobody(town: Street, store: Store) -> None:
    house = await town.house()
    ada = await house.humans.join("ada")
    await town.installs(house, ada["id"])
    asking = town.bot.roll_calls
    assert asking is not None
    for fault in ({"kind": "500"}, {"kind": "429", "retry_after": 1}, {"kind": "drop_reply"}):
        await town.passes(house, days=31)
        await town.breaks({"method": "auth.test", "times": 1, **fault})
        await asking.look()
        await town.bot._purging.look()
    assert [each.state for each in store.rows(Workspace)] == [WorkspaceState.ACTIVE]


async def test_whoever_says_no_is_told_that_nothing_was_installed(town: Street, store: Store) -> None:
    house = await town.house()
    ada = await house.humans.join("ada")
    browser = Browser()
    page = await browser.gets(await town.decides(house, ada["id"], await town.sets_out(browser), "deny"))
    assert page.status == 200
    assert "Nothing was installed" in page.text
    assert_is_safe(page)
    assert store.rows(Workspace) == []


async def test_a_way_back_is_good_once_of_eight_who_come_together(any_town: Street, any_town_store: Store) -> None:
    house = await any_town.house()
    ada = await house.humans.join("ada")
    browser = Browser()
    back = await any_town.decides(house, ada["id"], await any_town.sets_out(browser))
    pages = await asyncio.gather(*(browser.gets(back) for _ in range(8)))
    assert sorted(page.status for page in pages) == [200] + [400] * 7
    assert (await browser.gets(back)).status == 400
    [row] = any_town_store.rows(Installation)
    assert row.edition == 1


async def test_another_browser_cannot_come_back_and_does_not_spoil_the_way_of_the_first(
    town: Street, store: Store
) -> None:
    house = await town.house()
    ada = await house.humans.join("ada")
    browser = Browser()
    back = await town.decides(house, ada["id"], await town.sets_out(browser))
    for cookies in ({}, {"bothways-install": "f" * 43}, {"bothways-install": "x" * 5_000}):
        page = await Browser(cookies).gets(back)
        assert page.status == 400
        assert "Please begin once more" in page.text
    assert store.rows(Workspace) == []
    assert (await browser.gets(back)).status == 200


async def test_a_state_of_somebody_elses_or_made_up_or_missing_leads_nowhere(town: Street, store: Store) -> None:
    house = await town.house()
    ada = await house.humans.join("ada")
    theirs, ours = Browser(), Browser()
    other = parse_qs(urlsplit(await town.sets_out(theirs)).query)["state"][0]
    back = await town.decides(house, ada["id"], await town.sets_out(ours))
    code = parse_qs(urlsplit(back).query)["code"][0]
    for query in ({"code": code, "state": other}, {"code": code, "state": "made up"}, {"code": code}, {"state": other}):
        assert (await ours.gets(town.back(**query))).status == 400
    assert store.rows(Workspace) == []


async def test_a_way_back_is_good_for_ten_minutes_and_what_is_over_is_swept(town: Street, store: Store) -> None:
    house = await town.house()
    ada = await house.humans.join("ada")
    browser = Browser()
    back = await town.decides(house, ada["id"], await town.sets_out(browser))
    await town.passes(house, seconds=601)
    assert (await browser.gets(back)).status == 400
    await town.sets_out(browser)
    assert len(store.rows(InstallState)) == 1


async def test_two_tabs_of_one_browser_both_find_back(town: Street) -> None:
    house = await town.house()
    ada = await house.humans.join("ada")
    browser = Browser()
    links = [await town.sets_out(browser) for _ in range(2)]
    for link in links:
        assert (await browser.gets(await town.decides(house, ada["id"], link))).status == 200


async def test_with_fewer_permissions_than_needed_it_says_which_are_missing(town: Street, store: Store) -> None:
    house = await town.house()
    ada = await house.humans.join("ada")
    browser = Browser()
    link = (await town.sets_out(browser)).replace("pins%3Awrite", "").replace("%2C%2C", "%2C")
    page = await browser.gets(await town.decides(house, ada["id"], link))
    assert page.status == 403
    assert "<code>pins:write</code>" in page.text
    assert "<code>chat:write</code>" not in page.text
    assert store.rows(Workspace) == []


async def test_a_code_that_slack_does_not_know_leads_to_the_beginning(town: Street, store: Store) -> None:
    browser = Browser()
    state = parse_qs(urlsplit(await town.sets_out(browser)).query)["state"][0]
    page = await browser.gets(town.back(code="<b>made up</b>", state=state))
    assert page.status == 400
    assert "made up" not in page.text
    assert store.rows(Workspace) == []


async def test_the_pages_ask_and_explain_and_are_safe(town: Street) -> None:
    browser = Browser()
    ask = await browser.gets(f"{town.url}/slack/install")
    leave = await browser.gets(f"{town.url}/slack/uninstall")
    for page in (ask, leave):
        assert page.status == 200
        assert_is_safe(page)
        assert "30 days" in page.text
    assert browser.cookies == {}, "nothing is begun before the button is pressed"
    sent = await browser.posts(f"{town.url}/slack/install")
    assert "HttpOnly" in sent.headers["Set-Cookie"]
    assert "SameSite=lax" in sent.headers["Set-Cookie"]


@asynccontextmanager
async def organisation() -> AsyncIterator[tuple[str, list[str]]]:
    """A Slack that installs for a whole organisation; its address, and the tokens it was given back."""
    given_back: list[str] = []

    async def access(_request: web.Request) -> web.Response:
        answer: dict[str, Any] = {"ok": True, "access_token": "xoxb-of-all", "team": None, "scope": "chat:write"}
        return web.json_response(answer | {"is_enterprise_install": True, "enterprise": {"id": "E1", "name": "All"}})

    async def revoke(request: web.Request) -> web.Response:
        given_back.append(request.headers["Authorization"])
        return web.json_response({"ok": True, "revoked": True})

    app = web.Application()
    app.router.add_post("/api/oauth.v2.access", access)
    app.router.add_route("*", "/api/auth.revoke", revoke)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/", given_back
    finally:
        await runner.cleanup()


async def test_a_whole_organisation_is_refused_and_its_token_given_back() -> None:
    async with organisation() as (url, given_back):
        with pytest.raises(ForAnOrganisation):
            await SlackOAuth(url, "1.2", "secret", frozenset({"chat:write"})).exchange("code", "http://127.0.0.1/back")
    assert given_back == ["Bearer xoxb-of-all"]


async def test_while_the_store_is_away_an_event_comes_again_and_a_person_is_asked_to_try_again(town: Street) -> None:
    house = await town.house()
    ada = await house.humans.join("ada")
    await town.installs(house, ada["id"])
    with town.bot.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE installations RENAME TO lost"))
    url, secret = f"{town.url}{EVENTS_PATH}", town.serving.signing_secret
    inner = {"type": "app_home_opened", "user": ada["id"], "tab": "home"}
    event = {"type": "event_callback", "team_id": house.team, "event_id": "Ev1", "event_time": 1, "event": inner}
    [(status, _)] = await bring(event, secret, [url])
    assert status == 500
    typed = {"command": "/mentor", "text": "", "team_id": house.team, "user_id": ada["id"], "trigger_id": "1.1.a"}
    [(status, told)] = await bring(typed, secret, [url])
    assert status == 200
    assert "try again" in told
    page = await Browser().posts(f"{town.url}/slack/install")
    assert page.status == 303, "what does not need it goes on"
    with town.bot.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE lost RENAME TO installations"))
