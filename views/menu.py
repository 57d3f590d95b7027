"""What `/mentor` answers, and what Bothways answers to a hello."""

from mentoring.home import HomeCard
from views import (
    checkins,
    enrolment_words,
    enrolments,
    invitations,
    pairs,
    proposing,
    pulses,
    roster,
    sessions,
    who_sees_what,
)
from views.kit import Block, Message, actions, button, context, escape, section
from views.learning_log import acts as log_acts
from views.matching import waiting as desk
from views.reader import Reader

SHOWN = 5
"""Open invitations; Home shows them all."""


def message(reader: Reader, card: HomeCard, *, unknown: str | None = None) -> Message:
    """
    Return what makes sense for this person now, and nothing else.

    Args:
        unknown: a subcommand that was typed and is not known.
    """
    intro = reader.say("What would you like to do?")
    if unknown:
        intro = reader.say("I do not know “{typed}”. Here is what you can do now:", typed=escape(unknown[:80]))
    invited = [
        block for invitation in card.invitations[:SHOWN] for block in invitations.open_invitation(reader, invitation)
    ]
    is_asked = any(invitation.awaits_me for invitation in card.invitations)
    in_force = [pair for pair in card.pairs if pair.charter.number_in_force]
    waiting = [pair for pair in card.pairs if not pair.charter.number_in_force]
    together = next((pair for pair in in_force if pair.session is not None and pair.session.is_now), None)
    buttons = []
    if together is not None:
        style = None if is_asked else "primary"
        buttons.append(button(reader.say("Our session"), sessions.OPEN, together.pair_id.hex, style=style))
    if in_force:
        style = None if is_asked or together is not None else "primary"
        buttons.append(button(reader.say("Check in"), checkins.OPEN, in_force[0].pair_id.hex, style=style))
    if waiting:
        style = None if in_force or is_asked else "primary"
        buttons.append(button(reader.say("Our charter"), pairs.OPEN_CHARTER, waiting[0].pair_id.hex, style=style))
    elif in_force:
        buttons.append(button(reader.say("Our charter"), pairs.OPEN_CHARTER, in_force[0].pair_id.hex))
    if in_force:
        if together is None:
            buttons.append(button(reader.say("Our session"), sessions.OPEN, in_force[0].pair_id.hex))
        buttons.append(button(reader.say("Learning Log"), log_acts.OPEN, in_force[0].pair_id.hex))
        buttons.append(button(reader.say("Safety pulse"), pulses.OPEN, in_force[0].pair_id.hex))
    start_style = None if card.pairs or card.invitations else "primary"
    buttons.append(button(reader.say("Start a pair"), pairs.START, "menu", style=start_style))
    if card.programmes:
        buttons.append(_programmes(reader, card))
    is_owner = any(each.is_owner for each in card.programmes)
    if is_owner:
        buttons.append(desk.open_button(reader, None))
        buttons.append(roster.open_button(reader, None))
        buttons.append(button(reader.say("Propose a pair"), proposing.PAIR, "menu"))
    buttons.append(button(reader.say("Who sees what"), who_sees_what.OPEN, "menu"))
    more = reader.say(
        "`/mentor help` lists every command that makes sense for you now, `/mentor privacy` who sees what."
    )
    by_posting = [roster.by_posting(reader)] if is_owner else []
    return Message(intro, [*invited, section(intro), actions(buttons, block_id="menu"), *by_posting, context(more)])


def _programmes(reader: Reader, card: HomeCard) -> Block:
    if all(each.is_open for each in card.programmes):
        return button(reader.say("Join a programme"), enrolment_words.OPEN, enrolments.ANY)
    return button(reader.say("My enrolment"), enrolment_words.OPEN, enrolments.ANY)
