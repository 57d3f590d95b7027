"""A session's card in the pair's conversation, with what the pair shared since it met, side by side."""

from mentoring.checkins import WrittenCheckIn
from mentoring.side_by_side import SessionCard
from views import checkins, sessions
from views.kit import Block, Message, button, context, divider, escape, mention, section
from views.reader import Reader

SHOWN = 500
"""Characters of each answer; the whole is one tap away."""


def message(reader: Reader, card: SessionCard) -> Message:
    """Return the card; its notification says what is next, and nothing that anybody wrote."""
    told = sessions.card(reader, card.view)
    if not card.checkins:
        return told
    blocks = [*told.blocks, divider(), section(reader.say("*Since you last met*"))]
    for each in card.checkins:
        blocks += _checkin(reader, each)
    return Message(told.text, blocks)


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
