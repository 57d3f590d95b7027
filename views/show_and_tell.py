"""Show-and-tell: called, announced, joined, moved, told of afterwards."""

import json
from datetime import UTC, datetime
from uuid import UUID

from slack_sdk.models.blocks import (
    DateTimePickerElement,
    PlainTextInputElement,
    PlainTextObject,
    StaticMultiSelectElement,
    StaticSelectElement,
)

from mentoring.show_and_tell.commands import (
    LENGTHS,
    MOST_EXHIBITS,
    CallShow,
    CancelShow,
    MoveShow,
    PresentEntries,
    SayWhether,
    TakeBackEntry,
)
from mentoring.show_and_tell.queries import CallForm, OpenShow, OwnEntry, ShowPage
from mentoring.show_and_tell.rules import TITLE_LIMIT
from mentoring.show_and_tell.telling import News, PresenterCard, ShowCard, Shown, ShowNews
from mentoring.states import Reply, ShowState
from views import calendar
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    confirm_danger,
    context,
    divider,
    escape,
    field,
    modal,
    names,
    option,
    section,
)
from views.learning_log.pages import reading
from views.payloads import Payload, Typed, actor, click_receipt, submission_receipt
from views.reader import Reader

OPEN = "show.open"
START = "show.start"
CALL = "show.call"
PRESENT = "show.present"
TAKE_BACK = "show.take_back"
CHANGE_TIME = "show.change_time"
MOVE = "show.move"
CANCEL = "show.cancel"
REPLIES = {Reply.COMING: "show.coming", Reply.MAYBE: "show.maybe", Reply.NOT_COMING: "show.not_coming"}

SHOWN_TITLE = 200
ENTRY_LIMIT = 420
"""Characters of an entry's line; five of them and the names fit one section. A longer link is left out."""
SHOWN_ENTRIES = 5
SHOWN_PRESENTERS = 15


def form(reader: Reader, card: CallForm) -> Modal:
    """Return the form that calls an event."""
    stages = [option(each.name, each.programme_id.hex) for each in card.stages]
    blocks: list[Block] = []
    if len(stages) > 1:
        element = StaticSelectElement(action_id="programme", options=stages[:100], initial_option=stages[0])
        blocks.append(field("programme", reader.say("In which programme?"), element))
    blocks += [
        section(
            reader.say("It is announced in the programme’s channel. Questions go into its thread; nobody reads along.")
        ),
        field(
            "title",
            reader.say("What is it called?"),
            PlainTextInputElement(action_id="title", max_length=TITLE_LIMIT, initial_value=reader.say("Show-and-tell")),
        ),
        _when(reader, card.proposed),
        _minutes(reader),
    ]
    blocks += _to_bring(reader, card.entries)
    if card.proposed is not None:
        blocks.append(context(reader.say("The time proposed lies within the working hours of the programme’s pairs.")))
    return modal(
        reader.say("Show-and-tell"),
        blocks,
        callback_id=CALL,
        submit=reader.say("Announce it"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"programme": card.stages[0].programme_id.hex}),
    )


def listed(reader: Reader, shows: tuple[ShowCard, ...]) -> Modal:
    """Return what is ahead, and the way to call another."""
    blocks: list[Block] = []
    for each in shows:
        opens = button(reader.say("Open"), OPEN, each.show_id.hex, spoken=reader.say("Open this show-and-tell"))
        blocks.append({**section(f"*{escape(each.title)}*\n{_time(reader, each)}"), "accessory": opens})
    blocks.append(actions([button(reader.say("Call another"), START, "another")]))
    return modal(reader.say("Show-and-tell"), blocks, close=reader.say("Close"))


def page(reader: Reader, card: ShowPage, note: str | None = None) -> Modal:
    """Return one event with what its reader can do: bring something, take it back, move it, cancel it."""
    show = card.card
    blocks: list[Block] = [section(f"*{note}*")] if note else []
    blocks += [section(f"*{escape(show.title)}*\n{_time(reader, show)}"), *_presenters(reader, show)]
    is_ahead = show.state is ShowState.ANNOUNCED
    brought = [each for each in card.entries if each.is_brought]
    free = tuple(each for each in card.entries if not each.is_brought)
    if is_ahead and brought:
        blocks.append(divider())
        blocks.append(section(reader.say("*What you bring*\nIt is shown once each of your pair has agreed.")))
        blocks += [_brought(reader, each) for each in brought]
    can_bring = bool(is_ahead and free)
    if can_bring:
        blocks += [divider(), *_to_bring(reader, free)]
    if is_ahead:
        blocks.append(calendar.on_announcement(reader, show))
    if is_ahead and card.may_change:
        blocks.append(actions(_changes(reader, show), block_id="changes"))
    return modal(
        reader.say("Show-and-tell"),
        blocks,
        callback_id=PRESENT if can_bring else None,
        submit=reader.say("Bring it") if can_bring else None,
        close=reader.say("Close"),
        private_metadata=json.dumps({"show": show.show_id.hex}),
    )


