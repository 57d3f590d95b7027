"""Joining a programme: a short form in two steps, with who sees what said before it asks anything personal."""

import json
from collections.abc import Sequence
from uuid import UUID

from slack_sdk.models.blocks import RadioButtonsElement

from mentoring.enrolments.commands import Enrol, Enrolled, LeaveProgramme
from mentoring.enrolments.held import Held
from mentoring.enrolments.imported import KeepIn
from mentoring.enrolments.queries import FirstForm, ProgrammeChoice, SecondForm
from mentoring.enrolments.rules import FirstStep, SecondStep
from mentoring.states import Company, EnrolmentState, RoleWish
from views import enrolment_fields as fields
from views import enrolment_words, held, who_sees_what
from views.choosing import which_programme
from views.kit import (
    Block,
    Modal,
    actions,
    button,
    confirm_danger,
    context,
    divider,
    escape,
    field,
    header,
    modal,
    option,
    section,
)
from views.payloads import Payload, Typed, actor, submission_receipt
from views.reader import Reader

LEAVE = held.DELETE
FIRST = "enrolment.first"
SECOND = "enrolment.second"
SKILL_FIELDS = ("offers", "seeks")
ANY = "any"
"""The value of a button that names no programme."""
SHOWN = 20
"""Programmes of one person."""


def choose(reader: Reader, choices: Sequence[ProgrammeChoice]) -> Modal:
    """Return the question which programme, for workspaces with several."""
    lines: list[tuple[str, Block]] = []
    for each in choices:
        label = _standing_label(reader, each.standing)
        spoken = reader.say("{label}: {programme}", label=label, programme=each.name)
        lines.append((each.name, button(label, enrolment_words.OPEN, each.programme_id.hex, spoken=spoken)))
    return which_programme(reader, lines)


def first(reader: Reader, card: FirstForm) -> Modal:
    """Return the first step: the place, and what goes either way."""
    wishes = [
        option(
            reader.say("Either place"), RoleWish.EITHER, reader.say("What is needed more; you say yes or no each time")
        ),
        option(reader.say("Senior"), RoleWish.SENIOR, reader.say("I bring strategy, context and influence")),
        option(reader.say("Junior"), RoleWish.JUNIOR, reader.say("I bring hands-on AI and tools")),
    ]
    blocks = [
        section(_what_it_is_for(reader, card)),
        *(_entered(reader, card.programme_id, card.held) if card.held else []),
        context(
            reader.say(
                "*Who sees this:* the programme’s owner sees your name and the place you would take; and of a pair that"
                " is drafted, which of its skills meet. Skills you name may be suggested to others as words, without"
                " you."
            )
        ),
        field(
            "wish",
            reader.say("Which place would you take?"),
            RadioButtonsElement(
                action_id="wish",
                options=wishes,
                initial_option=next(each for each in wishes if each.value == card.wish),
            ),
        ),
        fields.skills(reader, "offers", reader.say("I can teach"), card.offers),
        fields.skills(reader, "seeks", reader.say("I want to learn"), card.seeks),
    ]
    if card.standing is not None and card.held is None:
        blocks += [divider(), actions([_leave_button(reader, card)], block_id="leave")]
    return modal(
        reader.say("Step 1 of 2"),
        blocks,
        callback_id=FIRST,
        submit=reader.say("Next"),
        close=reader.say("Close"),
        private_metadata=_metadata(card.programme_id),
    )


def _what_it_is_for(reader: Reader, card: FirstForm) -> str:
    """Return what the form is for: somebody who is in comes to change what they said, and mostly their skills."""
    if card.standing is EnrolmentState.ACTIVE:
        return reader.say(
            "This is what you said for *{programme}*. Change what you teach or want to learn: *Next* keeps it for the"
            " next pairing, and leads to your hours and languages.",
            programme=escape(card.programme),
        )
    return reader.say(
        "*{programme}* pairs people who teach each other. You are asked before every pairing, and can leave at any"
        " time.",
        programme=escape(card.programme),
    )


def _entered(reader: Reader, programme_id: UUID, entered: Held) -> list[Block]:
    """Return all that a yes would be to, and under it the yes; below it stands what corrects it."""
    programme = programme_id.hex
    return [
        *held.shown(reader, entered),
        actions(
            [held.keep_in(reader, programme, shown=entered, style=None), held.delete(reader, programme)],
            block_id="entered",
        ),
        divider(),
        section(
            reader.say(
                "*Or correct it.* It is filled in here and in step 2; what you hand in there counts, and is your yes."
            )
        ),
    ]


