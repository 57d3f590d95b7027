"""An owner pairs people: who may, who must not be paired, and what nobody may ever learn from it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from mentoring import home, profiles
from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.errors import Refusal
from mentoring.pairs import by_owner
from mentoring.pairs.by_owner import (
    BothPlaces,
    ConsiderPair,
    NotEnrolledTogether,
    OneOfThemYourself,
    PairByOwner,
    PairedOrAsked,
    ReportingLine,
    SomebodyIsFull,
    suggested_roles,
)
from mentoring.pairs.commands import Answer
from mentoring.pairs.rules import InvitationIsOver, NoRoomForAnother, TwoOrThree
from mentoring.participants import ChangeProfile
from mentoring.programmes import queries as programmes
from mentoring.programmes.queries import InProgramme, OnlyItsOwner, OwnersPage
from mentoring.states import PairState, Role, RoleWish
from models import Membership, NeverAgain, OutboxRow, Pair, Participant
from models.base import new_id
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import enrolled, finishes, paired


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    """Olga's programme, with four people in it."""
    found = each_cast.programme()
    enrolled(each_cast, found, "ada", "ben", "cleo", "dora")
    return found


def page(cast: Cast, programme_id: UUID, owner: str = "olga") -> OwnersPage:
    found = cast.store.do(programmes.owners_page, InProgramme(cast.actor(owner), programme_id))
    assert isinstance(found, OwnersPage)
    return found


def invitations(cast: Cast) -> int:
    return sum(row.kind == "pair_invitation" for row in cast.store.rows(OutboxRow))


def never_again(cast: Cast, one: str, other: str) -> None:
    ids = {each.slack_user_id: each.id for each in cast.store.rows(Participant)}
    with cast.store.transaction() as uow:
        uow.db.add(
            NeverAgain(
                workspace_id=cast.workspace_id,
                id=new_id(),
                participant_id=ids[cast.profile(one).user_id],
                other_id=ids[cast.profile(other).user_id],
                created_at=uow.now,
            )
        )


def leaves(cast: Cast, name: str, programme_id: UUID) -> None:
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor(name), programme_id))


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of it at one instant; return what came of each."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return act()
        except Refusal as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_both_are_asked_in_private_and_become_a_pair_when_both_accept(each_cast: Cast, programme_id: UUID) -> None:
    pair_id = paired(each_cast, programme_id, "ada", "ben")
    assert invitations(each_cast) == 2
    assert page(each_cast, programme_id).pairs[0].state is PairState.INVITED
    for name in ("ada", "ben"):
        each_cast.answer(name, pair_id)
    assert page(each_cast, programme_id).pairs[0].state is PairState.ACTIVE
    each_cast.agree(pair_id, "ada", "ben")


def test_three_may_be_paired_and_one_or_four_may_not(each_cast: Cast, programme_id: UUID) -> None:
    paired(each_cast, programme_id, "ada", "ben", "cleo")
    assert invitations(each_cast) == 3
    for names in (("ada",), ("ada", "ben", "cleo", "dora")):
        with pytest.raises(TwoOrThree):
            each_cast.store.do(
                by_owner.consider,
                ConsiderPair(each_cast.actor("olga"), tuple(each_cast.profile(name).user_id for name in names)),
            )
        if len(names) > 1:
            with pytest.raises(TwoOrThree):
                paired(each_cast, programme_id, *names)


def test_only_the_owner_pairs_and_only_people_enrolled_there(each_cast: Cast, programme_id: UUID) -> None:
    elsewhere = each_cast.programme("omar", name="Other")
    for owner, programme in (
        ("omar", programme_id),
        ("dora", programme_id),
        ("sven", programme_id),
        ("nobody", elsewhere),
    ):
        with pytest.raises(OnlyItsOwner):
            paired(each_cast, programme, "ada", "ben", owner=owner)
    with pytest.raises(NotEnrolledTogether):
        paired(each_cast, elsewhere, "ada", "ben", owner="omar")
    with pytest.raises(NotEnrolledTogether):
        paired(each_cast, programme_id, "ada", "zoe")
    named = tuple(each_cast.profile(name).user_id for name in ("ada", "ben"))
    with pytest.raises(NotEnrolledTogether):
        each_cast.store.do(by_owner.consider, ConsiderPair(each_cast.actor("omar"), named))
    with pytest.raises(OnlyItsOwner):
        each_cast.store.do(by_owner.consider, ConsiderPair(each_cast.actor("dora"), named))
    assert each_cast.store.rows(Pair) == []


