"""A prep: the message of the day before, the same as a page, and the form for one's own three points."""

import json
from uuid import UUID

from slack_sdk.models.blocks import PlainTextInputElement

from mentoring.commitments.rules import CommitmentLine
from mentoring.pairs.rules import Member
from mentoring.prep.commands import KeepPoints, OnAgenda
from mentoring.prep.points import POINT_LIMIT, Points
from mentoring.prep.resources import Brought
from mentoring.prep.rules import PrepCard, PrepPage
from mentoring.sessions.queries import InSession
from mentoring.states import ResourceKind, SessionState
from views import agenda, originals, sessions
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    context,
    divider,
    escape,
    field,
    mention,
    mentions,
    modal,
    section,
)
from views.one_line import clipped
from views.payloads import Payload, Typed, actor, click_receipt, submission_receipt
from views.reader import Reader
from views.session_texts import opener

OPEN = "prep.open"
WRITE = "prep.write"
KEPT = "prep.kept"
SHARE = "prep.share"
UNSHARE = "prep.unshare"
READ = "prep.read"

LAST_LINE = 140
OPEN_LINE = 90
"""Characters; a prep is read on a phone, and the whole stands in the pair's conversation."""
OPEN_SHOWN = 3
"""Open commitments of each side."""


def message(reader: Reader, card: PrepCard) -> Message:
    """Return the message of the day before; its notification says that it is there, and nothing of what is in it."""
    spoken = reader.say("Your prep for session {number} is here.", number=card.session.number)
    if not card.is_open:
        return Message(spoken, [section(_over(reader, card))])
    return Message(spoken, _blocks(reader, card, ""))


def page(reader: Reader, pages: tuple[PrepPage, ...]) -> Modal:
    """Return the same for every session that is ahead of one person, with what they wrote."""
    blocks: list[Block] = []
    for each in pages:
        body = _blocks(reader, each.card, each.card.session.session_id.hex[-6:], each.points)
        # One thing at a time is the thing to do: the next pair's buttons are quiet.
        blocks += [divider(), *map(sessions.quiet, body)] if blocks else body
    return modal(reader.say("Your prep"), blocks, close=reader.say("Close"))


def form(reader: Reader, page: PrepPage) -> Modal:
    """Return the form for one's own three points; none of them has to be filled in."""
    points = page.points
    others = mentions(reader, page.card.others)
    if page.card.is_shared:
        said = reader.say("Yours is on your pair’s card: what you change here shows there at once.")
    elif page.suggested.is_empty:
        said = reader.say("Only you see this, until you share it with {others}.", others=others)
    else:
        points = page.suggested
        said = reader.say(
            "This is from your last check-in: change it as you like. Nothing here goes to {others} until you share it.",
            others=others,
        )
    is_first = page.card.session.is_first
    changed = reader.say("What changed lately?") if is_first else reader.say("What changed since last time?")
    return modal(
        reader.say("My three points"),
        [
            section(said),
            _point("changed", changed, points.changed),
            _point("blocked", reader.say("What is blocked?"), points.blocked),
            _point("next_step", reader.say("What is next?"), points.next_step),
        ],
        callback_id=KEPT,
        submit=reader.say("Save"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"session": page.card.session.session_id.hex}),
    )


def kept(reader: Reader, page: PrepPage) -> Modal:
    """Return one's own points as they are kept, with the tap that shares them."""
    card = page.card
    others = mentions(reader, card.others)
    if not card.has_points:
        said = reader.say("Nothing is written yet, and nothing has to be.")
    elif card.is_shared:
        said = reader.say("Your agenda is on the card, where {others} can read it.", others=others)
    else:
        said = reader.say("Kept. Only you see it, until you share it with {others}.", others=others)
    return modal(
        reader.say("My three points"),
        [
            section(f"*{said}*"),
            *agenda.own(reader, page.points),
            actions(_kept_buttons(reader, card), block_id="points"),
        ],
        close=reader.say("Done"),
    )


def read_session(body: Payload) -> InSession:
    """Return the session whose prep was clicked in."""
    return InSession(actor(body), UUID(body["actions"][0]["value"]))


def read_tap(body: Payload) -> OnAgenda:
    """Return the tap that shares one's points, or takes them back."""
    return OnAgenda(actor(body), UUID(body["actions"][0]["value"]), click_receipt(body))


def read_kept(body: Payload) -> KeepPoints:
    """Return the points that were handed in."""
    told, typed = json.loads(body["view"]["private_metadata"]), Typed(body["view"])
    points = Points(typed.text("changed"), typed.text("blocked"), typed.text("next_step"))
    return KeepPoints(actor(body), UUID(told["session"]), submission_receipt(body), points)


def read_original(body: Payload) -> ResourceKind:
    """Return which of our own texts is asked for."""
    return ResourceKind(body["actions"][0]["value"])


def _blocks(reader: Reader, card: PrepCard, place: str, points: Points | None = None) -> list[Block]:
    return [
        section(_head(reader, card)),
        *_first_one(reader, card),
        *_last_and_open(reader, card),
        section(_agenda(reader, card)),
        *(agenda.own(reader, points) if points else []),
        actions(
            [*_point_buttons(reader, card), *sessions.time_buttons(reader, card.session)],
            block_id=f"prep{place}",
        ),
        context(reader.say("To read, if you like: one of each.")),
        *(_resource(reader, each, place) for each in card.resources),
        *_also(reader, card),
    ]


