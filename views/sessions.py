"""A session's one card in the pair's conversation, its page for one member, and the forms behind its buttons."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from slack_sdk.models.blocks import DateTimePickerElement, PlainTextInputElement

from mentoring.sessions.commands import AtRevision, MoveSession, WriteTogether
from mentoring.sessions.queries import InSession
from mentoring.sessions.rules import NOTES_LIMIT, PLAN_LIMIT, Plan, SessionView
from mentoring.states import SessionState
from views import agenda, calendar, closes, commitments, transcripts
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    context,
    divider,
    field,
    mention,
    mentions,
    modal,
    prose,
    section,
)
from views.payloads import Payload, Typed, actor
from views.reader import Reader
from views.session_texts import opener, segment_name, segment_prompt

OPEN = "session.open"
START = "session.start"
MOVE = "session.move"
MOVED = "session.moved"
SKIP = "session.skip"
MET = "session.met"
MISSED = "session.missed"
END = "session.end"
WRITE = "session.write"
WRITTEN = "session.written"


def card(reader: Reader, view: SessionView) -> Message:
    """Return the card as it stands now; its notification names the pair's next step and nothing that was written."""
    return Message(_spoken(reader, view), [section(f"*{_title(reader, view)}*"), *_body(reader, view)])


def line(reader: Reader, view: SessionView) -> str:
    """Return the session in half a line, for the Home tab."""
    return _title(reader, view)


def way_to_card(reader: Reader, view: SessionView) -> str | None:
    """Return the link to where the card stands, for whoever is elsewhere; nothing before it was posted."""
    place = view.card_at
    if place is None:
        return None
    link = f"{place.site}archives/{place.conversation_id}/p{place.message_ts.replace('.', '')}"
    return f"<{link}|{reader.say('Go to its card')}>"


def page(reader: Reader, views: tuple[SessionView, ...]) -> Modal:
    """Return every session that is ahead of one person, a pair each."""
    blocks: list[Block] = []
    for view in views:
        body = _body(reader, view, place=view.session_id.hex[-6:])
        # One thing at a time is the thing to do: the next pair's buttons are quiet.
        blocks += [divider(), *map(quiet, body)] if blocks else body
        head = [f"*{_title(reader, view)}*", mentions(reader, view.members)]
        if (way := way_to_card(reader, view)) is not None:
            head[1] = f"{head[1]} · {way}"
        blocks.insert(len(blocks) - len(body), section("\n".join(head)))
    return modal(reader.say("Your sessions"), blocks, close=reader.say("Close"))


def move_form(reader: Reader, view: SessionView) -> Modal:
    """Return the form that picks another time; it shows every reader their own zone, as Slack does."""
    picker: dict[str, Any] = {"action_id": "starts_at"}
    if view.starts_at is not None:
        picker["initial_date_time"] = int(view.starts_at.timestamp())
    return modal(
        reader.say("Another time"),
        [
            section(
                reader.say(
                    "Pick a time that suits {others}. The card in your conversation shows it at once, and the sessions"
                    " after this one keep their rhythm.",
                    others=mentions(reader, view.members),
                )
            ),
            field("starts_at", reader.say("When"), DateTimePickerElement(**picker)),
        ],
        callback_id=MOVED,
        submit=reader.say("Move it"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"session": view.session_id.hex, "revision": view.revision}),
    )


def write_form(reader: Reader, view: SessionView, typed: WriteTogether | None = None) -> Modal:
    """
    Return the form for what the pair writes together.

    Args:
        typed: what somebody typed while somebody else saved; it stays in the fields, under what was saved.
    """
    notes, plan = (typed.notes, typed.plan) if typed else (view.notes, view.plan)
    blocks: list[Block] = []
    if typed is not None and view.notes:
        blocks += prose(reader.say("Saved meanwhile"), view.notes)
    blocks += [
        _lines("notes", reader.say("Notes"), notes, NOTES_LIMIT),
        _lines("hypothesis", reader.say("One-line hypothesis: we believe that …"), plan.hypothesis, PLAN_LIMIT),
        _lines("next_test", reader.say("Next test: we will know when …"), plan.next_test, PLAN_LIMIT),
        context(reader.say("Your pair can read and edit this, and nobody else can.")),
    ]
    return modal(
        reader.say("Write together"),
        blocks,
        callback_id=WRITTEN,
        submit=reader.say("Save"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"session": view.session_id.hex, "written": view.written}),
    )


