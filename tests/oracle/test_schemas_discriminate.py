"""An oracle that always says yes proves nothing: each schema takes a good payload and refuses a bad one."""

import json
from copy import deepcopy
from typing import Any

import pytest

from tests.oracle.build import schemas_folder
from tests.oracle.samples import GOOD, HOME, INPUT, MODAL, SECTION, plain
from tests.oracle.slack_types import SlackTypes

pytestmark = pytest.mark.oracle

# Type, where to spoil its good sample, with what, and what the oracle must say about it.
SPOILT: list[tuple[str, list[str | int], Any, str]] = [
    ("AppHomeOpenedEvent", ["event", "tab"], "attic", "event.tab:"),
    ("AppMentionEvent", ["event", "text"], None, "event.text:"),
    ("AppUninstalledEvent", ["event", "type"], "app_installed", "event.type:"),
    ("AuthTestArguments", ["tokn"], "x", "'tokn' was unexpected"),
    ("AuthTestResponse", ["ok"], "yes", "ok:"),
    ("BlockAction", ["actions", 0, "action_id"], None, "actions[0].action_id:"),
    ("BlockAction", ["actions", 0, "type"], "buton", "actions[0].type:"),
    ("BlockAction", ["response_url"], None, "response_url:"),
    ("BlockActionInView", ["view", "state"], None, "view.state:"),
    ("BlockSuggestion", ["value"], None, "value:"),
    ("ChatDeleteArguments", ["ts"], 1.5, "ts:"),
    ("ChatDeleteResponse", ["ts"], 1.5, "ts:"),
    ("ChatGetPermalinkArguments", ["message_ts"], None, "message_ts:"),
    ("ChatGetPermalinkResponse", ["permalink"], 1, "permalink:"),
    ("ChatPostEphemeralArguments", ["user"], None, "user:"),
    ("ChatPostEphemeralResponse", ["message_ts"], 1, "message_ts:"),
    ("ChatPostMessageArguments", ["blocks", 0, "type"], "sektion", "blocks[0].type:"),
    ("ChatPostMessageArguments", ["blocks", 0, "text", "text"], "x" * 3001, "longer than 3000"),
    ("ChatPostMessageArguments", ["blocks"], [{"type": "divider"}] * 51, "a message holds 50"),
    ("ChatPostMessageArguments", ["unfurl"], True, "'unfurl' was unexpected"),
    ("ChatPostMessageResponse", ["message", "ts"], 1, "message.ts:"),
    ("ChatUpdateArguments", ["ts"], None, "ts:"),
    ("ChatUpdateResponse", ["text"], 1, "text:"),
    ("ConversationsHistoryArguments", ["limit"], 1000, "limit:"),
    ("ConversationsHistoryResponse", ["messages", 0, "text"], 1, "messages[0].text:"),
    ("ConversationsJoinArguments", ["channel"], 1, "channel:"),
    ("ConversationsJoinResponse", ["channel", "id"], 1, "channel.id:"),
    ("ConversationsOpenArguments", ["users"], ["U1", "U2"], "users:"),
    ("ConversationsOpenResponse", ["channel", "id"], 1, "channel.id:"),
    ("DndInfoArguments", ["usr"], "U1", "'usr' was unexpected"),
    ("DndInfoResponse", ["dnd_enabled"], "yes", "dnd_enabled:"),
    ("DndTeamInfoArguments", ["users"], ["U1"], "users:"),
    ("DndTeamInfoResponse", ["users", "U1", "next_dnd_end_ts"], "2", "users.U1.next_dnd_end_ts:"),
    ("DndUpdatedUserEvent", ["event", "dnd_status", "next_dnd_end_ts"], None, "event.dnd_status.next_dnd_end_ts:"),
    ("FileDeletedEvent", ["event", "file_id"], None, "event.file_id:"),
    ("FileSharedEvent", ["event", "file", "id"], None, "event.file.id:"),
    ("FilesCompleteUploadExternalArguments", ["files"], [], "files:"),
    ("FilesCompleteUploadExternalResponse", ["files", 0, "size"], "15", "files[0].size:"),
    ("FilesDeleteArguments", ["file"], None, "file:"),
    ("FilesDeleteResponse", ["ok"], "yes", "ok:"),
    ("FilesGetUploadURLExternalArguments", ["length"], "15", "length:"),
    ("FilesGetUploadURLExternalResponse", ["upload_url"], 1, "upload_url:"),
    ("FilesInfoArguments", ["file"], None, "file:"),
    ("FilesInfoResponse", ["file", "shares"], [], "file.shares:"),
    ("FilesListArguments", ["kinds"], "pdfs", "'kinds' was unexpected"),
    ("FilesListResponse", ["files", 0, "name"], 1, "files[0].name:"),
    ("GlobalShortcut", ["callback_id"], None, "callback_id:"),
    ("HomeView", ["title"], plain("Home"), "'title' was unexpected"),
    ("HomeView", ["blocks"], [{"type": "divider"}] * 101, "blocks:"),
    ("Manifest", ["oauth_config", "scopes", "bot"], ["chat:writ"], "oauth_config.scopes.bot[0]:"),
    ("Manifest", ["settings", "event_subscriptions", "bot_events"], ["app_opened"], "bot_events[0]:"),
    ("Manifest", ["features", "slash_commands", 0, "command"], "/" + "x" * 32, "longer than 32"),
    ("MemberJoinedChannelEvent", ["event", "channel_type"], None, "event.channel_type:"),
    ("MessageBlocks", [1, "type"], "hr", "[1].type:"),
    ("MessageBlocks", [1], {"type": "section"}, "needs text or fields"),
    ("MessageEvent", ["event", "channel_type"], "telegram", "event.channel_type:"),
    ("MessageEvent", ["event", "subtype"], "bot_message", "event.subtype:"),
    ("ModalView", ["title", "text"], "x" * 25, "title.text:"),
    ("ModalView", ["blocks", 1, "element", "multilne"], True, "'multilne' was unexpected"),
    ("ModalView", ["blocks", 0, "block_id"], "moved", "'moved' is there twice"),
    ("OauthV2AccessArguments", ["grant_type"], "password", "grant_type:"),
    ("OauthV2AccessResponse", ["expires_in"], "43200", "expires_in:"),
    ("OauthV2ExchangeResponse", ["authed_user", "id"], 1, "authed_user.id:"),
    ("PinsAddArguments", ["timestamp"], None, "timestamp:"),
    ("PinsAddResponse", ["ok"], "yes", "ok:"),
    ("PinsRemoveArguments", ["channel"], None, "channel:"),
    ("PinsRemoveResponse", ["ok"], "yes", "ok:"),
    ("ReactionAddedEvent", ["event", "item", "ts"], None, "event.item.ts:"),
    ("ReactionRemovedEvent", ["event", "reaction"], 1, "event.reaction:"),
    ("ResponseUrlMessage", ["response_type"], "everyone", "response_type:"),
    ("ResponseUrlMessage", ["blocks", 0, "type"], "sektion", "blocks[0].type:"),
    ("MessageShortcut", ["message_ts"], None, "message_ts:"),
    ("SlashCommand", ["trigger_id"], 1, "trigger_id:"),
    ("TokensRevokedEvent", ["event", "tokens", "bot"], "U0", "event.tokens.bot:"),
    ("UserChangeEvent", ["event", "user", "tz_offset"], "+1", "event.user.tz_offset:"),
    ("UsersGetPresenceArguments", ["user"], 1, "user:"),
    ("UsersGetPresenceResponse", ["presence"], 1, "presence:"),
    ("UsersInfoArguments", ["include_locale"], "true", "include_locale:"),
    ("UsersInfoResponse", ["user", "tz_offset"], "+1", "user.tz_offset:"),
    ("UsersListArguments", ["limit"], "all", "limit:"),
    ("UsersListResponse", ["members", 0, "tz_offset"], "+1", "members[0].tz_offset:"),
    ("UsersLookupByEmailArguments", ["email"], 1, "email:"),
    ("UsersLookupByEmailResponse", ["user", "tz_offset"], "+1", "user.tz_offset:"),
    ("UsersProfileGetArguments", ["include_labels"], "true", "include_labels:"),
    ("UsersProfileGetResponse", ["profile", "status_expiration"], "0", "profile.status_expiration:"),
    ("ViewClosedAction", ["is_cleared"], None, "is_cleared:"),
    ("ViewResponse", ["response_action"], "replace", "response_action:"),
    ("ViewResponse", ["view", "title", "text"], "x" * 25, "view.title.text:"),
    ("ViewSubmitAction", ["view", "hash"], None, "view.hash:"),
    ("ViewsOpenArguments", ["view", "blocks", 0, "type"], "sektion", "view.blocks[0].type:"),
    ("ViewsOpenResponse", ["view", "clear_on_close"], "no", "view.clear_on_close:"),
    ("ViewsPublishArguments", ["user_id"], None, "user_id:"),
    ("ViewsPublishResponse", ["view", "hash"], 1, "view.hash:"),
    ("ViewsPushArguments", ["trigger_id"], 1, "trigger_id:"),
    ("ViewsPushResponse", ["view", "id"], 1, "view.id:"),
    ("ViewsUpdateArguments", ["view", "type"], "modl", "view.type:"),
    ("ViewsUpdateResponse", ["view", "blocks"], "none", "view.blocks:"),
]

