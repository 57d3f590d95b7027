"""The whole log as a text to take along: Markdown to read, CSV for a table. Pure; nothing is read or kept here."""

import csv
import io
from collections.abc import Iterator

from mentoring.learning_log.queries import WholeLog
from mentoring.learning_log.rules import WrittenEntry

COLUMNS = ("day", "kind", "title", "link", "note", "measured", "baseline", "value", "kept_by", "words_of", "files")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula when it stands first."""
MARKS = str.maketrans({each: f"\\{each}" for each in "\\`*_{}[]<>()#+-.!|~"})


def as_csv(log: WholeLog) -> str:
    """Return the log as CSV (RFC 4180), one row an entry; no cell can act as a formula."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for entry in log.entries:
        rows.writerow([harmless(each) for each in _cells(entry)])
    return written.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before what could begin one."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def _cells(entry: WrittenEntry) -> Iterator[str]:
    text = entry.text
    yield text.day.isoformat()
    yield entry.kind.value
    yield from (text.title, text.link, text.note, text.measured, text.baseline, text.value)
    yield entry.keeper.name
    yield entry.author.name if entry.author else ""
    yield "\n".join(f"{each.name} {each.link}".strip() for each in text.files)


def as_markdown(log: WholeLog) -> str:
    """Return the log as Markdown, a heading a day; what people typed stays as they typed it."""
    parts = ["# Learning Log", ", ".join(plain(member.name) for member in log.members)]
    if log.left_out:
        parts.append(f"The oldest {log.left_out} entries are left out.")
    day = None
    for entry in log.entries:
        if entry.text.day != day:
            day = entry.text.day
            parts.append(f"## {day.isoformat()}")
        parts.append(_paragraphs(entry))
    return "\n\n".join(parts) + "\n"


def plain(typed: str) -> str:
    """Return what somebody typed so that Markdown shows it and does not act on it."""
    return typed.translate(MARKS)


def _paragraphs(entry: WrittenEntry) -> str:
    text = entry.text
    parts = [f"### {plain(' '.join(text.title.split()))}"]
    by = f"{entry.kind.value.replace('_', ' ')}, kept by {plain(entry.keeper.name)}"
    parts.append(f"{by}, words of {plain(entry.author.name)}" if entry.author else by)
    if text.measured:
        value = f"{text.baseline} → {text.value}" if text.baseline else text.value
        parts.append(f"{plain(value)} {plain(text.measured)}")
    if text.note:
        parts.append("\n".join(f"> {plain(line)}" for line in text.note.splitlines()))
    parts += [f"<{each}>" for each in (text.link,) if each]
    parts += [f"{plain(each.name)}: <{each.link}>" for each in text.files]
    return "\n\n".join(parts)
