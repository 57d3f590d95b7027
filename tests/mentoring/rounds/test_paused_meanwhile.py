"""Somebody pauses whose pair an owner has decided on already: the round is drafted further all the same."""

from datetime import timedelta

import pytest

from mentoring import breaks
from mentoring.breaks import Pause
from mentoring.rounds.rules import Edit
from mentoring.states import RoleWish
from tests.factories.cast import Cast
from tests.mentoring.rounds.desk import drafted, edits, line, pairs_of
from tests.mentoring.rounds.test_edits import joins, partner


@pytest.mark.parametrize("edit", [Edit.PIN, Edit.APPROVE])
@pytest.mark.parametrize("who", ["ada", "cleo"])
def test_who_pauses_while_their_pair_is_settled_stays_in_the_next_draft(cast: Cast, edit: Edit, who: str) -> None:
    programme_id = cast.programme()
    # As many in one place as its group is told of.
    joins(cast, programme_id, RoleWish.SENIOR, "ada", "ben", "gil", location="Porto")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora", "emil", location="Porto")
    there = drafted(cast, programme_id)
    other = partner(there, who)
    edits(cast, there, edit, line(there, who))
    cast.store.do(breaks.pause, Pause(cast.actor(who), cast.store.clock.now().date() + timedelta(days=9)))
    assert {who, other} in [set(each) for each in pairs_of(drafted(cast, programme_id))]