def move_form(reader: Reader, card: ShowPage) -> Modal:
    """Return the question for another time."""
    return modal(
        reader.say("Another time"),
        [
            section(reader.say("Whoever reads the announcement sees the new time; the thread gets one line.")),
            _when(reader, card.card.starts_at),
        ],
        callback_id=MOVE,
        submit=reader.say("Move it"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"show": card.card.show_id.hex}),
    )


def announcement(reader: Reader, card: ShowCard) -> Message:
    """Return the one message in the channel; its counts and presenters follow in place."""
    text = reader.say("Show-and-tell: {moment}", moment=reader.moment(card.starts_at))
    head = section(f"*{escape(card.title)}*\n{_time(reader, card)}")
    if card.state is ShowState.CANCELLED:
        text = reader.say("This show-and-tell is cancelled.")
        return Message(text, [section(reader.say("*Cancelled:* {title}", title=escape(card.title)))])
    blocks = [head, *_presenters(reader, card)]
    if card.state is ShowState.RECAPPED:
        blocks.append(context(_counts(reader, card)))
        return Message(text, blocks)
    value = card.show_id.hex
    blocks += [
        actions(
            [
                button(reader.say("I’m coming"), REPLIES[Reply.COMING], value, style="primary"),
                button(reader.say("Maybe"), REPLIES[Reply.MAYBE], value),
                button(reader.say("Not this time"), REPLIES[Reply.NOT_COMING], value),
                button(reader.say("Bring something"), OPEN, value),
            ]
        ),
        context(
            "\n".join(
                [_counts(reader, card), reader.say("Questions are welcome in the thread. Bothways does not read it.")]
            )
        ),
        calendar.on_announcement(reader, card),
    ]
    return Message(text, blocks)


def presenter(reader: Reader, card: PresenterCard) -> Message:
    """Return a pair's line in the thread."""
    # By name: they know that they present, and need no ping for it.
    who = escape(names(reader, card.members))
    if not card.shown:
        told = reader.say("{who} show something another time.", who=who)
        return Message(reader.say("A pair shows something another time."), [section(told)])
    text = reader.say("A pair shows what it made.")
    line = reader.say("{who} show what they made.", who=who)
    lines = "\n".join(_entry_line(reader, each) for each in card.shown[:SHOWN_ENTRIES])
    return Message(
        text,
        [
            section(f"{line}\n{lines}"),
            context(reader.say("Ask them here: a question teaches those who answer it, too.")),
        ],
    )


def news(reader: Reader, card: ShowNews) -> Message:
    """Return a line of the thread."""
    show = card.card
    if card.news is News.RECAP:
        return _recap(reader, show)
    text = {
        News.MOVED: reader.say("Another time: {when}.", when=_time(reader, show)),
        News.CANCELLED: reader.say("This show-and-tell is cancelled. Thank you to those who would have come."),
        News.REMINDER: reader.say("It begins in an hour: {when}.", when=_time(reader, show)),
    }[card.news]
    return Message(text, [section(text)])


def _recap(reader: Reader, card: ShowCard) -> Message:
    text = reader.say("That was it; {coming} had said they would come.", coming=card.replies[Reply.COMING])
    return Message(text, [section(text), *_presenters(reader, card)])


def read_open(body: Payload) -> OpenShow:
    """Return the event that a clicked button names."""
    return OpenShow(actor(body), UUID(body["actions"][0]["value"]))


def read_call(body: Payload) -> CallShow:
    """Return a handed-in form."""
    view = body["view"]
    typed = Typed(view)
    return CallShow(
        actor=actor(body),
        programme_id=UUID(typed.choice("programme") or json.loads(view["private_metadata"])["programme"]),
        title=typed.text("title"),
        starts_at=_read_time(view),
        minutes=int(typed.choice("minutes") or LENGTHS[0]),
        entry_ids=tuple(UUID(each) for each in typed.choices("entries")),
        receipt=submission_receipt(body),
    )


def read_present(body: Payload) -> PresentEntries:
    """Return what a member brings."""
    view = body["view"]
    chosen = tuple(UUID(each) for each in Typed(view).choices("entries"))
    return PresentEntries(actor(body), _show_of(view), chosen, submission_receipt(body))


def read_take_back(body: Payload) -> TakeBackEntry:
    """Return what a member takes back."""
    return TakeBackEntry(actor(body), _show_of(body["view"]), UUID(body["actions"][0]["value"]), click_receipt(body))