def second(reader: Reader, card: SecondForm) -> Modal:
    """Return the second step; all of it may stay as it is."""
    is_new = card.standing is not EnrolmentState.ACTIVE
    blocks = [
        section(
            reader.say("Your first step is kept. *All of this is optional*; change what does not fit, and you are in.")
            if is_new
            else reader.say("Your first step is kept: you may close this, or change here what does not fit any more.")
        ),
        context(
            reader.say(
                "*Who sees this:* only you see your goal and whom you would not be paired with. The rest helps to pair"
                " you and to reach you at decent hours. Of it, the owner sees the hours and languages that a drafted"
                " pair has in common, and how whole teams and places fare; nothing else."
            )
        ),
        actions([button(reader.say("Who sees what"), who_sees_what.OPEN, "enrolment")], block_id="who"),
        fields.goal(reader, card),
        *fields.where_and_when(reader, card),
        *fields.pairing(reader, card),
        *fields.for_the_audit(reader, card),
    ]
    return modal(
        reader.say("Step 2 of 2"),
        blocks,
        callback_id=SECOND,
        submit=reader.say("Join") if is_new else reader.say("Save"),
        close=reader.say("Close"),
        private_metadata=_metadata(
            card.programme_id, slack_zone=card.slack_zone, questions=[each.name for each in card.questions]
        ),
    )


def done(reader: Reader, card: Enrolled) -> Modal:
    """Return what somebody reads who has just joined, or changed what they said."""
    if card.is_new:
        headline = reader.say("*You are in: {programme}.*", programme=escape(card.programme))
        follows = (
            reader.say(
                "You answer for it and see its drafts, so its rounds leave you out. To learn with somebody, ask them"
                " yourself: `/mentor with`."
            )
            if card.is_owner
            else reader.say(
                "When there is a pairing for you, you are asked in private, and may decline without a reason. Nothing"
                " else comes before that."
            )
        )
    else:
        headline = reader.say("*Your enrolment is up to date: {programme}.*", programme=escape(card.programme))
        follows = reader.say("It counts from the next pairing on. Reminders and sessions follow your hours at once.")
    return modal(
        reader.say("Thank you"),
        [
            section(headline),
            section(follows),
            context(reader.say("You can change it, or leave, on Bothways’ Home tab or with `/mentor join`.")),
        ],
        close=reader.say("Done"),
    )


def left(reader: Reader, card: Enrolled) -> Modal:
    """Return what somebody reads who has just left a programme, or deleted what an owner had entered."""
    if card.was_imported:
        gone = reader.say("What was held about you for *{programme}* is erased.", programme=escape(card.programme))
        again = reader.say("Nobody is told. You can still join by yourself, from the beginning: `/mentor join`.")
        return modal(reader.say("Deleted"), [section(gone), context(again)], close=reader.say("Done"))
    return modal(
        reader.say("You have left"),
        [
            section(
                reader.say(
                    "You are no longer enrolled in *{programme}*. Your goal, your skills and whom you would not be"
                    " paired with are erased.",
                    programme=escape(card.programme),
                )
            ),
            context(reader.say("A pair you are in goes on until you leave it. You can join again: `/mentor join`.")),
        ],
        close=reader.say("Done"),
    )


def on_home(reader: Reader, cards: Sequence[ProgrammeChoice]) -> list[Block]:
    """Return where a person stands with programmes: those they are in, and whether there is one to join."""
    mine = [card for card in cards if not card.is_open]
    blocks: list[Block] = []
    for card in mine[:SHOWN]:
        label = _standing_label(reader, card.standing)
        opens = button(
            label,
            enrolment_words.OPEN,
            card.programme_id.hex,
            spoken=reader.say("{label}: {programme}", label=label, programme=card.name),
        )
        blocks.append({**section(_standing(reader, card)), "accessory": opens})
    # Whoever answers for a programme is in no round of it: to join it would promise them what does not come.
    if any(card.is_open and not card.is_owner for card in cards):
        text = (
            reader.say("There are more programmes you can join.")
            if mine
            else reader.say("*There is a programme you can join.* You are asked before every pairing.")
        )
        join = button(reader.say("Join a programme"), enrolment_words.OPEN, ANY)
        blocks.append({**section(text), "accessory": join})
    return [header(reader.say("Programmes")), *blocks] if blocks else []


def suggested(typed: str, known: Sequence[str], starters: Sequence[str]) -> list[Block]:
    """
    Return the options under a field for skills: the very word that was typed, then those on the list.

    Args:
        known: words of people who are enrolled.
        starters: words of our own, for a list that is still empty.
    """
    word = " ".join(typed.split())
    offered = {each.casefold(): each for each in ([word] if word else [])}
    for each in (*known, *(starter for starter in starters if word.casefold() in starter.casefold())):
        offered.setdefault(each.casefold(), each)
    return [option(each, each).to_dict() for each in offered.values() if len(each) <= enrolment_words.OPTION_LIMIT][
        :100
    ]


