"""The rules of a programme's matching, as its owner sets them."""

import json
from collections.abc import Sequence
from uuid import UUID

from slack_sdk.models.blocks import CheckboxesElement, Option, StaticSelectElement

from mentoring.matching import Rule
from mentoring.rounds.rules import MatchingRules
from mentoring.rounds.settings import ChangeMatchingRules, MatchingSettings, OpenMatchingRules, checked
from views.kit import Block, Modal, actions, button, context, escape, field, modal, option, section
from views.matching import acts
from views.payloads import Payload, Typed, actor, submission_receipt
from views.reader import Reader

LIFTED, HOURS, REPEAT = "lifted", "least_shared", "repeat_days"


def form(reader: Reader, card: MatchingSettings, *, is_over_desk: bool, is_kept: bool = False) -> Modal:
    """
    Return the rules as they are set, to be changed.

    Args:
        is_over_desk: it lies on top of the desk, which is there again when it is closed.
        is_kept: they were set a moment ago, on a page above this one.
    """
    lifted = _lifted(reader)
    return modal(
        reader.say("Rules of matching"),
        [
            section(f"*{escape(card.name)}*"),
            *([section(_kept(reader))] if is_kept else []),
            field(
                LIFTED,
                reader.say("What may be drafted as well?"),
                CheckboxesElement(
                    action_id=LIFTED,
                    options=list(lifted.values()),
                    initial_options=[each for rule, each in lifted.items() if rule in card.rules.lifted] or None,
                ),
                optional=True,
                hint=reader.say("In a small programme more people find somebody this way. As a rule none is ticked."),
            ),
            _menu(
                HOURS,
                reader.say("Least time in common of a working day"),
                _hours(reader),
                str(card.rules.least_shared),
            ),
            _menu(
                REPEAT,
                reader.say("The same pair again after"),
                _repeats(reader),
                str(card.rules.repeat_days),
            ),
            actions(
                [button(reader.say("What would change?"), acts.SUPPOSE, card.programme_id.hex)], block_id="suppose"
            ),
            context(
                reader.say(
                    "*Reporting lines and people’s own wishes always hold.* What you set counts for drafts to come:"
                    " “Draft anew” shows what it changes, and nobody is told."
                )
            ),
        ],
        callback_id=acts.RULES_KEPT,
        submit=reader.say("Save"),
        close=reader.say("Back") if is_kept else reader.say("Cancel"),
        private_metadata=json.dumps(
            {"programme": card.programme_id.hex, "over_desk": is_over_desk}, separators=(",", ":")
        ),
    )


def kept(reader: Reader, card: MatchingSettings, *, is_over_desk: bool) -> Modal:
    """Return what an owner reads who has set them, with the way to the desk, unless it lies below."""
    takes_in = context(reader.say("On the desk, “Draft anew” takes them in."))
    way = actions([button(reader.say("To the desk"), acts.OPEN, card.programme_id.hex, style="primary")])
    return modal(
        reader.say("Kept"),
        [section(_kept(reader)), takes_in, *([] if is_over_desk else [way])],
        close=reader.say("Back"),
    )


def _kept(reader: Reader) -> str:
    return reader.say("*Kept.* The next draft goes by these rules; the one that stands is as it was.")


def is_over_desk(body: Payload) -> bool:
    """Tell whether the form, or what a click opens it from, lies on top of the desk."""
    carried = json.loads(body["view"]["private_metadata"] or "{}")
    # The desk, and what lies on it, carry which round they are of; the form carries whether it came from there.
    return bool(carried.get("over_desk")) or "round" in carried


def open_button(reader: Reader, programme_id: UUID) -> Block:
    """Return the button that opens the rules."""
    return button(reader.say("Rules of matching"), acts.RULES, programme_id.hex)


def read_open(body: Payload) -> OpenMatchingRules:
    """Return whose rules somebody opens."""
    return OpenMatchingRules(actor(body), UUID(body["actions"][0]["value"]))


def read_kept(body: Payload) -> ChangeMatchingRules:
    """Return what somebody sets."""
    view = body["view"]
    programme_id = UUID(json.loads(view["private_metadata"])["programme"])
    typed = Typed(view)
    return ChangeMatchingRules(
        actor(body),
        programme_id,
        _number(typed.choice(HOURS)),
        typed.choices(LIFTED),
        _number(typed.choice(REPEAT)),
        submission_receipt(body),
    )


def read_supposed(body: Payload) -> tuple[UUID, MatchingRules]:
    """
    Return the programme, and the rules that a form holds whose owner wonders.

    Raises:
        Refusal: that cannot be set.
    """
    typed = Typed(body["view"])
    rules = checked(_number(typed.choice(HOURS)), typed.choices(LIFTED), _number(typed.choice(REPEAT)))
    return UUID(body["actions"][0]["value"]), rules


def _number(chosen: str | None) -> int | None:
    return int(chosen) if chosen is not None and chosen.isdecimal() else None


def _menu(name: str, label: str, choices: Sequence[Option], now: str) -> Block:
    return field(
        name,
        label,
        StaticSelectElement(
            action_id=name,
            options=list(choices),
            initial_option=next((each for each in choices if each.value == now), None),
        ),
    )


def _lifted(reader: Reader) -> dict[Rule, Option]:
    said = {
        Rule.TEAM: reader.say("Two of the same team"),
        Rule.PAST_PAIR: reader.say("Two who were a pair not long ago"),
        Rule.LANGUAGE: reader.say("Two without a language in common"),
        Rule.HOURS: reader.say("Two with too few hours in common"),
        Rule.NOTHING_TO_TEACH: reader.say("Two who teach nothing the other seeks"),
    }
    return {rule: option(words, rule.value) for rule, words in said.items()}


def _hours(reader: Reader) -> list[Option]:
    said = {
        0: reader.say("none"),
        60: reader.say("1 hour"),
        120: reader.say("2 hours (usual)"),
        180: reader.say("3 hours"),
        240: reader.say("4 hours"),
    }
    return [option(label, str(minutes)) for minutes, label in said.items()]


def _repeats(reader: Reader) -> list[Option]:
    said = {
        0: reader.say("at once"),
        90: reader.say("3 months"),
        180: reader.say("6 months"),
        365: reader.say("1 year (usual)"),
        730: reader.say("2 years"),
    }
    return [option(label, str(days)) for days, label in said.items()]
