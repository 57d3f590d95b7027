"""The charter's page before anybody wrote on it: its fields, and the words it begins with."""

from mentoring.charters.rules import CharterText
from views.kit import both_or_all
from views.reader import Reader


def fields(reader: Reader) -> tuple[tuple[str, str, str | None, str | None], ...]:
    """Return name, label, hint and placeholder of each field, in the order of the page."""
    return (
        (
            "purpose",
            reader.say("What we want in 30 days"),
            reader.say("One outcome you could show to somebody."),
            reader.say("Our help page answers the ten most asked questions, drafted with AI, checked by us."),
        ),
        (
            "success",
            reader.say("How we will know"),
            None,
            reader.say("A tenth fewer tickets on those questions."),
        ),
        (
            "baseline",
            reader.say("Where it stands today"),
            reader.say("A number is best; without it nobody can tell later."),
            reader.say("About 120 tickets a week."),
        ),
        ("confidentiality", reader.say("What stays between us"), None, None),
        ("tools", reader.say("Tools, and how we use AI"), None, None),
        ("cadence", reader.say("When we meet"), None, None),
        ("norms", reader.say("How we treat each other"), None, None),
    )


def template(reader: Reader, people: int) -> CharterText:
    """Return the kick-off page. Purpose and measure stay empty: a goal that was filled in is nobody's goal."""
    return CharterText(
        purpose="",
        success="",
        baseline="",
        confidentiality=both_or_all(
            people,
            reader.say(
                "What we say here stays between us. Outside we tell only what we have both agreed to, in words we have"
                " both seen. Either of us may take a topic off the table without a reason."
            ),
            reader.say(
                "What we say here stays between us. Outside we tell only what we have all agreed to, in words we have"
                " all seen. Each of us may take a topic off the table without a reason."
            ),
        ),
        tools=reader.say(
            "We use the tools our company has approved. AI may draft; we check and decide. We say when we used it and"
            " what for, and we put no personal or customer data into it."
        ),
        cadence=reader.say(
            "50 minutes every two weeks; in the week between, ten minutes in writing. If one of us cannot, we say so"
            " and move it."
        ),
        norms=reader.say(
            "We ask before advising. We begin by naming something we may be wrong about. No question is a bad one."
            " When something fails we look at what happened, not at who."
        ),
    )
