"""What people and programs write into the cells of a sheet, and what it means; pure, and quick on hostile input."""

import re
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale

from mentoring import working_time
from mentoring.enrolments.rules import MOST_PAIRS, SHORTEST_DAY, fold
from mentoring.roster.own_names import OWN_NAMES
from mentoring.states import RoleWish
from mentoring.working_time import MINUTES_A_DAY
from models import Company

ADDRESS = re.compile(r"[^\s@<>,;:\"()]{1,64}@[^\s@<>,;:\"()]{1,190}\.[^\s@<>,;:\"().]{2,24}")
USER = re.compile(r"(?:<@)?([UW][A-Z0-9]{6,20})(?:\|[^>]{0,80})?>?")
HANDLE = re.compile(r"@([a-z0-9][a-z0-9._-]{0,79})", re.IGNORECASE)
NUMBERS = re.compile(r"\d{1,4}")
MOMENT = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?!\d)(?:[T ,]+\d{1,2}:\d{2})?")
_MONTH = "(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]{0,6}"
DAY = re.compile(rf"\d[. /-]{{0,2}}\b{_MONTH}\b|\b{_MONTH}[. /-]{{1,2}}\d")
"""A day and a month, as spreadsheets write what they took for a date."""
CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|uhr)?"
HOURS = re.compile(rf"(?:^|[^\d]){CLOCK}\s*(?:-|–|—|to|till|until|bis)\s*{CLOCK}(?:[^\d]|$)", re.IGNORECASE)
ZONE = re.compile(r"[A-Za-z]{2,20}(?:/[A-Za-z_+-]{2,30}){1,2}")
SHORT_ZONES = {
    "bst": "Europe/London",
    "cest": "Europe/Berlin",
    "cet": "Europe/Berlin",
    "mez": "Europe/Berlin",
    "mesz": "Europe/Berlin",
    "eet": "Europe/Helsinki",
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "ct": "America/Chicago",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "gmt": "Europe/London",
    "utc": "UTC",
    "wet": "Europe/Lisbon",
    "jst": "Asia/Tokyo",
    "sgt": "Asia/Singapore",
    "aest": "Australia/Sydney",
}
SENIOR = re.compile(r"senior|\bmentor(?:in|en)?\b|erfahren")
JUNIOR = re.compile(r"junior|\bmentee|\blearner|\bnachwuchs")
EITHER = re.compile(r"\bboth\b|either|egal|beide|\bany\b|don.?t mind|no preference|keine praferenz")
NO = re.compile(r"^(?:no\b|nein\b|n$|never\b|0$|false\b|falsch\b|lieber nicht|rather not|prefer not)")
GLADLY = re.compile(r"^(?:yes\b|ja\b|y$|j$|1$|true\b|wahr\b|gladly|gern|sure|love|happy)")
IF_NEEDED = re.compile(r"need|maybe|notig|notfalls|vielleicht|rather than|fine|wenn|\bok\b|ausnahm|zur not|could")
NUMBERS_IN_WORDS = {
    word: number
    for number, words in enumerate(("one eins ein eine einen", "two zwei", "three drei", "four vier", "five funf"), 1)
    for word in words.split()
}
PARTS = re.compile(r"[,;/|\n&+]|\band\b|\bund\b")


def email(cell: str) -> str | None:
    """Return the first email address in a cell, in lower case."""
    found = ADDRESS.search(cell[:400])
    return found.group().casefold() if found else None


def slack_id(cell: str) -> str | None:
    """Return the Slack user id that a cell is, as an id or as Slack's mark for a mention."""
    found = USER.fullmatch(cell.strip())
    return found.group(1) if found else None


def slack_alone(cell: str) -> bool:
    """Tell whether a cell can be little else than a Slack user id: a letter and digits are anybody's number."""
    found = slack_id(cell)
    return found is not None and ("<" in cell or not found[1:].isdigit())


def handle(cell: str) -> str | None:
    """Return the @handle that a cell is, without its mark."""
    found = HANDLE.fullmatch(cell.strip())
    return found.group(1).casefold() if found else None


def has_moment(cell: str) -> bool:
    """Tell whether a cell begins with a date."""
    return MOMENT.match(cell) is not None


def moments(cells: Sequence[str]) -> list[tuple[int, ...]]:
    """
    Return when each row was handed in, in a form that compares; (0,) where a cell tells nothing.

    Whether 3/4/2027 is in March or in April, the other rows tell; where they do not, March, as Google writes it.
    """
    numbers = [[int(each) for each in NUMBERS.findall(cell[:40])] if has_moment(cell) else [] for cell in cells]
    with_slash = [each for each, cell in zip(numbers, cells, strict=True) if each and "/" in cell[:3]]
    day_first = any(each[0] > 12 for each in with_slash)  # noqa: PLR2004 - months
    return [_moment(each, cell, day_first=day_first) for each, cell in zip(numbers, cells, strict=True)]


def _moment(numbers: list[int], cell: str, *, day_first: bool) -> tuple[int, ...]:
    if not numbers:
        return (0,)
    first, second, third = numbers[:3]
    if first > 31:  # noqa: PLR2004 - days; so it is the year
        year, month, day = first, second, third
    elif "/" in cell[:3] and not day_first:
        month, day, year = first, second, third
    else:
        day, month, year = first, second, third
    hour, *rest = [*numbers[3:6], 0, 0, 0][:3]
    text = cell[:40].casefold()
    if "pm" in text:
        hour = hour % 12 + 12
    elif "am" in text:
        hour %= 12
    return (year, month, day, hour, *rest)


