"""How many can be matched, and whether some pairs are enough for it, beside trying everything."""

from itertools import chain, combinations, product

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from mentoring.matching.flows import Ground, Owed, Places, best, can_fill, owed

Some = list[tuple[int, int]]


@st.composite
def grounds(draw: st.DrawFn) -> tuple[Ground, list[bool]]:
    """Up to three people a side, some of whom have a pair already, room for more, or went without; and some pairs."""
    seniors, juniors = draw(st.integers(1, 3)), draw(st.integers(1, 3))

    def places(people: int) -> Places:
        return Places(
            np.array(draw(st.lists(st.booleans(), min_size=people, max_size=people))),
            np.array(draw(st.lists(st.integers(0, 2), min_size=people, max_size=people))),
            np.array(draw(st.lists(st.integers(0, 2), min_size=people, max_size=people))),
        )

    pairs = [each for each in product(range(seniors), range(juniors)) if draw(st.booleans())]
    tails, heads = (np.array([each[side] for each in pairs], dtype=np.int64) for side in (0, 1))
    kept = [draw(st.booleans()) for _ in pairs]
    return Ground(places(seniors), places(juniors), tails, heads), kept


def ways(ground: Ground) -> list[Some]:
    """All sets of pairs for which there is room."""
    pairs = list(zip(ground.tails.tolist(), ground.heads.tolist(), strict=True))
    some = chain.from_iterable(combinations(pairs, count) for count in range(len(pairs) + 1))
    return [list(each) for each in some if all(fit(places, side, each) for side, places in sides(ground))]


def sides(ground: Ground) -> tuple[tuple[int, Places], tuple[int, Places]]:
    return (0, ground.seniors), (1, ground.juniors)


def fit(places: Places, side: int, pairs: tuple[tuple[int, int], ...]) -> bool:
    taken = np.bincount([each[side] for each in pairs], minlength=len(places.first))
    return bool((taken <= places.first + places.further).all())


def served(places: Places, side: int, pairs: Some) -> dict[int, int]:
    """How many first places are filled, by rounds missed, those of most first."""
    filled = {each[side] for each in pairs if places.first[each[side]]}
    levels = sorted({int(each) for each in places.missed[places.first]}, reverse=True)
    return {level: sum(places.missed[each] == level for each in filled) for level in levels}


@given(grounds())
def test_as_many_are_owed_a_place_as_can_have_one_those_missed_longest_first(drawn: tuple[Ground, list[bool]]) -> None:
    ground, _ = drawn
    found = owed(ground)
    for (side, places), due in zip(sides(ground), (found.seniors, found.juniors), strict=True):
        assert list(due.values()) == max(list(served(places, side, way).values()) for way in ways(ground))


@given(grounds())
def test_where_one_begins_to_look_changes_nothing(drawn: tuple[Ground, list[bool]]) -> None:
    ground, likely = drawn
    assert owed(ground, np.array(likely, dtype=bool)) == owed(ground)


@given(grounds())
def test_pairs_are_enough_exactly_if_some_of_them_give_both_sides_what_they_are_owed(
    drawn: tuple[Ground, list[bool]],
) -> None:
    ground, kept = drawn
    due, fewer = owed(ground), ground.where(np.array(kept, dtype=bool))
    enough = any(
        served(ground.seniors, 0, way) == due.seniors and served(ground.juniors, 1, way) == due.juniors
        for way in ways(fewer)
    )
    event(f"enough: {enough}")
    assert can_fill(fewer, due) is enough
    assert can_fill(ground, due)


@given(grounds())
def test_what_is_chosen_gives_both_sides_what_they_are_owed(drawn: tuple[Ground, list[bool]]) -> None:
    ground, _ = drawn
    due = owed(ground)
    chosen = ground.where(best(ground, due, np.arange(1, len(ground.tails) + 1)))
    way = list(zip(chosen.tails.tolist(), chosen.heads.tolist(), strict=True))
    assert served(ground.seniors, 0, way) == due.seniors
    assert served(ground.juniors, 1, way) == due.juniors


@pytest.mark.parametrize("further", [0, 1])
def test_a_second_place_is_used_where_it_is_there(further: int) -> None:
    one = Places(np.array([True]), np.array([further]), np.array([0]))
    two = Places(np.array([True, True]), np.array([0, 0]), np.array([0, 0]))
    ground = Ground(one, two, np.array([0, 0]), np.array([0, 1]))
    assert owed(ground) == Owed({0: 1}, {0: 1 + further})
