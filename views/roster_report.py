"""What became of a sheet: before it is brought in, afterwards, and as a file to keep."""

import re
from collections.abc import Sequence
from pathlib import PurePath

from mentoring import spreadsheets
from mentoring.roster.queries import Report
from mentoring.roster.rules import Outcome, Remark, Told, Why
from mentoring.spreadsheets import BYTE_ORDER_MARK
from views.kit import AttachedText, Block, Message, Modal, actions, button, context, modal, section
from views.matching import waiting
from views.one_line import clipped
from views.reader import Reader

ROWS_SHOWN = 60
WHO_SHOWN = 40
REMARKS_SHOWN = 3
"""Of one row, where it is a line: a name may be like that of many."""
SECTION_ROOM = 2_900
NAME_SHOWN = 60
FILE = "import-report"
UNSAFE = re.compile(r"[^\w.-]+")


def would_come(reader: Reader, rows: Sequence[Told]) -> list[str]:
    """Return whom a sheet would bring, a paragraph each."""
    new, updated, merged = (_count(rows, why) for why in (Why.NEW, Why.UPDATED, Why.LATER_ROW))
    lines = [_kept(reader, new, updated)]
    if merged:
        lines.append(
            reader.say("One row is an earlier answer of somebody; their latest counts.")
            if merged == 1
            else reader.say("{number} rows are earlier answers; each person’s latest counts.", number=merged)
        )
    return lines


def done(reader: Reader, card: Report, page: str) -> Modal:
    """
    Return what came of it, with the rows that were not taken.

    Args:
        page: the action that opens the programme's page.
    """
    kept, refused = len(card.of(Outcome.KEPT)), card.of(Outcome.REFUSED)
    first = reader.say("*One person is brought in.*")
    if kept != 1:
        first = reader.say("*{number} people are brought in.*", number=kept)
    match = [waiting.open_button(reader, card.programme_id, style="primary")] if kept else []
    blocks: list[Block] = [
        section(f"{first} {reader.say('Nobody was written to. They are asked when you match them.')}")
    ]
    if refused:
        blocks.append(section(reader.say("*Rows that I could not take*")))
        blocks += listed(reader, refused[:ROWS_SHOWN])
        if len(refused) > ROWS_SHOWN:
            blocks.append(
                context(reader.say("There are {number} more in the report.", number=len(refused) - ROWS_SHOWN))
            )
    blocks += [
        context(
            reader.say(
                "The whole report, row by row, comes as a file in your direct messages with Bothways. The sheet itself"
                " is not kept."
            )
        ),
        actions([*match, button(reader.say("To the programme"), page, card.programme_id.hex)]),
    ]
    return modal(reader.say("Brought in"), blocks, close=reader.say("Done"))


def message(reader: Reader, card: Report) -> Message:
    """Return the one message with the report; of the sheet, what its file is called is in its words, and no more."""
    of_which = reader.say("The report of your sheet.")
    if card.sheet:
        of_which = reader.say(
            "The report of your sheet “{sheet}”.", sheet=clipped(card.sheet, NAME_SHOWN).replace("*", "")
        )
    rows = reader.say(
        "Rows kept: {kept}, merged: {merged}, refused: {refused}.",
        kept=len(card.of(Outcome.KEPT)),
        merged=len(card.of(Outcome.MERGED)),
        refused=len(card.of(Outcome.REFUSED)),
    )
    text = f"{of_which} {rows}"
    return Message(text, [section(text)], (AttachedText(_file_of(card), BYTE_ORDER_MARK + as_csv(reader, card)),))


def _file_of(card: Report) -> str:
    """Return what the report's file is called: what the sheet's is, as far as any machine takes it, behind ours."""
    stem = UNSAFE.sub("-", PurePath(card.sheet).stem)[:NAME_SHOWN].strip("-.")
    return "-".join([FILE, *([stem] if stem else [])]) + ".csv"


def as_csv(reader: Reader, card: Report) -> str:
    """Return the report as CSV; no cell can act as a formula."""
    headings = [
        reader.say("Row"),
        reader.say("Who"),
        reader.say("What became of it"),
        reader.say("Why"),
        reader.say("Remarks"),
        reader.say("Sheet"),
    ]
    return spreadsheets.as_csv([headings, *([*cells(reader, each), card.sheet] for each in card.rows)])


def cells(reader: Reader, told: Told) -> list[str]:
    """Return one row of a report in words."""
    remarks = " ".join(remark(reader, known, other) for known, other in told.remarks)
    why = reason(reader, told.why, told.row)
    return [str(told.number), told.who, _outcome(reader, told.outcome), why, remarks]


