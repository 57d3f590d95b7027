"""One payload of each of Slack's types as Slack would take or send it, to be spoilt by the tests."""

from typing import Any

Payload = dict[str, Any]


def plain(text: str) -> Payload:
    return {"type": "plain_text", "text": text}


SECTION: Payload = {
    "type": "section",
    "block_id": "hello",
    "text": {"type": "mrkdwn", "text": "*Hello*"},
    "accessory": {"type": "button", "action_id": "go", "text": plain("Go"), "value": "1"},
}
INPUT: Payload = {
    "type": "input",
    "block_id": "moved",
    "label": plain("What moved?"),
    "hint": plain("One line is enough"),
    "element": {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": True,
        "max_length": 3000,
        "placeholder": plain("We shipped …"),
    },
}
MODAL: Payload = {
    "type": "modal",
    "callback_id": "checkin",
    "private_metadata": "p1",
    "title": plain("Check-in"),
    "submit": plain("Save"),
    "close": plain("Not now"),
    "blocks": [SECTION, INPUT],
}
HOME: Payload = {"type": "home", "blocks": [SECTION, {"type": "divider"}]}
STATE: Payload = {"values": {"moved": {"text": {"type": "plain_text_input", "value": "A first draft"}}}}
SHOWN_MODAL: Payload = {
    **MODAL,
    "id": "V1",
    "team_id": "T1",
    "app_id": "A1",
    "bot_id": "B1",
    "state": STATE,
    "hash": "1.abc",
    "root_view_id": "V1",
    "previous_view_id": None,
    "clear_on_close": False,
    "notify_on_close": True,
}
TEAM: Payload = {"id": "T1", "domain": "acme"}
USER: Payload = {"id": "U1", "username": "junior", "name": "junior", "team_id": "T1"}
FROM_A_VIEW: Payload = {
    "team": TEAM,
    "user": {"id": "U1", "name": "junior", "team_id": "T1"},
    "view": SHOWN_MODAL,
    "api_app_id": "A1",
    "token": "t",
    "is_enterprise_install": False,
    # Slack sends null here, though its types only say that the field may be missing.
    "enterprise": None,
}
CLICKED: Payload = {
    "type": "block_actions",
    "actions": [
        {
            "type": "button",
            "block_id": "hello",
            "action_id": "go",
            "action_ts": "1.1",
            "text": plain("Go"),
            "value": "1",
        }
    ],
    "team": TEAM,
    "user": USER,
    "token": "t",
    "trigger_id": "1.1",
    "api_app_id": "A1",
}
MESSAGE: Payload = {
    "type": "message",
    "user": "U1",
    "ts": "1.000001",
    "text": "hello",
    "channel": "D1",
    "channel_type": "im",
    "event_ts": "1.000001",
}


def envelope(event: Payload) -> Payload:
    return {
        "token": "t",
        "team_id": "T1",
        "api_app_id": "A1",
        "event": event,
        "type": "event_callback",
        "event_id": "Ev1",
        "event_time": 1,
        "authorizations": [{"enterprise_id": None, "team_id": "T1", "user_id": "U0", "is_bot": True}],
    }


def view_answer(view: Payload) -> Payload:
    """What views.open and its sisters answer: the view as it is now."""
    return {"ok": True, "view": view}


