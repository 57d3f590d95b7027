"""The whole log as a text to take along: Markdown to read, CSV for a table. Pure; nothing is read or kept here."""

from collections.abc import Iterator

from mentoring import spreadsheets
from mentoring.learning_log.queries import WholeLog
from mentoring.learning_log.rules import WrittenEntry

COLUMNS = ("day", "kind", "title", "link", "note", "measured", "baseline", "value", "kept_by", "words_of", "files")
MARKS = str.maketrans({each: f"\\{each}" for each in "\\`*_{}[]<>()#+-.!|~"})


def as_csv(log: WholeLog) -> str:
    """Return the log as CSV, one row an entry; no cell can act as a formula."""
    return spreadsheets.as_csv([COLUMNS, *([*_cells(entry)] for entry in log.entries)])


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
