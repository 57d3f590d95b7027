"""What is held about somebody since an owner entered them: shown to them whole, with what they can do about it."""

from uuid import UUID

from mentoring.enrolments.held import Held
from mentoring.states import Company
from views import enrolment_words, zones
from views.kit import Block, actions, button, confirm_danger, context, escape, prose, section
from views.reader import Reader

DELETE = "enrolment.leave"
"""What was only entered is deleted the way an enrolment is taken back."""
KEEP_IN = "enrolment.keep_in"


def shown(reader: Reader, held: Held) -> list[Block]:
    """Return all that is held about the reader."""
    languages = enrolment_words.languages(reader)
    lines = [
        reader.say("Place: {wish}", wish=enrolment_words.wish_name(reader, held.wish)),
        reader.say(
            "Languages: {languages}",
            languages=reader.listed([languages.get(each, escape(each)) for each in held.languages]),
        ),
    ]
    lines += _when(reader, held)
    if held.team:
        lines.append(reader.say("Team: {team}", team=escape(held.team)))
    if held.location:
        lines.append(reader.say("Location: {location}", location=escape(held.location)))
    if held.manager:
        lines.append(reader.say("Reports to: {manager}", manager=f"<@{held.manager}>"))
    # Of hours, say, nobody knows any more whether the list had them: both sentences are true of all of it.
    whence = reader.say(
        "*What is held about you*\nAn owner entered it from a list. What the list does not say is as Slack has it, as"
        " you said elsewhere in Bothways, or the usual."
    )
    blocks = [section("\n".join([whence, *lines]))]
    if held.offers:
        blocks += prose(reader.say("You can teach"), ", ".join(held.offers))
    if held.seeks:
        blocks += prose(reader.say("You want to learn"), ", ".join(held.seeks))
    return [*blocks, context(until(reader, held))]


def _when(reader: Reader, held: Held) -> list[str]:
    company = {
        Company.NO: reader.say("no"),
        Company.IF_NEEDED: reader.say("rather than go without"),
        Company.GLADLY: reader.say("gladly"),
    }
    return [
        reader.say(
            "Working hours: {starts} to {ends}, {zone}",
            starts=enrolment_words.clock(held.work_starts),
            ends=enrolment_words.clock(held.work_ends),
            zone=escape(zones.label(reader, held.zone)),
        ),
        reader.say("Pairs at once: {number}", number=held.capacity),
        reader.say("One of three: {answer}", answer=company[held.company]),
    ]


def until(reader: Reader, held: Held) -> str:
    """Return until when it is held."""
    if held.erased_at is None:
        return reader.say("You have agreed to nothing yet. A yes enrols you with this.")
    day = reader.day(held.erased_at)
    return reader.say(
        "You have agreed to nothing yet. A yes enrols you with this; without one it is erased on {day}.", day=day
    )


def still(reader: Reader, held: Held) -> str:
    """Return what becomes of it after a no, which was one to a pair alone."""
    if held.erased_at is None:
        return reader.say(
            "Your no is to this pair alone. What is held about you stays until you delete it; `/mentor join`"
            " shows all of it, and takes a yes."
        )
    return reader.say(
        "Your no is to this pair alone. What is held about you stays until {day}, and is erased then; until"
        " then `/mentor join` shows all of it, and takes a yes.",
        day=reader.day(held.erased_at),
    )


def gone(reader: Reader) -> str:
    """Return what somebody reads of whom nothing is kept any more, or who left."""
    return reader.say(
        "You are not in this programme; what was kept about you there is erased. You can join by yourself, from the"
        " beginning: `/mentor join`."
    )


def to_keep_or_not(reader: Reader, programme: str, entered: Held, *, next_round: str) -> list[Block]:
    """
    Return all that is held about somebody whom nobody waits for, with the ways to keep, mend and erase it.

    Args:
        next_round: what comes next, whichever they choose.
    """
    return [
        *shown(reader, entered),
        section(next_round),
        actions(
            [
                keep_in(reader, programme, shown=entered),
                correct(reader, programme),
                delete(reader, programme),
            ]
        ),
    ]


def correct(reader: Reader, programme: str) -> Block:
    """Return the button that opens the survey with what is held filled in; handing it in is a yes."""
    return button(reader.say("Correct it"), enrolment_words.OPEN, programme)


def keep_in(reader: Reader, programme: str, *, shown: Held, style: str | None = "primary") -> Block:
    """Return the button that says yes to all of it, which stands above it."""
    return button(reader.say("Keep me in"), KEEP_IN, marked(programme, shown), style=style)


def marked(value: str, shown: Held) -> str:
    """Return the value of a button that says yes to what stands above it."""
    return f"{value}:{shown.mark}"


def read_marked(value: str) -> tuple[UUID, str | None]:
    """Return what a button is about, and the mark of what stood above it; one with nothing above it bears none."""
    about, _, mark = value.partition(":")
    return UUID(about), mark or None


def delete(reader: Reader, programme: str) -> Block:
    """Return the button that erases all of it at once."""
    return button(
        reader.say("Delete it"),
        DELETE,
        programme,
        spoken=reader.say("Delete what is kept about me"),
        confirm=confirm_danger(
            reader.say("Delete it?"),
            reader.say("What is held about you in this programme is erased at once, and its open invitations end."),
            reader.say("Delete"),
            reader.say("Keep"),
        ),
    )