def read_session(body: Payload) -> InSession:
    """Return the session whose button was clicked."""
    session_id, _ = _read_value(body)
    return InSession(actor(body), session_id)


def read_at_revision(body: Payload) -> AtRevision:
    """Return the session whose button was clicked, as it was shown."""
    session_id, revision = _read_value(body)
    return AtRevision(actor(body), session_id, revision)


def read_move(body: Payload) -> MoveSession:
    """Return the time that was picked."""
    told = json.loads(body["view"]["private_metadata"])
    picked = body["view"]["state"]["values"]["starts_at"]["starts_at"]["selected_date_time"]
    starts_at = datetime.fromtimestamp(int(picked), UTC)
    return MoveSession(actor(body), UUID(told["session"]), int(told["revision"]), starts_at)


def read_written(body: Payload) -> WriteTogether:
    """Return what was written together."""
    told, typed = json.loads(body["view"]["private_metadata"]), Typed(body["view"])
    return WriteTogether(
        actor(body),
        UUID(told["session"]),
        typed.text("notes"),
        Plan(typed.text("hypothesis"), typed.text("next_test")),
        int(told["written"]),
    )


def acts_now(reader: Reader, view: SessionView) -> list[Block]:
    """Return what can be done with a session that runs or is being closed, on its card and away from it."""
    add, write = commitments.add_button(reader, view.session_id), _write_button(reader, view)
    if view.state is SessionState.CLOSING:
        return [closes.open_button(reader, view.session_id), add, write]
    return [add, write, button(reader.say("We are done"), END, _value(view))]


def time_buttons(reader: Reader, view: SessionView) -> list[Block]:
    """Return what changes when a planned session takes place; nothing once it has begun or its time has passed."""
    if view.state is not SessionState.PLANNED or view.is_unstarted:
        return []
    if view.starts_at is None:
        return [button(reader.say("Set a time"), MOVE, _value(view))]
    return [
        button(reader.say("Another time"), MOVE, _value(view)),
        button(reader.say("Skip this one"), SKIP, _value(view)),
    ]


def _title(reader: Reader, view: SessionView) -> str:
    match view.state:
        case SessionState.UNDER_WAY if view.segments:
            return reader.say(
                "Session {number} is under way, until {end}",
                number=view.number,
                end=reader.time(view.segments[-1].ends),
            )
        case SessionState.CLOSING if view.is_over:
            return reader.say("Session {number}: you met", number=view.number)
        case SessionState.CLOSING:
            return reader.say("Session {number}: you met. Closing takes two minutes", number=view.number)
        case SessionState.CLOSED:
            return reader.say("Session {number}: what you took from it", number=view.number)
        case SessionState.CANCELLED:
            return reader.say("Session {number} was called off", number=view.number)
        case _:
            return _planned_title(reader, view)


def _planned_title(reader: Reader, view: SessionView) -> str:
    if view.starts_at is None:
        return reader.say("Session {number}: find a time together", number=view.number)
    if view.is_unstarted:
        return reader.say("Session {number}: did you meet?", number=view.number)
    return reader.say("Session {number} · {moment}", number=view.number, moment=reader.moment(view.starts_at))


def _spoken(reader: Reader, view: SessionView) -> str:
    if view.state is SessionState.PLANNED and view.starts_at is not None and not view.is_unstarted:
        return reader.say(
            "Session {number} is proposed for {moment}.", number=view.number, moment=reader.moment(view.starts_at)
        )
    return f"{_title(reader, view)}."


def _body(reader: Reader, view: SessionView, place: str = "") -> list[Block]:
    match view.state:
        case SessionState.UNDER_WAY:
            return _under_way(reader, view, place)
        case SessionState.CLOSING:
            return _closing(reader, view, place)
        case SessionState.CLOSED:
            return [
                *closes.summary(reader, view, place),
                *_written(reader, view),
                *([] if view.is_over else transcripts.on_card(reader, view, place)),
            ]
        case SessionState.CANCELLED:
            return [context(reader.say("Your pair has ended. You can take the time out of your calendar."))]
        case _:
            return _planned(reader, view, place)


