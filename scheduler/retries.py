"""What a refusal means, and how long to wait: pure rules."""

from enum import StrEnum

from mentoring.wording import N_

FIRST_WAIT_MS = 2_000
LONGEST_WAIT_MS = 60 * 60 * 1_000


class Meaning(StrEnum):
    """What to do about an error that Slack names."""

    TRY_AGAIN = "try_again"
    GIVE_UP = "give_up"
    PARK_WORKSPACE = "park_workspace"


PARKING = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked", "team_disabled"}
)
"""The bot itself has no access any more: nothing goes out until it is installed again."""

GONE = frozenset({"account_inactive", "token_revoked"})
"""Of these, what Slack says only where it knew the token: the bot was removed. The others may be a fault of ours."""

VANISHED = "message_not_found"
"""The message that was to be edited or pinned does not stand there any more."""

FOR_GOOD = {
    "cannot_dm_bot": N_("Bothways cannot write to an app."),
    "cant_update_message": N_("The message can no longer be changed in Slack."),
    "channel_not_found": N_("The conversation does not exist any more, or Bothways is not in it."),
    "is_archived": N_("The conversation was archived."),
    "is_inactive": N_("The conversation was archived."),
    VANISHED: N_("The message was deleted in Slack."),
    "method_not_supported_for_channel_type": N_("Slack does not allow this in that conversation."),
    "missing_scope": N_("Bothways lacks a permission. Run `bothways doctor` and install the app again."),
    "msg_too_long": N_("The message is too long for Slack."),
    "not_in_channel": N_("Bothways is not in that conversation."),
    "restricted_action": N_("A workspace rule forbids this."),
    "user_disabled": N_("The person’s Slack account is closed."),
    "user_not_found": N_("The person is not in this workspace any more."),
    "users_not_found": N_("The person is not in this workspace any more."),
}
"""Errors that will not go away by themselves, each with what a person should know."""

NOT_LET_IN = frozenset({"channel_not_found", "is_archived", "method_not_supported_for_channel_type", "not_in_channel"})
"""What Slack says of a channel in which the bot is no member, and which it cannot join by itself."""
INVITE_ME = N_("Bothways is not in the programme’s channel. Invite it there with `/invite @Bothways`.")

MALFORMED = frozenset(
    {"invalid_arguments", "invalid_blocks", "invalid_blocks_format", "no_text", "invalid_metadata_format"}
)


def meaning(error: str) -> Meaning:
    """Return what a named error asks for; an unknown one is tried again, a bounded number of times."""
    if error in PARKING:
        return Meaning.PARK_WORKSPACE
    if error in FOR_GOOD or error in MALFORMED:
        return Meaning.GIVE_UP
    return Meaning.TRY_AGAIN


def reason(error: str) -> str:
    """Return why something was given up, for the person who must act; a gettext message id."""
    return FOR_GOOD.get(error, N_("Slack refused the message as malformed; this is a fault of Bothways."))


def wait_ms(attempts: int) -> int:
    """Return how long to wait after so many attempts: doubling from two seconds to an hour."""
    return int(min(FIRST_WAIT_MS * 2 ** min(attempts, 20), LONGEST_WAIT_MS))