def countries(reader: Reader, typed: str) -> list[Block]:
    """Return the options under the field for a country."""
    found = [
        (name, code)
        for code, name in enrolment_words.countries(reader).items()
        if typed.strip().casefold() in name.casefold() or typed.strip().casefold() == code.casefold()
    ]
    return [option(name, code).to_dict() for name, code in sorted(found)[:100]]


def slack_zone(body: Payload) -> str | None:
    """Return the zone that Slack tells of who types into the field for a time zone, as their form holds it."""
    zone: str | None = json.loads(body["view"]["private_metadata"]).get("slack_zone")
    return zone


def programme_id(body: Payload) -> UUID | None:
    """Return the programme a clicked button belongs to; nothing for one that names none."""
    value = body["actions"][0]["value"]
    return None if value == ANY else UUID(value)


def read_first(body: Payload) -> tuple[UUID, FirstStep]:
    """Return the programme and what the first step says."""
    typed = Typed(body["view"])
    step = FirstStep(RoleWish(typed.choice("wish") or RoleWish.EITHER), typed.choices("offers"), typed.choices("seeks"))
    return _read_metadata(body["view"]), step


def read_second(body: Payload) -> Enrol:
    """Return what the second step says."""
    typed = Typed(body["view"])
    starts, ends = typed.minute("work_starts"), typed.minute("work_ends")
    step = SecondStep(
        goal=typed.text("goal"),
        languages=typed.choices("languages"),
        zone=typed.choice(fields.ZONE_FIELD),
        work_starts=9 * 60 if starts is None else starts,
        work_ends=17 * 60 if ends is None else ends,
        country=typed.choice(fields.COUNTRY_FIELD),
        capacity=int(typed.choice("capacity") or 1),
        team=typed.text("team"),
        location=typed.text("location"),
        company=Company(typed.choice("company") or Company.NO),
        groups=_read_groups(body["view"]),
        manager=typed.user("manager"),
        never=typed.users("never"),
    )
    return Enrol(actor(body), _read_metadata(body["view"]), step, submission_receipt(body))


def read_leave(body: Payload) -> LeaveProgramme:
    """Return somebody's wish to leave."""
    return LeaveProgramme(actor(body), UUID(body["actions"][0]["value"]))


def _standing_label(reader: Reader, standing: EnrolmentState | None) -> str:
    match standing:
        case EnrolmentState.ACTIVE:
            return reader.say("My enrolment")
        case EnrolmentState.DRAFT:
            return reader.say("Continue")
        case EnrolmentState.IMPORTED:
            return reader.say("Look at it")
        case _:
            return reader.say("Join")


def _standing(reader: Reader, card: ProgrammeChoice) -> str:
    if card.standing is EnrolmentState.DRAFT:
        return reader.say("*{programme}*\nYour enrolment is half done, and kept.", programme=escape(card.name))
    name = escape(card.name)
    if card.standing is EnrolmentState.IMPORTED:
        return reader.say(
            "*{programme}*\nAn owner entered you here from a list. Nothing of it counts before you say yes.",
            programme=name,
        )
    return {
        RoleWish.SENIOR: reader.say("*{programme}*\nYou take part as a senior.", programme=name),
        RoleWish.JUNIOR: reader.say("*{programme}*\nYou take part as a junior.", programme=name),
        RoleWish.EITHER: reader.say("*{programme}*\nYou take part as a senior or a junior.", programme=name),
    }[card.wish or RoleWish.EITHER]


def _leave_button(reader: Reader, card: FirstForm) -> Block:
    if card.standing is EnrolmentState.DRAFT:
        return button(reader.say("Throw this draft away"), LEAVE, card.programme_id.hex)
    return button(
        reader.say("Leave this programme …"),
        LEAVE,
        card.programme_id.hex,
        confirm=confirm_danger(
            reader.say("Leave this programme?"),
            reader.say(
                "Your goal, your skills and whom you would not be paired with are erased, and open invitations end. A"
                " pair you are in goes on until you leave it."
            ),
            reader.say("Leave"),
            reader.say("Stay"),
        ),
    )


def _metadata(programme: UUID, **more: str | list[str]) -> str:
    return json.dumps({"programme": programme.hex} | more, separators=(",", ":"))


def _read_metadata(view: Payload) -> UUID:
    return UUID(json.loads(view["private_metadata"])["programme"])


def read_keep_in(body: Payload) -> KeepIn:
    """Return somebody's yes to what an owner entered about them."""
    return KeepIn(actor(body), *held.read_marked(body["actions"][0]["value"]))


def _read_groups(view: Payload) -> tuple[tuple[str, str], ...]:
    typed = Typed(view)
    asked = json.loads(view["private_metadata"]).get("questions") or []
    chosen = ((str(name), typed.choice(fields.question_field(number))) for number, name in enumerate(asked))
    return tuple((name, choice) for name, choice in chosen if choice)
