"""The audit compares groups, and tells of nobody."""

from msgspec.structs import replace

from mentoring.matching import Draft, Round, Rules, Triad, audit, propose
from mentoring.matching.drafts import Unmatched
from tests.mentoring.matching.worlds import Dice, easy

POOL = easy(Dice(3), 40, 40)
DRAFT = propose(Round(POOL, Rules(seed="parity")))
EVERYBODY = [each.id for each in POOL]


def halves() -> dict[str, str]:
    return {person: "x" if number % 2 else "y" for number, person in enumerate(EVERYBODY)}


def without(people: list[str], draft: Draft = DRAFT) -> Draft:
    """The same draft, in which the pairs of some people had not been found."""
    gone = [each for each in draft.proposals if {each.pair.senior, each.pair.junior} & set(people)]
    lonely = sorted({person for each in gone for person in (each.pair.senior, each.pair.junior)})
    kept = tuple(each for each in draft.proposals if each not in gone)
    return replace(draft, proposals=kept, unmatched=tuple(Unmatched(each, {}, 0, None) for each in lonely))


def test_each_group_is_told_how_it_fared() -> None:
    [parity] = audit(DRAFT, {"site": halves()})
    assert parity.attribute == "site"
    assert parity.hidden == 0
    scores = {p: each.score for each in DRAFT.proposals for p in (each.pair.senior, each.pair.junior)}
    for group, served in parity.groups.items():
        own = sorted(scores[person] for person, theirs in halves().items() if theirs == group)
        assert served.people == len(own) == 40
        assert served.unmatched == 0
        assert abs(served.mean - sum(own) / 40) <= 50
        assert served.tenth is not None
        assert own[0] - 50 <= served.tenth <= own[8] + 50
        assert 0 < served.of_own_best <= 1
        assert 0 <= served.two_way <= 1
    means = [each.mean for each in parity.groups.values()]
    assert parity.gap == max(means) - min(means)


def test_a_small_group_is_hidden_and_the_next_smallest_with_it() -> None:
    said = halves() | dict.fromkeys(EVERYBODY[:4], "few") | dict.fromkeys(EVERYBODY[4:14], "some")
    [parity] = audit(DRAFT, {"age": said})
    assert set(parity.groups) == {"x", "y"}
    assert parity.hidden == 2


def test_of_two_groups_none_is_shown_when_one_is_small() -> None:
    said = dict.fromkeys(EVERYBODY, "most") | dict.fromkeys(EVERYBODY[:4], "few")
    [parity] = audit(DRAFT, {"age": said})
    assert (parity.groups, parity.hidden, parity.gap) == ({}, 2, None)


def test_many_people_in_few_pairs_are_a_small_group() -> None:
    of_two_pairs = [p for each in DRAFT.proposals[:2] for p in (each.pair.senior, each.pair.junior)]
    crowded = replace(DRAFT, proposals=DRAFT.proposals[:2])
    said = dict.fromkeys(of_two_pairs, "same") | dict.fromkeys(EVERYBODY[40:], "rest")
    [parity] = audit(crowded, {"team": said})
    assert parity.groups == {}


def test_so_are_six_people_in_two_pairs_of_three() -> None:
    fewer = without(EVERYBODY[40:60])
    joined = tuple(
        Triad(pair.pair, each.person, pair.score)
        for pair, each in zip(fewer.proposals[:2], fewer.unmatched[:2], strict=True)
    )
    of_three = replace(fewer, triads=joined, unmatched=fewer.unmatched[2:])
    six = {person for each in joined for person in (each.pair.senior, each.pair.junior, each.joins)}
    [parity] = audit(of_three, {"team": {each: "six" if each in six else "rest" for each in EVERYBODY}})
    assert len(six) == 6
    assert (parity.groups, parity.hidden) == ({}, 2)


def test_figures_are_too_coarse_to_name_a_pair_and_a_tenth_of_few_is_not_told() -> None:
    said = dict.fromkeys(EVERYBODY[:10], "ten") | dict.fromkeys(EVERYBODY[10:], "rest")
    [parity] = audit(DRAFT, {"age": said})
    assert parity.groups["ten"].tenth is None
    assert all(each.mean % 100 == 0 for each in parity.groups.values())


def test_how_many_went_without_is_not_told_where_it_points_at_them() -> None:
    few = without(EVERYBODY[:1])
    [parity] = audit(few, {"site": halves()})
    assert {each.unmatched for each in parity.groups.values()} == {None}
    of_one_group = without([person for person, group in halves().items() if group == "x"][:8])
    lonely = {each.person for each in of_one_group.unmatched}
    said = {person: "x" if person in lonely else group for person, group in halves().items()}
    [parity] = audit(of_one_group, {"site": said})
    assert {each.unmatched for each in parity.groups.values()} == {None}
    mixed = without([*EVERYBODY[:12]])
    [parity] = audit(mixed, {"site": halves()})
    assert all(each.unmatched for each in parity.groups.values())


def test_who_said_nothing_appears_nowhere() -> None:
    assert audit(DRAFT, {}) == ()
    [parity] = audit(DRAFT, {"site": {"stranger": "x"}})
    assert (parity.groups, parity.hidden) == ({}, 0)


def test_somebody_in_a_triad_was_served() -> None:
    from_triads = without(EVERYBODY[40:60])
    attached = replace(
        from_triads,
        triads=tuple(
            Triad(pair.pair, each.person, pair.score)
            for pair, each in zip(from_triads.proposals, from_triads.unmatched, strict=False)
        ),
        unmatched=(),
    )
    joined = {each.joins for each in attached.triads}
    said = {person: "joined" if person in joined else "rest" for person in EVERYBODY}
    [parity] = audit(attached, {"site": said})
    assert parity.groups["joined"].people == len(joined)
    assert parity.groups["joined"].unmatched == 0
