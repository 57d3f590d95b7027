"""A session's transcript: the quiet line on the card, each one's yes, the form for the file, whose a promise is."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from slack_sdk.models.blocks import PlainTextObject, StaticSelectElement

from mentoring.sessions.queries import InSession
from mentoring.sessions.rules import SessionView
from mentoring.states import SessionState
from mentoring.transcripts.commands import Decide, Settled, SettleOwners
from mentoring.transcripts.reading import Proposal
from mentoring.transcripts.rules import SIZE_LIMIT, Proposed, TranscriptPage, TranscriptStand
from views.kit import (
    Block,
    Modal,
    actions,
    button,
    context,
    escape,
    field,
    mentions,
    modal,
    option,
    plain_text,
    section,
)
from views.payloads import Payload, Typed, actor, click_receipt, submission_receipt
from views.reader import Reader

OPEN = "transcript.open"
AGREE = "transcript.agree"
TAKE_BACK = "transcript.take_back"
HAND_IN = "transcript.hand_in"
HANDED_IN = "transcript.handed_in"
OWNERS = "transcript.owners"
KINDS = ["txt", "vtt"]
NOBODY = "nobody"
CARRIED = 2_700
"""Characters of the promises that a form carries itself: it has room for 3000, and they are stored nowhere."""


class Upload(Struct, frozen=True):
    """
    A file as it was handed in.

    Attributes:
        link: where its owner can delete the original.
        size: bytes, by Slack's word.
    """

    session: InSession
    file_id: str
    url: str
    link: str
    size: int

    @property
    def is_too_long(self) -> bool:
        """Whether Slack says already that it is larger than we read."""
        return self.size > SIZE_LIMIT


def on_card(reader: Reader, view: SessionView, place: str) -> list[Block]:
    """Return the quiet line about a transcript, with the buttons that fit."""
    stand, value = view.transcript, view.session_id.hex
    line = section(_stands(reader, stand))
    if view.state is SessionState.CLOSED and not (stand.is_ready or stand.is_in):
        return []
    if stand.is_in or stand.is_late:
        return [context(_stands(reader, stand))]
    if not stand.is_ready:
        return [{**line, "accessory": button(reader.say("Use a transcript …"), OPEN, value)}]
    buttons = [
        button(reader.say("Hand in a transcript"), HAND_IN, value),
        button(reader.say("Take my yes back"), TAKE_BACK, value),
    ]
    return [line, actions(buttons, block_id=f"transcript{place}")]


def page(reader: Reader, card: TranscriptPage) -> Modal:
    """Return what a transcript means, who agrees, and the reader's own yes or its taking back."""
    stand = card.stand
    agrees = card.me in stand.agreed
    value = card.session_id.hex
    buttons = []
    if stand.is_ready:
        buttons.append(button(reader.say("Hand in a transcript"), HAND_IN, value, style="primary"))
    if not stand.is_in and not stand.is_late:
        buttons.append(
            button(reader.say("Take my yes back"), TAKE_BACK, value)
            if agrees
            else button(reader.say("I agree"), AGREE, value, style="primary")
        )
    blocks = [
        section(
            reader.say(
                "I record nothing, and cannot listen. If your call makes a transcript, one of you can hand it in"
                " within 48 hours of the end, and *only while each of you agrees*, for this session alone."
            )
        ),
        section(
            reader.say(
                "It is read once, by simple rules and no AI, for sentences such as “I will …” or “next step: …”. Each"
                " becomes a proposal, which counts only when whoever it names confirms it. The text itself is kept"
                " nowhere; the file stays in Slack until the one who uploaded it deletes it."
            )
        ),
        section(_stands(reader, stand) if stand.agreed or stand.is_in else reader.say("Nobody has agreed so far.")),
    ]
    if buttons:
        blocks.append(actions(buttons, block_id="transcript"))
    blocks.append(context(reader.say("You can take your yes back at any time until a transcript is handed in.")))
    return modal(reader.say("Transcript"), blocks, close=reader.say("Close"))


def form(reader: Reader, card: TranscriptPage) -> Modal:
    """Return the form that takes the file."""
    return modal(
        reader.say("Hand in a transcript"),
        [
            {
                "type": "input",
                "block_id": "file",
                "label": plain_text(reader.say("The transcript")),
                # Slack's SDK has no class for this element.
                "element": {"type": "file_input", "action_id": "file", "filetypes": KINDS, "max_files": 1},
                "hint": plain_text(
                    reader.say("A .txt or .vtt file of at most one megabyte. With speakers’ names it says more.")
                ),
            },
            context(
                reader.say("Each of you agreed. It is read once for promises and not kept; you delete the original.")
            ),
        ],
        callback_id=HANDED_IN,
        submit=reader.say("Hand it in"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"session": card.session_id.hex}),
    )


