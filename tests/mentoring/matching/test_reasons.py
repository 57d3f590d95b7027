"""Each pair is told with its reasons in both directions, and everybody else why there is none."""

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from mentoring.matching import Cut, Flag, Help, Pair, Round, Rule, Rules, RunnerUp, Side, Survey, Weights, propose
from mentoring.matching.explaining import gini
from tests.mentoring.matching.oracle import Oracle
from tests.mentoring.matching.worlds import DICE, programme


def senior(name: str, offers: str = "", seeks: str = "", **more: Any) -> Survey:
    plain = Survey(name, Side.SENIOR, frozenset(offers.split()), frozenset(seeks.split()))
    return replace(plain, **more)


def junior(name: str, offers: str = "", seeks: str = "", **more: Any) -> Survey:
    return replace(senior(name, offers, seeks, **more), side=Side.JUNIOR)


def test_a_pair_tells_who_can_teach_what_when_they_meet_and_in_which_language() -> None:
    ann = senior("ann", "budgeting negotiation", "sql", languages=("fr", "en"), zone="Europe/Paris")
    ben = junior("ben", "sql python", "budgeting storytelling", languages=("en", "fr"), zone="Europe/London")
    [proposal] = propose(Round([ann, ben])).proposals
    assert proposal.pair == Pair("ann", "ben")
    assert (proposal.senior_teaches.skills, proposal.senior_teaches.of) == (("budgeting",), 2)
    assert (proposal.junior_teaches.skills, proposal.junior_teaches.of) == (("sql",), 1)
    # Of two people two name budgeting and one storytelling, which counts for more.
    assert 3_000 < proposal.senior_teaches.worth < 5_000
    assert proposal.junior_teaches.worth == 10_000
    assert proposal.shared_minutes == 7 * 60
    assert proposal.languages == ("fr", "en")
    assert proposal.parts.hours == 1_500
    assert proposal.parts.wish == 0
    assert abs(proposal.score - sum((proposal.parts.teaching, proposal.parts.hours, proposal.parts.wish))) <= 1
    assert (proposal.senior_runner_up, proposal.junior_runner_up) == (None, None)
    assert proposal.flags == set()


def test_a_wish_counts_half_and_a_mutual_one_wholly() -> None:
    for wishes, part in ((("ben",), 250), (("ben", "ann"), 500)):
        ann = senior("ann", "sql", "sql", prefers=frozenset(wishes) & {"ben"})
        ben = junior("ben", "sql", "sql", prefers=frozenset(wishes) & {"ann"})
        [proposal] = propose(Round([ann, ben])).proposals
        assert proposal.parts.wish == part


def test_what_goes_one_way_only_ranks_low_and_is_flagged() -> None:
    ann, ben = senior("ann", "sql", "tact"), junior("ben", "", "sql")
    [one_way] = propose(Round([ann, ben])).proposals
    [both_ways] = propose(Round([ann, replace(ben, offers=frozenset({"tact"}))])).proposals
    assert Flag.ONE_WAY in one_way.flags
    assert Flag.ONE_WAY not in both_ways.flags
    assert 0 < one_way.parts.teaching < both_ways.parts.teaching / 4


def test_what_an_owner_should_look_at_is_flagged() -> None:
    ann = senior("ann", "", "sql", prefers=frozenset({"ben"}), zone="Asia/Kolkata")
    [proposal] = propose(Round([ann, junior("ben", "", "sql", zone="Europe/London")])).proposals
    assert proposal.flags == {Flag.NOTHING_TO_TEACH, Flag.FEW_HOURS, Flag.WEAK}


def test_the_weakest_pair_is_flagged_unless_all_are_alike() -> None:
    pool = [
        senior("ann", "sql", "ai"),
        junior("ben", "ai", "sql"),
        senior("cat", "chess", "go"),
        junior("dan", "", "chess"),
    ]
    draft = propose(Round(pool))
    assert [each.pair for each in draft.proposals if Flag.WEAKEST in each.flags] == [Pair("cat", "dan")]
    alike = propose(Round([*pool[:3], replace(pool[3], offers=frozenset({"go"}))]))
    assert [each for each in alike.proposals if Flag.WEAKEST in each.flags] == []


def test_where_many_are_as_weak_as_each_other_none_is_called_the_weakest() -> None:
    pool = [senior("ann", "sql", "ai"), junior("ben", "ai", "sql")]
    for number in range(5):
        pool += [senior(f"cat{number}", f"chess {number}", "go"), junior(f"dan{number}", "", f"chess {number}")]
    draft = propose(Round(pool))
    assert len(draft.proposals) == 6
    assert [each for each in draft.proposals if Flag.WEAKEST in each.flags] == [], "an owner would look at nearly all"
    few = propose(Round(pool[: 2 + 2 * 3]))
    assert sum(Flag.WEAKEST in each.flags for each in few.proposals) == 3


