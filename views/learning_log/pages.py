"""The log itself: the newest first, searched and filtered while one looks at it."""

import json
from typing import Any
from uuid import UUID

from slack_sdk.models.blocks import PlainTextInputElement, PlainTextObject, StaticSelectElement

from mentoring.learning_log.queries import SEARCHED, LogChoice, LogPage, OpenLog
from mentoring.learning_log.rules import EntryText, WrittenEntry
from mentoring.show_and_tell.telling import Shown
from mentoring.states import LogKind
from views.kit import (
    Block,
    Modal,
    actions,
    button,
    context,
    divider,
    escape,
    field,
    mentions,
    modal,
    names,
    option,
    section,
)
from views.learning_log import acts, kinds
from views.payloads import Payload, Typed, actor
from views.reader import Reader

SHOWN_OF_TITLE = 150
"""Characters of a title in a list; the whole is one tap away."""
BRIEF = 90
"""Characters of an entry on Home."""
SEARCH_LIMIT = 150
EVERYTHING = "everything"


def choose(reader: Reader, logs: tuple[LogChoice, ...], words: str = "") -> Modal:
    """Return the question which log, for those with several; what was searched for is kept."""
    blocks: list[Block] = [section(reader.say("Each of your pairs has a log of its own."))]
    for number, each in enumerate(logs):
        label = reader.say("With {names}", names=names(reader, each.others))
        if each.ended:
            label = reader.say("With {names} (ended)", names=names(reader, each.others))
        blocks.append(actions([button(label, acts.OPEN, each.pair_id.hex)], block_id=f"pair-{number}"))
    return modal(
        reader.say("Which Learning Log?"), blocks, close=reader.say("Close"), private_metadata=_kept_search(words)
    )


def page(reader: Reader, card: LogPage, note: str | None = None) -> Modal:
    """
    Return one page of the log.

    Args:
        note: what just happened, said on top.
    """
    blocks: list[Block] = [section(f"*{note}*")] if note else []
    blocks.append(_whose(reader, card))
    blocks.append(_doors(reader, card))
    if card.total or card.words or card.kind:
        blocks += [_search(reader, card), _filter(reader, card)]
    blocks.append(divider())
    blocks += [line(reader, each) for each in card.entries] or [section(_nothing(reader, card))]
    blocks += _turning(reader, card)
    quiet = _quiet_lines(reader, card)
    if quiet:
        blocks.append(context("\n".join(quiet)))
    kept = json.dumps({"pair": card.pair_id.hex, "page": card.page, "words": card.words, "kind": card.kind or ""})
    has_search = any(block["type"] == "input" for block in blocks)
    return modal(
        reader.say("Learning Log"),
        blocks,
        callback_id=acts.FIND if has_search else None,
        submit=reader.say("Search") if has_search else None,
        close=reader.say("Close"),
        private_metadata=kept,
    )


def line(reader: Reader, entry: WrittenEntry) -> Block:
    """Return one entry as a line with the way to the whole of it."""
    about = [kinds.name(reader, entry.kind), reader.calendar_day(entry.text.day), escape(entry.keeper.name)]
    text = f"*{escape(shortened(entry.text.title))}*"
    if entry.text.measured:
        text = f"*{escape(shortened(reading(reader, entry.text)))}*"
    if entry.text.files:
        about.append(_files(reader, len(entry.text.files)))
    more = button(reader.say("Read"), acts.READ, entry.entry_id.hex, spoken=reader.say("Read this entry in full"))
    return {**section(f"{text}\n{' · '.join(about)}"), "accessory": more}


def brief(reader: Reader, entry: WrittenEntry) -> str:
    """Return an entry as one short line, escaped."""
    what = reading(reader, entry.text) if entry.text.measured else entry.text.title
    shown = what if len(what) <= BRIEF else f"{what[: BRIEF - 1]}…"
    return reader.say("{what} · {day}", what=escape(shown), day=reader.calendar_day(entry.text.day))


def reading(reader: Reader, text: EntryText | Shown) -> str:
    """Return a reading as one line, against the charter's number where it has one; what people typed is not escaped."""
    if text.baseline:
        return reader.say(
            "{baseline} → {value} {measured}", baseline=text.baseline, value=text.value, measured=text.measured
        )
    return reader.say("{value} {measured}", value=text.value, measured=text.measured)


def shortened(title: str) -> str:
    """Return a title as far as a list shows it."""
    return title if len(title) <= SHOWN_OF_TITLE else f"{title[: SHOWN_OF_TITLE - 1]}…"


