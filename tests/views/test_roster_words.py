"""What an owner reads before a sheet's people are brought in."""

from mentoring.roster.plan import Plan
from mentoring.roster.rules import Told, Why
from tests.views.facts import uid
from tests.views.roster_surfaces import READER
from views import roster_words


def test_where_nobody_can_be_brought_in_no_button_promises_it() -> None:
    for why, promised in ((Why.NEW, "Bring them in"), (Why.UPDATED, "Bring them in"), (Why.NOT_IN_SLACK, "Finish")):
        view = roster_words.review(READER, uid(81), "Both ways", Plan((), (Told(2, "", why),), ()))
        assert view["submit"]["text"] == promised
        assert ("They are asked" in str(view["blocks"])) == (promised == "Bring them in")