def test_nobody_whom_somebody_is_settled_with_is_a_candidate_beside() -> None:
    ann, ben, cat = senior("ann", "sql", "tact", capacity=3), junior("ben", "tact", "sql", capacity=3), senior("cat")
    pair = Pair("ann", "ben")
    [pinned] = propose(Round([ann, ben, cat], must=[pair])).proposals
    assert (pinned.senior_runner_up, pinned.junior_runner_up) == (None, None)
    going_on = propose(Round([ann, ben, cat], continuing=[pair]))
    assert (going_on.proposals, going_on.both_would_gain) == ((), ())
    [beside] = propose(Round([ann, ben, cat, junior("dan", "tact", "chess")], continuing=[pair])).proposals
    assert (beside.pair, beside.senior_runner_up) == (Pair("ann", "dan"), None)


def test_the_runner_up_is_the_best_other_candidate_and_how_far_behind() -> None:
    ann = senior("ann", "sql tact", "ai")
    ben, cat = junior("ben", "ai", "sql tact"), junior("cat", "ai", "sql chess")
    draft = propose(Round([ann, ben, cat]))
    [proposal] = draft.proposals
    assert proposal.pair == Pair("ann", "ben")
    other = Oracle(Round([ann, ben, cat])).score(ann, cat)
    assert proposal.senior_runner_up == RunnerUp("cat", proposal.score - other)
    assert proposal.junior_runner_up is None


@settings(max_examples=40, deadline=None)
@given(DICE)
def test_every_reason_is_true(dice: Random) -> None:
    asked = programme(dice, 6, 6, either=2, places=2)
    oracle = Oracle(asked)
    draft = propose(asked)
    may = oracle.pairs()
    partners = {(each.pair.senior, each.pair.junior) for each in draft.proposals}
    for each in draft.proposals:
        one, other = oracle.by_id[each.pair.senior], oracle.by_id[each.pair.junior]
        assert set(each.senior_teaches.skills) == one.offers & other.seeks
        assert set(each.junior_teaches.skills) == other.offers & one.seeks
        assert each.senior_teaches.worth == round(10_000 * oracle.teaches(one, other))
        assert each.shared_minutes == oracle.minutes(one, other)
        assert set(each.languages) == set(one.languages) & set(other.languages)
        if each.senior_runner_up:
            pair = (one.id, each.senior_runner_up.person)
            assert pair not in partners
            assert each.score - each.senior_runner_up.behind == may[Pair(*pair)]
    for alone in draft.unmatched:
        me = oracle.by_id[alone.person]
        possible = [
            each
            for each in asked.surveys
            if each.id != me.id and (me.side is Side.EITHER or each.side is Side.EITHER or me.side is not each.side)
        ]
        assert sum(alone.removed.values()) + alone.remaining == len(possible)
        free = [p for p in possible if Pair(me.id, p.id) in may or Pair(p.id, me.id) in may]
        assert alone.remaining == len(free)
        if alone.cut:
            assert alone.cut.people > alone.cut.places


def test_an_unmatched_person_is_told_how_many_each_rule_took_away() -> None:
    ann = senior("ann", "sql", "ai", team="north", managers=("boss",), never=frozenset({"fay", "ben", "eve"}))
    pool = [
        ann,
        junior("boss", "ai", "sql"),
        junior("ben", "ai", "sql", team="north"),
        junior("cat", "ai", "sql", languages=("ja",)),
        junior("dan", "ai", "sql", zone="Asia/Tokyo"),
        junior("eve", "chess", "chess"),
        junior("fay", "ai", "sql"),
        junior("gus", "ai", "sql", takes_part=False),
        junior("hal", "ai", "sql", declined=frozenset({"ann"})),
        junior("ian", "ai", "sql"),
        junior("joe", "ai", "sql"),
        junior("kim", "ai", "sql"),
    ]
    asked = Round(
        pool,
        forbidden=(Pair("ann", "ian"),),
        past=(Pair("ann", "joe"),),
        continuing=(Pair("away", "kim"),),
    )
    draft = propose(asked)
    [told] = [each for each in draft.unmatched if each.person == "ann"]
    assert told.removed == {
        Rule.REPORTING_LINE: 1,
        Rule.TEAM: 1,
        Rule.FORBIDDEN: 1,
        Rule.PAST_PAIR: 1,
        Rule.LANGUAGE: 1,
        Rule.HOURS: 1,
        Rule.NOTHING_TO_TEACH: 1,
        Rule.NO_PLACE: 1,
        Rule.NOT_AVAILABLE: 3,
    }
    assert (told.remaining, told.cut) == (0, None)


def test_where_candidates_remain_the_cut_tells_what_they_were_short_of() -> None:
    seniors = [senior(f"s{n}", "sql", "ai", capacity=1 + n % 2) for n in range(3)]
    juniors = [junior(f"j{n}", "ai", "sql") for n in range(7)]
    apart = [senior("x", "chess", "go"), junior("y", "go", "chess")]
    draft = propose(Round([*seniors, *juniors, *apart]))
    assert len(draft.unmatched) == 3
    assert {each.cut for each in draft.unmatched} == {Cut(people=7, places=4)}
    assert {each.remaining for each in draft.unmatched} == {3}
    assert Pair("x", "y") in {each.pair for each in draft.proposals}


