"""What an enrolment may say."""

import unicodedata

from babel import Locale
from msgspec import Struct

from mentoring.errors import Refusal
from mentoring.typed import must_fit
from mentoring.wording import N_
from mentoring.working_time import MINUTES_A_DAY, zones
from models import Company, Participant, RoleWish

SKILL_LIMIT = 60
MOST_SKILLS = 10
"""On each side: what one can teach, what one wants to learn."""
GOAL_LIMIT = 1_000
TEAM_LIMIT = 80
MOST_PAIRS = 5
MOST_NEVER = 20
_CODES = (
    "ar bg bn ca cs da de el en es et fa fi fr ga he hi hr hu id is it ja ko lt lv ms mt nb nl pl pt ro ru sk sl sr sv"
    " sw ta te th tl tr uk ur vi zh"
)
SPOKEN = frozenset(_CODES.split())
"""ISO 639 codes of the languages on offer; a menu holds a hundred."""
NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
COUNTRIES = (
    frozenset(code for code in map(str, Locale("en").territories) if len(code) == len("PT") and code.isalpha())
    - NO_COUNTRIES
)
"""ISO 3166 alpha-2, as CLDR names them, without its codes for unions and for nowhere."""
SHORTEST_DAY = 60
"""Minutes of a working day, at the least: messages must find a moment in it."""


class NoProgrammeYet(Refusal):
    """There is nothing to join."""

    message = N_(
        "There is no programme to join yet. Two people need none: `/mentor with @colleague`. A workspace admin can open"
        " one."
    )


class NoSuchProgramme(Refusal):
    """The programme is not one of this workspace's, or cannot be joined."""

    message = N_("This programme is not there any more, so nothing was changed. `/mentor join` shows those that are.")


class FirstStepFirst(Refusal):
    """The second step came without the first; somebody left the programme meanwhile, perhaps."""

    message = N_("You are not enrolled, so nothing was kept. Please begin again with `/mentor join`.")


class HeldOtherwise(Refusal):
    """What an owner entered is not what somebody read before they said yes to it."""

    message = N_(
        "What is held about you is not what you read, so nothing was changed. My message, or `/mentor join`, shows it"
        " as it is now: please answer there."
    )


class SomethingToTeach(Refusal):
    """Nothing on offer."""

    message = N_("Name one thing you could show somebody. Small ones count: it goes both ways here.")


class SomethingToLearn(Refusal):
    """Nothing sought."""

    message = N_("Name one thing you would like to learn. It goes both ways here.")


class NotYourOwnManager(Refusal):
    """Somebody named themselves."""

    message = N_("Pick the person you report to, or leave it empty.")


class DayTooShort(Refusal):
    """Working hours in which nothing fits."""

    message = N_("Your working hours need an hour at the least. They may run past midnight.")


class UnknownZone(Refusal):
    """A time zone that the list does not hold."""

    message = N_("Pick a time zone from the list, or leave it empty for the one Slack says.")


class UnknownCountry(Refusal):
    """A country nobody knows the holidays of."""

    message = N_("Pick a country from the list, or leave it empty.")


class FirstStep(Struct, frozen=True):
    """What the first step asks: a place, and skills as they were picked or typed."""

    wish: RoleWish
    offers: tuple[str, ...]
    seeks: tuple[str, ...]


class SecondStep(Struct, frozen=True):
    """
    What the second step asks; everything may be left as it is.

    Attributes:
        languages: ISO 639 codes, the preferred one first.
        zone: an IANA zone; Slack's when nothing.
        work_starts, work_ends: minutes after local midnight.
        country: ISO 3166 alpha-2; guessed from the zone when nothing.
        capacity: how many pairs at once, one to five.
        manager: a Slack user id.
        never: Slack user ids of those never to be paired with.
        company: whether they would be one of three.
        groups: what they tell for the audit of groups: a question's name, and the choice.
    """

    goal: str
    languages: tuple[str, ...]
    zone: str | None
    work_starts: int
    work_ends: int
    country: str | None
    capacity: int
    team: str
    manager: str | None
    never: tuple[str, ...]
    company: Company = Company.NO
    location: str = ""
    groups: tuple[tuple[str, str], ...] = ()


def tidy_skills(field: str, typed: tuple[str, ...]) -> tuple[str, ...]:
    """
    Return skills without doubled blanks, each once, in the order given.

    Raises:
        TextTooLong: one of them runs over; on the field.
    """
    seen: dict[str, str] = {}
    for each in typed:
        name = " ".join(each.split())
        must_fit(field, name, SKILL_LIMIT)
        if name:
            seen.setdefault(fold(name), name)
    return tuple(seen.values())[:MOST_SKILLS]


def fold(name: str) -> str:
    """Return a skill's name as it is compared: without case, marks or doubled blanks."""
    if name.isascii():
        return " ".join(name.casefold().split())
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    return " ".join(plain.casefold().split())


def checked_first(step: FirstStep) -> FirstStep:
    """
    Return the first step tidied.

    Raises:
        SomethingToTeach, SomethingToLearn, TextTooLong: on `offers` or `seeks`.
    """
    tidy = FirstStep(step.wish, tidy_skills("offers", step.offers), tidy_skills("seeks", step.seeks))
    if not tidy.offers:
        raise SomethingToTeach(field="offers")
    if not tidy.seeks:
        raise SomethingToLearn(field="seeks")
    return tidy


def check_second(step: SecondStep, person: Participant) -> None:
    """
    Refuse what cannot be kept.

    Args:
        person: whose enrolment it is; the zones they have already may be ones that the list does not hold.

    Raises:
        TextTooLong, UnknownZone, DayTooShort, UnknownCountry, NotYourOwnManager: on the field concerned.
    """
    must_fit("goal", step.goal, GOAL_LIMIT)
    must_fit("team", step.team, TEAM_LIMIT)
    must_fit("location", step.location, TEAM_LIMIT)
    if step.zone not in {None, person.zone, person.slack_zone} and step.zone not in zones():
        raise UnknownZone(field="zone")
    if (step.work_ends - step.work_starts) % MINUTES_A_DAY < SHORTEST_DAY:
        raise DayTooShort(field="work_ends")
    if step.country is not None and step.country not in COUNTRIES:
        raise UnknownCountry(field="country")
    if step.manager == person.slack_user_id:
        raise NotYourOwnManager(field="manager")