def test_an_owner_does_not_pair_themselves_and_so_learns_nothing_of_a_wish_from_their_own_invitation(
    each_cast: Cast, programme_id: UUID
) -> None:
    enrolled(each_cast, programme_id, "olga")
    finishes(each_cast, "ben", programme_id, never=("olga",))
    for names in (("olga", "ada"), ("olga", "ben"), ("ada", "ben", "olga"), ("olga", "zoe"), ("olga",)):
        user_ids = tuple(each_cast.profile(name).user_id for name in names)
        with pytest.raises(OneOfThemYourself):
            each_cast.store.do(by_owner.consider, ConsiderPair(each_cast.actor("olga"), user_ids))
        with pytest.raises(OneOfThemYourself):
            paired(each_cast, programme_id, *names)
    assert each_cast.store.rows(Pair) == []


def test_both_places_must_be_taken(each_cast: Cast, programme_id: UUID) -> None:
    places = tuple((each_cast.profile(name).user_id, Role.SENIOR) for name in ("ada", "ben"))
    with pytest.raises(BothPlaces):
        each_cast.store.do(by_owner.pair, PairByOwner(each_cast.actor("olga"), programme_id, places, receipt()))


@pytest.mark.parametrize(
    ("wishes", "roles"),
    [
        ("senior junior", "senior junior"),
        ("junior senior", "junior senior"),
        ("either either", "senior junior"),
        ("either senior", "junior senior"),
        ("junior either", "junior senior"),
        ("either junior either", "senior junior junior"),
        ("senior senior", "senior senior"),
    ],
)
def test_places_are_suggested_by_wish(wishes: str, roles: str) -> None:
    assert suggested_roles([RoleWish(each) for each in wishes.split()]) == [Role(each) for each in roles.split()]


