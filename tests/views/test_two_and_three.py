"""Two people are spoken to as two and three as three, and people are joined as a sentence joins them."""

import re
from datetime import UTC, datetime

import pytest

from tests.views import gallery
from tests.views.facts import MOMENT, WORLDS, World, members
from views import kit
from views.reader import Reader

TO_THREE = re.compile(r"\b(you all|all of you|have all|all have|we all|everybody)\b", re.IGNORECASE)
TO_TWO = re.compile(r"\b(you both|both of you|have both|we both|either of)\b", re.IGNORECASE)
ASKS_ONE_COLLEAGUE = "start a pair"
"""This form only ever makes two people a pair, whoever reads it."""

PLAIN, TRIAD = WORLDS[0], WORLDS[2]


@pytest.mark.parametrize(("world", "wrong"), [(PLAIN, TO_THREE), (TRIAD, TO_TWO)], ids=["two", "three"])
def test_nobody_says_you_all_to_two_or_you_both_to_three(world: World, wrong: re.Pattern[str]) -> None:
    shown = [
        (surface.name, text["text"])
        for surface in gallery.every_surface()
        if surface.name.startswith(f"{world.name}: ") and ASKS_ONE_COLLEAGUE not in surface.name
        for text in gallery.texts_of(surface)
    ]
    assert len(shown) > 100
    assert [each for each in shown if wrong.search(each[1])] == []


def test_people_are_joined_as_in_a_sentence() -> None:
    one, two, three = members(TRIAD)
    reader = Reader("en-US")
    assert kit.mentions(reader, [one]) == "<@U0ABCDEF>"
    assert kit.mentions(reader, [one, two]) == "<@U0ABCDEF> and <@U1ABCDEF>"
    assert kit.mentions(reader, [one, two, three]) == "<@U0ABCDEF>, <@U1ABCDEF> and <@U2ABCDEF>"
    assert kit.you_and(reader, [two]) == "You and <@U1ABCDEF>"
    assert kit.you_and(reader, [two, three]) == "You, <@U1ABCDEF> and <@U2ABCDEF>"


def test_a_language_without_texts_of_its_own_is_joined_in_english_too() -> None:
    assert Reader("pt-BR").listed(["A", "B", "C"]) == "A, B and C"


def test_dates_name_the_day_of_the_week() -> None:
    tuesday = datetime(2026, 11, 24, 10, tzinfo=UTC)
    # {date_long} and its pretty form are the only tokens of Slack's that hold the weekday.
    assert Reader().moment(tuesday).endswith("^{date_long_pretty} at {time}|Tue 24 Nov 2026, 10:00 UTC>")
    assert Reader().day(tuesday).endswith("^{date_long_pretty}|Tue 24 Nov 2026>")
    assert Reader().calendar_day(MOMENT.date()) == "Mon 2 Mar 2026"