def read_open(body: Payload, text: str | None = None) -> OpenLog:
    """Return the log that a click asks for, where the search and page it came from are remembered."""
    view = body.get("view") or {}
    kept = _kept(view) if view.get("type") == "modal" else {}
    return OpenLog(
        actor(body),
        UUID(body["actions"][0]["value"]),
        words=kept.get("words", "") if text is None else text,
        kind=LogKind(kept["kind"]) if kept.get("kind") else None,
        page=int(kept.get("page", 0)),
    )


def read_search(body: Payload) -> OpenLog:
    """Return the log as its search field and its filter stand now, from its first page on."""
    view = body["view"]
    kept, typed = _kept(view), Typed(view)
    chosen = typed.choice("kind") or EVERYTHING
    return OpenLog(
        actor(body),
        UUID(kept["pair"]),
        words=typed.text("search"),
        kind=None if chosen == EVERYTHING else LogKind(chosen),
    )


def read_turn(body: Payload) -> OpenLog:
    """Return the page that "older" or "newer" asks for."""
    kept = _kept(body["view"])
    step = 1 if body["actions"][0]["action_id"] == acts.OLDER else -1
    return OpenLog(
        actor(body),
        UUID(kept["pair"]),
        words=kept["words"],
        kind=LogKind(kept["kind"]) if kept["kind"] else None,
        page=kept["page"] + step,
    )


def kept_place(view: Payload) -> str:
    """Return where somebody was in the log, to be carried along to what replaces it."""
    return json.dumps({name: value for name, value in _kept(view).items() if name in {"words", "kind", "page"}})


def _kept(view: Payload) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(view.get("private_metadata") or "{}")
    return kept


def _kept_search(words: str) -> str:
    return json.dumps({"words": words[:SEARCH_LIMIT]})


def _whose(reader: Reader, card: LogPage) -> Block:
    others = mentions(reader, card.others)
    if card.ended:
        return section(reader.say("What you and {others} made. The pair has ended; the log stays.", others=others))
    return section(reader.say("What you and {others} make and measure. Nobody else sees it.", others=others))


def _doors(reader: Reader, card: LogPage) -> Block:
    value = card.pair_id.hex
    # Where there is something to search, "Search" is green already, and one green button is enough.
    style = None if card.total or card.words or card.kind else "primary"
    buttons = [button(reader.say("Add an entry"), acts.ADD, value, style=style)] if card.can_add else []
    buttons.append(button(reader.say("Export …"), acts.EXPORT, value))
    return actions(buttons, block_id="doors")


def _search(reader: Reader, card: LogPage) -> Block:
    element = PlainTextInputElement(
        action_id=acts.SEARCH,
        max_length=SEARCH_LIMIT,
        initial_value=card.words or None,
        placeholder=PlainTextObject(text=reader.say("Words of a title, a note, a link")),
    )
    typed = field("search", reader.say("Search"), element, optional=True)
    typed["dispatch_action"] = True
    typed["element"]["dispatch_action_config"] = {
        "trigger_actions_on": ["on_enter_pressed", "on_character_entered"],
    }
    return typed


def _filter(reader: Reader, card: LogPage) -> Block:
    choices = {EVERYTHING: option(reader.say("Every kind"), EVERYTHING)}
    choices |= {kind.value: option(kinds.name(reader, kind), kind.value) for kind in LogKind}
    element = StaticSelectElement(
        action_id=acts.FILTER, options=list(choices.values()), initial_option=choices[card.kind or EVERYTHING]
    )
    return actions([element.to_dict()], block_id="kind")


def _nothing(reader: Reader, card: LogPage) -> str:
    if card.words or card.kind:
        return reader.say("Nothing found. Try fewer words, or every kind.")
    if card.can_add:
        return reader.say(
            "Nothing here yet. Add the first thing you can show: a demo, a pull request, a number that moved."
        )
    return reader.say("Nothing was kept here.")


def _turning(reader: Reader, card: LogPage) -> list[Block]:
    value = card.pair_id.hex
    buttons = []
    if card.page:
        buttons.append(button(reader.say("Newer"), acts.NEWER, value))
    if card.has_older:
        buttons.append(button(reader.say("Older"), acts.OLDER, value))
    return [actions(buttons, block_id="turning")] if buttons else []


def _quiet_lines(reader: Reader, card: LogPage) -> list[str]:
    lines = []
    if card.words:
        lines.append(reader.say("Found: {found}.", found=card.found))
        if card.total > SEARCHED:
            lines.append(
                reader.say(
                    "Of {total} entries the newest {searched} were searched; choose a kind to look further back.",
                    total=card.total,
                    searched=SEARCHED,
                )
            )
    if card.waiting:
        lines.append(reader.say("Words waiting for their author’s yes: {waiting}.", waiting=card.waiting))
    return lines


def _files(reader: Reader, count: int) -> str:
    return reader.say("1 file") if count == 1 else reader.say("{count} files", count=count)
