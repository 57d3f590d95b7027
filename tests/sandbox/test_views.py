"""Modals and Home: triggers, the stack of three, hashes, and what was typed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving
from tests.sandbox.conftest import Connect
from tests.sandbox.driver import (
    Control,
    Json,
    actions,
    button,
    field,
    home,
    modal,
    plain,
    refusal,
    refused,
    section,
)


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


def trigger(slack: Serving, user: str, view_id: str = "") -> str:
    """A trigger as a payload would carry it at this moment."""
    return slack.slack.triggers.mint(user, view_id)


async def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str
) -> None:
    fresh = trigger(slack, ana)
    view = (await web.views_open(trigger_id=fresh, view=modal(field("q"))))["view"]
    assert (view["callback_id"], view["root_view_id"], view["previous_view_id"]) == ("form", view["id"], None)
    assert await refusal(web.views_open(trigger_id=fresh, view=modal(field("q")))) == "exchanged_trigger_id"
    assert await refusal(web.views_open(trigger_id="1.2.abc", view=modal(field("q")))) == "invalid_trigger_id"
    late = trigger(slack, ana)
    await control.post("/control/clock", advance=4)
    assert await refusal(web.views_open(trigger_id=late, view=modal(field("q")))) == "expired_trigger_id"


async def test_a_modal_stack_holds_three(slack: Serving, web: AsyncWebClient, control: Control, ana: str) -> None:
    first = (await web.views_open(trigger_id=trigger(slack, ana), view=modal(section())))["view"]
    second = (await web.views_push(trigger_id=trigger(slack, ana, first["id"]), view=modal(section())))["view"]
    third = (await web.views_push(trigger_id=trigger(slack, ana, second["id"]), view=modal(section())))["view"]
    assert (third["root_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    fourth = web.views_push(trigger_id=trigger(slack, ana, third["id"]), view=modal(section()))
    assert await refusal(fourth) == "push_limit_reached"
    views = (await control.get("/control/views", user=ana))["views"]
    assert [view["id"] for view in views] == [first["id"], second["id"], third["id"]]


async def test_pushing_needs_a_modal_to_push_onto(slack: Serving, web: AsyncWebClient, ana: str) -> None:
    assert await refusal(web.views_push(trigger_id=trigger(slack, ana), view=modal(section()))) == "not_found"
    gone = trigger(slack, ana, "V404")
    assert await refusal(web.views_push(trigger_id=gone, view=modal(section()))) == "not_found"


async def test_an_update_needs_the_right_hash(slack: Serving, web: AsyncWebClient, ana: str) -> None:
    view = (await web.views_open(trigger_id=trigger(slack, ana), view=modal(section())))["view"]
    changed = (await web.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("Two"))))["view"]
    assert changed["id"] == view["id"]
    assert changed["hash"] != view["hash"]
    stale = web.views_update(view_id=view["id"], hash=view["hash"], view=modal(section()))
    assert await refusal(stale) == "hash_conflict"
    assert await refusal(web.views_update(view_id="V404", view=modal(section()))) == "not_found"
    nameless = await refused(web.api_call("views.update", json={"view": modal(section())}))
    assert nameless["error"] == "invalid_arguments"


async def test_an_external_id_names_one_view(slack: Serving, web: AsyncWebClient, control: Control, ana: str) -> None:
    ben = await control.person("ben")
    named = modal(section(), external_id="charter-1")
    await web.views_open(trigger_id=trigger(slack, ana), view=named)
    assert await refusal(web.views_open(trigger_id=trigger(slack, ben), view=named)) == "duplicate_external_id"
    changed = await web.views_update(external_id="charter-1", view=modal(section("Two"), external_id="charter-1"))
    assert changed["view"]["blocks"][0]["text"]["text"] == "Two"


async def test_views_slack_refuses_are_refused_with_the_reason(slack: Serving, web: AsyncWebClient, ana: str) -> None:
    without_submit = {key: value for key, value in modal(field("q")).items() if key != "submit"}
    answer = await refused(web.views_open(trigger_id=trigger(slack, ana), view=without_submit))
    assert answer["error"] == "invalid_arguments"
    assert "missing required field: submit" in answer["response_metadata"]["messages"][1]
    huge = modal(*[section("x" * 3000) for _ in range(90)])
    assert await refusal(web.views_open(trigger_id=trigger(slack, ana), view=huge)) == "view_too_large"
    assert await refusal(web.views_open(trigger_id=trigger(slack, ana), view=home(section()))) == "invalid_arguments"


async def test_home_is_published_to_one_person(web: AsyncWebClient, control: Control, ana: str) -> None:
    first = (await web.views_publish(user_id=ana, view=home(section("One"))))["view"]
    second = (await web.views_publish(user_id=ana, view=home(section("Two")), hash=first["hash"]))["view"]
    assert second["id"] == first["id"]
    assert await refusal(web.views_publish(user_id=ana, view=home(), hash=first["hash"])) == "hash_conflict"
    assert await refusal(web.views_publish(user_id="U404", view=home())) == "user_not_found"
    assert await refusal(web.views_publish(user_id=ana, view=modal(section()))) == "invalid_arguments"
    assert (await control.get("/control/views", user=ana))["views"] == []


# With a bot on the other side


@pytest.fixture
async def form(app: AsyncApp, connect: Connect, control: Control, ana: str) -> Callable[..., Awaitable[Json]]:
    """Connects a bot whose command opens the given modal; returns the opened view."""

    async def opened(view: Json) -> Json:
        @app.command("/help-me")
        async def open_it(ack: Any, body: Json, client: AsyncWebClient) -> None:
            await client.views_open(trigger_id=body["trigger_id"], view=view)
            await ack()

        await connect(app)
        answer = await control.command(ana)
        shown: Json = answer["view"]
        return shown

    return opened


async def test_slack_checks_the_fields_before_the_app_is_asked(
    app: AsyncApp, form: Callable[..., Awaitable[Json]], control: Control, ana: str
) -> None:
    submitted: list[Json] = []

    @app.view("form")
    async def take(ack: Any, body: Json) -> None:
        submitted.append(body["view"]["state"]["values"])
        await ack()

    number = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "5"}
    options = [{"text": plain("Yes"), "value": "y"}, {"text": plain("No"), "value": "n"}]
    view = await form(
        modal(
            field("moved", {"min_length": 3, "max_length": 5}),
            field("link", {"type": "url_text_input"}, optional=True),
            field("mail", {"type": "email_text_input"}, optional=True),
            field("many", number, optional=True),
            field("when", {"type": "datepicker"}, optional=True),
            field("sure", {"type": "radio_buttons", "options": options}, optional=True),
        )
    )

    async def errors(**values: Any) -> Json:
        plain_values = {block: {"answer": value} for block, value in values.items()}
        answer = await control.post("/control/submit", user=ana, view_id=view["id"], values=plain_values)
        assert (answer["response_action"], answer["errors_by"]) == ("errors", "slack")
        shown: Json = answer["errors"]
        return shown

    assert await errors() == {"moved": "Please complete this required field."}
    assert await errors(moved="  ") == {"moved": "Please complete this required field."}
    assert await errors(moved="ab") == {"moved": "Please enter at least 3 characters."}
    assert await errors(moved="abcdef") == {"moved": "Please enter no more than 5 characters."}
    assert await errors(moved="abc", link="example.com") == {"link": "Please enter a valid URL."}
    assert await errors(link="https://example.com", mail="ana@") == {"mail": "Please enter a valid email address."}
    assert await errors(mail="a@b.example", many="x") == {"many": "Please enter a valid number."}
    assert await errors(many="1.5") == {"many": "Please enter a whole number."}
    assert await errors(many="6") == {"many": "Please enter a number of at most 5."}
    assert await errors(many="0") == {"many": "Please enter a number of at least 1."}
    assert await errors(many="5", when="2026-02-30") == {"when": "Please enter a valid date."}
    assert submitted == []
    right = {"when": {"answer": "2026-02-28"}, "sure": {"answer": "y"}}
    done = await control.post("/control/submit", user=ana, view_id=view["id"], values=right)
    assert (done["response_action"], done["view"], done["errors_by"]) == (None, None, None)
    (values,) = submitted
    assert values["moved"]["answer"] == {"type": "plain_text_input", "value": "abc"}
    assert values["many"]["answer"] == {"type": "number_input", "value": "5"}
    assert values["when"]["answer"] == {"type": "datepicker", "selected_date": "2026-02-28"}
    assert values["sure"]["answer"]["selected_option"]["value"] == "y"


async def test_the_apps_errors_stay_beside_their_fields(
    app: AsyncApp, form: Callable[..., Awaitable[Json]], control: Control, ana: str
) -> None:
    @app.view("form")
    async def refuse(ack: Any) -> None:
        await ack(response_action="errors", errors={"q": "Not this one", "unknown": "Nobody sees this"})

    view = await form(modal(field("q")))
    answer = await control.post("/control/submit", user=ana, view_id=view["id"], values={"answer": "typed"})
    assert (answer["response_action"], answer["errors"], answer["errors_by"]) == (
        "errors",
        {"q": "Not this one"},
        "app",
    )
    assert answer["view"]["state"]["values"]["q"]["answer"]["value"] == "typed"


async def test_errors_that_belong_to_no_field_are_trouble_with_the_app(
    app: AsyncApp, form: Callable[..., Awaitable[Json]], control: Control, ana: str
) -> None:
    @app.view("form")
    async def refuse(ack: Any) -> None:
        await ack(response_action="errors", errors={"answer": "Named by its action_id"})

    view = await form(modal(field("q")))
    answer = await control.post("/control/submit", user=ana, view_id=view["id"], values={"answer": "typed"})
    assert (answer["response_action"], answer["error"]) == (None, "invalid_errors")
    assert answer["view"]["state"]["values"]["q"]["answer"]["value"] == "typed"


async def test_an_answer_may_update_push_or_clear(
    app: AsyncApp, form: Callable[..., Awaitable[Json]], control: Control, ana: str
) -> None:
    answers: list[Json] = [
        {"response_action": "update", "view": modal(field("q"), field("more", optional=True))},
        {"response_action": "push", "view": modal(section("Above"), callback_id="above")},
    ]

    @app.view("form")
    async def next_one(ack: Any) -> None:
        await ack(**answers.pop(0))

    @app.view("above")
    async def clear(ack: Any) -> None:
        await ack(response_action="clear")

    view = await form(modal(field("q")))
    updated = await control.post("/control/submit", user=ana, view_id=view["id"], values={"answer": "typed"})
    assert updated["view"]["id"] == view["id"]
    assert updated["view"]["state"]["values"]["q"]["answer"]["value"] == "typed"
    assert set(updated["view"]["state"]["values"]) == {"q", "more"}
    pushed = await control.post("/control/submit", user=ana, view_id=view["id"])
    assert pushed["view"]["previous_view_id"] == view["id"]
    below = await control.post("/control/submit", user=ana, view_id=view["id"])
    assert (control.status, below["error"]) == (409, "not_on_top")
    cleared = await control.post("/control/submit", user=ana, view_id=pushed["view"]["id"])
    assert (cleared["response_action"], cleared["view"]) == ("clear", None)
    assert (await control.get("/control/views", user=ana))["views"] == []


async def test_a_bad_view_in_an_answer_is_an_honest_error(
    app: AsyncApp, form: Callable[..., Awaitable[Json]], control: Control, ana: str
) -> None:
    @app.view("form")
    async def wrong(ack: Any) -> None:
        await ack(response_action="update", view={"type": "modal", "blocks": []})

    view = await form(modal(field("q")))
    answer = await control.post("/control/submit", user=ana, view_id=view["id"], values={"answer": "typed"})
    assert answer["error"] == "invalid_view"
    assert "missing required field: title" in answer["message"]
    assert answer["view"]["id"] == view["id"]


async def test_what_was_typed_survives_an_update_where_the_ids_stay(
    app: AsyncApp, form: Callable[..., Awaitable[Json]], control: Control, ana: str
) -> None:
    @app.action("more")
    async def update(ack: Any, body: Json, client: AsyncWebClient) -> None:
        fresh = modal(field("kept", {"initial_value": "ignored"}), field("new", {"initial_value": "shown"}))
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=fresh)
        await ack()

    view = await form(modal(field("kept"), field("gone"), actions(button("more"))))
    answer = await control.post(
        "/control/action", user=ana, view_id=view["id"], action_id="more",
        values={"kept": {"answer": "typed"}, "gone": {"answer": "lost"}},
    )  # fmt: skip
    values = answer["view"]["state"]["values"]
    assert {block: entries["answer"]["value"] for block, entries in values.items()} == {
        "kept": "typed",
        "new": "shown",
    }


async def test_closing_tells_the_app_only_when_asked_to(
    app: AsyncApp, form: Callable[..., Awaitable[Json]], control: Control, ana: str
) -> None:
    closed: list[Json] = []

    @app.view_closed("form")
    async def note(ack: Any, body: Json) -> None:
        closed.append(body)
        await ack()

    view = await form(modal(field("q"), notify_on_close=True))
    assert (await control.post("/control/close", user=ana, view_id=view["id"]))["view"] is None
    assert [(body["view"]["id"], body["is_cleared"]) for body in closed] == [(view["id"], False)]
    assert (await control.post("/control/close", user=ana, view_id=view["id"]))["error"] == "view_not_found"


async def test_nobody_acts_in_another_persons_modal(
    form: Callable[..., Awaitable[Json]], control: Control, ana: str
) -> None:
    ben = await control.person("ben")
    view = await form(modal(field("q")))
    answer = await control.post("/control/submit", user=ben, view_id=view["id"], values={"answer": "x"})
    assert (control.status, answer["error"]) == (404, "view_not_found")


async def test_home_opens_as_a_click_would(app: AsyncApp, connect: Connect, control: Control, ana: str) -> None:
    opened: list[Json] = []

    @app.event("app_home_opened")
    async def publish(event: Json, client: AsyncWebClient) -> None:
        opened.append(event)
        await client.views_publish(user_id=event["user"], view=home(section(f"Visit {len(opened)}")))

    await connect(app)
    first = await control.post("/control/home", user=ana)
    second = await control.post("/control/home", user=ana)
    assert [answer["view"]["blocks"][0]["text"]["text"] for answer in (first, second)] == ["Visit 1", "Visit 2"]
    assert "view" not in opened[0]
    assert opened[1]["view"]["id"] == first["view"]["id"]
    assert opened[0]["tab"] == "home"


async def test_home_waits_for_an_app_that_acknowledges_first(
    web: AsyncWebClient, connect: Connect, control: Control, ana: str
) -> None:
    hasty = AsyncApp(client=web)

    @hasty.event("app_home_opened")
    async def publish(event: Json, client: AsyncWebClient) -> None:
        await asyncio.sleep(0.3)  # the app's own slowness, which is what is tested
        await client.views_publish(user_id=event["user"], view=home(section("Late")))

    await connect(hasty)
    answer = await control.post("/control/home", user=ana)
    assert answer["view"]["blocks"][0]["text"]["text"] == "Late"