def reason(reader: Reader, why: Why, row: int = 0) -> str:
    """Return why a row became what it became."""
    reasons = {
        Why.NEW: reader.say("New here."),
        Why.UPDATED: reader.say("Was imported before; brought up to date."),
        Why.LATER_ROW: reader.say("The same person answered again in row {row}, which counts.", row=row),
        Why.NO_ADDRESS: reader.say("No email address and no Slack id."),
        Why.NOT_IN_SLACK: reader.say("Nobody in this Slack has this address or id."),
        Why.BOT: reader.say("That is an app, and no person."),
        Why.CLOSED: reader.say("Their Slack account is closed."),
        Why.NO_SKILLS: reader.say("Nothing to teach and nothing to learn."),
        Why.BY_THEMSELVES: reader.say("Is enrolled already; what they said themselves stands."),
        Why.THEIR_WORD: reader.say("Left, or began to join, by themselves; that stands."),
    }
    return reasons[why]


def remark(reader: Reader, known: Remark, other: int = 0) -> str:
    """Return what an owner should know of a row."""
    remarks = {
        Remark.SIMILAR_NAME: reader.say("Almost the same name as in row {row}: the same person?", row=other),
        Remark.MANAGER_UNKNOWN: reader.say("Their manager was not found, so the two may be matched."),
        Remark.OWN_MANAGER: reader.say("Named as their own manager; left empty."),
        Remark.WISH_UNCLEAR: reader.say("The place they would take is unclear; taken as either."),
        Remark.ZONE_UNCLEAR: reader.say("The time zone is unclear; Slack’s counts."),
        Remark.HOURS_UNCLEAR: reader.say("The working hours are unclear; nine to five counts."),
        Remark.LANGUAGE_UNCLEAR: reader.say("A language was not understood."),
        Remark.CAPACITY_UNCLEAR: reader.say("How many pairs at once is none, or unclear; one counts."),
        Remark.ONLY_TEACHES: reader.say("Nothing they want to learn."),
        Remark.ONLY_LEARNS: reader.say("Nothing they can teach."),
        Remark.TOO_MANY_SKILLS: reader.say("More than ten skills on one side; the first ten count."),
    }
    return remarks[known]


def listed(reader: Reader, rows: Sequence[Told]) -> list[Block]:
    """Return rows a line each: whose it is, why it is not taken, and what an owner should know of it."""
    paragraphs: list[str] = []
    for each in rows:
        line = _line(reader, each)
        if paragraphs and len(paragraphs[-1]) + 1 + len(line) <= SECTION_ROOM:
            paragraphs[-1] = f"{paragraphs[-1]}\n{line}"
        else:
            paragraphs.append(line)
    return [section(each) for each in paragraphs]


def _line(reader: Reader, told: Told) -> str:
    who = clipped(told.who, WHO_SHOWN)
    said = [] if told.outcome is Outcome.KEPT else [reason(reader, told.why, told.row)]
    said += [remark(reader, known, other) for known, other in told.remarks[:REMARKS_SHOWN]]
    if len(told.remarks) > REMARKS_SHOWN:
        said.append(reader.say("And {number} more.", number=len(told.remarks) - REMARKS_SHOWN))
    sentences = " ".join(said)
    if not who:
        return reader.say("Row {number}: {reason}", number=told.number, reason=sentences)
    return reader.say("Row {number}, {who}: {reason}", number=told.number, who=who, reason=sentences)


def _kept(reader: Reader, new: int, updated: int) -> str:
    if not new and not updated:
        return reader.say("*Nobody can be brought in.*")
    people = new + updated
    if people == 1:
        told = reader.say("*One person* will be brought in.")
    else:
        told = reader.say("*{number} people* will be brought in.", number=people)
    if not updated:
        return told
    if updated == 1:
        return f"{told} {reader.say('One of them was imported before, and is brought up to date.')}"
    before = reader.say("{number} of them were imported before, and are brought up to date.", number=updated)
    return f"{told} {before}"


def _count(rows: Sequence[Told], why: Why) -> int:
    return sum(each.why is why for each in rows)


def _outcome(reader: Reader, outcome: Outcome) -> str:
    return {
        Outcome.KEPT: reader.say("kept"),
        Outcome.MERGED: reader.say("merged"),
        Outcome.REFUSED: reader.say("refused"),
    }[outcome]
