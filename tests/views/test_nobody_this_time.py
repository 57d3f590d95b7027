"""Whom a round leaves over reads what a button is for, and is called to it only where it would have helped."""

import pytest

from mentoring.matching import Rule
from mentoring.rounds.notices import NobodyThisTime
from tests.scenarios.people import words
from tests.views.facts import uid
from views import notices
from views.reader import Reader

IF_YOU_LIKE = "*If you like*, name one more thing"
OFTEN_ENOUGH = "One more thing you could teach, or learn, is often enough."


@pytest.mark.parametrize(
    ("mainly", "competing", "hint", "is_called"),
    [
        (None, 0, IF_YOU_LIKE, False),
        (Rule.TEAM, 0, IF_YOU_LIKE, False),
        (Rule.REPORTING_LINE, 0, IF_YOU_LIKE, False),
        (Rule.PAST_PAIR, 0, IF_YOU_LIKE, False),
        (None, 7, OFTEN_ENOUGH, True),
        (Rule.NOTHING_TO_TEACH, 0, OFTEN_ENOUGH, True),
        (Rule.HOURS, 0, "An hour earlier or later", True),
        (Rule.LANGUAGE, 0, "Another language", True),
    ],
)
def test_a_button_is_told_of_before_it_stands_there(
    mainly: Rule | None, competing: int, hint: str, is_called: bool
) -> None:
    shown = notices.render(Reader(), NobodyThisTime(uid(1), "Both ways", mainly, competing, 5))
    *_, before, row = shown.blocks
    assert hint in words(before)
    [there] = row["elements"]
    assert (there.get("style") == "primary") is is_called
