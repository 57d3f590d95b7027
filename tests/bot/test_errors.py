"""Refusals are answers, failures are told where they can be seen, and what was typed is never lost."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from mentoring import workspaces
from mentoring.checkins import CheckInForm
from mentoring.workspaces import ParkWorkspace
from tests.bot.running import Running, answer_of, running
from tests.views import facts, gallery
from views import charters, checkins, invitations, pairs

SAID = "Please try again in a moment."


@pytest.fixture
async def bot(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Running]:
    async with running(tmp_path, sqlite_url) as started:
        yield started


@pytest.fixture
async def replies(unused_tcp_port: int) -> AsyncIterator[tuple[str, list[dict[str, Any]]]]:
    """Where Slack's response_url leads, and what came there."""
    came: list[dict[str, Any]] = []

    async def take(request: web.Request) -> web.Response:
        came.append(await request.json())
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_post("/response/x", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    yield f"http://127.0.0.1:{unused_tcp_port}/response/x", came
    await runner.cleanup()


def typed_form() -> dict[str, Any]:
    me, *others = facts.members(facts.WORLDS[0])
    form = checkins.form(gallery.READER, (CheckInForm(facts.uid(9), me, tuple(others)),))
    view = gallery.submitted(form, "What I typed")
    view["state"]["values"]["visibility"] = {}
    for name in ("next_step_who", "next_step_by"):
        view["state"]["values"][name] = {}
    return view


async def test_a_refused_command_is_answered_with_the_way_out(bot: Running) -> None:
    # The first time the questions are put together, which on a busy machine takes longer than a loading modal waits.
    await bot.receive(bot.command("U1", "/mentor-checkin"))
    response = await bot.receive(bot.command("U1", "/mentor-checkin"))
    answer = answer_of(response)
    assert response.status == 200
    assert answer["response_type"] == "ephemeral"
    assert "You have no pair under way" in answer["text"]
    assert pairs.START in str(answer["blocks"])


async def test_a_command_that_failed_says_try_again(bot: Running) -> None:
    bot.take_store_away()
    response = await bot.receive(bot.command("U1", "/mentor-checkin"))
    assert (response.status, answer_of(response)["response_type"]) == (200, "ephemeral")
    assert SAID in answer_of(response)["text"]


async def test_an_event_that_failed_is_not_acknowledged_so_that_slack_brings_it_again(bot: Running) -> None:
    bot.take_store_away()
    opened = bot.event("U1", "app_home_opened", tab="home", channel="D1")
    assert (await bot.receive(opened)).status == 500


async def test_a_search_for_a_choice_that_failed_fails_in_slacks_own_words(bot: Running) -> None:
    with bot.bot.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE workspaces RENAME TO lost")
    looked_for = {"action_id": "offers", "block_id": "offers", "value": "py", "view": {"type": "modal"}}
    asked = bot.act("U1", "block_suggestion", **looked_for)
    del asked["trigger_id"]
    assert (await bot.receive(asked)).status == 500


async def test_an_event_that_a_rule_refused_is_done_with(bot: Running) -> None:
    await bot.bot.database.transact(workspaces.park, ParkWorkspace(bot.team))
    opened = bot.event("U1", "app_home_opened", tab="home", channel="D1")
    assert (await bot.receive(opened)).status == 200


async def test_a_form_that_failed_keeps_what_was_typed_under_a_note(bot: Running) -> None:
    bot.take_store_away()
    form = typed_form()
    answer = answer_of(await bot.receive(bot.act("U1", "view_submission", view=form)))
    assert answer["response_action"] == "update"
    note, *rest = answer["view"]["blocks"]
    assert SAID in note["text"]["text"]
    assert rest == form["blocks"]
    assert answer["view"]["callback_id"] == form["callback_id"]
    assert answer["view"]["private_metadata"] == form["private_metadata"]


async def test_a_refusal_without_a_field_is_a_note_above_what_was_typed(bot: Running) -> None:
    form = typed_form()
    answer = answer_of(await bot.receive(bot.act("U1", "view_submission", view=form)))
    note, *rest = answer["view"]["blocks"]
    assert "a pair you are not part of" in note["text"]["text"]
    assert rest == form["blocks"]


async def test_a_refusal_with_a_field_is_said_beside_it(bot: Running) -> None:
    page = charters.editor(gallery.READER, facts.charter_page(facts.WORLDS[0], None))
    view = gallery.submitted(page, "")
    answer = answer_of(await bot.receive(bot.act("U1", "view_submission", view=view)))
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["purpose"]


@pytest.mark.parametrize("broken", [False, True])
async def test_a_click_on_a_message_is_told_beside_it_and_the_message_stays(
    bot: Running, replies: tuple[str, list[dict[str, Any]]], *, broken: bool
) -> None:
    url, came = replies
    if broken:
        bot.take_store_away()
    action = {
        "action_id": invitations.DECLINE,
        "block_id": "b",
        "type": "button",
        "value": "0" * 32,
        "action_ts": "1.1",
    }
    click = bot.act("U1", "block_actions", actions=[action], response_url=url, container={"type": "message"})
    assert (await bot.receive(click)).status == 200
    [told] = came
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
    assert (SAID if broken else "a pair you are not part of") in told["text"]


async def test_an_address_that_is_not_slacks_hears_nothing(
    bot: Running, replies: tuple[str, list[dict[str, Any]]]
) -> None:
    url, came = replies
    elsewhere = url.replace("127.0.0.1", "localhost")
    action = {
        "action_id": invitations.DECLINE,
        "block_id": "b",
        "type": "button",
        "value": "0" * 32,
        "action_ts": "1.1",
    }
    click = bot.act("U1", "block_actions", actions=[action], response_url=elsewhere, container={"type": "message"})
    assert (await bot.receive(click)).status == 200
    assert came == []


async def test_a_click_that_cannot_be_answered_ends_quietly(bot: Running, unused_tcp_port: int) -> None:
    action = {
        "action_id": invitations.DECLINE,
        "block_id": "b",
        "type": "button",
        "value": "0" * 32,
        "action_ts": "1.1",
    }
    nowhere = f"http://127.0.0.1:{unused_tcp_port}/response/x"
    click = bot.act("U1", "block_actions", actions=[action], response_url=nowhere, container={"type": "message"})
    assert (await bot.receive(click)).status == 200
    assert (await bot.receive({key: value for key, value in click.items() if key != "response_url"})).status == 200


async def test_a_reply_that_breaks_off_ends_quietly_too(bot: Running, unused_tcp_port: int) -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    action = {
        "action_id": invitations.DECLINE,
        "block_id": "b",
        "type": "button",
        "value": "0" * 32,
        "action_ts": "1.1",
    }
    broken = f"http://127.0.0.1:{unused_tcp_port}/response/x"
    async with await asyncio.start_server(hang_up, "127.0.0.1", unused_tcp_port):
        click = bot.act("U1", "block_actions", actions=[action], response_url=broken, container={"type": "message"})
        assert (await bot.receive(click)).status == 200


async def test_a_click_on_home_that_failed_opens_a_modal_that_says_so(tmp_path: Path, sqlite_url: str) -> None:
    async with running(tmp_path, sqlite_url, over_socket=True) as bot:
        ada, ben = [(await bot.humans.join(name))["id"] for name in ("ada", "ben")]
        asked = await bot.humans.command(ada, "/mentor", f"with <@{ben}>")
        await bot.humans.submit(ada, asked["view"], colleague=ben, my_role="senior")
        home = await bot.humans.home(ada)
        bot.take_store_away()
        clicked = await bot.humans.click(ada, invitations.WITHDRAW, view_id=home["id"])
        assert SAID in str(clicked["view"]["blocks"])


@pytest.mark.parametrize(("secret", "age"), [("another secret", 0), (None, 600)])
async def test_what_is_not_signed_by_slack_just_now_is_refused(bot: Running, secret: str | None, age: int) -> None:
    response = await bot.receive(bot.command("U1", "/mentor"), secret=secret, age=age)
    assert response.status == 401
    assert "What would you like" not in response.body


async def test_a_good_request_is_answered(bot: Running) -> None:
    response = await bot.receive(bot.command("U1", "/mentor"))
    assert response.status == 200
    assert answer_of(response)["text"] == "What would you like to do?"
