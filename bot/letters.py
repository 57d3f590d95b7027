"""Messages of the outbox put into words for whoever runs the server."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from mentoring.delivery.dead_letters import Letter, Listing, Reach, Refused
from mentoring.delivery.outcomes import NO_ANSWER
from mentoring.states import OutboxAct, OutboxState
from scheduler.retries import FOR_GOOD, INVITE_ME, MALFORMED, reason

BY_HAND = "taken out by hand"
NOTHING = {
    Listing.DEAD: "Nothing was given up: whatever could not be said yet is still being tried.",
    Listing.WAITING: "Nothing waits to be said.",
    Listing.ALL: "The outbox is empty.",
}

DOES = {
    OutboxAct.POST: "a message",
    OutboxAct.REFRESH: "drawing a message anew",
    OutboxAct.REPLY: "a reply in a thread",
    OutboxAct.WHISPER: "a word to one member",
    OutboxAct.PIN: "pinning a message",
    OutboxAct.UNPIN: "unpinning a message",
    OutboxAct.REMOVE: "removing a second copy",
}
GOES_TO = {
    Reach.PERSON: "the direct messages of participant {}",
    Reach.NEWCOMER: "the direct messages of {}, who takes part in nothing yet",
    Reach.PAIR: "the conversation of pair {}",
    Reach.MEMBER: "participant {} in their pair’s conversation",
    Reach.PROGRAMME: "the channel of programme {}",
    Reach.FORGOTTEN: "somebody who takes part in nothing; nothing leads back to them",
}
IS = {
    OutboxState.PENDING: "waits",
    OutboxState.CLAIMED: "a worker has it",
    OutboxState.SENDING: "is being sent",
    OutboxState.UNKNOWN: "is looked for in Slack, since no answer came",
    OutboxState.SENT: "was sent",
    OutboxState.DEAD: "was given up",
    OutboxState.DROPPED: "is not sent",
}
REFUSALS = {
    Refused.UNKNOWN: "There is no message {}. `bothways outbox list all` shows those there are.",
    Refused.IN_HAND: "{} is in a worker’s hands at this moment. Try again in a minute.",
    Refused.NOT_DEAD: "{} was not given up (any more), so there is nothing to send again.",
    Refused.FINISHED: "{} has gone out or was taken out before; there is nothing to take out.",
    Refused.FORGOTTEN: "{} was for somebody who takes part in nothing, and nothing leads back to them. Drop it.",
    Refused.TOO_LATE: "{} is no longer worth sending: its moment has passed. Drop it.",
}

_AGAIN, _OUT = "`bothways outbox replay {}`", "`bothways outbox drop {}`"
_NOBODY = f"Nobody can be reached there: {_OUT}."
_REPORT = f"Please report it with its id; after an update, {_AGAIN}."
_LOOK = f"If it does not stand in the conversation, {_AGAIN}; if it does, {_OUT}."
_INVITED = f"Once Bothways is in that conversation, {_AGAIN}; if it should not be, {_OUT}."
_LATER = f"Once Slack is well again, {_AGAIN}."
_DONE_BY_PEOPLE = f"People did this in Slack, so most often: {_OUT}."
_ADVICE = {
    NO_ANSWER: _LOOK,
    INVITE_ME: _INVITED,
    reason(next(iter(MALFORMED))): _REPORT,
    FOR_GOOD["msg_too_long"]: _REPORT,
    FOR_GOOD["missing_scope"]: f"After that, {_AGAIN}.",
    FOR_GOOD["restricted_action"]: f"Ask whoever administers the workspace; then {_AGAIN}, or {_OUT}.",
    **{FOR_GOOD[each]: _INVITED for each in ("channel_not_found", "not_in_channel")},
    **{FOR_GOOD[each]: _DONE_BY_PEOPLE for each in ("is_archived", "message_not_found", "cant_update_message")},
    **{FOR_GOOD[each]: _NOBODY for each in ("cannot_dm_bot", "user_disabled", "user_not_found")},
    FOR_GOOD["method_not_supported_for_channel_type"]: _REPORT,
}
"""What to do about each reason for which something is given up."""


def why(row: Letter) -> str:
    """Return the reason in a sentence; empty where there is none."""
    failure = row.failure or ""
    if failure.startswith("unreadable:"):
        return "Bothways could not make this message of its facts; this is a fault of Bothways."
    if not failure or failure.endswith("."):
        return failure
    # A word of Slack's, or a few of ours.
    return failure[0].upper() + failure[1:] + "." if " " in failure else f"The last answer was: {failure}."


def what_to_do(row: Letter) -> str:
    """Return what to do about it; empty where there is nothing to do."""
    if row.state is not OutboxState.DEAD:
        return ""
    if row.to is Reach.FORGOTTEN:
        advice = f"It cannot be sent again: {_OUT}."
    elif (row.failure or "").startswith("unreadable:"):
        advice = _REPORT
    else:
        advice = _ADVICE.get(row.failure or "", _LATER)
    return advice.replace("{}", str(row.row_id))


def refusal(row_id: UUID, refused: Refused) -> str:
    """Return why nothing was done, and what to do instead."""
    return REFUSALS[refused].format(row_id)


def lines(row: Letter) -> list[str]:
    """Return a message in a few lines, the first of which names it."""
    since = f"since {_moment(row.since)}"
    tried = "" if not row.attempts else ", tried once" if row.attempts == 1 else f", tried {row.attempts} times"
    due = f", due {_moment(row.due_at)}" if row.state is OutboxState.PENDING else ""
    told = [
        f"{row.row_id}  {row.kind}",
        f"{DOES[row.act]} in {row.team_id}, to {GOES_TO[row.to].format(row.to_id)}",
        f"{IS[row.state]} {since}{due}{tried}",
        why(row),
        what_to_do(row),
    ]
    return [line for line in told if line]


def history(row: Letter) -> list[str]:
    """Return what became of it so far, and its facts."""
    first = "not yet" if row.first_tried_at is None else _moment(row.first_tried_at)
    until = "always" if row.keep_until is None else f"until {_moment(row.keep_until)}"
    return [
        f"asked for {_moment(row.created_at)}; due {_moment(row.due_at)}; worth sending {until}",
        f"first tried: {first}; looked for in vain, or said without an answer: {row.looks}",
        *(f"{name}: {value}" for name, value in row.facts.items()),
    ]


def as_json(row: Letter) -> dict[str, Any]:
    """Return it for scripts; instants as ISO 8601 in UTC."""
    return {
        "id": str(row.row_id),
        "workspace": row.team_id,
        "kind": row.kind,
        "act": row.act,
        "state": row.state,
        "to": {"kind": row.to, "id": row.to_id},
        "created_at": row.created_at.isoformat(),
        "due_at": row.due_at.isoformat(),
        "keep_until": row.keep_until and row.keep_until.isoformat(),
        "since": row.since.isoformat(),
        "attempts": row.attempts,
        "may_be_in_slack": row.may_be_in_slack,
        "reason": why(row),
        "what_to_do": what_to_do(row),
    }


def _moment(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
