"""What an enrolment is opened by, what its wishes are called, and the lists it offers."""

from functools import lru_cache

from babel import Locale

from mentoring.enrolments.rules import COUNTRIES, SPOKEN
from mentoring.states import RoleWish
from views.reader import Reader

OPEN = "enrolment.open"
OPTION_LIMIT = 75
"""Characters of an option's value, by the strictest of Slack's sources."""


@lru_cache(maxsize=16)
def _named(known: Locale, what: str) -> dict[str, str]:
    names = known.languages if what == "languages" else known.territories
    codes = SPOKEN if what == "languages" else COUNTRIES
    pairs = [(code, str(names[code])[:OPTION_LIMIT]) for code in codes if code in names]
    return dict(sorted(pairs, key=lambda pair: pair[1].casefold()))


def clock(minute: int) -> str:
    """Return a time of day, of minutes after midnight."""
    return f"{minute // 60:02}:{minute % 60:02}"


def wish_name(reader: Reader, wish: RoleWish) -> str:
    """Return what a wish is called."""
    return {
        RoleWish.SENIOR: reader.say("senior"),
        RoleWish.JUNIOR: reader.say("junior"),
        RoleWish.EITHER: reader.say("either place"),
    }[wish]


def languages(reader: Reader) -> dict[str, str]:
    """Return codes and names of languages, in the order of the reader's alphabet."""
    return _named(reader.conventions, "languages")


def countries(reader: Reader) -> dict[str, str]:
    """Return codes and names of countries, in the order of the reader's alphabet."""
    return _named(reader.conventions, "countries")


def starters(reader: Reader) -> tuple[str, ...]:
    """Return skills that people may pick while the workspace's own list is still short."""
    return (
        reader.say("Prompting"),
        reader.say("AI workflows"),
        reader.say("Automation"),
        reader.say("Data analysis"),
        reader.say("Customer insight"),
        reader.say("Product usage"),
        reader.say("Stakeholder mapping"),
        reader.say("Strategy"),
        reader.say("Negotiation"),
        reader.say("Giving feedback"),
        reader.say("Presenting"),
        reader.say("Writing"),
        reader.say("Budgeting"),
        reader.say("Leading a team"),
    )
