"""What an owner reads before a sheet's people are brought in."""

import re

import pytest

from mentoring.roster.plan import Plan
from mentoring.roster.rules import Remark, Told, Why
from tests.scenarios.people import buttons, words
from tests.views.facts import uid
from tests.views.roster_surfaces import READER
from views import roster_rows, roster_words
from views.roster_rows import A_PAGE, FEW


def test_where_nobody_can_be_brought_in_no_button_promises_it() -> None:
    for why, promised in ((Why.NEW, "Bring them in"), (Why.UPDATED, "Bring them in"), (Why.NOT_IN_SLACK, "Finish")):
        view = roster_words.review(READER, uid(81), "Both ways", Plan((), (Told(2, "", why),), ()))
        assert view["submit"]["text"] == promised
        assert ("They are asked" in str(view["blocks"])) == (promised == "Bring them in")


def sheet_of(refused: int, noted: int) -> Plan:
    """The last rows are those that cannot be taken."""
    taken = [Told(2 + n, f"<Ivy {n}>", Why.NEW, remarks=((Remark.ZONE_UNCLEAR, 0),)) for n in range(noted)]
    not_taken = [Told(2 + noted + n, f"Jon {n}", Why.NOT_IN_SLACK) for n in range(refused)]
    return Plan((), (*taken, Told(1_000, "Mia", Why.UPDATED), *not_taken), ())


def rows_in(said: str) -> list[int]:
    return [int(each) for each in re.findall(r"Row (\d+)", said)]


@pytest.mark.parametrize(("refused", "noted"), [(0, 0), (2, 1), (FEW, FEW), (FEW + 1, 0), (0, FEW + 1), (70, 70)])
def test_before_anybody_is_in_an_owner_reads_which_rows_they_may_want_to_mend(refused: int, noted: int) -> None:
    view = roster_words.review(READER, uid(81), "Both ways", sheet_of(refused, noted))
    said = words(view)
    assert ("Row 1000" in said, "takes this one’s place" in said) == (False, refused + noted > 0)
    few = [*range(2 + noted, 2 + noted + min(refused, FEW)), *range(2, 2 + min(noted, FEW))]
    assert rows_in(said) == few
    assert ("Jon 0: Nobody in this Slack has this address or id." in said) is (refused > 0)
    assert ("&lt;Ivy 0&gt;: The time zone is unclear; Slack’s counts." in said) is (noted > 0)
    assert (roster_rows.OPEN in buttons(view)) is (max(refused, noted) > FEW)


@pytest.mark.parametrize(("refused", "noted"), [(1, 0), (A_PAGE, 0), (A_PAGE - 1, 2), (A_PAGE + 1, A_PAGE), (0, 0)])
def test_page_by_page_each_of_these_rows_is_there_once(refused: int, noted: int) -> None:
    plan = sheet_of(refused, noted)
    pages = [roster_rows.page(READER, uid(81), plan.report, number) for number in range(5)]
    told, last = [], max(0, -(-(refused + noted) // A_PAGE) - 1)
    for each in pages[: last + 1]:
        told += rows_in(words(each))
    assert told == [*range(2 + noted, 2 + noted + refused), *range(2, 2 + noted)]
    assert words(pages[4]) == words(pages[last]), "a page that is not there any more"