POSTED: Payload = {"ok": True, "channel": "C1", "ts": "1.000001"}
PROFILE: Payload = {
    **dict.fromkeys(("title", "phone", "skype", "status_text", "status_text_canonical", "status_emoji"), ""),
    **dict.fromkeys(("real_name", "real_name_normalized"), "Juno Ray"),
    **dict.fromkeys(("display_name", "display_name_normalized"), "junior"),
    "status_emoji_display_info": [],
    "status_expiration": 0,
    "avatar_hash": "g0",
    "first_name": "Juno",
    "last_name": "Ray",
    **{f"image_{size}": "http://127.0.0.1/juno.png" for size in (24, 32, 48, 72, 192, 512)},
    "team": "T1",
    "fields": None,
}
PERSON: Payload = {
    "id": "U1",
    "team_id": "T1",
    "name": "junior",
    "deleted": False,
    "color": "9f69e7",
    "real_name": "Juno Ray",
    "tz": "Europe/Berlin",
    "tz_label": "Central European Time",
    "tz_offset": 3600,
    "profile": PROFILE,
    **dict.fromkeys(("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted"), False),
    **dict.fromkeys(("is_bot", "is_app_user"), False),
    "is_email_confirmed": True,
    "updated": 1,
    "locale": "en-GB",
    "who_can_share_contact_card": "EVERYONE",
}

REACTION: Payload = {
    "user": "U1",
    "reaction": "tada",
    "item_user": "U0",
    "item": {"type": "message", "channel": "C1", "ts": "1.000001"},
    "event_ts": "1.1",
}
DND: Payload = {"dnd_enabled": True, "next_dnd_start_ts": 1, "next_dnd_end_ts": 2}
FILE: Payload = {
    "id": "F1",
    "created": 1,
    "name": "plan.ics",
    "title": "The plan",
    "mimetype": "text/calendar",
    "user": "U0",
    "size": 15,
    "url_private_download": "http://127.0.0.1/plan.ics",
    "shares": {"private": {"D1": [{"ts": "1.000001", "reply_count": 0}]}},
}
ONE_FILE: Payload = {"ok": True, "files": [FILE]}