# Lengths from Slack's reference, written down independently of the descriptions they are read from.
LENGTHS: list[tuple[list[str | int], int]] = [
    (["title", "text"], 24),
    (["submit", "text"], 24),
    (["close", "text"], 24),
    (["private_metadata"], 3000),
    (["callback_id"], 255),
    (["blocks", 0, "block_id"], 255),
    (["blocks", 0, "text", "text"], 3000),
    (["blocks", 0, "accessory", "action_id"], 255),
    (["blocks", 0, "accessory", "text", "text"], 75),
    (["blocks", 0, "accessory", "value"], 2000),
    (["blocks", 0, "accessory", "url"], 3000),
    (["blocks", 1, "label", "text"], 2000),
    (["blocks", 1, "hint", "text"], 2000),
    (["blocks", 1, "element", "placeholder", "text"], 150),
    (["blocks", 2, "text", "text"], 150),
    (["blocks", 3, "element", "options", 0, "text", "text"], 75),
    (["blocks", 3, "element", "options", 0, "value"], 75),
    (["blocks", 4, "elements", 0, "confirm", "title", "text"], 100),
    (["blocks", 4, "elements", 0, "confirm", "text", "text"], 300),
    (["blocks", 4, "elements", 0, "confirm", "confirm", "text"], 30),
    (["blocks", 4, "elements", 0, "confirm", "deny", "text"], 30),
    (["blocks", 5, "fields", 0, "text"], 2000),
]
CONFIRM = {"title": plain("Sure?"), "text": plain("It ends."), "confirm": plain("End"), "deny": plain("Keep")}
OPTION = {"text": plain("Yes"), "value": "y"}
EVERYTHING = {
    **MODAL,
    "blocks": [
        SECTION,
        INPUT,
        {"type": "header", "text": plain("Head")},
        {"type": "input", "label": plain("Ask"), "element": {"type": "radio_buttons", "options": [OPTION]}},
        {"type": "actions", "elements": [{"type": "button", "text": plain("End"), "confirm": CONFIRM}]},
        {"type": "section", "fields": [plain("A"), plain("B")]},
        {"type": "context", "elements": [plain("a")]},
    ],
}
# Types of which nothing is required.
ALL_MAY_BE_LEFT_OUT = {
    "OauthV2AccessArguments",
    "AuthTestArguments",
    "DndInfoArguments",
    "FilesListArguments",
    "MessageBlocks",
    "ResponseUrlMessage",
    "UsersGetPresenceArguments",
    "UsersListArguments",
    "UsersProfileGetArguments",
}
# The longest list Slack takes: where, of what, how many.
COUNTS: list[tuple[list[str | int], Any, int]] = [
    (["blocks"], {"type": "divider"}, 100),
    (["blocks", 3, "element", "options"], OPTION, 10),
    (["blocks", 4, "elements"], {"type": "button", "text": plain("End")}, 25),
    (["blocks", 5, "fields"], plain("A"), 10),
    (["blocks", 6, "elements"], plain("a"), 10),
]