def read_move(body: Payload) -> MoveShow:
    """Return the new time."""
    return MoveShow(actor(body), _show_of(body["view"]), _read_time(body["view"]))


def read_cancel(body: Payload) -> CancelShow:
    """Return the click on "Cancel"."""
    return CancelShow(actor(body), UUID(body["actions"][0]["value"]))


def read_reply(body: Payload) -> SayWhether:
    """Return whether somebody comes."""
    clicked = body["actions"][0]
    reply = next(each for each, name in REPLIES.items() if name == clicked["action_id"])
    return SayWhether(actor(body), UUID(clicked["value"]), reply, click_receipt(body))


def _show_of(view: Payload) -> UUID:
    return UUID(json.loads(view["private_metadata"])["show"])


def _read_time(view: Payload) -> datetime:
    picked = view["state"]["values"]["starts_at"]["starts_at"].get("selected_date_time")
    # Nothing picked is the beginning of time, which the domain refuses beside the field.
    return datetime.fromtimestamp(int(picked or 0), UTC)


def _when(reader: Reader, proposed: datetime | None) -> Block:
    picker = DateTimePickerElement(
        action_id="starts_at", initial_date_time=int(proposed.timestamp()) if proposed else None
    )
    return field("starts_at", reader.say("When?"), picker)


def _minutes(reader: Reader) -> Block:
    choices = [option(reader.say("{minutes} minutes", minutes=each), str(each)) for each in LENGTHS]
    element = StaticSelectElement(action_id="minutes", options=choices, initial_option=choices[0])
    return field("minutes", reader.say("How long?"), element)


def _to_bring(reader: Reader, entries: tuple[OwnEntry, ...]) -> list[Block]:
    if not entries:
        return []
    choices = [option(" ".join(each.title.split()), each.entry_id.hex) for each in entries[:100]]
    element = StaticMultiSelectElement(
        action_id="entries",
        options=choices,
        max_selected_items=MOST_EXHIBITS,
        placeholder=PlainTextObject(text=reader.say("Pick from your Learning Log")),
    )
    hint = reader.say("The others of your pair are asked in private; nothing is shown before each of you agreed.")
    return [field("entries", reader.say("What do you show?"), element, optional=True, hint=hint)]


def _brought(reader: Reader, entry: OwnEntry) -> Block:
    title = escape(entry.title[:SHOWN_TITLE])
    back = button(reader.say("Take it back"), TAKE_BACK, entry.entry_id.hex)
    return {**section(title), "accessory": back, "block_id": f"brought-{entry.entry_id.hex}"}


def _changes(reader: Reader, card: ShowCard) -> list[Block]:
    value = card.show_id.hex
    return [
        button(reader.say("Another time …"), CHANGE_TIME, value),
        button(
            reader.say("Cancel it …"),
            CANCEL,
            value,
            confirm=confirm_danger(
                reader.say("Cancel it?"),
                reader.say("The announcement says so, and the thread gets one line."),
                reader.say("Cancel it"),
                reader.say("Keep it"),
            ),
        ),
    ]


def _time(reader: Reader, card: ShowCard) -> str:
    return reader.say("{moment}, {minutes} minutes", moment=reader.moment(card.starts_at), minutes=card.minutes)


def _presenters(reader: Reader, card: ShowCard) -> list[Block]:
    if not card.presenters:
        return [context(reader.say("No pair has said yet what it shows."))]
    blocks = []
    for each in card.presenters[:SHOWN_PRESENTERS]:
        lines = "\n".join(_entry_line(reader, shown) for shown in each.shown[:SHOWN_ENTRIES])
        blocks.append(section(f"{escape(names(reader, each.members))}\n{lines}"))
    return blocks


def _entry_line(reader: Reader, shown: Shown) -> str:
    named = f"{shown.title} · {reading(reader, shown)}" if shown.measured else shown.title
    title = _fitting(" ".join(named.split()))
    link = escape(shown.link)
    return f"• {title}: <{link}>" if link and len(title) + len(link) < ENTRY_LIMIT else f"• {title}"


def _fitting(typed: str) -> str:
    """Return as much of a text, escaped, as an entry's line holds."""
    shown = typed[:SHOWN_TITLE]
    while len(escape(shown)) > ENTRY_LIMIT - 10:
        shown = shown[: len(shown) * 3 // 4]
    return escape(shown) if shown == typed else f"{escape(shown)}…"


def _counts(reader: Reader, card: ShowCard) -> str:
    return reader.say(
        "Coming: {coming} · maybe: {maybe} · not this time: {not_coming}",
        coming=card.replies[Reply.COMING],
        maybe=card.replies[Reply.MAYBE],
        not_coming=card.replies[Reply.NOT_COMING],
    )