def test_what_would_help_is_counted_by_skill_and_side() -> None:
    juniors = [junior(f"j{n}", "ai", "prompting", languages=("de",)) for n in range(2)]
    pool = [*juniors, junior("j2", "ai", "chess prompting"), junior("j3", "ai", "chess"), senior("s0", "go", "tact")]
    draft = propose(Round(pool))
    assert draft.proposals == ()
    assert draft.help == (
        Help(Side.SENIOR, 3, "prompting", ("de", "en")),
        Help(Side.JUNIOR, 1, "tact", ("en",)),
        Help(Side.SENIOR, 1, "chess", ("en",)),
    )


def test_who_seeks_nothing_could_do_with_anybody() -> None:
    assert propose(Round([junior("j0", "ai")])).help == (Help(Side.SENIOR, 1, None, ("en",)),)


def test_pairs_that_would_both_gain_are_told_to_the_owner() -> None:
    """Ann and Ben would both rather have each other, but then Cat and Dan would have nobody."""
    pool = [
        senior("ann", "sql chess", "ai go"),
        senior("cat", "chess", "go", languages=("fr",)),
        junior("ben", "ai go", "sql chess", languages=("en", "fr")),
        junior("dan", "go", "chess"),
    ]
    draft = propose(Round(pool))
    assert {each.pair for each in draft.proposals} == {Pair("ann", "dan"), Pair("cat", "ben")}
    [gain] = draft.both_would_gain
    assert gain.pair == Pair("ann", "ben")
    assert min(gain.senior_gains, gain.junior_gains) > 1_000
    with_ann = {each.pair.senior: each.score for each in draft.proposals}["ann"]
    assert gain.senior_gains == Oracle(Round(pool)).score(pool[0], pool[2]) - with_ann


def test_nobody_is_told_to_gain_from_leaving_a_settled_pair() -> None:
    pool = [senior("ann", "sql", "ai", capacity=2), junior("ben", "ai", "sql"), junior("cat", "", "chess")]
    draft = propose(Round(pool, must=(Pair("ann", "cat"), Pair("ann", "ben"))))
    assert draft.both_would_gain == ()


def test_nobody_in_a_settled_pair_is_told_to_gain_by_another_second_one() -> None:
    """As above, but for Ann’s first pair, which is settled: with Dan she is for his sake alone."""
    pool = [
        senior("ann", "sql chess", "ai go", capacity=2),
        senior("cat", "chess", "go", languages=("fr",)),
        junior("ben", "ai go", "sql chess", languages=("en", "fr")),
        junior("dan", "go", "chess"),
        junior("eve", "ai", "sql"),
    ]
    draft = propose(Round(pool, must=(Pair("ann", "eve"),)))
    assert {each.pair for each in draft.proposals} == {Pair("ann", "eve"), Pair("ann", "dan"), Pair("cat", "ben")}
    assert draft.both_would_gain == ()


def test_the_figures_add_up() -> None:
    pool = [senior(f"s{n}", "sql", "ai") for n in range(4)] + [junior(f"j{n}", "ai", "sql") for n in range(3)]
    draft = propose(Round(pool))
    assert (draft.summary.people, draft.summary.matched, draft.summary.pairs) == (7, 6, 3)
    assert draft.summary.total == sum(each.score for each in draft.proposals) == 3 * 9_500
    assert draft.summary.worst == draft.summary.floor == 9_500
    assert draft.summary.gini == 0
    assert set(draft.best.values()) == {9_500}


@pytest.mark.parametrize(("values", "found"), [([], 0), ([0, 0], 0), ([1, 1], 0), ([0, 1], 0.5), ([0, 0, 0, 4], 0.75)])
def test_gini_is_nought_for_equals_and_rises_with_unevenness(values: list[int], found: float) -> None:
    assert gini(values) == found


def test_other_weights_and_another_day_count() -> None:
    ann = senior("ann", "sql", "ai", zone="America/New_York", work_starts=6 * 60, work_ends=10 * 60)
    ben = junior("ben", "ai", "sql", zone="Europe/Berlin")
    # In March, New York changes its clocks three weeks before Berlin, and is an hour nearer meanwhile.
    drafts = [propose(Round([ann, ben], Rules(on=date(2026, 3, day)))) for day in (2, 16)]
    assert [each.proposals[0].shared_minutes for each in drafts] == [4 * 60, 4 * 60]
    for day, minutes in ((2, 3 * 60), (16, 4 * 60)):
        [told] = propose(Round([ann, replace(ben, work_ends=15 * 60)], Rules(on=date(2026, 3, day)))).proposals
        assert told.shared_minutes == minutes
    [proposal] = propose(Round([ann, ben], Rules(Weights(teaching=0, hours=1, wish=0)))).proposals
    assert (proposal.score, proposal.parts.teaching) == (10_000, 0)


@pytest.mark.parametrize("weights", [(0.5, 0.5, 0.5), (1.5, -0.5, 0)])
def test_weights_that_leave_the_scale_are_refused(weights: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="together 1"):
        Weights(*weights)


def test_a_least_time_beyond_enough_is_refused() -> None:
    with pytest.raises(ValueError, match="shared minutes"):
        Rules(least_shared=300)