def put(payload: Any, path: list[str | int], value: Any) -> Any:
    """A copy of the payload with one value exchanged, or taken away where the value is None."""
    copy = deepcopy(payload)
    *way, last = path
    target = copy
    for step in way:
        target = target[step]
    if value is None:
        del target[last]
    else:
        target[last] = value
    return copy


def test_every_type_has_a_good_and_a_bad_sample(slack_types: SlackTypes) -> None:
    assert set(GOOD) == slack_types.names
    assert {name for name, *_ in SPOILT} == slack_types.names


@pytest.mark.parametrize("name", sorted(GOOD))
def test_the_good_sample_passes(slack_types: SlackTypes, name: str) -> None:
    assert slack_types.errors(name, GOOD[name]) == []


@pytest.mark.parametrize(("name", "path", "value", "said"), SPOILT)
def test_the_spoilt_sample_is_refused_with_its_reason(
    slack_types: SlackTypes, name: str, path: list[str | int], value: Any, said: str
) -> None:
    errors = slack_types.errors(name, put(GOOD[name], path, value))
    if value is None:
        said = f'"{path[-1]}" is a required property'
    assert any(said in error for error in errors), errors


@pytest.mark.parametrize("name", sorted(GOOD))
def test_no_type_accepts_a_number_or_a_stranger(slack_types: SlackTypes, name: str) -> None:
    assert slack_types.errors(name, 42)
    if name not in ALL_MAY_BE_LEFT_OUT:
        assert slack_types.errors(name, {})


