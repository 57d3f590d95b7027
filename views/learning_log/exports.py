"""The log to take along."""

from collections.abc import Iterator

from mentoring.learning_log.exports import as_csv, as_markdown
from mentoring.learning_log.queries import WholeLog
from views.kit import Block, Modal, context, modal, section
from views.reader import Reader

PIECE_LIMIT = 2_900
"""Characters of one block that can be copied from."""
PIECES = 40
"""Blocks for each of the two forms: a modal holds a hundred."""


def to_copy(reader: Reader, log: WholeLog) -> Modal:
    """Return the whole log as Markdown and as CSV, to be copied; it is shown to the asker alone."""
    markdown, csv = list(_pieces(as_markdown(log))), list(_pieces(as_csv(log)))
    blocks: list[Block] = [
        section(reader.say("Copy what you need; only you see this. CSV opens in any spreadsheet.")),
        section(reader.say("*Markdown*")),
        *(_verbatim(piece) for piece in markdown[:PIECES]),
        section(reader.say("*CSV*")),
        *(_verbatim(piece) for piece in csv[:PIECES]),
    ]
    if len(markdown) > PIECES or len(csv) > PIECES:
        blocks.append(context(reader.say("The log is longer than a window holds; what is missing comes after this.")))
    return modal(reader.say("Your Learning Log"), blocks, close=reader.say("Close"))


def _verbatim(text: str) -> Block:
    """Return text that Slack shows letter by letter, to be copied as it is."""
    letters = {"type": "text", "text": text}
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [letters]}]}


def _pieces(text: str) -> Iterator[str]:
    """Cut between lines where that can be; a line that is too long is cut where it must be."""
    piece = ""
    for line in text.splitlines(keepends=True):
        rest = line
        while len(piece) + len(rest) > PIECE_LIMIT:
            if not piece:
                yield rest[:PIECE_LIMIT]
                rest = rest[PIECE_LIMIT:]
            else:
                yield piece
                piece = ""
        piece += rest
    if piece:
        yield piece
