"""A silent wish not to be paired again: nobody is told, not even by what does not happen."""

from uuid import UUID

import pytest

from mentoring import home
from mentoring.errors import NotInThisPair
from mentoring.home import HomeCard
from mentoring.pairs import commands as pairs
from mentoring.pairs import not_again
from mentoring.pairs.commands import LeavePair, WithdrawInvitation
from mentoring.pairs.not_again import NotAgain
from mentoring.pairs.rules import AlreadyPaired, AskedLately, InvitationIsOver, YouSaidNotAgain
from models import AuditEntry, NeverAgain, OutboxRow, Pair, PairState
from tests.factories.cast import Cast, receipt


def ended(cast: Cast) -> UUID:
    """Ada and Ben were a pair; Ben left."""
    pair_id = cast.pair("ada", "ben")
    cast.store.do(pairs.leave, LeavePair(cast.actor("ben"), pair_id, receipt()))
    return pair_id


def about(cast: Cast, name: str, pair_id: UUID) -> NotAgain:
    """What `name` would wish about the other of an ended pair."""
    [other] = [one for each in glance(cast, name).ended if each.pair_id == pair_id for one in each.others]
    return NotAgain(cast.actor(name), pair_id, other.membership_id, receipt())


def glance(cast: Cast, name: str) -> HomeCard:
    return cast.store.do(home.glance, cast.actor(name))


def said(cast: Cast) -> int:
    return len([row for row in cast.store.rows(OutboxRow) if row.kind == "pair_invitation"])


def test_the_asker_sees_what_they_would_see_if_nobody_answered_and_no_invitation_leaves(each_cast: Cast) -> None:
    pair_id = ended(each_cast)
    for _ in range(2):
        each_cast.store.do(not_again.wish, about(each_cast, "ben", pair_id))
    before = said(each_cast)
    silent = each_cast.invitation("ada", "ben")
    assert said(each_cast) == before
    unanswered = each_cast.invitation("ada", "cleo")
    [first, second] = glance(each_cast, "ada").invitations
    assert (first.pair_id, second.pair_id) == (silent, unanswered)
    assert (first.awaits_me, first.mine) == (second.awaits_me, second.mine) == (False, True)
    assert [each.state for each in (first.me, *first.others)] == [each.state for each in (second.me, *second.others)]
    assert glance(each_cast, "ben").invitations == ()
    for other in ("ben", "cleo"):
        with pytest.raises(AlreadyPaired):
            each_cast.invitation("ada", other)
    for each in (silent, unanswered):
        each_cast.store.do(pairs.withdraw, WithdrawInvitation(each_cast.actor("ada"), each))
    for other in ("ben", "cleo"):
        with pytest.raises(AskedLately):
            each_cast.invitation("ada", other)


def test_it_cannot_be_accepted_and_whoever_it_never_reached_takes_nothing_back(each_cast: Cast) -> None:
    pair_id = ended(each_cast)
    each_cast.store.do(not_again.wish, about(each_cast, "ben", pair_id))
    silent = each_cast.invitation("ada", "ben")
    with pytest.raises(InvitationIsOver):
        each_cast.answer("ben", silent)
    with pytest.raises(NotInThisPair):
        each_cast.store.do(pairs.withdraw, WithdrawInvitation(each_cast.actor("ben"), silent))


def test_only_its_author_sees_the_wish_and_it_stands_in_no_trail(each_cast: Cast) -> None:
    pair_id = ended(each_cast)
    trail = len(each_cast.store.rows(AuditEntry))
    before = repr(glance(each_cast, "ada"))
    wish = about(each_cast, "ben", pair_id)
    each_cast.store.do(not_again.wish, wish)
    assert glance(each_cast, "ben").ended[0].not_again == {wish.membership_id}
    assert repr(glance(each_cast, "ada")) == before
    assert len(each_cast.store.rows(AuditEntry)) == trail


def test_taken_back_all_is_as_before_and_ones_own_wish_stands_in_ones_own_way(each_cast: Cast) -> None:
    pair_id = ended(each_cast)
    each_cast.store.do(not_again.wish, about(each_cast, "ben", pair_id))
    held = each_cast.invitation("ada", "ben")
    with pytest.raises(YouSaidNotAgain):
        each_cast.invitation("ben", "ada")
    for _ in range(2):
        each_cast.store.do(not_again.take_back, about(each_cast, "ben", pair_id))
    assert each_cast.store.rows(NeverAgain) == []
    before = said(each_cast)
    anew = each_cast.invitation("ben", "ada")
    assert said(each_cast) == before + 1
    assert {each.id: each.state for each in each_cast.store.rows(Pair)}[held] is PairState.WITHDRAWN
    each_cast.answer("ada", anew)


def test_a_click_delivered_again_after_its_opposite_changes_nothing(each_cast: Cast) -> None:
    pair_id = ended(each_cast)
    wish, back, once_more = (about(each_cast, "ben", pair_id) for _ in range(3))
    each_cast.store.do(not_again.wish, wish)
    each_cast.store.do(not_again.take_back, back)
    each_cast.store.do(not_again.wish, wish)
    assert each_cast.store.rows(NeverAgain) == []
    each_cast.store.do(not_again.wish, once_more)
    each_cast.store.do(not_again.take_back, back)
    assert len(each_cast.store.rows(NeverAgain)) == 1


def test_a_stranger_wishes_nothing_and_nobody_about_a_pair_under_way(each_cast: Cast) -> None:
    pair_id = ended(each_cast)
    wish = about(each_cast, "ben", pair_id)
    under_way = each_cast.pair("ada", "cleo")
    for way in (not_again.wish, not_again.take_back):
        for command in (
            NotAgain(each_cast.actor("eve"), pair_id, wish.membership_id, receipt()),
            NotAgain(each_cast.actor("ada"), under_way, wish.membership_id, receipt()),
            NotAgain(each_cast.actor("ada"), pair_id, wish.membership_id, receipt()),
            NotAgain(each_cast.actor("ben"), pair_id, pair_id, receipt()),
        ):
            with pytest.raises(NotInThisPair):
                each_cast.store.do(way, command)
