"""Keeping a message: the shortcut's form, and the question to whoever wrote it."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from slack_sdk.models.blocks import PlainTextInputElement, StaticSelectElement

from mentoring.learning_log.rules import KeptFile
from mentoring.learning_log.words import AnswerWords, KeepWords, PairToKeepFor, WordsCard, WordsKept
from mentoring.states import WordsState
from mentoring.typed import LINE_LIMIT, TEXT_LIMIT
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    context,
    escape,
    field,
    mention,
    mentions,
    modal,
    names,
    option,
    prose,
    section,
)
from views.learning_log import acts, entries
from views.payloads import Payload, Typed, actor, submission_receipt
from views.reader import Reader

METADATA_LIMIT = 3_000
"""Characters that a view may carry along."""
FILES_KEPT = 5
FILE_NAME_LIMIT = 80
TITLE_FROM_WORDS = 100
MARK = re.compile(r"<([^<>]*)>")


class SavedMessage(Struct, frozen=True):
    """
    A message on which somebody used the shortcut.

    Attributes:
        author_id: Slack's id of the person who wrote it; nothing for an app's message.
        words: in plain words, without Slack's marks.
        link: where it stands in Slack.
    """

    channel_id: str
    author_id: str | None
    words: str
    link: str
    files: tuple[KeptFile, ...]
    ts: str


def read_message(body: Payload) -> SavedMessage:
    """Return the message that Slack sends with a shortcut."""
    message: Payload = body["message"]
    is_apps = bool(message.get("bot_id")) or message.get("subtype") == "bot_message"
    return SavedMessage(
        channel_id=body["channel"]["id"],
        author_id=None if is_apps else message.get("user"),
        words=plain_words(message.get("text") or ""),
        link=_permalink(body),
        files=tuple(_files(message)),
        ts=str(body.get("message_ts") or message["ts"]),
    )


def plain_words(text: str) -> str:
    """Return a message's text as a person reads it: links by their address, people and channels by name or id."""

    def read(mark: re.Match[str]) -> str:
        target, _, label = mark.group(1).partition("|")
        if target.startswith("!date"):
            return label
        if target[:1] in {"@", "#", "!"}:
            named = label or target.partition("^")[0][1:]
            return f"{'#' if target[0] == '#' else '@'}{named.lstrip('@#')}"
        address = target.removeprefix("mailto:")
        return f"{label} ({address})" if label and label != address else address

    return MARK.sub(read, text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def candidates(message: SavedMessage, pairs: tuple[PairToKeepFor, ...]) -> tuple[PairToKeepFor, ...]:
    """Return the pairs a message could be kept for: the one in whose conversation it stands, or else all."""
    here = tuple(pair for pair in pairs if pair.conversation_id == message.channel_id)
    return here or pairs


def written_in(message: SavedMessage, pairs: tuple[PairToKeepFor, ...]) -> tuple[PairToKeepFor, ...]:
    """Return those of the pairs in which its author is a member."""
    return tuple(
        pair for pair in pairs if message.author_id in {pair.me.user_id, *(each.user_id for each in pair.others)}
    )


def form(reader: Reader, message: SavedMessage, pairs: tuple[PairToKeepFor, ...]) -> Modal:
    """
    Return the short form: one's own words can still be changed, another's stand as they are.

    Args:
        pairs: at least one, with the author among its members.
    """
    first = pairs[0]
    is_own = message.author_id == first.me.user_id
    blocks: list[Block] = [_what_happens(reader, message, pairs, is_own=is_own), *_which_pair(reader, pairs)]
    title = PlainTextInputElement(
        action_id="title", max_length=LINE_LIMIT, initial_value=_first_words(message) or None, focus_on_load=True
    )
    blocks.append(field("title", reader.say("What is it?"), title))
    if is_own:
        words = PlainTextInputElement(
            action_id="words",
            multiline=True,
            max_length=TEXT_LIMIT,
            initial_value=message.words[:TEXT_LIMIT] or None,
        )
        blocks.append(field("words", reader.say("Your words"), words, optional=True))
    kept = _carried(message, first.pair_id, with_words=not is_own)
    if not is_own and kept["words"]:
        blocks += prose(reader.say("Their words"), kept["words"])
    if message.files:
        listed = "\n".join(f"• {escape(each.name)}" for each in message.files)
        blocks.append(section(reader.say("*Files, by link*\n{files}", files=listed)))
    return modal(
        reader.say("Save to Learning Log"),
        blocks,
        callback_id=acts.SAVE_WORDS,
        submit=reader.say("Keep it") if is_own else reader.say("Ask"),
        close=reader.say("Cancel"),
        private_metadata=_compact(kept),
    )


def choose_for_link(reader: Reader, pairs: tuple[PairToKeepFor, ...], link: str) -> Modal:
    """Return the question which pair, where only a link can be kept."""
    blocks: list[Block] = [section(only_a_link(reader))]
    for number, each in enumerate(pairs):
        label = reader.say("With {names}", names=names(reader, each.others))
        blocks.append(actions([button(label, acts.ADD, each.pair_id.hex)], block_id=f"pair-{number}"))
    return modal(
        reader.say("Save to Learning Log"),
        blocks,
        close=reader.say("Close"),
        private_metadata=json.dumps({"link": link}),
    )


def only_a_link(reader: Reader) -> str:
    """Return why the words themselves cannot be kept."""
    return reader.say("Somebody outside the pair wrote this, so only a link to it can be kept, not the words.")


def read_link(body: Payload) -> str:
    """Return the link that a view carries along; empty when it carries none."""
    return str(json.loads((body.get("view") or {}).get("private_metadata") or "{}").get("link", ""))


def read_keep(body: Payload) -> KeepWords:
    """Return a handed-in form."""
    view = body["view"]
    kept, typed = json.loads(view["private_metadata"]), Typed(view)
    return KeepWords(
        actor=actor(body),
        pair_id=UUID(typed.choice("pair") or kept["pair"]),
        title=typed.text("title"),
        author_id=kept["author"],
        words=typed.text("words") if kept["words"] is None else kept["words"],
        link=kept["link"],
        files=tuple(KeptFile(name, link) for name, link in kept["files"]),
        posted_at=datetime.fromtimestamp(float(kept["ts"]), UTC),
        receipt=submission_receipt(body),
    )


def asked(reader: Reader, kept: WordsKept) -> Modal:
    """Return what somebody reads whose question is on its way."""
    who = mention(kept.asked) if kept.asked else ""
    return modal(
        reader.say("Asked"),
        [
            section(
                reader.say(
                    "{who} is asked in private. It appears in your log when they agree; until then, or with a no,"
                    " nothing of it is there.",
                    who=who,
                )
            )
        ],
        close=reader.say("Done"),
    )


def question(reader: Reader, card: WordsCard) -> Message:
    """Return the question to the author, or what came of it; the notification says who asks, not about what."""
    ending = _ending(reader, card)
    if ending is not None or card.text is None:
        text = ending or reader.say("Nothing was kept.")
        return Message(text, [section(text)])
    text = reader.say("{who} would like to keep words of yours in your pair’s Learning Log.", who=mention(card.asker))
    value = card.request_id.hex
    blocks = [section(text), *prose(reader.say("Your words"), card.text.note or card.text.title)]
    if card.text.files:
        blocks.append(context("\n".join(f"• {escape(each.name)}" for each in card.text.files)))
    blocks += [
        *entries.link(reader, card.text.link),
        actions(
            [
                button(reader.say("Keep it"), acts.LET_WORDS_BE_KEPT, value, style="primary"),
                button(reader.say("Please don’t"), acts.REFUSE_WORDS, value),
            ]
        ),
        context(
            reader.say("Only your pair would see it. Without an answer within a week it is erased. No reason is asked.")
        ),
    ]
    return Message(text, blocks)


def read_answer(body: Payload) -> AnswerWords:
    """Return the author's click."""
    action = body["actions"][0]
    return AnswerWords(actor(body), UUID(action["value"]), action["action_id"] == acts.LET_WORDS_BE_KEPT)


def _ending(reader: Reader, card: WordsCard) -> str | None:
    who = mention(card.asker)
    return {
        WordsState.ASKED: None,
        WordsState.KEPT: reader.say("You let {who} keep words of yours. They are in your Learning Log.", who=who),
        WordsState.DECLINED: reader.say("You kept your words out of the Learning Log. That is all; nobody asks why."),
        WordsState.EXPIRED: reader.say("{who} would have kept words of yours. A week is over; it was erased.", who=who),
    }[card.state]


def _what_happens(reader: Reader, message: SavedMessage, pairs: tuple[PairToKeepFor, ...], *, is_own: bool) -> Block:
    if not is_own:
        who = f"<@{message.author_id}>"
        return section(reader.say("{who} wrote this, so {who} is asked first, in private.", who=who))
    if len(pairs) > 1:
        return section(reader.say("It is kept for one of your pairs, with a link to the message."))
    others = mentions(reader, pairs[0].others)
    return section(reader.say("It is kept for you and {others}, with a link to the message.", others=others))


def _which_pair(reader: Reader, pairs: tuple[PairToKeepFor, ...]) -> list[Block]:
    if len(pairs) == 1:
        return []
    choices = [option(reader.say("With {names}", names=names(reader, each.others)), each.pair_id.hex) for each in pairs]
    element = StaticSelectElement(action_id="pair", options=choices, initial_option=choices[0])
    return [field("pair", reader.say("For which pair?"), element)]


def _first_words(message: SavedMessage) -> str:
    lines = [line.strip() for line in message.words.splitlines() if line.strip()]
    first = lines[0] if lines else (message.files[0].name if message.files else "")
    return first if len(first) <= TITLE_FROM_WORDS else f"{first[: TITLE_FROM_WORDS - 1]}…"


def _carried(message: SavedMessage, pair_id: UUID, *, with_words: bool) -> dict[str, Any]:
    """Return what the form carries along; another's words as far as they fit, the link leads to the rest."""
    kept: dict[str, Any] = {
        "pair": pair_id.hex,
        "author": message.author_id,
        "link": message.link,
        "files": [[each.name, each.link] for each in message.files],
        "ts": message.ts,
        "words": message.words[:TEXT_LIMIT] if with_words else None,
    }
    while len(_compact(kept)) > METADATA_LIMIT and kept["words"]:
        kept["words"] = f"{kept['words'][: len(kept['words']) * 3 // 4].rstrip('…')}…"
    while len(_compact(kept)) > METADATA_LIMIT and kept["files"]:
        kept["files"].pop()
    return kept


def _compact(kept: dict[str, Any]) -> str:
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _permalink(body: Payload) -> str:
    """Return the message's own address, as Slack makes it from workspace, conversation and ts."""
    message: Payload = body["message"]
    channel, ts = body["channel"]["id"], str(body.get("message_ts") or message["ts"])
    # An app of a whole organisation is not told the workspace; Slack then finds it by the conversation.
    domain = (body.get("team") or {}).get("domain")
    site = f"https://{domain}.slack.com" if domain else "https://slack.com"
    link = f"{site}/archives/{channel}/p{ts.replace('.', '')}"
    thread = message.get("thread_ts")
    return f"{link}?thread_ts={thread}&cid={channel}" if thread and thread != ts else link


def _files(message: Payload) -> Sequence[KeptFile]:
    found: Sequence[Payload] = message.get("files") or []
    return [
        KeptFile(str(each.get("title") or each.get("name") or each["id"])[:FILE_NAME_LIMIT], str(each["permalink"]))
        for each in found[:FILES_KEPT]
        if each.get("permalink")
    ]
