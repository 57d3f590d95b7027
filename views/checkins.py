"""The check-in: a form of ten minutes with one required line, its confirmation, and what the pair sees."""

import json
from uuid import UUID

from slack_sdk.models.blocks import (
    DatePickerElement,
    NumberInputElement,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    StaticSelectElement,
    UrlInputElement,
)

from mentoring.checkins import CheckInDraft, CheckInForm, KeepCheckIn, WrittenCheckIn
from mentoring.states import Visibility
from mentoring.typed import LINE_LIMIT, TEXT_LIMIT
from views.kit import (
    PROSE_LIMIT,
    Block,
    Modal,
    context,
    escape,
    field,
    mention,
    mentions,
    modal,
    names,
    option,
    prose,
    section,
)
from views.payloads import Payload, Typed, actor, submission_receipt
from views.reader import Reader

OPEN = "checkin.open"
KEEP = "checkin.keep"
READ = "checkin.read"


def form(reader: Reader, forms: tuple[CheckInForm, ...], chosen: UUID | None = None) -> Modal:
    """
    Return the form. With several pairs its first field asks which.

    Args:
        forms: at least one pair to check in for.
        chosen: the pair whose button was clicked; the first one otherwise.
    """
    first = next((each for each in forms if each.pair_id == chosen), forms[0])
    blocks = _which_pair(reader, forms, first)
    blocks += [
        _lines("moved", reader.say("What moved?"), reader.say("One line is enough."), optional=False),
        _lines("stuck", reader.say("What is stuck?"), None, optional=True),
        _lines("next_step", reader.say("What is the next step?"), None, optional=True),
        *_who_and_when(reader, forms),
        field(
            "evidence",
            reader.say("A link to show for it"),
            UrlInputElement(action_id="evidence", placeholder=PlainTextObject(text="https://")),
            optional=True,
        ),
        field(
            "metric",
            reader.say("Something you measured"),
            PlainTextInputElement(
                action_id="metric",
                max_length=LINE_LIMIT,
                placeholder=PlainTextObject(text=reader.say("Tickets a week")),
            ),
            optional=True,
        ),
        field(
            "reading",
            reader.say("Its value now"),
            NumberInputElement(
                action_id="reading", is_decimal_allowed=True, placeholder=PlainTextObject(text=reader.say("108"))
            ),
            optional=True,
        ),
        _visibility(reader),
    ]
    return modal(
        reader.say("Check in"),
        blocks,
        callback_id=KEEP,
        submit=reader.say("Save"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"pair": first.pair_id.hex}),
    )


def kept(reader: Reader, card: WrittenCheckIn) -> Modal:
    """Return the confirmation to its author, saying who sees it."""
    is_shared = card.visibility is Visibility.SHARED
    others = mentions(reader, card.others)
    line = (
        reader.say("Kept, and shared with {others} in your conversation.", others=others)
        if is_shared
        else reader.say("Kept for you alone. {others} will not see it.", others=others)
    )
    return modal(
        reader.say("Check-in saved"),
        [
            section(f"*{line}*"),
            *_body(reader, card),
            context(reader.say("You find it on Bothways’ Home tab. Write the next one whenever something moved.")),
        ],
        close=reader.say("Done"),
    )


def page(reader: Reader, card: WrittenCheckIn) -> Modal:
    """Return one check-in in full."""
    whose = (
        reader.say("Only you see this one.")
        if card.visibility is Visibility.PRIVATE
        else reader.say("You and your pair see it.")
    )
    return modal(
        reader.say("Check-in"),
        [
            section(reader.say("*{who}* · {moment}", who=mention(card.author), moment=reader.moment(card.created_at))),
            *_body(reader, card),
            context(whose),
        ],
        close=reader.say("Close"),
    )


def read_chosen(body: Payload) -> UUID:
    """Return the pair to check in for, or the check-in to read, that a clicked button names."""
    return UUID(body["actions"][0]["value"])


