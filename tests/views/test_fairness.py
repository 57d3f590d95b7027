"""What groups of people got of a draft, for somebody who never had to do with statistics."""

import pytest

from mentoring.matching import Parity, Served
from mentoring.rounds.cards import AuditPage
from tests.scenarios.people import words
from tests.views.facts import uid
from tests.views.round_surfaces import CARRIED
from views.matching import fairness
from views.reader import Reader

READER = Reader()
SERVED = Served(people=12, unmatched=0.08, mean=5_400, tenth=3_100, two_way=0.92, of_own_best=0.9)


def shown(*groups: Served, gap: int | None = None) -> str:
    named = {f"Team {number}": served for number, served in enumerate(groups)}
    return words(fairness.page(READER, AuditPage(uid(71), (Parity("team", named, 0, gap),)), CARRIED))


def test_each_figure_that_is_shown_is_told_in_a_line() -> None:
    page = shown(SERVED, SERVED)
    assert "• *Team 0*: 12 people · score 54 · 92 % both learn · 8 % have nobody" in page
    for figure in ("*Score*, from 0 to 100:", "*Both learn*:", "*Have nobody*:"):
        assert page.count(figure) == 1


def test_what_is_not_shown_is_not_explained() -> None:
    alike = Served(people=12, unmatched=None, mean=5_400, tenth=None, two_way=0.92, of_own_best=0.9)
    assert "nobody*:" not in shown(alike)
    assert "What the figures say" not in shown()
    assert "ask why" not in shown(), "there is nothing to ask about"


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (0, "All groups shown have the same score."),
        (100, "The highest and the lowest score are 1 point apart."),
        (600, "The highest and the lowest score are 6 points apart."),
    ],
)
def test_how_far_apart_groups_are_is_told_in_points(gap: int, said: str) -> None:
    assert said in shown(SERVED, SERVED, gap=gap)


@pytest.mark.parametrize("jargon", ["gini", "percentile", "parity", "mean", "median", "variance", "attribute"])
def test_no_word_of_statistics_is_needed(jargon: str) -> None:
    assert jargon not in shown(SERVED, SERVED, gap=600).lower().split()