def _planned(reader: Reader, view: SessionView, place: str) -> list[Block]:
    if view.is_unstarted:
        return [
            section(reader.say("If not, that is nobody’s fault: I look for another time.")),
            actions(
                [
                    button(reader.say("Yes, we met"), MET, _value(view), style="primary"),
                    button(reader.say("It did not happen"), MISSED, _value(view)),
                    button(reader.say("Start now"), START, _value(view)),
                ],
                block_id=f"unstarted{place}",
            ),
        ]
    if view.starts_at is None:
        return [
            section(reader.say("No time is set. Agree on fifty minutes that suit you and set them here.")),
            *agenda.joint(reader, view.agenda),
            actions(
                [
                    button(reader.say("Set a time"), MOVE, _value(view), style="primary"),
                    button(reader.say("We met already"), MET, _value(view)),
                ],
                block_id=f"unset{place}",
            ),
        ]
    about = [
        reader.say("Fifty minutes; {leader} leads this time.", leader=mention(view.leader)),
        reader.say("*To begin:* {opener}", opener=opener(reader, view.opener)),
    ]
    if view.missed:
        about.insert(0, reader.say("The last time went by without a word, so here is the next one."))
    if view.is_first:
        about.insert(
            1,
            reader.say(
                "*Your first one:* say aloud what stands between you, be it rank, age or field, and that each of you"
                " teaches. What is said stays between you, as your charter has it."
            ),
        )
    return [
        section("\n".join(about)),
        *agenda.joint(reader, view.agenda),
        actions(
            [
                button(reader.say("Start"), START, _value(view), style="primary"),
                *time_buttons(reader, view),
                button(reader.say("We met already"), MET, _value(view)),
            ],
            block_id=f"planned{place}",
        ),
        calendar.on_card(reader, view),
    ]


def _under_way(reader: Reader, view: SessionView, place: str) -> list[Block]:
    lines = []
    for each in view.segments:
        line = reader.say(
            "{begins} to {ends}  {name}",
            begins=reader.time(each.begins),
            ends=reader.time(each.ends),
            name=segment_name(reader, each.segment),
        )
        is_current = view.current is not None and each.segment is view.current.segment
        lines.append(reader.say("*{line}, now*", line=line) if is_current else line)
    blocks = [section("\n".join(lines))]
    if view.current is not None:
        words = opener(reader, view.opener)
        blocks.append(section(segment_prompt(reader, view.current.segment, words)))
    return [
        *blocks,
        *agenda.joint(reader, view.agenda),
        *_written(reader, view),
        actions(
            [*acts_now(reader, view), button(reader.say("It did not happen"), MISSED, _value(view))],
            block_id=f"under-way{place}",
        ),
        *transcripts.on_card(reader, view, place),
        context(reader.say("{leader} leads this time.", leader=mention(view.leader))),
    ]


def _closing(reader: Reader, view: SessionView, place: str) -> list[Block]:
    if view.is_over:
        rest = reader.say("Your pair ended before this was closed: nobody else reads the line you may have written.")
        return [*_written(reader, view), context(rest)]
    return [
        *_written(reader, view),
        actions(acts_now(reader, view), block_id=f"closing{place}"),
        *transcripts.on_card(reader, view, place),
        closes.progress(reader, view),
    ]


def _written(reader: Reader, view: SessionView) -> list[Block]:
    blocks: list[Block] = []
    if view.notes:
        blocks += prose(reader.say("Notes"), view.notes)
    if view.plan.hypothesis:
        blocks += prose(reader.say("Hypothesis"), view.plan.hypothesis)
    if view.plan.next_test:
        blocks += prose(reader.say("Next test"), view.plan.next_test)
    return [*blocks, *commitments.on_card(reader, view.commitments)]


def _write_button(reader: Reader, view: SessionView) -> Block:
    return button(reader.say("Write together"), WRITE, _value(view))


def quiet(block: Block) -> Block:
    """Return a row of buttons of which none is the primary one; any other block as it is."""
    if block["type"] != "actions":
        return block
    return {**block, "elements": [{k: v for k, v in each.items() if k != "style"} for each in block["elements"]]}


def _value(view: SessionView) -> str:
    return f"{view.session_id.hex}:{view.revision}"


def _read_value(body: Payload) -> tuple[UUID, int]:
    session_id, _, revision = body["actions"][0]["value"].partition(":")
    return UUID(session_id), int(revision or 0)


def _lines(name: str, label: str, value: str, limit: int) -> Block:
    element = PlainTextInputElement(action_id=name, multiline=True, max_length=limit, initial_value=value or None)
    return field(name, label, element, optional=True)