def test_nobody_is_paired_with_whom_they_report_to_however_far_up(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    enrolled(each_cast, programme_id, "ada", manager="ben")
    enrolled(each_cast, programme_id, "ben", manager="cleo")
    enrolled(each_cast, programme_id, "cleo", manager="ada")
    enrolled(each_cast, programme_id, "dora", manager="ben")
    for senior, junior in (("ada", "ben"), ("ben", "ada"), ("cleo", "dora")):
        with pytest.raises(ReportingLine):
            paired(each_cast, programme_id, senior, junior)
    assert each_cast.store.rows(Pair) == []


def test_colleagues_of_one_manager_may_be_paired(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    enrolled(each_cast, programme_id, "ada", "ben", manager="boss")
    paired(each_cast, programme_id, "ada", "ben")
    assert invitations(each_cast) == 2


def test_the_same_people_are_asked_once(each_cast: Cast, programme_id: UUID) -> None:
    paired(each_cast, programme_id, "ada", "ben")
    for names in (("ada", "ben"), ("ben", "ada")):
        with pytest.raises(PairedOrAsked):
            paired(each_cast, programme_id, *names)
    assert invitations(each_cast) == 2


def test_a_submission_brought_again_asks_nobody_twice(each_cast: Cast, programme_id: UUID) -> None:
    places = ((each_cast.profile("ada").user_id, Role.SENIOR), (each_cast.profile("ben").user_id, Role.JUNIOR))
    command = PairByOwner(each_cast.actor("olga"), programme_id, places, receipt())
    assert len({each_cast.store.do(by_owner.pair, command) for _ in range(4)}) == 1
    assert invitations(each_cast) == 2


def test_a_programmes_invitation_waits_for_the_working_hours_of_each(each_cast: Cast, programme_id: UUID) -> None:
    finishes(each_cast, "ada", programme_id, work_starts=14 * 60, work_ends=20 * 60)
    paired(each_cast, programme_id, "ada", "ben")
    now = each_cast.store.clock.now()
    due = sorted(row.due_at for row in each_cast.store.rows(OutboxRow) if row.kind == "pair_invitation")
    assert due == [now, now.replace(hour=14, minute=0)]


def test_whose_account_is_closed_is_neither_shown_nor_asked(each_cast: Cast, programme_id: UUID) -> None:
    each_cast.store.do(profiles.change, ChangeProfile("T1", replace(each_cast.profile("ben"), is_gone=True)))
    assert page(each_cast, programme_id).enrolled == 3
    assert "UBEN" not in repr(page(each_cast, programme_id))
    with pytest.raises(NotEnrolledTogether):
        paired(each_cast, programme_id, "ada", "ben")


# Room


def test_who_is_in_as_many_pairs_as_they_wanted_is_not_asked_and_cannot_accept_more(
    each_cast: Cast, programme_id: UUID
) -> None:
    first, second = paired(each_cast, programme_id, "ada", "ben"), paired(each_cast, programme_id, "ada", "cleo")
    each_cast.answer("ada", first)
    with pytest.raises(NoRoomForAnother):
        each_cast.answer("ada", second)
    with pytest.raises(SomebodyIsFull):
        paired(each_cast, programme_id, "ada", "dora")
    each_cast.answer("ada", first)
    finishes(each_cast, "ada", programme_id, capacity=2)
    each_cast.answer("ada", second)


def test_a_pair_that_came_to_nothing_takes_no_room(each_cast: Cast, programme_id: UUID) -> None:
    first = paired(each_cast, programme_id, "ada", "ben")
    each_cast.answer("ada", first)
    each_cast.answer("ben", first, Answer.DECLINE)
    each_cast.answer("ada", paired(each_cast, programme_id, "ada", "cleo"))


def test_two_acceptances_at_one_instant_do_not_overrun_what_somebody_wanted(
    each_cast: Cast, programme_id: UUID
) -> None:
    for _ in range(8):
        both = [paired(each_cast, programme_id, "ada", other) for other in ("ben", "cleo")]
        came = at_once(*[partial(each_cast.answer, "ada", pair_id) for pair_id in both])
        assert sorted(came, key=str) == [NoRoomForAnother, None]
        # Without a word of theirs: over a no they would not be asked again.
        leaves(each_cast, "ada", programme_id)
        enrolled(each_cast, programme_id, "ada")


def test_leaving_and_accepting_at_one_instant_wait_for_each_other_in_one_order(
    each_cast: Cast, programme_id: UUID
) -> None:
    for _ in range(8):
        pair_id = paired(each_cast, programme_id, "ada", "ben")
        came = at_once(
            partial(each_cast.answer, "ada", pair_id),
            partial(each_cast.answer, "ben", pair_id),
            partial(leaves, each_cast, "ada", programme_id),
        )
        assert set(came) <= {None, InvitationIsOver}
        states = {each.id: each.state for each in each_cast.store.rows(Pair)}
        assert states[pair_id] in {PairState.WITHDRAWN, PairState.ACTIVE}
        if states[pair_id] is PairState.ACTIVE:
            break
        enrolled(each_cast, programme_id, "ada")


def test_who_leaves_the_programme_is_asked_no_more(each_cast: Cast, programme_id: UUID) -> None:
    pair_id = paired(each_cast, programme_id, "ada", "ben")
    each_cast.answer("ben", pair_id)
    each_cast.store.do(enrolments.leave, LeaveProgramme(each_cast.actor("ada"), programme_id))
    with pytest.raises(InvitationIsOver):
        each_cast.answer("ada", pair_id)
    assert page(each_cast, programme_id).pairs[0].state is PairState.DECLINED, "as if somebody had said no"
    assert "UADA" not in {each.user_id for each in page(each_cast, programme_id).people}


# What nobody may learn


@pytest.mark.parametrize("entry", ["never of the first", "never of the second", "never again", "of three"])
def test_over_a_wish_never_to_be_paired_no_invitation_leaves_and_the_owner_sees_what_is_seen_without_an_answer(
    each_cast: Cast, programme_id: UUID, entry: str
) -> None:
    match entry:
        case "never of the first":
            finishes(each_cast, "ada", programme_id, never=("ben",))
        case "never of the second" | "of three":
            finishes(each_cast, "ben", programme_id, never=("ada",))
        case _:
            never_again(each_cast, "ben", "ada")
    before = invitations(each_cast)
    others = ("ben", "cleo") if entry == "of three" else ("ben",)
    pair_id = paired(each_cast, programme_id, "ada", *others)
    unanswered = paired(each_cast, programme_id, "dora", "cleo")
    assert invitations(each_cast) == before + 2
    assert [each.state for each in page(each_cast, programme_id).pairs] == [PairState.INVITED, PairState.INVITED]
    for name in ("ada", *others):
        open_here = each_cast.store.do(home.glance, each_cast.actor(name)).invitations
        assert pair_id not in {each.pair_id for each in open_here}
        with pytest.raises(InvitationIsOver):
            each_cast.answer(name, pair_id)
    for names in (("ada", *others), ("dora", "cleo")):
        with pytest.raises(PairedOrAsked):
            paired(each_cast, programme_id, *names)
    for name in ("ada", "dora"):
        each_cast.store.do(enrolments.leave, LeaveProgramme(each_cast.actor(name), programme_id))
    assert {each.state for each in page(each_cast, programme_id).pairs} == {PairState.DECLINED}
    assert {each.id for each in each_cast.store.rows(Pair)} == {pair_id, unanswered}


def test_what_may_be_said_aloud_is_said_first_so_that_no_order_of_refusals_tells_of_a_wish(
    each_cast: Cast, programme_id: UUID
) -> None:
    finishes(each_cast, "ada", programme_id, never=("ben",), manager="ben")
    with pytest.raises(ReportingLine):
        paired(each_cast, programme_id, "ada", "ben")
    finishes(each_cast, "ada", programme_id, never=("ben",))
    each_cast.answer("ada", paired(each_cast, programme_id, "ada", "cleo"))
    with pytest.raises(SomebodyIsFull):
        paired(each_cast, programme_id, "ada", "ben")


def test_a_wish_told_in_one_programme_counts_in_every_other(each_cast: Cast, programme_id: UUID) -> None:
    other = each_cast.programme(name="Second")
    enrolled(each_cast, other, "ada", "ben")
    finishes(each_cast, "ada", programme_id, never=("ben",))
    before = invitations(each_cast)
    paired(each_cast, other, "ada", "ben")
    assert invitations(each_cast) == before


def test_two_who_were_held_apart_by_a_programme_may_still_ask_each_other(each_cast: Cast, programme_id: UUID) -> None:
    """Else the answer to `/mentor with` would tell them that there is something they were not told."""
    finishes(each_cast, "ben", programme_id, never=("ada",))
    paired(each_cast, programme_id, "ada", "ben")
    before = invitations(each_cast)
    each_cast.invitation("ada", "ben")
    assert invitations(each_cast) == before
    with pytest.raises(PairedOrAsked):
        paired(each_cast, programme_id, "ada", "ben")
    finishes(each_cast, "ben", programme_id)
    each_cast.pair("ben", "ada")


def test_a_pair_held_back_has_no_place_that_anybody_accepted(each_cast: Cast, programme_id: UUID) -> None:
    finishes(each_cast, "ben", programme_id, never=("ada",))
    paired(each_cast, programme_id, "ada", "ben")
    assert {each.state.value for each in each_cast.store.rows(Membership)} == {"invited"}
    assert [each.people_key for each in each_cast.store.rows(Pair)] == [None]


def test_two_of_three_who_were_held_apart_are_other_people(each_cast: Cast, programme_id: UUID) -> None:
    finishes(each_cast, "ada", programme_id, never=("cleo",))
    paired(each_cast, programme_id, "ada", "ben", "cleo")
    before = invitations(each_cast)
    paired(each_cast, programme_id, "ada", "ben")
    assert invitations(each_cast) == before + 2
