"""
Who is paired with whom, as a flow.

Each person has a first place, which is to be filled, and perhaps further ones, which cost: a second pair of somebody
is worth it only for the sake of another who would have none. First places hang on sources and sinks of their own, one
for each number of rounds people were missed in, which must give exactly as much as can be had. So most people are
matched and those missed longest come first, exactly, whatever pairs are worth, and no number stands for "very much".
"""

from itertools import pairwise

import numpy as np
from msgspec import Struct
from ortools.graph.python import max_flow, min_cost_flow

from mentoring.matching.pool import Truth, Whole


class Places(Struct, frozen=True):
    """
    The places of one side, person by person.

    Attributes:
        first: whether somebody has no pair yet, and so a first place.
        further: how many more they could fill.
        missed: in how many rounds they went without.
    """

    first: Truth
    further: Whole
    missed: Whole


class Owed(Struct, frozen=True):
    """How many first places can be filled on each side, by the number of rounds people were missed in."""

    seniors: dict[int, int]
    juniors: dict[int, int]

    @property
    def led(self) -> int:
        """Return how many seniors can have somebody."""
        return sum(self.seniors.values())

    @property
    def followed(self) -> int:
        """Return how many juniors can have somebody."""
        return sum(self.juniors.values())


class Ground(Struct, frozen=True):
    """Two sides and the pairs that may be: the place of a senior and of a junior on their side, for each pair."""

    seniors: Places
    juniors: Places
    tails: Whole
    heads: Whole

    def where(self, kept: Truth) -> "Ground":
        """Return the same with some of the pairs."""
        return Ground(self.seniors, self.juniors, self.tails[kept], self.heads[kept])

    def turned(self) -> "Ground":
        """Return the same with the sides exchanged."""
        return Ground(self.juniors, self.seniors, self.heads, self.tails)


class _Arcs(Struct, frozen=True):
    """A network: pairs come first, then the arcs of places; node numbers begin with seniors, then juniors."""

    tails: Whole
    heads: Whole
    capacities: Whole
    costs: Whole
    supplies: dict[int, int]
    nodes: int


def owed(ground: Ground, likely: Truth | None = None) -> Owed:
    """
    Find out how many can be matched, those missed longest first.

    Args:
        likely: some of the pairs, which may well do: if they match everybody who has any candidate, no other is looked
            at, and there are often many.
    """
    hoped = Owed(_hoped(ground), _hoped(ground.turned()))
    if likely is not None and can_fill(ground.where(likely), hoped):
        return hoped
    return Owed(_owed(ground), _owed(ground.turned()))


def can_fill(ground: Ground, due: Owed) -> bool:
    """Tell whether as many can be matched with these pairs as are owed it."""
    net = _network(ground, due, np.zeros(len(ground.tails), dtype=np.int64), 0)
    source, sink = net.nodes, net.nodes + 1
    gives = [(node, amount) for node, amount in net.supplies.items() if amount > 0]
    takes = [(node, -amount) for node, amount in net.supplies.items() if amount < 0]
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(_nodes(net.tails), _nodes(net.heads), net.capacities)
    for node, amount in gives:
        flow.add_arc_with_capacity(source, node, amount)
    for node, amount in takes:
        flow.add_arc_with_capacity(node, sink, amount)
    if not gives:
        return True
    if flow.solve(source, sink) != flow.OPTIMAL:
        raise RuntimeError("the flow could not be found")
    return bool(flow.optimal_flow() == sum(amount for _, amount in gives))


def best(ground: Ground, due: Owed, values: Whole) -> Truth:
    """Return which pairs to make: as many as are owed are matched, and the values are as high together as can be."""
    if not due.led + due.followed:
        return np.zeros(len(ground.tails), dtype=bool)
    net = _network(ground, due, -values, dearer(values))
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(_nodes(net.tails), _nodes(net.heads), net.capacities, net.costs)
    flow.set_nodes_supplies(_nodes(np.array(list(net.supplies))), np.array(list(net.supplies.values()), dtype=np.int64))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the flow could not be found")
    return np.asarray(flow.flows(arcs[: len(ground.tails)])) > 0


def dearer(values: Whole) -> int:
    """Return what a second place costs: with two of them, more than any pair is worth. A third costs twice that."""
    return int(values.max(initial=0)) // 2 + 1


def _levels(places: Places) -> list[int]:
    """Return the numbers of rounds that people without a pair were missed in, most first."""
    return sorted({int(each) for each in places.missed[places.first]}, reverse=True)


def _hoped(ground: Ground) -> dict[int, int]:
    """Return for the seniors how many first places could be filled at the most, by rounds missed."""
    seniors, juniors = ground.seniors, ground.juniors
    wanted = seniors.first & (np.bincount(ground.tails, minlength=len(seniors.first)) > 0)
    asked = np.bincount(ground.heads, minlength=len(juniors.first)) > 0
    room = int((juniors.first + juniors.further)[asked].sum())
    reached = [min(int((wanted & (seniors.missed >= level)).sum()), room) for level in _levels(seniors)]
    return _by_level(seniors, [0, *reached])


def _by_level(places: Places, reached: list[int]) -> dict[int, int]:
    """Return how many each number of rounds missed adds, given how many there are with it and all above, from none."""
    return {level: more - less for level, (less, more) in zip(_levels(places), pairwise(reached), strict=True)}


