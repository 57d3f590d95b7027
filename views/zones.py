"""Time zones as people know them: by a city and its country, found by typing either."""

import re
from collections.abc import Collection
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location, get_timezone_name
from msgspec import Struct

from mentoring import working_time
from mentoring.enrolments.rules import fold
from views.kit import Block, option
from views.reader import Reader

SHOWN = 100
"""What a menu holds."""
_WORD = re.compile(r"[^\W_]+")


class _Zone(Struct, frozen=True):
    """
    One zone, as one language names it.

    Attributes:
        label: its city and country, whose words are `names`.
        time: what its clock is called, such as “Western European Time”, where that says more than the label.
        words: all by which it is found.
    """

    key: str
    label: str
    time: str | None
    names: frozenset[str]
    words: frozenset[str]


def label(reader: Reader, zone: str) -> str:
    """Return what a zone is called: “Lisbon, Portugal”. One in which nobody lives keeps its technical name."""
    known = _zones(reader.conventions).get(working_time.present_name(zone))
    return known.label if known else zone.replace("_", " ")


def found(reader: Reader, typed: str, first: str | None) -> list[Block]:
    """
    Return the options under the field for a time zone: those with words that begin like each of those typed.

    Args:
        first: the zone that leads the list while nothing is typed.
    """
    wanted = _words(typed)
    leader = working_time.present_name(first) if first else None

    def rank(zone: _Zone) -> tuple[bool, int, bool]:
        # Whole words first, then what its label shows.
        return (not wanted and zone.key != leader, -len(wanted & zone.words), not _begin(wanted, zone.names))

    matching = [zone for zone in _zones(reader.conventions).values() if _begin(wanted, zone.words)]
    return [option(zone.label, zone.key, zone.time).to_dict() for zone in sorted(matching, key=rank)[:SHOWN]]


def _begin(wanted: Collection[str], words: Collection[str]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in wanted)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


@lru_cache(maxsize=16)
def _zones(language: Locale) -> dict[str, _Zone]:
    """Return the zones by their keys, in the order of the language's alphabet."""
    named = [_named(key, language) for key in working_time.zones()]
    return {zone.key: zone for zone in sorted(named, key=lambda zone: fold(zone.label))}


def _named(key: str, language: Locale) -> _Zone:
    # CLDR has no name of its own for some cities; their path is in the technical name.
    city = get_timezone_location(key, locale=language, return_city=True).rpartition("/")[2]
    code = working_time.country_of(key)
    country = language.territories.get(code) if code else None
    name = city if country in {None, city} else f"{city}, {country}"
    time = get_timezone_name(ZoneInfo(key), locale=language)
    is_told = time == get_timezone_location(key, locale=language)
    names = _words(name)
    return _Zone(key, name, None if is_told else time, names, names | _words(f"{key} {time} {code} {_former(key)}"))


def _former(key: str) -> str:
    """Return the names a zone once had: people may still look for Calcutta."""
    return " ".join(former for former, present in get_global("zone_aliases").items() if present == key)
