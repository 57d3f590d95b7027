"""What an owner sees of a programme, and the message in its channel; nothing of what anybody wrote."""

from collections.abc import Sequence
from uuid import UUID

from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationSelectElement,
    PlainTextInputElement,
    PlainTextObject,
    UserSelectElement,
)

from mentoring.enrolments.queries import ProgrammeChoice
from mentoring.programmes.commands import NAME_LIMIT, Opened, PostAgain
from mentoring.programmes.notices import ProgrammeDutyGiven, ProgrammeOpen, ProgrammeShutOut
from mentoring.programmes.queries import OwnersPage, OwnProgramme, ProgrammePair
from mentoring.states import PairState
from views import enrolment_words, library, programme_settings, proposing, roster, who_sees_what
from views.choosing import which_programme
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
    modal,
    section,
)
from views.matching import waiting
from views.payloads import Payload, Typed, actor, click_receipt
from views.reader import Reader

NEW = "programme.new"
POST = "programme.post"
PAGE = "programme.page"
MOST_ON_HOME = 10
LINES_A_SECTION = 25
"""People in one section: 25 mentions stay far below Slack's 3000 characters."""


def form(reader: Reader, me: str, channel_id: str | None) -> Modal:
    """Return the form that opens a programme."""
    return modal(
        reader.say("New programme"),
        [
            section(
                reader.say(
                    "A programme has an owner, who invites people in a channel and pairs them. The owner never sees"
                    " what anybody writes."
                )
            ),
            field(
                "name",
                reader.say("What is it called?"),
                PlainTextInputElement(
                    action_id="name",
                    max_length=NAME_LIMIT,
                    placeholder=PlainTextObject(text=reader.say("Both ways, spring")),
                ),
            ),
            field(
                "channel",
                reader.say("In which channel do people read about it?"),
                ConversationSelectElement(
                    action_id="channel",
                    initial_conversation=channel_id,
                    filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
                    placeholder=PlainTextObject(text=reader.say("Pick a channel")),
                ),
                hint=reader.say("Bothways posts one message there. A private channel has to invite it first."),
            ),
            field(
                "owner",
                reader.say("Who answers for it?"),
                UserSelectElement(action_id="owner", initial_user=me),
            ),
            context(reader.say("Anyone in the workspace can find the programme by its name, and join it.")),
        ],
        callback_id=NEW,
        submit=reader.say("Open it"),
        close=reader.say("Cancel"),
    )


def read_form(view: Payload) -> tuple[str, str, str]:
    """Return name, channel and the owner's user id; what was not picked is empty."""
    typed = Typed(view)
    return typed.text("name"), typed.conversation("channel") or "", typed.user("owner") or ""


def opened(reader: Reader, card: Opened) -> Modal:
    """Return what the admin reads."""
    return modal(
        reader.say("Programme opened"),
        [
            section(
                reader.say(
                    "*{programme}* is open. <@{owner}> answers for it, and people read about it in <#{channel}>.",
                    programme=escape(card.name),
                    owner=card.owner_user_id,
                    channel=card.channel_id,
                )
            ),
            context(
                reader.say(
                    "If nothing appears there, the channel is private: type `/invite @Bothways` in it. The owner is"
                    " told what to do."
                )
            ),
        ],
        close=reader.say("Done"),
    )


def told(reader: Reader, card: ProgrammeOpen) -> Message:
    """Return the message in the programme's channel: what it is, who sees what, and how to join."""
    text = reader.say("A new programme is open: pairs of people who teach each other.")
    owners = reader.listed([f"<@{user_id}>" for user_id in card.owner_user_ids])
    return Message(
        text,
        [
            section(
                reader.say(
                    "*{programme}* pairs people who teach each other: one brings strategy and influence, the other"
                    " hands-on practice with AI and tools. Fifty minutes every two weeks, and a charter both sign.",
                    programme=escape(card.name),
                )
            ),
            section(
                reader.say(
                    "*Who sees what:* what a pair writes stays with the pair. {owners} sees who joined, the place they"
                    " would take, which pairs there are, and whether one needs attention, but never why.",
                    owners=owners,
                )
            ),
            actions(
                [
                    button(reader.say("Join"), enrolment_words.OPEN, card.programme_id.hex, style="primary"),
                    button(reader.say("Who sees what"), who_sees_what.OPEN, "programme"),
                ]
            ),
            context(reader.say("Only who joins takes part. You are asked before every pairing.")),
        ],
    )


def duty(reader: Reader, card: ProgrammeDutyGiven) -> Message:
    """Return what somebody reads whom an admin appointed."""
    text = reader.say("You are the owner of a programme now.")
    return Message(
        text,
        [
            section(
                reader.say(
                    "*You are the owner of {programme} now.* People join it from <#{channel}>; you see who did and the"
                    " place they would take. `/mentor match` drafts pairings for all of them.",
                    programme=escape(card.name),
                    channel=card.channel_id,
                )
            ),
            actions([button(reader.say("Open its page"), PAGE, card.programme_id.hex)]),
            context(reader.say("You never see what a pair writes, nor anybody’s pulse.")),
        ],
    )


