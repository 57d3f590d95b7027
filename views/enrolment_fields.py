"""The fields of an enrolment's two steps; each block_id is the field's name in the domain."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ExternalDataMultiSelectElement,
    ExternalDataSelectElement,
    PlainTextInputElement,
    PlainTextObject,
    StaticMultiSelectElement,
    StaticSelectElement,
    TimePickerElement,
    UserMultiSelectElement,
    UserSelectElement,
)

from mentoring.enrolments.queries import SecondForm
from mentoring.enrolments.rules import GOAL_LIMIT, MOST_NEVER, MOST_PAIRS, MOST_SKILLS, TEAM_LIMIT
from mentoring.states import Company
from views import enrolment_words, zones
from views.kit import Block, field, option
from views.reader import Reader

ZONE_FIELD = "zone"
COUNTRY_FIELD = "country"


def skills(reader: Reader, name: str, label: str, chosen: Sequence[str]) -> Block:
    """Return the field for what somebody teaches, or wants to learn."""
    return field(
        name,
        label,
        ExternalDataMultiSelectElement(
            action_id=name,
            min_query_length=0,
            max_selected_items=MOST_SKILLS,
            placeholder=PlainTextObject(text=reader.say("Type a word, or pick one")),
            initial_options=[option(each, each) for each in chosen] or None,
        ),
        hint=reader.say("Your own words are welcome: the first line of the list is what you typed."),
    )


def goal(reader: Reader, card: SecondForm) -> Block:
    """Return the field for the goal."""
    return field(
        "goal",
        reader.say("What would make this worth it?"),
        PlainTextInputElement(
            action_id="goal",
            multiline=True,
            max_length=GOAL_LIMIT,
            initial_value=card.goal or None,
            placeholder=PlainTextObject(text=reader.say("In three months I can …")),
        ),
        optional=True,
        hint=reader.say("Only you see it."),
    )


def where_and_when(reader: Reader, card: SecondForm) -> list[Block]:
    """Return the fields for languages, zone, working hours and holidays."""
    spoken = [option(name, code) for code, name in enrolment_words.languages(reader).items()]
    known = {each.value: each for each in spoken}
    return [
        field(
            "languages",
            reader.say("Languages you can meet in"),
            StaticMultiSelectElement(
                action_id="languages",
                options=spoken,
                initial_options=[known[code] for code in card.languages if code in known] or None,
                placeholder=PlainTextObject(text=reader.say("Pick languages")),
            ),
            optional=True,
            hint=reader.say("The one you like best first."),
        ),
        _zone(reader, card),
        field(
            "work_starts",
            reader.say("Your working day begins"),
            TimePickerElement(action_id="work_starts", initial_time=enrolment_words.clock(card.work_starts)),
        ),
        field(
            "work_ends",
            reader.say("… and ends"),
            TimePickerElement(action_id="work_ends", initial_time=enrolment_words.clock(card.work_ends)),
            hint=reader.say("Nothing unprompted reaches you outside these hours, at weekends or on public holidays."),
        ),
        _country(reader, card),
    ]


def _zone(reader: Reader, card: SecondForm) -> Block:
    return field(
        ZONE_FIELD,
        reader.say("Your time zone"),
        ExternalDataSelectElement(
            action_id=ZONE_FIELD,
            min_query_length=0,
            placeholder=PlainTextObject(text=reader.say("Type a country, or a big city")),
            initial_option=option(zones.label(reader, card.zone), card.zone),
        ),
        optional=True,
        hint=reader.say(
            "Slack says: {zone}. Keep it, and yours changes when Slack’s does. Any other is yours until you pick"
            " Slack’s again.",
            zone=zones.label(reader, card.slack_zone),
        ),
    )


def _country(reader: Reader, card: SecondForm) -> Block:
    names = enrolment_words.countries(reader)
    named, guessed = names.get(card.country or ""), names.get(card.guessed_country or "")
    usual = reader.say("{country}, by your time zone", country=guessed) if guessed else reader.say("Type its name")
    return field(
        COUNTRY_FIELD,
        reader.say("Country, for public holidays"),
        ExternalDataSelectElement(
            action_id=COUNTRY_FIELD,
            min_query_length=0,
            placeholder=PlainTextObject(text=usual),
            initial_option=option(named, card.country or "") if named else None,
        ),
        optional=True,
        hint=reader.say("Left empty, it follows your time zone."),
    )


def pairing(reader: Reader, card: SecondForm) -> list[Block]:
    """Return the fields that keep a pairing possible and decent."""
    company = {
        Company.NO: option(reader.say("No, two are enough"), Company.NO),
        Company.IF_NEEDED: option(reader.say("Rather than go without"), Company.IF_NEEDED),
        Company.GLADLY: option(reader.say("Gladly"), Company.GLADLY),
    }
    numbers = [option(str(number), str(number)) for number in range(1, MOST_PAIRS + 1)]
    return [
        field(
            "capacity",
            reader.say("How many pairs at once?"),
            StaticSelectElement(
                action_id="capacity", options=numbers, initial_option=numbers[min(card.capacity, MOST_PAIRS) - 1]
            ),
        ),
        field(
            "company",
            reader.say("Would you be one of three?"),
            StaticSelectElement(
                action_id="company",
                options=list(company.values()),
                initial_option=company[card.company],
            ),
        ),
        field(
            "team",
            reader.say("Your team"),
            PlainTextInputElement(action_id="team", max_length=TEAM_LIMIT, initial_value=card.team or None),
            optional=True,
        ),
        field(
            "location",
            reader.say("Where you work"),
            PlainTextInputElement(
                action_id="location",
                max_length=TEAM_LIMIT,
                initial_value=card.location or None,
                placeholder=PlainTextObject(text=reader.say("A city, or “remote”")),
            ),
            optional=True,
        ),
        field(
            "manager",
            reader.say("Whom you report to"),
            UserSelectElement(
                action_id="manager",
                initial_user=card.manager,
                placeholder=PlainTextObject(text=reader.say("Pick a person")),
            ),
            optional=True,
            hint=reader.say("So that nobody is paired within a reporting line."),
        ),
        field(
            "never",
            reader.say("Never pair me with"),
            UserMultiSelectElement(
                action_id="never",
                initial_users=list(card.never) or None,
                max_selected_items=MOST_NEVER,
                placeholder=PlainTextObject(text=reader.say("Pick people")),
            ),
            optional=True,
            hint=reader.say("Confidential: nobody sees it, not the owner, not these people. No reason is asked."),
        ),
    ]


def question_field(number: int) -> str:
    """Return the name of the field for one of the programme's questions for the audit."""
    return f"group-{number}"


def for_the_audit(reader: Reader, card: SecondForm) -> list[Block]:
    """Return what the programme's owner asks for the audit of groups alone, each of it optional."""
    return [
        field(
            question_field(number),
            question.name,
            StaticSelectElement(
                action_id=question_field(number),
                options=[option(each, each) for each in question.choices],
                initial_option=option(question.chosen, question.chosen)
                if question.chosen in question.choices
                else None,
                placeholder=PlainTextObject(text=reader.say("Rather not say")),
            ),
            optional=True,
            hint=reader.say("For fairness alone: it counts in no score, and nobody sees your answer."),
        )
        for number, question in enumerate(card.questions)
    ]
