"""Whatever the programme, nobody is paired against a rule, nobody is overloaded and nobody is forgotten."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from mentoring.matching import Company, Draft, Pair, PinRefused, Round, Rule, Rules, Side, Survey, propose
from mentoring.matching.rules import (
    LIFTABLE,
    PIN_REFUSALS,
    PinnedAgain,
    PinnedAndForbidden,
    PinnedBeyondCapacity,
    PinnedElsewhere,
    PinnedInOneLine,
    PinnedInOneTeam,
    PinnedWithoutHours,
    PinnedWithoutLanguage,
)
from tests.mentoring.matching.oracle import Oracle
from tests.mentoring.matching.worlds import DICE, Dice, programme


def who(name: str, side: Side = Side.SENIOR, **more: Any) -> Survey:
    """Somebody who could teach anybody here, and learn from them."""
    plain = Survey(name, side, frozenset({"sql", "budgeting"}), frozenset({"sql", "budgeting"}))
    return replace(plain, **more)


def ann(**more: Any) -> Survey:
    return replace(who("ann"), **more)


def ben(**more: Any) -> Survey:
    return replace(who("ben", Side.JUNIOR), **more)


def pairs_of(draft: Draft) -> set[Pair]:
    return {each.pair for each in draft.proposals}


def ends_of(asked: Round, draft: Draft) -> Counter[str]:
    """In how many of the three ends each person is: in pairs (one end, however many), a triad, or left over."""
    known = {each.id for each in asked.surveys}
    paired = {person for pair in (*pairs_of(draft), *draft.continuing) for person in (pair.senior, pair.junior)} & known
    return Counter([*paired, *(each.joins for each in draft.triads), *(each.person for each in draft.unmatched)])


@settings(max_examples=80, deadline=None)
@given(DICE)
def test_nobody_is_paired_against_a_rule_or_overloaded_or_forgotten(dice: Random) -> None:
    asked = programme(dice, dice.randint(0, 8), dice.randint(0, 8), either=dice.randint(0, 4), places=3)
    oracle = Oracle(asked)
    draft = propose(asked, pricing_rounds=2)
    for each in draft.proposals:
        assert oracle.may(oracle.by_id[each.pair.senior], oracle.by_id[each.pair.junior])
    taken = Counter(person for pair in pairs_of(draft) for person in (pair.senior, pair.junior))
    assert all(count <= oracle.by_id[person].capacity for person, count in taken.items())
    on_both_sides = {each.senior for each in pairs_of(draft)} & {each.junior for each in pairs_of(draft)}
    assert on_both_sides == set()
    assert ends_of(asked, draft) == Counter(each.id for each in asked.surveys if each.takes_part)
    assert draft.summary.matched == draft.summary.people - len(draft.unmatched)
    assert draft.certificate is not None
    assert draft.certificate.share == 1
    assert draft.certificate.most_matched


@settings(max_examples=30, deadline=None)
@given(DICE)
def test_pairs_under_way_and_pins_are_kept(dice: Random) -> None:
    asked = programme(dice, 6, 6, either=2, places=3)
    free = propose(asked)
    if len(free.proposals) < 2:
        return
    pinned, going_on = dice.sample([each.pair for each in free.proposals], 2)
    again = replace(asked, must=(pinned,), continuing=(going_on, Pair("gone", "away")))
    draft = propose(again)
    assert pinned in pairs_of(draft)
    assert [each.pair for each in draft.proposals if each.pinned] == [pinned]
    assert set(draft.continuing) == {going_on, Pair("gone", "away")}
    assert not pairs_of(draft) & set(draft.continuing)
    assert ends_of(again, draft) == Counter(each.id for each in asked.surveys if each.takes_part)
    everything = Counter(p for pair in (*pairs_of(draft), *draft.continuing) for p in (pair.senior, pair.junior))
    by_id = Oracle(asked).by_id
    assert all(count <= by_id[person].capacity for person, count in everything.items() if person in taken_by(draft))


def taken_by(draft: Draft) -> set[str]:
    return {person for pair in pairs_of(draft) for person in (pair.senior, pair.junior)}


def test_never_entries_and_reporting_lines_hold_as_read_anew_from_the_surveys() -> None:
    """A thousand programmes are drafted and sent in `tests/mentoring/rounds/test_nobody_learns.py`."""
    for number in range(200):
        asked = programme(Dice(number), 5, 5, either=2, places=2)
        oracle = Oracle(asked)
        draft = propose(asked)
        groups = [(each.pair.senior, each.pair.junior) for each in draft.proposals]
        groups += [
            pair for each in draft.triads for pair in ((each.pair.senior, each.joins), (each.pair.junior, each.joins))
        ]
        for one, other in groups:
            assert other not in oracle.above(one)
            assert one not in oracle.above(other)
            assert other not in oracle.by_id[one].never | oracle.by_id[one].declined
            assert one not in oracle.by_id[other].never | oracle.by_id[other].declined


@settings(max_examples=30, deadline=None)
@given(DICE)
def test_a_never_entry_cannot_be_told_from_a_private_decline(dice: Random) -> None:
    asked = programme(dice, 6, 6, either=2)
    swapped = [replace(each, never=each.declined, declined=each.never) for each in asked.surveys]
    assert repr(propose(replace(asked, surveys=swapped))) == repr(propose(asked))
    as_declines = [replace(each, never=frozenset(), declined=each.declined | each.never) for each in asked.surveys]
    assert repr(propose(replace(asked, surveys=as_declines))) == repr(propose(asked))


@pytest.mark.parametrize("wish", ["never", "declined"])
def test_a_pin_over_a_private_wish_looks_like_any_other_and_will_not_form(wish: str) -> None:
    others = [who("cat"), who("dan", Side.JUNIOR)]
    must = (Pair("ann", "ben"),)
    plain = propose(Round([ann(), ben(), *others], must=must))
    private = propose(Round([ann(), ben(**{wish: frozenset({"ann"})}), *others], must=must))
    assert private.will_not_form == {Pair("ann", "ben")}
    assert plain.will_not_form == frozenset()
    assert repr(replace(private, will_not_form=frozenset())) == repr(plain)


def test_a_triad_of_which_one_junior_never_wants_the_other_will_not_form_and_looks_like_any_other() -> None:
    both = (Pair("ann", "ben"), Pair("ann", "cat"))
    pool = [ann(company=Company.GLADLY), ben(company=Company.GLADLY), who("cat", Side.JUNIOR, company=Company.GLADLY)]
    asked = Round(pool, must=both, triads=[("ann", "ben", "cat")])
    plain = propose(asked)
    private = propose(replace(asked, surveys=[*pool[:2], replace(pool[2], never=frozenset({"ben"}))]))
    assert plain.will_not_form == frozenset()
    assert private.will_not_form == set(both)
    assert repr(replace(private, will_not_form=frozenset())) == repr(plain)


def test_a_pin_on_somebody_who_pauses_will_not_form_either() -> None:
    draft = propose(Round([ann(), ben(takes_part=False)], must=(Pair("ann", "ben"),)))
    assert draft.will_not_form == pairs_of(draft) == {Pair("ann", "ben")}


@pytest.mark.parametrize("lifted", [frozenset[Rule](), LIFTABLE])
@pytest.mark.parametrize("why", ["elsewhere", "not_formed"])
def test_who_were_asked_before_count_as_not_available_whatever_is_lifted(why: str, lifted: frozenset[Rule]) -> None:
    asked = replace(Round([ann(), ben()], Rules(lifted=lifted)), **{why: (Pair("ben", "ann"),)})
    draft = propose(asked)
    assert draft.proposals == ()
    assert [each.removed for each in draft.unmatched] == [{Rule.NOT_AVAILABLE: 1}, {Rule.NOT_AVAILABLE: 1}]


def test_who_did_not_become_a_pair_may_be_pinned() -> None:
    draft = propose(Round([ann(), ben()], not_formed=(Pair("ann", "ben"),), must=(Pair("ann", "ben"),)))
    assert pairs_of(draft) == {Pair("ann", "ben")}


LINE = {"managers": ("mid",)}


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (Round([ann(managers=("ben",)), ben()]), PinnedInOneLine),
        (Round([ann(), ben(**LINE)], reports=[("mid", "ann")]), PinnedInOneLine),
        (Round([ann(**LINE), ben()], reports=[("mid", "top"), ("top", "ben")]), PinnedInOneLine),
        (Round([ann(team="a"), ben(team="a")]), PinnedInOneTeam),
        (Round([ann(), ben()], forbidden=(Pair("ben", "ann"),)), PinnedAndForbidden),
        (Round([ann(), ben()], past=(Pair("ben", "ann"),)), PinnedAgain),
        (Round([ann(), ben()], elsewhere=(Pair("ben", "ann"),)), PinnedElsewhere),
        (
            Round([ann(), ben(never=frozenset({"ann"}))], Rules(lifted=LIFTABLE), elsewhere=(Pair("ben", "ann"),)),
            PinnedElsewhere,
        ),
        (Round([ann(), ben()], past=(Pair("ann", "ben"),), elsewhere=(Pair("ann", "ben"),)), PinnedAgain),
        (Round([ann(languages=("de",)), ben(languages=("en",))]), PinnedWithoutLanguage),
        (Round([ann(zone="Asia/Tokyo"), ben(zone="Europe/London")]), PinnedWithoutHours),
        (Round([ann(), ben()], continuing=(Pair("ann", "cat"),)), PinnedBeyondCapacity),
        (Round([ann(), ben(), who("cat", Side.JUNIOR)], must=(Pair("ann", "cat"),)), PinnedBeyondCapacity),
        (Round([ann(side=Side.JUNIOR), ben()]), PinRefused),
        (Round([ann()]), PinRefused),
        (Round([ann(), ben()], must=(Pair("ben", "ann"),)), PinRefused),
        (
            Round([ann(side=Side.EITHER, capacity=2), ben(side=Side.EITHER, capacity=2)], must=(Pair("ben", "ann"),)),
            PinRefused,
        ),
    ],
)
def test_a_pin_against_a_rule_is_refused_and_the_rule_named(asked: Round, refusal: type[PinRefused]) -> None:
    with pytest.raises(PinRefused) as refused:
        propose(replace(asked, must=(*asked.must, Pair("ann", "ben"))))
    assert type(refused.value) is refusal
    assert {"ann", "ben", "cat"} >= set(refused.value.facts.values())
    assert set(refused.value.facts) == {"senior", "junior"}


@pytest.mark.parametrize("refusal", [PinRefused, PinnedElsewhere, *PIN_REFUSALS.values()])
def test_a_refusal_fits_a_pin_a_swap_and_somebody_who_joins(refusal: type[PinRefused]) -> None:
    assert refusal.message.startswith("These two cannot be together: ")
    assert "pin" not in refusal.message.lower(), "nothing need have been pinned"
    assert len(refusal.message) <= 150


def test_what_is_private_is_no_way_around_what_all_may_know() -> None:
    """Were a pin accepted because somebody privately said no, the acceptance would tell."""
    asked = Round([ann(team="a"), ben(team="a", never=frozenset({"ann"}))], must=(Pair("ann", "ben"),))
    with pytest.raises(PinnedInOneTeam):
        propose(asked)


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        (Rule.TEAM, Round([ann(team="a"), ben(team="a")])),
        (Rule.PAST_PAIR, Round([ann(), ben()], past=(Pair("ann", "ben"),))),
        (Rule.LANGUAGE, Round([ann(languages=("de",)), ben(languages=("en",))])),
        (Rule.HOURS, Round([ann(zone="Asia/Tokyo"), ben(zone="Europe/London")])),
        (Rule.NOTHING_TO_TEACH, Round([ann(offers=frozenset()), ben(offers=frozenset())])),
    ],
)
def test_an_owner_may_lift_a_rule(rule: Rule, asked: Round) -> None:
    draft = propose(asked)
    assert draft.proposals == ()
    assert [each.removed for each in draft.unmatched] == [{rule: 1}, {rule: 1}]
    lifted = propose(replace(asked, rules=Rules(lifted=frozenset({rule}))))
    assert pairs_of(lifted) == {Pair("ann", "ben")}


def test_nobody_lifts_reporting_lines_or_what_people_said_in_private() -> None:
    for rule in (Rule.REPORTING_LINE, Rule.NOT_AVAILABLE, Rule.FORBIDDEN, Rule.NO_PLACE):
        with pytest.raises(ValueError, match="always hold"):
            Rules(lifted=frozenset({rule}))


def test_a_pool_that_cannot_be_meant_is_refused() -> None:
    for surveys in ([ann(), ann()], [ann(capacity=0)], [ann(missed=-1)]):
        with pytest.raises(ValueError, match=r"pool|capacity"):
            propose(Round(surveys))


def test_a_circle_of_managers_ends() -> None:
    asked = Round([ann(managers=("ben",)), ben(managers=("ann",)), who("cat", Side.JUNIOR, company=Company.NO)])
    assert pairs_of(propose(asked)) == {Pair("ann", "cat")}


def test_an_empty_round_is_an_empty_draft() -> None:
    draft = propose(Round([]), pricing_rounds=1)
    assert (draft.proposals, draft.unmatched, draft.triads) == ((), (), ())
    assert draft.summary.people == 0
