"""What a sheet would bring, and the words in it that an owner is to look at."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from slack_sdk.models.blocks import PlainTextObject, StaticSelectElement

from mentoring.roster.commands import DecideWords
from mentoring.roster.plan import Plan
from mentoring.roster.queries import InImport
from mentoring.roster.rules import Outcome
from mentoring.roster.words import Word, own_word
from views import roster_report, roster_rows
from views.kit import Block, Modal, actions, button, context, escape, field, modal, option, section
from views.payloads import Payload, Typed, actor
from views.reader import Reader

REVIEWED = "roster.reviewed"
TAKE_ALL = "roster.take_all"
A_PAGE = 12
"""Words on one page."""
WORD_SHOWN = 30
SKILL, OWN, NONE = "skill:", "own", "none"


def review(reader: Reader, import_id: UUID, programme: str, plan: Plan) -> Modal:
    """Return the next words to look at; when there are none, what would come of the sheet."""
    shown, rest = plan.words[:A_PAGE], plan.words[A_PAGE:]
    blocks: list[Block] = [section(f"*{escape(programme)}*")]
    if shown:
        blocks.append(section(_asks(reader, plan.words)))
        if rest:
            blocks.append(
                actions(
                    [button(reader.say("Take all {number} guesses", number=len(plan.words)), TAKE_ALL, import_id.hex)],
                    block_id="all",
                )
            )
        blocks += [_word(reader, each) for each in shown]
        blocks.append(context(reader.say("I remember it: the next sheet with these words needs no look.")))
    if not rest:
        blocks += [section(each) for each in roster_report.would_come(reader, plan.report)]
        blocks += roster_rows.to_mend(reader, import_id, plan.report)
        blocks.append(context(_next(reader, plan)))
    return modal(
        reader.say("Words for skills") if shown else reader.say("Ready"),
        blocks,
        callback_id=REVIEWED,
        submit=_submit(reader, plan, is_last=not rest),
        close=reader.say("Not now"),
        private_metadata=json.dumps({"import": import_id.hex}),
    )


def _next(reader: Reader, plan: Plan) -> str:
    if not _brings_somebody(plan):
        return reader.say(
            "*Finish* sends you the report, row by row, and deletes the sheet. Were the columns something else? Hand"
            " the sheet in once more, and say so there."
        )
    return reader.say(
        "*Nobody is written to.* They are asked when you match them. What nobody answers to is deleted after 30 days."
    )


def _submit(reader: Reader, plan: Plan, *, is_last: bool) -> str:
    if not is_last:
        return reader.say("Next words")
    return reader.say("Bring them in") if _brings_somebody(plan) else reader.say("Finish")


def _brings_somebody(plan: Plan) -> bool:
    return any(each.outcome is Outcome.KEPT for each in plan.report)


def read_all(body: Payload) -> InImport:
    """Return the sheet all of whose guesses are taken."""
    return InImport(actor(body), UUID(body["actions"][0]["value"]))


def read_sheet(body: Payload) -> InImport:
    """Return the sheet whose window was handed in."""
    return InImport(actor(body), UUID(json.loads(body["view"]["private_metadata"])["import"]))


def read_words(body: Payload, words: Sequence[Word]) -> DecideWords:
    """
    Return what an owner decided.

    Args:
        words: all that are to be looked at; the form names them by their marks, since they would not fit.
    """
    where = read_sheet(body)
    typed, shown = Typed(body["view"]), set(body["view"]["state"]["values"])
    names = {
        each.folded: _chosen(each, typed.choice(f"word-{each.mark}")) for each in words if f"word-{each.mark}" in shown
    }
    return DecideWords(where.actor, where.import_id, names)


def all_guesses(where: InImport, words: Sequence[Word]) -> DecideWords:
    """Return that every guess is right."""
    names: Mapping[str, str | None] = {each.folded: each.guessed for each in words}
    return DecideWords(where.actor, where.import_id, names)


def _chosen(word: Word, choice: str | None) -> str | None:
    if choice == NONE:
        return None
    if choice is not None and choice.startswith(SKILL):
        return choice.removeprefix(SKILL)
    return own_word(word.typed) if choice == OWN else word.guessed


def _asks(reader: Reader, words: Sequence[Word]) -> str:
    if len(words) == 1:
        return reader.say("*One word is new to me.* What is meant by it? My guess is filled in.")
    return reader.say(
        "*{number} words are new to me.* What is meant by them? My guesses are filled in.", number=len(words)
    )


def _word(reader: Reader, word: Word) -> Block:
    choices = {}
    if word.guess:
        choices[SKILL + word.guess] = option(word.guess, SKILL + word.guess)
    choices[OWN] = option(reader.say("“{word}”, a skill of its own", word=_short(word.typed, 40)), OWN)
    choices[NONE] = option(reader.say("No skill: leave it out"), NONE)
    times = reader.say("once") if word.times == 1 else reader.say("{number} times", number=word.times)
    return field(
        f"word-{word.mark}",
        f"“{_short(word.typed, WORD_SHOWN)}” · {times}",
        StaticSelectElement(
            action_id=f"word-{word.mark}",
            options=list(choices.values()),
            initial_option=next(iter(choices.values())),
            placeholder=PlainTextObject(text=reader.say("Pick what is meant")),
        ),
    )


def _short(text: str, limit: int) -> str:
    tidy = " ".join(text.split())
    return tidy if len(tidy) <= limit else f"{tidy[: limit - 1]}…"
