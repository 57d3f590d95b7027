"""Those left over: words are explained where they stand, and what would help has its way beside it."""

import pytest

from mentoring.matching import Rule
from mentoring.rounds.cards import Leftover, LeftoverPage, WouldHelp
from mentoring.states import RoleWish
from tests.scenarios.people import buttons, words
from tests.views.facts import World, uid
from tests.views.round_surfaces import CARRIED, person
from views import roster
from views.matching import acts, leftover
from views.reader import Reader

READER = Reader()
HERE = World("a team", "Prompting", 2)
MEANS = "“Not available” is one number"


def page(*removed: Rule, in_the_way: Rule | None = None, help_wanted: tuple[WouldHelp, ...] = ()) -> LeftoverPage:
    people = tuple(
        Leftover(person(HERE, number), RoleWish.JUNIOR, {rule: 2}, 0, 0, 0) for number, rule in enumerate(removed)
    )
    return LeftoverPage(uid(71), people, len(people), 0, 1, help_wanted, in_the_way)


@pytest.mark.parametrize(
    ("removed", "is_explained"),
    [((Rule.TEAM,), False), ((Rule.NOT_AVAILABLE,), True), ((Rule.TEAM, Rule.NOT_AVAILABLE), True), ((), False)],
)
def test_only_a_reason_that_is_on_the_page_is_explained(removed: tuple[Rule, ...], is_explained: bool) -> None:
    assert (MEANS in words(leftover.page(READER, page(*removed), CARRIED))) is is_explained


def test_what_would_help_has_its_way_beside_it() -> None:
    more = WouldHelp(RoleWish.SENIOR, 2, "Prompting", ())
    for in_the_way, wanted, ways in (
        (None, (), []),
        (Rule.TEAM, (), [acts.RULES]),
        (None, (more,), [roster.OPEN]),
        (Rule.TEAM, (more,), [acts.RULES, roster.OPEN]),
    ):
        shown = leftover.page(READER, page(Rule.TEAM, in_the_way=in_the_way, help_wanted=wanted), CARRIED)
        assert buttons(shown) == ways
        assert shown["close"]["text"] == "Back to the draft"


def test_where_nobody_is_left_over_nobody_is_said_to_be_told() -> None:
    shown = words(leftover.page(READER, page(), CARRIED))
    assert "Nobody is left over" in shown
    assert "is told when you send" not in shown
