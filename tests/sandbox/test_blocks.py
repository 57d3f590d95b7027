"""Block Kit's limits: at the limit a block is taken, one past it is refused, with the place."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.blocks.checking import require_message_blocks, view_problems
from sandbox.errors import SlackError
from tests.sandbox.driver import Json, actions, button, field, home, modal, plain, refusal, refused, section


def problems(*blocks: Any) -> list[str]:
    """What is wrong with the blocks of a message."""
    try:
        require_message_blocks(list(blocks))
    except SlackError as error:
        found: list[str] = error.fields["errors"]
        return found
    return []


def option(value: str = "v", text: str = "Text", **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": [option()], **more}


def picture(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://a.example/b.png", "alt_text": "A", **more}


def markdown_text(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def confirm(**more: Any) -> Json:
    return {"title": plain("t"), "text": plain("t"), "confirm": plain("y"), "deny": plain("n"), **more}


# (what, at the limit, past the limit)
LIMITS = {
    "section text": (section("x" * 3000), section("x" * 3001)),
    "section fields": (
        {"type": "section", "fields": [plain("x")] * 10},
        {"type": "section", "fields": [plain("x")] * 11},
    ),
    "field text": (
        {"type": "section", "fields": [plain("x" * 2000)]},
        {"type": "section", "fields": [plain("x" * 2001)]},
    ),
    "header": ({"type": "header", "text": plain("x" * 150)}, {"type": "header", "text": plain("x" * 151)}),
    "context elements": (
        {"type": "context", "elements": [plain("x")] * 10},
        {"type": "context", "elements": [plain("x")] * 11},
    ),
    "actions elements": (
        actions(*(button(f"a{number}") for number in range(25))),
        actions(*(button(f"a{number}") for number in range(26))),
    ),
    "button text": (
        actions(button("a") | {"text": plain("x" * 75)}),
        actions(button("a") | {"text": plain("x" * 76)}),
    ),
    "button value": (actions(button("a", "x" * 2000)), actions(button("a", "x" * 2001))),
    "button url": (actions(button("a") | {"url": "u" * 3000}), actions(button("a") | {"url": "u" * 3001})),
    "action id": (actions(button("a" * 255)), actions(button("a" * 256))),
    "block id": (actions(button("a"), block_id="b" * 255), actions(button("a"), block_id="b" * 256)),
    "options": (
        actions(select(options=[option(str(number)) for number in range(100)])),
        actions(select(options=[option(str(number)) for number in range(101)])),
    ),
    "option text": (
        actions(select(options=[option(text="x" * 75)])),
        actions(select(options=[option(text="x" * 76)])),
    ),
    "option value": (actions(select(options=[option("x" * 75)])), actions(select(options=[option("x" * 76)]))),
    "option description": (
        actions(select(options=[option(description=plain("x" * 75))])),
        actions(select(options=[option(description=plain("x" * 76))])),
    ),
    "placeholder": (actions(select(placeholder=plain("x" * 150))), actions(select(placeholder=plain("x" * 151)))),
    "radio buttons": (
        actions({"type": "radio_buttons", "options": [option(str(number)) for number in range(10)]}),
        actions({"type": "radio_buttons", "options": [option(str(number)) for number in range(11)]}),
    ),
    "overflow": (
        actions({"type": "overflow", "options": [option(str(number)) for number in range(5)]}),
        actions({"type": "overflow", "options": [option(str(number)) for number in range(6)]}),
    ),
    "confirm title": (
        actions(button("a") | {"confirm": confirm(title=plain("x" * 100))}),
        actions(button("a") | {"confirm": confirm(title=plain("x" * 101))}),
    ),
    "confirm text": (
        actions(button("a") | {"confirm": confirm(text=plain("x" * 300))}),
        actions(button("a") | {"confirm": confirm(text=plain("x" * 301))}),
    ),
    "confirm button": (
        actions(button("a") | {"confirm": confirm(deny=plain("x" * 30))}),
        actions(button("a") | {"confirm": confirm(deny=plain("x" * 31))}),
    ),
    "image alt": (picture(alt_text="x" * 2000), picture(alt_text="x" * 2001)),
    "image title": (picture(title=plain("x" * 2000)), picture(title=plain("x" * 2001))),
    "label": (field("q") | {"label": plain("x" * 2000)}, field("q") | {"label": plain("x" * 2001)}),
    "hint": (field("q", hint=plain("x" * 2000)), field("q", hint=plain("x" * 2001))),
    "typed text": (field("q", {"max_length": 3000}), field("q", {"max_length": 3001})),
    "markdown": ({"type": "markdown", "text": "x" * 12_000}, {"type": "markdown", "text": "x" * 12_001}),
}


@pytest.mark.parametrize("what", LIMITS)
def test_at_the_limit_a_block_is_taken_and_past_it_refused(what: str) -> None:
    within, beyond = LIMITS[what]
    assert problems(within) == []
    assert problems(beyond) != []


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0]"),
        ({"type": "wall"}, "unsupported type: wall [json-pointer:/blocks/0/type]"),
        ({"text": plain("x")}, "missing required field: type [json-pointer:/blocks/0]"),
        (
            {"type": "header", "text": markdown_text("x")},
            "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
        ),
        (
            {"type": "divider", "colour": "red"},
            "invalid additional property: colour [json-pointer:/blocks/0]",
        ),
        (
            actions({"type": "plain_text_input", "action_id": "a"}),
            "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
        ),
        (
            field("q", {"type": "button", "text": plain("x")}),
            "unsupported type: button [json-pointer:/blocks/0/element/type]",
        ),
        (
            field("q", {"type": "file_input"}),
            "unsupported type: file_input [json-pointer:/blocks/0/element/type]",
        ),
        (
            field("q", {"min_length": 5, "max_length": 4}),
            "min_length must not be greater than max_length [json-pointer:/blocks/0/element]",
        ),
        (
            field("q", {"type": "number_input"}),
            "missing required field: is_decimal_allowed [json-pointer:/blocks/0/element]",
        ),
        (
            field("q", {"type": "datepicker", "initial_date": "tomorrow"}),
            "must be a date in the format YYYY-MM-DD [json-pointer:/blocks/0/element/initial_date]",
        ),
        (
            actions(select(initial_option=option("other"))),
            "initial_option must match an option [json-pointer:/blocks/0/elements/0/initial_option]",
        ),
        (
            actions(select(option_groups=[{"label": plain("g"), "options": [option()]}])),
            "only one of these may be given: options, option_groups [json-pointer:/blocks/0/elements/0]",
        ),
        (
            actions({"type": "radio_buttons", "options": [option("a"), option("a")]}),
            "option values must be unique [json-pointer:/blocks/0/elements/0/options]",
        ),
        (
            actions(button("a") | {"style": "loud"}),
            "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
        ),
        ({"type": "image", "alt_text": "A"}, "must define one of: image_url, slack_file [json-pointer:/blocks/0]"),
        (
            actions(button("same"), button("same")),
            "action_id same already exists [json-pointer:/blocks/0/elements/1/action_id]",
        ),
        ("a word", "must provide an object [json-pointer:/blocks/0]"),
    ],
)
def test_a_block_slack_refuses_is_refused_with_the_place(block: Any, problem: str) -> None:
    assert problem in problems(block)


def test_two_blocks_of_one_id_are_refused() -> None:
    twice = [section() | {"block_id": "b"}, section() | {"block_id": "b"}]
    assert problems(*twice) == ["block_id b already exists [json-pointer:/blocks/1/block_id]"]


def test_a_message_holds_fifty_blocks_and_a_view_a_hundred() -> None:
    assert problems(*[section()] * 50) == []
    assert problems(*[section()] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    assert view_problems(modal(*[section()] * 100), "modal") == []
    assert view_problems(home(*[section()] * 101), "home") == [
        "no more than 100 items allowed [json-pointer:/view/blocks]"
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        ({"submit": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/submit/text]"),
        ({"close": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/close/text]"),
        ({"private_metadata": "x" * 3001}, "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        ({"callback_id": "x" * 256}, "must be less than 256 characters [json-pointer:/view/callback_id]"),
        ({"title": None}, "missing required field: title [json-pointer:/view]"),
        ({"type": "home"}, "must be of type modal [json-pointer:/view/type]"),
        ({"colour": "red"}, "invalid additional property: colour [json-pointer:/view]"),
        (
            {"blocks": [{"type": "markdown", "text": "x"}]},
            "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
        ),
    ],
)
def test_a_modal_slack_refuses_is_refused_with_the_place(change: Json, problem: str) -> None:
    assert view_problems(modal(section()), "modal") == []
    assert problem in view_problems(modal(section()) | change, "modal")


def test_inputs_need_a_submit_button() -> None:
    without = {key: value for key, value in modal(field("q")).items() if key != "submit"}
    assert view_problems(modal(field("q")), "modal") == []
    assert any("submit" in problem for problem in view_problems(without, "modal"))
    assert view_problems(home(field("q")), "home") == []


def test_home_has_no_title() -> None:
    assert view_problems(home(section(), title=plain("t")), "home") == [
        "invalid additional property: title [json-pointer:/view]"
    ]


def test_only_one_element_takes_the_focus() -> None:
    focused = {"focus_on_load": True}
    assert view_problems(modal(field("a", focused)), "modal") == []
    assert any(
        "focus" in problem for problem in view_problems(modal(field("a", focused), field("b", focused)), "modal")
    )


async def test_blocks_messages_and_views_are_judged_without_being_shown(web: AsyncWebClient) -> None:
    good = [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}]
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": good}
    assert (await web.blocks_validate(blocks=good))["ok"]
    assert (await web.blocks_validate(message={"blocks": good}))["ok"]
    assert (await web.blocks_validate(view=view))["ok"]
    answer = await refused(web.blocks_validate(blocks=[{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]))
    assert answer["error"] == "invalid_blocks"
    [error] = answer["errors"]
    assert (error["pointer"], error["code"]) == ("/blocks/0/text/type", "failed_constraint")
    assert await refusal(web.blocks_validate(message={})) == "invalid_message"
    assert await refusal(web.blocks_validate(view={**view, "title": None})) == "invalid_view"
    assert await refusal(web.blocks_validate(blocks="{")) == "invalid_blocks"
    assert await refusal(web.blocks_validate()) == "invalid_arguments"
    assert await refusal(web.blocks_validate(blocks=good, view=view)) == "invalid_arguments"
