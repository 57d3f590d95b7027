"""Every surface of the Learning Log, in every state, for the gallery."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec.structs import replace

from mentoring.learning_log.files import LogFiles
from mentoring.learning_log.notices import SharingQuestion
from mentoring.learning_log.permission import Sharing
from mentoring.learning_log.queries import EntryForm, EntryPage, LogChoice, LogPage, WholeLog
from mentoring.learning_log.rules import EntryText, KeptFile, WrittenEntry
from mentoring.learning_log.words import PairToKeepFor, WordsCard, WordsKept
from mentoring.states import LogKind, WordsState
from mentoring.typed import LINE_LIMIT, TEXT_LIMIT
from tests.views.facts import MOMENT, World, members, uid
from views import notices
from views.kit import Message
from views.learning_log import entries, exports, forms, pages, words
from views.learning_log.words import SavedMessage
from views.reader import Reader

READER = Reader("en")
DAY = date(2026, 3, 2)
SHARINGS = {
    "not asked": Sharing(asked=False, answered=False, agree=False, agreed=False),
    "asked": Sharing(asked=True, answered=False, agree=False, agreed=False),
    "agreed by me": Sharing(asked=True, answered=True, agree=True, agreed=False),
    "refused by me": Sharing(asked=True, answered=True, agree=False, agreed=False),
    "agreed by all": Sharing(asked=True, answered=True, agree=True, agreed=True),
}


def entry_texts(world: World) -> dict[LogKind, EntryText]:
    """What an entry of each kind may say."""
    title, note = world.text(LINE_LIMIT).strip() or "x", world.text(TEXT_LIMIT)
    plain = EntryText(title, DAY)
    full = EntryText(title, DAY, link=world.link, note=note, files=_files(world))
    number = "1" * LINE_LIMIT if world.is_longest else "92"
    reading = replace(full, measured=title, value=number, baseline="108")
    return {
        **dict.fromkeys(LogKind, plain),
        LogKind.DOCUMENT: full,
        LogKind.READING: reading,
        LogKind.WORDS: replace(full, said_by=uid(1)),
    }


def written(world: World) -> tuple[WrittenEntry, ...]:
    """An entry of each kind, kept by one and, where they are words, said by the other."""
    me, other = members(world)[:2]
    return tuple(
        WrittenEntry(uid(200 + number), uid(9), me, kind, text, other if kind is LogKind.WORDS else None)
        for number, (kind, text) in enumerate(entry_texts(world).items())
    )


def log_pages(world: World) -> dict[str, LogPage]:
    """Where a log can stand."""
    others = members(world)[1:]
    every = written(world)
    first = LogPage(uid(9), others, True, False, every, "", None, 0, 700, 700, 2)
    return {
        "newest": first,
        "middle": replace(first, page=3),
        "searched": replace(first, words=world.text(100).strip() or "x", found=9),
        "nothing found": replace(first, words="nil", kind=LogKind.CLIP, entries=(), found=0, total=0, waiting=0),
        "empty": replace(first, entries=(), total=0, found=0, waiting=0),
        "ended": replace(first, can_add=False, ended=True, waiting=0),
        "ended empty": replace(first, can_add=False, ended=True, waiting=0, entries=(), total=0, found=0),
    }


def surfaces(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Every message and modal of the log."""
    yield from _logs(world)
    yield from _entries(world)
    yield from _words(world)


def _logs(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    others = members(world)[1:]
    choices = tuple(LogChoice(uid(20 + number), others, number == 2) for number in range(3))
    yield "which log", pages.choose(READER, choices, world.text(100))
    for name, page in log_pages(world).items():
        yield f"log, {name}", pages.page(READER, page)
    yield "log, after something", pages.page(READER, log_pages(world)["newest"], "Kept.")
    for baseline in ("", world.text(1_500)):
        card = EntryForm(uid(9), others, DAY, baseline)
        for kind in (LogKind.DEMO, LogKind.READING):
            yield f"add to the log, {kind}, baseline {bool(baseline)}", forms.form(READER, card, kind)
    bare = EntryForm(uid(9), others, DAY, "")
    yield "add a link to the log", forms.form(READER, bare, link=world.link, note=words.only_a_link(READER))
    for times in (0, 1, 40):
        log = WholeLog(uid(9), members(world), written(world) * times, times)
        files = LogFiles(log, members(world)[0].user_id, DAY)
        yield f"log as files, {times}", notices.render(READER, files)
        yield f"log as files, on their way, {times}", exports.on_their_way(READER, files)


def _entries(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    others = members(world)[1:]
    for entry in written(world):
        yield f"entry {entry.kind}", entries.page(READER, EntryPage(entry, True, SHARINGS["not asked"]))
    entry = written(world)[0]
    for name, sharing in SHARINGS.items():
        yield f"entry, sharing {name}", entries.page(READER, EntryPage(entry, False, sharing), "{}")
        for ended in (False, True):
            question = SharingQuestion(entry.entry_id, others, entry.text.title, sharing, ended)
            yield f"sharing asked, {name}, ended {ended}", notices.render(READER, question)
    gone = SharingQuestion(entry.entry_id, (), None, None, False)
    yield "sharing asked, withdrawn", notices.render(READER, gone)


def _words(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    me, *others = members(world)
    pairs = tuple(PairToKeepFor(uid(20 + number), me, tuple(others), None) for number in range(2))
    own = SavedMessage("C1", me.user_id, world.text(10_000), world.link[:200], _files(world), "1772445600.000100")
    for name, message in {
        "own": own,
        "another's": replace(own, author_id=others[0].user_id),
        "without words": replace(own, words=""),
        "without anything": replace(own, words="", files=(), author_id=others[0].user_id),
    }.items():
        yield f"save words, {name}", words.form(READER, message, pairs[:1])
        yield f"save words, {name}, several pairs", words.form(READER, message, pairs)
    yield "save a link, several pairs", words.choose_for_link(READER, pairs, own.link)
    yield "words asked for", words.asked(READER, WordsKept(uid(9), others[0], None))
    text = entry_texts(world)[LogKind.WORDS]
    for state in WordsState:
        asked = text if state is WordsState.ASKED else None
        yield f"words, {state}", notices.render(READER, WordsCard(uid(8), me, state, asked, MOMENT))
    bare = replace(text, note="", files=())
    yield "words, only a file", notices.render(READER, WordsCard(uid(8), me, WordsState.ASKED, bare, MOMENT))


def _files(world: World) -> tuple[KeptFile, ...]:
    name = (world.text(80).replace("\n", " ").strip() or "x")[:80]
    return tuple(KeptFile(name, f"https://acme.slack.com/files/U1/F{number}/x") for number in range(5))