def _also(reader: Reader, card: PrepCard) -> list[Block]:
    """Return what else is ahead, each in a line; their preps are a tap away."""
    if not card.also:
        return []
    lines = [
        f"{sessions.line(reader, each.session)} · {mentions(reader, each.others)}" for each in card.also[:OPEN_SHOWN]
    ]
    told = section("\n".join([reader.say("*You also meet*"), *lines]))
    return [told, actions([button(reader.say("All my preps"), OPEN, "all")], block_id="also")]


def _over(reader: Reader, card: PrepCard) -> str:
    if card.session.state is SessionState.CANCELLED:
        return sessions.line(reader, card.session)
    return reader.say("Session {number}: you have met, so this prep is over.", number=card.session.number)


def _head(reader: Reader, card: PrepCard) -> str:
    others, leader = mentions(reader, card.others), card.session.leader
    if leader == card.me:
        leads = reader.say("With {others}; you lead this time.", others=others)
    elif len(card.others) == 1:
        leads = reader.say("With {others}, who leads this time.", others=others)
    else:
        leads = reader.say("With {others}; {leader} leads this time.", others=others, leader=mention(leader))
    begin = reader.say("*To begin:* {opener}", opener=opener(reader, card.session.opener))
    way = sessions.way_to_card(reader, card.session)
    return "\n".join([f"*{sessions.line(reader, card.session)}*", f"{leads} {way}" if way else leads, begin])


def _first_one(reader: Reader, card: PrepCard) -> list[Block]:
    if not card.session.is_first:
        return []
    return [
        section(
            reader.say(
                "*Your first one.* One of you may have more say here than another, by rank, age or field. Name it"
                " in the first minutes: it weighs less once it is said. And say once more what your charter says:"
                " what you tell each other stays between you."
            )
        )
    ]


def _last_and_open(reader: Reader, card: PrepCard) -> list[Block]:
    blocks = []
    if card.last:
        lines = [f"{_whose(reader, card, each.member)}: {clipped(each.line, LAST_LINE)}" for each in card.last]
        blocks.append(section("\n".join([reader.say("*Last time you took away*"), *lines])))
    if card.mine or card.theirs:
        lines = [_open_line(reader, card, each) for each in (*card.mine[:OPEN_SHOWN], *card.theirs[:OPEN_SHOWN])]
        left = len(card.mine) + len(card.theirs) - len(lines)
        if left:
            lines.append(reader.say("And {count} more.", count=left))
        blocks.append(section("\n".join([reader.say("*Still open*"), *lines])))
    return blocks


def _open_line(reader: Reader, card: PrepCard, line: CommitmentLine) -> str:
    whose, what = _whose(reader, card, line.whose), clipped(line.what, OPEN_LINE)
    if line.due_on is None:
        return reader.say("{whose}: {what}", whose=whose, what=what)
    return reader.say("{whose}: {what}, by {day}", whose=whose, what=what, day=reader.calendar_day(line.due_on))


def _whose(reader: Reader, card: PrepCard, member: Member) -> str:
    other = next((each for each in card.others if each == member), None)
    return reader.say("You") if other is None else mention(other)


def _agenda(reader: Reader, card: PrepCard) -> str:
    if card.is_shared:
        mine = reader.say("Your agenda is on the card.")
    elif card.has_points:
        mine = reader.say("You wrote yours; only you see it, until you share it.")
    else:
        mine = reader.say("Only you see what you write, until you share it.")
    lines = [reader.say("*Three points to bring:* what changed, what is blocked, what is next. {mine}", mine=mine)]
    shared = [each.member for each in card.session.agenda if each.member != card.me]
    if shared:
        lines.append(reader.say("On the card already: what {others} will bring.", others=mentions(reader, shared)))
    return "\n".join(lines)


def _point_buttons(reader: Reader, card: PrepCard) -> list[Block]:
    write = button(reader.say("My three points"), WRITE, card.session.session_id.hex, style="primary")
    return [write, *_share_buttons(reader, card)]


def _kept_buttons(reader: Reader, card: PrepCard) -> list[Block]:
    """Return the same under what was just kept: now sharing is the thing to do."""
    shares = [
        {**each, "style": "primary"} if each["action_id"] == SHARE else each for each in _share_buttons(reader, card)
    ]
    label = reader.say("Change them") if card.has_points else reader.say("Write them")
    return [*shares, button(label, WRITE, card.session.session_id.hex)]


def _share_buttons(reader: Reader, card: PrepCard) -> list[Block]:
    value = card.session.session_id.hex
    if card.is_shared:
        if card.session.state is not SessionState.PLANNED:
            return []
        return [button(reader.say("Take them off the card"), UNSHARE, value)]
    if not card.has_points:
        return []
    spoken = reader.say("Put my three points on the card of your pair")
    return [button(reader.say("Share them"), SHARE, value, spoken=spoken)]


def _resource(reader: Reader, brought: Brought, place: str) -> Block:
    kind = originals.kind_name(reader, brought.kind)
    if brought.entry is None:
        told = section(
            reader.say("*{kind}* · {title} · Bothways", kind=kind, title=originals.title(reader, brought.kind)),
            block_id=f"{brought.kind}{place}",
        )
        spoken = reader.say("Read: {title}", title=originals.title(reader, brought.kind))
        return {**told, "accessory": button(reader.say("Read"), READ, brought.kind, spoken=spoken)}
    return section(
        reader.say(
            "*{kind}* · <{link}|{title}> · {source}",
            kind=kind,
            link=escape(brought.entry.link),
            title=clipped(brought.entry.title),
            source=clipped(brought.entry.source),
        )
    )


def _point(name: str, label: str, value: str) -> Block:
    element = PlainTextInputElement(
        action_id=name,
        multiline=True,
        max_length=POINT_LIMIT,
        initial_value=value or None,
        focus_on_load=name == "changed",
    )
    return field(name, label, element, optional=True)
