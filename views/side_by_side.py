"""What the pair shared between two sessions, side by side in one message of its conversation."""

from mentoring.checkins import WrittenCheckIn
from mentoring.side_by_side import CheckInsTogether
from views import checkins
from views.kit import Block, Message, actions, button, context, divider, escape, mention, mentions, section
from views.reader import Reader

SHOWN = 500
"""Characters of each answer; the whole is one tap away."""


def message(reader: Reader, card: CheckInsTogether) -> Message:
    """Return the message; its notification says who wrote last, and not what."""
    blocks: list[Block] = []
    for each in card.checkins:
        blocks += [divider()] if blocks else []
        blocks += _checkin(reader, each)
    if card.missing and not card.ended:
        others = mentions(reader, card.missing)
        blocks.append(context(reader.say("{others} can add theirs here at any time.", others=others)))
        blocks.append(actions([button(reader.say("Check in too"), checkins.OPEN, card.pair_id.hex)]))
    blocks.append(context(reader.say("Only this conversation sees it.")))
    return Message(reader.say("{who} shared a check-in with you.", who=mention(card.newest)), blocks)


def _checkin(reader: Reader, card: WrittenCheckIn) -> list[Block]:
    draft = card.draft
    answers = [
        (reader.say("What moved"), draft.moved),
        (reader.say("What is stuck"), draft.stuck),
        (reader.say("Next step"), draft.next_step),
    ]
    lines = [f"*{heading}*\n{_cut(text)}" for heading, text in answers if text]
    who = reader.say("*{who} checked in* {moment}", who=mention(card.author), moment=reader.moment(card.created_at))
    more = button(
        reader.say("Read"), checkins.READ, card.checkin_id.hex, spoken=reader.say("Read this check-in in full")
    )
    return [{**section(who), "accessory": more}, *(section(line) for line in lines), *_facts(reader, card)]


def _facts(reader: Reader, card: WrittenCheckIn) -> list[Block]:
    draft, facts = card.draft, []
    if draft.next_step_who:
        facts.append(reader.say("Taken by <@{user}>", user=draft.next_step_who))
    if draft.next_step_by:
        facts.append(reader.say("By {day}", day=reader.calendar_day(draft.next_step_by)))
    if draft.metric:
        facts.append(f"{escape(draft.metric)}: {escape(draft.reading)}")
    if draft.evidence and len(draft.evidence) <= SHOWN:
        facts.append(f"<{escape(draft.evidence)}>")
    return [context(" · ".join(facts))] if facts else []


def _cut(text: str) -> str:
    return escape(text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")