def shut_out(reader: Reader, card: ProgrammeShutOut) -> Message:
    """Return what an owner reads when the channel did not let the bot in."""
    text = reader.say("Bothways could not post in the channel of your programme.")
    return Message(
        text,
        [
            section(
                reader.say(
                    "*Bothways could not post in <#{channel}>* to tell people of *{programme}*: it is not a member"
                    " there. Type `/invite @Bothways` in that channel, then post it from here.",
                    programme=escape(card.name),
                    channel=card.channel_id,
                )
            ),
            actions([button(reader.say("Post it now"), POST, card.programme_id.hex, style="primary")]),
        ],
    )


def posting(reader: Reader) -> Message:
    """Return what an owner reads who had it posted."""
    text = reader.say("It is on its way to the channel. If that fails again, you hear of it here.")
    return Message(text, [section(text)])


def choose(reader: Reader, programmes: Sequence[OwnProgramme]) -> Modal:
    """Return the question which programme, for owners of several."""
    label = reader.say("Its page")
    return which_programme(reader, [(each.name, button(label, PAGE, each.programme_id.hex)) for each in programmes])


def _entered(reader: Reader, card: OwnersPage) -> list[Block]:
    """Return how many an owner entered who are in nothing yet: nobody counts before they say yes."""
    if not card.imported:
        return []
    return [context(reader.say("Imported, no yes yet: {number}. They are asked by a round.", number=card.imported))]


def page(reader: Reader, card: OwnersPage) -> Modal:
    """Return a programme as its owner may see it: who is enrolled, the place they would take, and which pairs."""
    enrolled = reader.say("*Enrolled: {number}*", number=card.enrolled)
    if card.is_more:
        enrolled = reader.say("*Enrolled: more than {number}*", number=card.enrolled)
    blocks: list[Block] = [
        section(
            reader.say("*{programme}*, in <#{channel}>", programme=escape(card.name), channel=card.channel_id)
            if card.channel_id
            else f"*{escape(card.name)}*"
        ),
        actions(
            [
                waiting.open_button(reader, card.programme_id, style="primary"),
                button(reader.say("Propose a pair"), proposing.PAIR, card.programme_id.hex),
                roster.open_button(reader, card.programme_id),
                button(reader.say("Library"), library.CHOOSE, card.programme_id.hex),
                button(reader.say("Settings"), programme_settings.OPEN, card.programme_id.hex),
            ],
            block_id="do",
        ),
        roster.by_posting(reader),
        section(enrolled),
        *_entered(reader, card),
        *_in_sections(
            [f"<@{each.user_id}> · {enrolment_words.wish_name(reader, each.wish)}" for each in card.people],
        ),
    ]
    if card.enrolled > len(card.people):
        blocks.append(context(reader.say("These are {number} of them.", number=len(card.people))))
    if card.pairs:
        blocks += [divider(), section(reader.say("*Pairs*"))]
        blocks += _in_sections([_pair_line(reader, pair) for pair in card.pairs])
    blocks.append(context(reader.say("You see states, never content: not what a pair writes, and nobody’s pulse.")))
    return modal(reader.say("Your programme"), blocks, close=reader.say("Close"))


def on_home(reader: Reader, cards: Sequence[ProgrammeChoice]) -> list[Block]:
    """Return the programmes somebody answers for."""
    owned = [card for card in cards if card.is_owner][:MOST_ON_HOME]
    blocks = [block for card in owned for block in _on_home(reader, card)]
    return [*blocks, roster.by_posting(reader)] if blocks else []


def _on_home(reader: Reader, card: ProgrammeChoice) -> list[Block]:
    return [
        {
            **section(reader.say("You answer for *{programme}*.", programme=escape(card.name))),
            "accessory": button(
                reader.say("Its page"),
                PAGE,
                card.programme_id.hex,
                spoken=reader.say("The page of {programme}", programme=card.name),
            ),
        },
        actions(
            [
                waiting.open_button(
                    reader,
                    card.programme_id,
                    spoken=reader.say("Match the people of {programme}", programme=card.name),
                ),
                roster.open_button(
                    reader,
                    card.programme_id,
                    spoken=reader.say("Bring people into {programme}", programme=card.name),
                ),
            ],
            block_id=f"match-{card.programme_id.hex}",
        ),
    ]


def programme_id(body: Payload) -> UUID:
    """Return the programme a clicked button belongs to."""
    return UUID(body["actions"][0]["value"])


def read_post(body: Payload) -> PostAgain:
    """Return an owner's click."""
    return PostAgain(actor(body), programme_id(body), click_receipt(body))


def _pair_line(reader: Reader, pair: ProgrammePair) -> str:
    states = {
        PairState.INVITED: reader.say("answers are awaited"),
        PairState.ACTIVE: reader.say("under way"),
        PairState.DECLINED: reader.say("will not come about"),
        PairState.WITHDRAWN: reader.say("will not come about"),
        PairState.ENDED: reader.say("ended"),
    }
    people = reader.listed([f"<@{user_id}>" for user_id in pair.user_ids])
    line = f"{people} · {states.get(pair.state, states[PairState.INVITED])}"
    return reader.say("{pair} · *needs attention*", pair=line) if pair.needs_attention else line


def _in_sections(lines: Sequence[str]) -> list[Block]:
    return [
        section("\n".join(lines[start : start + LINES_A_SECTION])) for start in range(0, len(lines), LINES_A_SECTION)
    ]