def outcome(reader: Reader, found: Proposed, link: str) -> Modal:
    """Return what came of it, where the original can be deleted, and whose the unclear promises are."""
    unclear = _carried(found)
    delete = reader.say(
        "Our copy is gone. The original is <{link}|your file in Slack>: open it to delete it.", link=escape(link)
    )
    told = [section(_found(reader, found)), section(delete)]
    if not unclear:
        return modal(reader.say("Transcript"), told, close=reader.say("Done"))
    people = [option(each.name, each.user_id) for each in found.members]
    people.append(option(reader.say("Leave it out"), NOBODY))
    told.append(section(reader.say("*Whose is this?* The transcript does not tell, and I do not guess.")))
    for number, each in enumerate(unclear):
        told += _asks(reader, number, each, people)
    return modal(
        reader.say("Transcript"),
        told,
        callback_id=OWNERS,
        submit=reader.say("Propose them"),
        close=reader.say("Leave them out"),
        private_metadata=_metadata(found.session_id, unclear),
    )


def settled(reader: Reader, found: Proposed) -> Modal:
    """Return that the rest was proposed as well."""
    return modal(reader.say("Transcript"), [section(_found(reader, found))], close=reader.say("Done"))


def read_session(body: Payload) -> InSession:
    """Return the session whose button was clicked."""
    return InSession(actor(body), UUID(body["actions"][0]["value"]))


def read_decision(body: Payload) -> Decide:
    """Return a yes, or its taking back."""
    action = body["actions"][0]
    return Decide(actor(body), UUID(action["value"]), action["action_id"] == AGREE, click_receipt(body))


def read_upload(body: Payload) -> Upload:
    """Return the file that was handed in; what it says is not in the payload."""
    view = body["view"]
    session = InSession(actor(body), UUID(json.loads(view["private_metadata"])["session"]))
    [file] = view["state"]["values"]["file"]["file"]["files"]
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    return Upload(session, str(file["id"]), url, str(file.get("permalink") or ""), int(file.get("size") or 0))


def read_owners(body: Payload) -> SettleOwners:
    """Return whose the unclear promises are; those left out are forgotten."""
    view = body["view"]
    told, typed = json.loads(view["private_metadata"]), Typed(view)
    promises = []
    for number, (what, day) in enumerate(told["promises"]):
        whose = typed.choice(f"whose-{number}")
        if whose and whose != NOBODY:
            promises.append(Settled(what, date.fromisoformat(day) if day else None, whose))
    return SettleOwners(actor(body), UUID(told["session"]), tuple(promises), submission_receipt(body))


def _stands(reader: Reader, stand: TranscriptStand) -> str:
    if stand.is_in:
        return reader.say("A transcript was handed in; of its text nothing is kept.")
    if stand.is_late:
        return reader.say("No transcript was handed in.")
    if not stand.agreed:
        return reader.say("I record nothing. If your call makes a transcript, you can use it, once each of you agrees.")
    agreed = mentions(reader, stand.agreed)
    if stand.missing:
        return reader.say(
            "{agreed} would use the transcript of your call; it takes {missing} as well. I record nothing.",
            agreed=agreed,
            missing=mentions(reader, stand.missing),
        )
    if stand.is_over:
        return reader.say("A transcript is agreed on: one of you can hand it in, within 48 hours of the end.")
    return reader.say("A transcript is agreed on. I record nothing; one of you can hand it in afterwards.")


def _found(reader: Reader, found: Proposed) -> str:
    if found.count == 0:
        return reader.say("Nothing was proposed: no sentence promises something and says whose it is.")
    if found.count == 1:
        return reader.say("One commitment was proposed. It counts once its owner confirms it, on their Home tab.")
    return reader.say(
        "{count} commitments were proposed. Each counts once its owner confirms it, on their Home tab.",
        count=found.count,
    )


def _asks(reader: Reader, number: int, each: Proposal, people: list[Any]) -> list[Block]:
    name = f"whose-{number}"
    what = escape(each.what)
    if each.due_on is not None:
        what = reader.say("{what}, by {day}", what=what, day=reader.calendar_day(each.due_on))
    chosen = StaticSelectElement(
        action_id=name, options=people, placeholder=PlainTextObject(text=reader.say("Pick one of you"))
    )
    return [section(what), field(name, reader.say("Who does it?"), chosen, optional=True)]


def _carried(found: Proposed) -> tuple[Proposal, ...]:
    """Return as many unclear promises as the form can carry; nothing else remembers them."""
    kept: list[Proposal] = []
    for each in found.unclear:
        if len(_metadata(found.session_id, (*kept, each))) > CARRIED:
            break
        kept.append(each)
    return tuple(kept)


def _metadata(session_id: UUID, promises: tuple[Proposal, ...]) -> str:
    carried = [[each.what, each.due_on.isoformat() if each.due_on else ""] for each in promises]
    return json.dumps({"session": session_id.hex, "promises": carried}, ensure_ascii=False)
