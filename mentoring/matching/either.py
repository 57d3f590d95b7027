"""
Which side those take who would take either.

Nobody is a senior and a junior of one draft. The best sides are not known to be found in reasonable time, so they are
settled step by step: as if people could be on both sides, the best pairs are found; whoever would be on both keeps the
side of the better pair; and so on until nobody is. Then single people change over where more are matched by it. What
comes after is exact for these sides.
"""

import numpy as np
from msgspec.structs import replace

from mentoring.matching.flows import Ground, best, owed
from mentoring.matching.pool import Truth, Whole
from mentoring.matching.scoring import Edges
from mentoring.matching.settled import Field

MOST_TRIES = 200
MOST_LOOKED_AT = 5_000_000
"""Changes of one person's side that are tried, at the most, and pairs looked at for them: fewer in large pools."""


def settle_sides(field: Field, edges: Edges, values: Whole) -> Field:
    """Return the field with everybody on one side; `values` are those of the pairs."""
    people = len(field.pool)
    leads, follows = (np.isin(np.arange(people), side) for side in (field.seniors, field.juniors))
    while (leads & follows).any():
        open_still = leads & follows
        kept = leads[edges.senior] & follows[edges.junior]
        some, worth = edges.where(kept), values[kept]
        there = Field(field.pool, field.settled, np.flatnonzero(leads), np.flatnonzero(follows))
        ground = _settled_first(there.ground(some), open_still[there.seniors], open_still[there.juniors])
        chosen = best(ground, owed(ground), worth)
        as_senior, as_junior = _who(people, some.senior[chosen]), _who(people, some.junior[chosen])
        torn = open_still & as_senior & as_junior
        if not torn.any():
            # Whoever is in no pair either way goes where more could still be for them.
            leading = as_senior | (~as_junior & _has_more_below(people, some))
            leads, follows = leads & ~(open_still & ~leading), follows & ~(open_still & leading)
        else:
            _keep_the_better(leads, follows, torn, some.where(chosen), worth[chosen])
    found = Field(field.pool, field.settled, np.flatnonzero(leads), np.flatnonzero(follows))
    return _changed_over(found, edges, np.intersect1d(field.seniors, field.juniors))


def _changed_over(field: Field, edges: Edges, either: Whole) -> Field:
    """Let single people change sides as long as more are matched by it, and there are tries left."""
    if not len(either):
        return field
    possible, most, in_vain = len(np.union1d(edges.senior, edges.junior)), _matched(field, edges), 0
    for tried in range(min(MOST_TRIES, MOST_LOOKED_AT // max(1, len(edges)))):
        if most == possible or in_vain == len(either):
            break
        person = either[tried % len(either)]
        changed = replace(field, seniors=np.setxor1d(field.seniors, person), juniors=np.setxor1d(field.juniors, person))
        found = _matched(changed, edges)
        in_vain += 1
        if found > most:
            field, most, in_vain = changed, found, 0
    return field


def _matched(field: Field, edges: Edges) -> int:
    due = owed(field.ground(field.of(edges)))
    return due.led + due.followed


def _settled_first(ground: Ground, open_seniors: Truth, open_juniors: Truth) -> Ground:
    """Let those of one side only go before whoever could still go to the other, among people missed as often."""
    seniors, juniors = (
        replace(places, missed=2 * places.missed + ~still_open)
        for places, still_open in ((ground.seniors, open_seniors), (ground.juniors, open_juniors))
    )
    return replace(ground, seniors=seniors, juniors=juniors)


def _who(people: int, numbers: Whole) -> Truth:
    return np.bincount(numbers, minlength=people) > 0


def _has_more_below(people: int, edges: Edges) -> Truth:
    return np.bincount(edges.senior, minlength=people) >= np.bincount(edges.junior, minlength=people)


def _keep_the_better(leads: Truth, follows: Truth, torn: Truth, chosen: Edges, worth: Whole) -> None:
    """Put both of a pair on its sides, the best pairs first, where one of them would be on both sides."""
    for place in np.argsort(-worth, kind="stable"):
        senior, junior = chosen.senior[place], chosen.junior[place]
        if (torn[senior] or torn[junior]) and leads[senior] and follows[junior]:
            follows[senior] = leads[junior] = False