def _owed(ground: Ground) -> dict[int, int]:
    """Return for the seniors how many first places can be filled, by rounds missed, whatever it asks of juniors."""
    seniors, juniors = ground.seniors, ground.juniors
    here, there = len(seniors.first), len(juniors.first)
    source, sink = here + there, here + there + 1
    reached = [0]
    for level in _levels(seniors):
        wanted = np.flatnonzero(seniors.first & (seniors.missed >= level))
        room = juniors.first + juniors.further
        flow = max_flow.SimpleMaxFlow()
        flow.add_arcs_with_capacity(
            _nodes(np.concatenate([ground.tails, np.full(len(wanted), source), here + np.arange(there)])),
            _nodes(np.concatenate([here + ground.heads, wanted, np.full(there, sink)])),
            np.concatenate([np.ones(len(ground.tails) + len(wanted), dtype=np.int64), room]),
        )
        if flow.solve(source, sink) != flow.OPTIMAL:
            raise RuntimeError("the flow could not be found")
        reached.append(int(flow.optimal_flow()))
    return _by_level(seniors, reached)


def _network(ground: Ground, due: Owed, costs: Whole, dear: int) -> _Arcs:
    """
    Draw the network.

    Further places have a source and a sink each, joined by a way past everybody, since how many are needed is open:
    a senior's further place is needed at most once for each junior, and the other way round.
    """
    here, there = len(ground.seniors.first), len(ground.juniors.first)
    node = here + there
    from_first = {level: node + place for place, level in enumerate(due.seniors)}
    node += len(from_first)
    to_first = {level: node + place for place, level in enumerate(due.juniors)}
    node += len(to_first)
    from_further, to_further = node, node + 1
    out = _place_arcs(ground.seniors, from_first, from_further, dear)
    back = _place_arcs(ground.juniors, to_first, to_further, dear)
    past = np.array([due.led + due.followed], dtype=np.int64)
    tails = [ground.tails, out[0], here + back[1], np.array([from_further])]
    heads = [here + ground.heads, out[1], back[0], np.array([to_further])]
    ones = np.ones(len(ground.tails) + len(out[0]) + len(back[0]), dtype=np.int64)
    supplies = {from_first[level]: amount for level, amount in due.seniors.items()}
    supplies |= {to_first[level]: -amount for level, amount in due.juniors.items()}
    supplies |= {from_further: due.followed, to_further: -due.led}
    return _Arcs(
        tails=np.concatenate(tails),
        heads=np.concatenate(heads),
        capacities=np.concatenate([ones, past]),
        costs=np.concatenate([costs, out[2], back[2], np.zeros(1, dtype=np.int64)]),
        supplies=supplies,
        nodes=node + 2,
    )


def _place_arcs(places: Places, firsts: dict[int, int], further: int, dear: int) -> tuple[Whole, Whole, Whole]:
    """Return the arcs between a side's sources (or sinks) and its people, and what each costs: rising, one for one."""
    first = np.flatnonzero(places.first)
    person, nth = _further(places)
    source = np.array([firsts[int(level)] for level in places.missed[first]], dtype=np.int64)
    return (
        np.concatenate([source, np.full(len(person), further)]),
        np.concatenate([first, person]),
        np.concatenate([np.zeros(len(first), dtype=np.int64), nth * dear]),
    )


def _further(places: Places) -> tuple[Whole, Whole]:
    """Return whose each further place of a side is, and whether it is their first of these, their second, …"""
    more = places.further
    person = np.repeat(np.arange(len(more)), more)
    return person, np.arange(len(person)) - np.repeat(np.cumsum(more) - more, more) + 1


def _nodes(numbers: Whole) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return numbers.astype(np.int32)


def prices(ground: Ground, due: Owed, values: Whole, chosen: Truth) -> tuple[Whole, Whole]:
    """
    Return a price of each senior and of each junior, by which the choice proves itself.

    No pair is worth more than its senior's price less its junior's; a pair that is made is worth exactly that, where
    nothing else binds it. They are the distances in the network of what could still be moved.
    """
    net = _network(ground, due, -values, dearer(values))
    moved = np.concatenate(
        [chosen, _moved(ground.seniors, ground.tails[chosen]), _moved(ground.juniors, ground.heads[chosen])]
    )
    # The way past everybody is never full, since first places take some of what is there; nor need it be used.
    passing = due.led + due.followed - int(chosen.sum())
    can_more = np.append(~moved, True)
    can_less = np.append(moved, passing > 0)
    tails = np.concatenate([net.tails[can_more], net.heads[can_less]])
    heads = np.concatenate([net.heads[can_more], net.tails[can_less]])
    costs = np.concatenate([net.costs[can_more], -net.costs[can_less]])
    order = np.argsort(heads, kind="stable")
    tails, heads, costs = tails[order], heads[order], costs[order]
    begins = np.flatnonzero(np.diff(heads, prepend=-1))
    distance = np.zeros(net.nodes, dtype=np.int64)
    for _ in range(net.nodes + 1):
        nearer = np.minimum.reduceat(distance[tails] + costs, begins) if len(begins) else distance[:0]
        if (nearer >= distance[heads[begins]]).all():
            here = len(ground.seniors.first)
            return distance[:here], distance[here : here + len(ground.juniors.first)]
        distance[heads[begins]] = np.minimum(distance[heads[begins]], nearer)
    raise RuntimeError("the choice was not the best")


def _moved(places: Places, people: Whole) -> Truth:
    """Return which arcs of a side's places are filled by these people, in the order of `_place_arcs`."""
    taken = np.bincount(people, minlength=len(places.first))
    person, nth = _further(places)
    first = np.flatnonzero(places.first)
    return np.concatenate([taken[first] > 0, nth <= (taken - places.first)[person]])
