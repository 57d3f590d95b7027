"""What a desk says of its people and pairs, in one and in many."""

import pytest
from msgspec.structs import replace

from mentoring.rounds.cards import Counts
from tests.scenarios.people import buttons, words
from tests.views.facts import World
from tests.views.round_surfaces import drafted
from views.matching import acts, desk, waiting
from views.matching.words import figures
from views.reader import Reader

READER = Reader()
HERE = World("a team", "Prompting", 2)
NOBODY = Counts(0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("people", "in_pairs", "said"),
    [
        (24, 0, "24 people to pair"),
        (24, 4, "24 people: 20 to pair, 4 paired or invited"),
        (3, 2, "3 people: 1 to pair, 2 paired or invited"),
        (24, 24, "24 people, all paired or invited already"),
        (1, 0, "1 person to pair"),
        (1, 1, "1 person, paired or invited already"),
    ],
)
def test_who_is_to_be_paired_is_told_apart_from_who_has_somebody(people: int, in_pairs: int, said: str) -> None:
    there = replace(drafted(HERE), people=people, in_pairs=in_pairs)
    assert figures(READER, there).splitlines()[0] == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (NOBODY, "0 new pairs · nobody left over"),
        (replace(NOBODY, unflagged=1, nobody=1), "1 new pair · 1 has nobody"),
        (replace(NOBODY, flagged=1, approved=8), "9 new pairs · nobody left over · 1 needs a look · 8 approved"),
        (replace(NOBODY, flagged=2, nobody=3), "2 new pairs · 3 have nobody · 2 need a look"),
    ],
)
def test_what_came_of_a_draft_is_told_apart_from_pairs_of_before(counts: Counts, said: str) -> None:
    there = replace(drafted(HERE), counts=counts)
    assert figures(READER, there).splitlines()[1:] == [said]


def test_where_everybody_has_somebody_no_draft_is_offered() -> None:
    there = replace(drafted(HERE), round_id=None, state=None, people=4, in_pairs=2)
    assert acts.DRAFT in buttons(desk.page(READER, there))
    page = desk.page(READER, replace(there, in_pairs=4))
    assert acts.DRAFT not in buttons(page)
    assert "There is nobody to pair now" in words(page)


def test_a_draft_of_nobody_does_not_send_its_owner_to_those_left_over() -> None:
    there = replace(drafted(HERE), proposals=(), counts=NOBODY)
    page = words(desk.page(READER, there))
    assert "“Left over”" not in page
    assert "There was nobody to pair when this was drafted" in page
    assert "“Left over” says why" in words(desk.page(READER, replace(there, counts=replace(NOBODY, nobody=2))))


@pytest.mark.parametrize(("to_pair", "said"), [(1, "1 person is being paired"), (24, "24 people are being paired")])
def test_while_a_draft_is_made_only_those_to_be_paired_are_counted(to_pair: int, said: str) -> None:
    there = drafted(HERE)
    assert said in words(waiting.drafting(READER, there.programme_id, to_pair))
    assert said in words(waiting.under_way(READER, there.programme_id, to_pair))