GRANTED: Payload = {
    "ok": True,
    "app_id": "A1",
    "authed_user": {"id": "U1", "scope": "users:read", "access_token": "xoxp-1", "token_type": "user"},
    "access_token": "xoxe.xoxb-1-1",
    "token_type": "bot",
    "scope": "chat:write",
    "bot_user_id": "U0",
    "refresh_token": "xoxe-1-1",
    "expires_in": 43200,
    "team": {"id": "T1", "name": "Acme"},
    "enterprise": None,
    "is_enterprise_install": False,
}
GOOD: dict[str, Any] = {
    "AppHomeOpenedEvent": envelope(
        {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home", "event_ts": "1.1"}
    ),
    "AppMentionEvent": envelope(
        {"type": "app_mention", "user": "U1", "text": "<@U0> hello", "ts": "1.1", "channel": "C1", "event_ts": "1.1"}
    ),
    "AppUninstalledEvent": envelope({"type": "app_uninstalled"}),
    "AuthTestArguments": {},
    "AuthTestResponse": {"ok": True, "url": "http://x/", "team": "Acme", "team_id": "T1", "user_id": "U0"},
    "BlockAction": CLICKED
    | {
        "channel": {"id": "C1", "name": "general"},
        "message": {"type": "message", "ts": "1.000001", "text": "hello", "user": "U0"},
        "response_url": "http://127.0.0.1/r",
        "container": {"type": "message", "message_ts": "1.000001", "channel_id": "C1", "is_ephemeral": False},
    },
    "BlockActionInView": CLICKED | {"view": SHOWN_MODAL, "container": {"type": "view", "view_id": "V1"}},
    "BlockSuggestion": {
        "type": "block_suggestion",
        "block_id": "offers",
        "action_id": "offers",
        "value": "prom",
        "api_app_id": "A1",
        "team": TEAM,
        "enterprise": None,
        "user": USER,
        "token": "t",
        "container": {"type": "view", "view_id": "V1"},
    },
    "ChatDeleteArguments": {"channel": "C1", "ts": "1.000001"},
    "ChatDeleteResponse": POSTED,
    "ChatGetPermalinkArguments": {"channel": "C1", "message_ts": "1.000001"},
    "ChatGetPermalinkResponse": {"ok": True, "channel": "C1", "permalink": "http://127.0.0.1/p"},
    "ChatPostEphemeralArguments": {"channel": "C1", "user": "U1", "text": "psst"},
    "ChatPostEphemeralResponse": {"ok": True, "message_ts": "1.000001"},
    "ChatPostMessageArguments": {
        "channel": "C1",
        "text": "hello",
        "blocks": [SECTION],
        "metadata": {"event_type": "told", "event_payload": {"id": "1"}},
        "unfurl_links": False,
    },
    "ChatPostMessageResponse": POSTED | {"message": {"type": "message", "text": "hello", "ts": "1.000001"}},
    "ChatUpdateArguments": {"channel": "C1", "ts": "1.000001", "text": "hello", "blocks": [SECTION]},
    "ChatUpdateResponse": POSTED | {"text": "hello"},
    "ConversationsHistoryArguments": {"channel": "C1", "limit": 15, "latest": "1.1", "inclusive": True},
    "ConversationsHistoryResponse": {
        "ok": True,
        "messages": [{"type": "message", "text": "hello", "ts": "1.000001", "user": "U1"}],
        "has_more": False,
        "response_metadata": {"next_cursor": ""},
    },
    "ConversationsJoinArguments": {"channel": "C1"},
    "ConversationsJoinResponse": {"ok": True, "channel": {"id": "C1"}},
    "ConversationsOpenArguments": {"users": "U1,U2"},
    "ConversationsOpenResponse": {"ok": True, "channel": {"id": "G1"}},
    "DndInfoArguments": {"user": "U1"},
    "DndInfoResponse": {"ok": True, **DND},
    "DndTeamInfoArguments": {"users": "U1,U2"},
    "DndTeamInfoResponse": {"ok": True, "users": {"U1": DND}},
    "DndUpdatedUserEvent": envelope(
        {"type": "dnd_updated_user", "user": "U1", "dnd_status": DND, "event_ts": "1.000001"}
    ),
    "FileDeletedEvent": envelope({"type": "file_deleted", "file_id": "F1", "event_ts": "1.000001"}),
    "FileSharedEvent": envelope(
        {
            "type": "file_shared",
            "file_id": "F1",
            "user_id": "U1",
            "file": {"id": "F1"},
            "channel_id": "D1",
            "event_ts": "1.000001",
        }
    ),
    "FilesCompleteUploadExternalArguments": {"files": [{"id": "F1", "title": "The plan"}], "channel_id": "D1"},
    "FilesCompleteUploadExternalResponse": ONE_FILE,
    "FilesDeleteArguments": {"file": "F1"},
    "FilesDeleteResponse": {"ok": True},
    "FilesGetUploadURLExternalArguments": {"filename": "plan.ics", "length": 15},
    "FilesGetUploadURLExternalResponse": {"ok": True, "upload_url": "http://127.0.0.1/u", "file_id": "F1"},
    "FilesInfoArguments": {"file": "F1"},
    "FilesInfoResponse": {"ok": True, "file": FILE},
    "FilesListArguments": {"count": 10, "page": 1},
    "FilesListResponse": ONE_FILE,
    "GlobalShortcut": {
        "type": "shortcut",
        "callback_id": "begin",
        "trigger_id": "1.1",
        "user": {"id": "U1", "username": "junior", "team_id": "T1"},
        "team": {"id": "T1", "domain": "acme"},
        "token": "t",
        "action_ts": "1.2",
    },
    "HomeView": HOME,
    "Manifest": {
        "display_information": {"name": "Bothways"},
        "features": {"slash_commands": [{"command": "/mentor", "description": "Start"}]},
        "oauth_config": {"scopes": {"bot": ["chat:write"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
    },
    "MemberJoinedChannelEvent": envelope(
        {
            "type": "member_joined_channel",
            "user": "U1",
            "channel": "C1",
            "channel_type": "C",
            "team": "T1",
            "event_ts": "1.1",
        }
    ),
    "MessageBlocks": [SECTION, {"type": "divider"}],
    "MessageEvent": envelope(MESSAGE),
    "MessageShortcut": {
        "type": "message_action",
        "callback_id": "keep",
        "trigger_id": "1.1",
        "message_ts": "1.000001",
        "response_url": "http://127.0.0.1/r",
        "message": {"type": "message", "user": "U1", "ts": "1.000001", "text": "x"},
        "user": {"id": "U1", "name": "junior"},
        "channel": {"id": "C1", "name": "general"},
        "team": {"id": "T1", "domain": "acme"},
        "token": "t",
        "action_ts": "1.2",
    },
    "ModalView": MODAL,
    "OauthV2AccessArguments": {"code": "1.2.3", "redirect_uri": "https://a.example/back"},
    "OauthV2AccessResponse": GRANTED,
    "OauthV2ExchangeResponse": GRANTED,
    "PinsAddArguments": {"channel": "C1", "timestamp": "1.000001"},
    "PinsAddResponse": {"ok": True},
    "PinsRemoveArguments": {"channel": "C1", "timestamp": "1.000001"},
    "PinsRemoveResponse": {"ok": True},
    "ReactionAddedEvent": envelope(REACTION | {"type": "reaction_added"}),
    "ReactionRemovedEvent": envelope(REACTION | {"type": "reaction_removed"}),
    "ResponseUrlMessage": {"replace_original": True, "text": "Thank you", "blocks": [SECTION]},
    "SlashCommand": {
        "token": "t",
        "command": "/mentor",
        "text": "",
        "response_url": "http://127.0.0.1/r",
        "trigger_id": "1.1",
        "user_id": "U1",
        "user_name": "junior",
        "team_id": "T1",
        "team_domain": "acme",
        "channel_id": "C1",
        "channel_name": "general",
        "api_app_id": "A1",
    },
    "TokensRevokedEvent": envelope({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": ["U0"]}}),
    "UserChangeEvent": envelope({"type": "user_change", "user": PERSON, "cache_ts": 1, "event_ts": "1.1"}),
    "UsersGetPresenceArguments": {"user": "U1"},
    "UsersGetPresenceResponse": {"ok": True, "presence": "active"},
    "UsersInfoArguments": {"user": "U1", "include_locale": True},
    "UsersInfoResponse": {"ok": True, "user": PERSON},
    "UsersListArguments": {"limit": 900, "cursor": "dXNlcjpVMQ==", "include_locale": True},
    "UsersListResponse": {"ok": True, "members": [PERSON], "cache_ts": 1, "response_metadata": {"next_cursor": ""}},
    "UsersLookupByEmailArguments": {"email": "ada@example.com"},
    "UsersLookupByEmailResponse": {"ok": True, "user": PERSON},
    "UsersProfileGetArguments": {"user": "U1", "include_labels": True},
    "UsersProfileGetResponse": {"ok": True, "profile": PROFILE},
    "ViewClosedAction": FROM_A_VIEW | {"type": "view_closed", "is_cleared": False},
    "ViewResponse": {"response_action": "update", "view": MODAL},
    "ViewSubmitAction": FROM_A_VIEW | {"type": "view_submission", "trigger_id": "1.1", "response_urls": []},
    "ViewsOpenArguments": {"trigger_id": "1.1", "view": MODAL},
    "ViewsOpenResponse": view_answer(SHOWN_MODAL),
    "ViewsPublishArguments": {"user_id": "U1", "view": HOME, "hash": "1.abc"},
    "ViewsPublishResponse": view_answer(SHOWN_MODAL | {"type": "home"}),
    "ViewsPushArguments": {"trigger_id": "1.1", "view": MODAL},
    "ViewsPushResponse": view_answer(SHOWN_MODAL),
    "ViewsUpdateArguments": {"view_id": "V1", "hash": "1.abc", "view": MODAL},
    "ViewsUpdateResponse": view_answer(SHOWN_MODAL),
}