@pytest.mark.parametrize(("path", "longest"), LENGTHS)
def test_a_text_may_be_as_long_as_slack_says_and_no_longer(
    slack_types: SlackTypes, path: list[str | int], longest: int
) -> None:
    assert slack_types.errors("ModalView", put(EVERYTHING, path, "x" * longest)) == []
    [error] = slack_types.errors("ModalView", put(EVERYTHING, path, "x" * (longest + 1)))
    assert f"longer than {longest} characters" in error


@pytest.mark.parametrize(("path", "item", "most"), COUNTS)
def test_a_list_may_be_as_long_as_slack_says_and_no_longer(
    slack_types: SlackTypes, path: list[str | int], item: Any, most: int
) -> None:
    assert slack_types.errors("ModalView", put(EVERYTHING, path, [item] * most)) == []
    [error] = slack_types.errors("ModalView", put(EVERYTHING, path, [item] * (most + 1)))
    assert f"more than {most} items" in error


def test_a_modal_with_inputs_needs_a_submit_button(slack_types: SlackTypes) -> None:
    assert slack_types.errors("ModalView", put(MODAL, ["submit"], None)) == [
        "submit: is required where there are inputs"
    ]


def test_only_one_element_takes_the_focus(slack_types: SlackTypes) -> None:
    focused = put(INPUT, ["element", "focus_on_load"], True)
    view = put(MODAL, ["blocks"], [focused, put(focused, ["block_id"], "stuck")])
    assert slack_types.errors("ModalView", view) == ["blocks: 2 elements have focus_on_load, only one may"]


def test_an_action_id_is_unique_in_its_block(slack_types: SlackTypes) -> None:
    button = SECTION["accessory"]
    view = put(HOME, ["blocks"], [{"type": "actions", "elements": [button, button]}])
    assert slack_types.errors("HomeView", view) == ["blocks[0]: the action_id 'go' is there twice"]


def test_what_we_send_may_not_say_null_but_slack_may(slack_types: SlackTypes) -> None:
    assert slack_types.errors("ModalView", MODAL | {"external_id": None})
    assert GOOD["ViewSubmitAction"]["enterprise"] is None
    assert slack_types.errors("ViewSubmitAction", GOOD["ViewSubmitAction"]) == []


def test_a_method_is_found_by_its_slack_name(slack_types: SlackTypes) -> None:
    assert slack_types.arguments("chat.postMessage", {"channel": "C1", "text": "hi"}) == []
    assert slack_types.response("views.open", {"ok": "yes"}) == ['ok: "yes" is not of type "boolean"']


def test_an_unknown_type_is_an_error_and_no_silent_pass(slack_types: SlackTypes) -> None:
    with pytest.raises(LookupError, match=r"types\.ts"):
        slack_types.errors("ModelView", {})


def test_no_generated_definition_is_empty(slack_types: SlackTypes) -> None:
    said = {"$schema", "description", "definitions"}
    for name in slack_types.names:
        schema = json.loads((schemas_folder() / f"{name}.json").read_text(encoding="utf-8"))
        for definition, body in {**schema.get("definitions", {}), name: schema}.items():
            assert set(body) - said, f"{name}: {definition} accepts anything"