def read_keep(body: Payload) -> KeepCheckIn:
    """Return a handed-in form."""
    view = body["view"]
    typed = Typed(view)
    pair = typed.choice("pair") or json.loads(view["private_metadata"])["pair"]
    return KeepCheckIn(
        actor=actor(body),
        pair_id=UUID(pair),
        draft=CheckInDraft(
            moved=typed.text("moved"),
            stuck=typed.text("stuck"),
            next_step=typed.text("next_step"),
            next_step_who=typed.choice("next_step_who"),
            next_step_by=typed.day("next_step_by"),
            evidence=typed.text("evidence"),
            metric=typed.text("metric"),
            reading=typed.text("reading"),
        ),
        visibility=Visibility(typed.choice("visibility") or Visibility.SHARED),
        receipt=submission_receipt(body),
    )


def _which_pair(reader: Reader, forms: tuple[CheckInForm, ...], first: CheckInForm) -> list[Block]:
    if len(forms) == 1:
        return [
            section(
                reader.say(
                    "It joins the card of your next session, in your conversation with {others}, unless you choose"
                    " *Only me*.",
                    others=mentions(reader, first.others),
                )
            )
        ]
    choices = {
        each.pair_id: option(reader.say("With {names}", names=names(reader, each.others)), each.pair_id.hex)
        for each in forms
    }
    element = StaticSelectElement(
        action_id="pair", options=list(choices.values()), initial_option=choices[first.pair_id]
    )
    return [field("pair", reader.say("For which pair?"), element)]


def _lines(name: str, label: str, hint: str | None, *, optional: bool) -> Block:
    element = PlainTextInputElement(
        action_id=name, multiline=True, max_length=TEXT_LIMIT, focus_on_load=name == "moved"
    )
    return field(name, label, element, optional=optional, hint=hint)


def _who_and_when(reader: Reader, forms: tuple[CheckInForm, ...]) -> list[Block]:
    people = {}
    for each in forms:
        people[each.me.user_id] = option(reader.say("Me"), each.me.user_id)
        for other in each.others:
            people[other.user_id] = option(other.name, other.user_id)
    return [
        field(
            "next_step_who",
            reader.say("Who takes it?"),
            StaticSelectElement(
                action_id="next_step_who",
                options=list(people.values()),
                placeholder=PlainTextObject(text=reader.say("Pick one of you")),
            ),
            optional=True,
        ),
        field(
            "next_step_by",
            reader.say("By when?"),
            DatePickerElement(action_id="next_step_by", placeholder=PlainTextObject(text=reader.say("Pick a day"))),
            optional=True,
        ),
    ]


def _visibility(reader: Reader) -> Block:
    shared_choice = option(reader.say("My pair and me"), Visibility.SHARED, reader.say("On our session’s card"))
    private_choice = option(reader.say("Only me"), Visibility.PRIVATE, reader.say("Shown to nobody else"))
    element = RadioButtonsElement(
        action_id="visibility", options=[shared_choice, private_choice], initial_option=shared_choice
    )
    return field("visibility", reader.say("Who sees it?"), element)


def _body(reader: Reader, card: WrittenCheckIn) -> list[Block]:
    draft = card.draft
    blocks = prose(reader.say("What moved"), draft.moved)
    if draft.stuck:
        blocks += prose(reader.say("What is stuck"), draft.stuck)
    if draft.next_step:
        blocks += prose(reader.say("Next step"), draft.next_step)
    step = _step_line(reader, draft)
    if step:
        blocks.append(context(step))
    if draft.metric:
        blocks.append(
            section(
                reader.say(
                    "*Measured*\n{metric}: {reading}", metric=escape(draft.metric), reading=escape(draft.reading)
                )
            )
        )
    if draft.evidence:
        blocks += _evidence(reader, draft.evidence)
    return blocks


def _evidence(reader: Reader, link: str) -> list[Block]:
    if len(escape(link)) <= PROSE_LIMIT:
        return [section(reader.say("*To show for it*\n<{link}>", link=escape(link)))]
    # Escaped it is too long for one section, and a link cannot be cut: its text is shown, to be copied.
    return prose(reader.say("To show for it"), link)


def _step_line(reader: Reader, draft: CheckInDraft) -> str:
    parts = []
    if draft.next_step_who:
        parts.append(reader.say("Taken by <@{user}>", user=draft.next_step_who))
    if draft.next_step_by:
        parts.append(reader.say("By {day}", day=reader.calendar_day(draft.next_step_by)))
    return " · ".join(parts)
