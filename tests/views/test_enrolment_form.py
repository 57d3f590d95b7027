"""Whoever is in, and comes to change what they said, reads what the form is for and what it does."""

import pytest

from mentoring.enrolments.queries import FirstForm
from mentoring.states import EnrolmentState, RoleWish
from tests.scenarios.people import words
from tests.views.facts import uid
from views import enrolments
from views.reader import Reader

CHANGES = "Change what you teach or want to learn: *Next* keeps it for the next pairing"
ASKS = "pairs people who teach each other"


@pytest.mark.parametrize(
    ("standing", "said", "not_said"),
    [
        (EnrolmentState.ACTIVE, CHANGES, ASKS),
        (EnrolmentState.IMPORTED, ASKS, CHANGES),
        (EnrolmentState.DRAFT, ASKS, CHANGES),
        (None, ASKS, CHANGES),
    ],
)
def test_only_whoever_is_in_is_told_that_they_change_what_they_said(
    standing: EnrolmentState | None, said: str, not_said: str
) -> None:
    form = words(enrolments.first(Reader(), FirstForm(uid(70), "Both ways", standing, RoleWish.EITHER, (), ())))
    assert said in form
    assert not_said not in form