def wish(cell: str) -> RoleWish | None:
    """Return the place that a cell says somebody would take; nothing where it does not say."""
    text = fold(cell)
    is_senior, is_junior = bool(SENIOR.search(text)), bool(JUNIOR.search(text))
    if EITHER.search(text) or (is_senior and is_junior):
        return RoleWish.EITHER
    if is_senior or is_junior:
        return RoleWish.SENIOR if is_senior else RoleWish.JUNIOR
    return None


def plain_wish(cell: str) -> bool:
    """Tell whether a cell is a place and little else."""
    return len(cell) <= 40 and bool(SENIOR.search(fold(cell)) or JUNIOR.search(fold(cell)))  # noqa: PLR2004 - a few words


def company(cell: str) -> Company | None:
    """Return whether somebody would be one of three; nothing where the cell does not say."""
    text = fold(cell)
    for pattern, found in ((NO, Company.NO), (IF_NEEDED, Company.IF_NEEDED), (GLADLY, Company.GLADLY)):
        if pattern.search(text):
            return found
    return None


def capacity(cell: str) -> int | None:
    """
    Return how many pairs at once somebody would take; nothing where the cell does not say, or says none.

    A date is no number: somebody wrote “1-2”, and a spreadsheet took it for the first of February.
    """
    text = fold(cell[:120])
    if has_moment(cell) or DAY.search(text):
        return None
    found = re.search(r"\d{1,3}", text)
    named = next((NUMBERS_IN_WORDS[word] for word in re.findall(r"[a-z]+", text) if word in NUMBERS_IN_WORDS), 0)
    return min(int(found.group()) if found else named, MOST_PAIRS) or None


@lru_cache(maxsize=1_024)
def hours(cell: str) -> tuple[int, int] | None:
    """Return the working day in a cell as minutes after midnight, from and to."""
    found = HOURS.search(cell[:120])
    if found is None:
        return None
    starts, ends = _minute(*found.groups()[:3]), _minute(*found.groups()[3:])
    if starts is None or ends is None:
        return None
    if not found.group(6) and ends < starts <= MINUTES_A_DAY // 2:
        # Nine to five, noon to eight.
        ends += MINUTES_A_DAY // 2
    return (starts, ends) if (ends - starts) % MINUTES_A_DAY >= SHORTEST_DAY else None


def _minute(hour: str, minute: str | None, half: str | None) -> int | None:
    value, minutes = int(hour), int(minute or 0)
    if (half or "").lower() == "pm" and value < 12:  # noqa: PLR2004 - hours
        value += 12
    elif (half or "").lower() == "am" and value == 12:  # noqa: PLR2004 - hours
        value = 0
    total = value * 60 + minutes
    return total % MINUTES_A_DAY if total <= MINUTES_A_DAY and minutes < 60 else None  # noqa: PLR2004 - minutes


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Return zones by their folded names, and by the last part of these where it is one zone's alone."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for zone_name in sorted(working_time.zones()):
        city = fold(zone_name.rsplit("/", 1)[-1].replace("_", " "))
        if city in found:
            twice.add(city)
        found[city] = zone_name
    for city in twice:
        del found[city]
    return found | {fold(each): each for each in working_time.zones()}


@lru_cache(maxsize=1_024)
def zone(cell: str) -> str | None:
    """Return the IANA zone that a cell names: itself, a big city, or one of the usual short names."""
    known = _zones()
    text = fold(cell[:120])
    named = [fold(working_time.present_name(each)) for each in ZONE.findall(cell[:120])]
    for candidate in (text, *named, *_words(text)):
        if candidate in known:
            return known[candidate]
    short = re.match(r"\(?([a-z]{2,4})\b(?![+-]\d)", text)
    return SHORT_ZONES.get(short.group(1)) if short else None


def _words(text: str) -> list[str]:
    return [" ".join(each.split()) for each in re.split(r"[,()/]", text) if each.strip()]


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    """Return the codes of languages by their English, German and own names, and by themselves."""
    english, german = Locale("en").languages, Locale("de").languages
    found: dict[str, str] = {}
    for code in map(str, english):
        if len(code) == 2 and code.isalpha():  # noqa: PLR2004 - ISO 639-1
            for name in (OWN_NAMES.get(code), german.get(code), english.get(code), code):
                if name:
                    found[fold(str(name))] = code
    return found


@lru_cache(maxsize=1_024)
def languages(cell: str) -> tuple[tuple[str, ...], bool]:
    """Return the codes of the languages in a cell, and whether all of it was understood."""
    known = _languages()
    found: list[str] = []
    is_clear = True
    for part in PARTS.split(fold(cell)):
        words = re.sub(r"\(.{0,40}?\)|[-:].{0,40}$", "", part).strip()
        if not words:
            continue
        first = words.split()[0]
        code = known.get(words) or known.get(first)
        if code:
            found.append(code)
        else:
            is_clear = False
    return tuple(dict.fromkeys(found)), is_clear
