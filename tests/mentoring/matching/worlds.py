"""Programmes made up at random, from so few words that their rules meet all the time."""

from random import Random

from hypothesis import strategies as st

from mentoring.matching import Company, Pair, Round, Rules, Side, Survey

SKILLS = ("ai-video", "budgeting", "facilitation", "negotiation", "prompt-engineering", "sql", "storytelling")
ZONES = ("Europe/Berlin",) * 6 + ("Europe/London", "America/New_York", "Asia/Kolkata", "Asia/Tokyo")
TONGUES = ("de", "en", "ja")


class Dice(Random):
    """Dice that always fall alike, and say how they were thrown."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.thrown_by = seed

    def __repr__(self) -> str:
        return f"Dice({self.thrown_by})"


DICE = st.integers(0, 2**32).map(Dice)
"""What Hypothesis varies is how they fall; a failure names the dice that show it."""


def people(dice: Random, seniors: int, juniors: int, *, either: int = 0, places: int = 1) -> list[Survey]:
    """Make up so many; ids are s0, s1, …, j0, …, e0, …, and managers may be outside the pool."""
    names = [f"{letter}{n}" for letter, count in (("s", seniors), ("j", juniors), ("e", either)) for n in range(count)]
    sides = {"s": Side.SENIOR, "j": Side.JUNIOR, "e": Side.EITHER}
    return [
        Survey(
            id=name,
            side=sides[name[0]],
            offers=some(dice, SKILLS, 1, 4),
            seeks=some(dice, SKILLS, 0, 4),
            zone=dice.choice(ZONES),
            work_starts=dice.choice((8 * 60, 9 * 60, 9 * 60 + 45, 9 * 60, 8 * 60, 9 * 60, 22 * 60)),
            work_ends=dice.choice((17 * 60, 18 * 60 + 30, 17 * 60, 16 * 60, 15 * 60, 6 * 60)),
            languages=tuple(dice.sample(TONGUES, dice.choice((1, 2, 2, 2)))),
            capacity=dice.randint(1, places),
            team=dice.choice((None, None, None, "north", "south", "west", "east")),
            managers=tuple(
                dice.sample(
                    [*(each for each in names if each != name), "boss", "chief"], dice.choice((0, 0, 0, 0, 0, 1, 2))
                )
            ),
            prefers=some(dice, names, 0, 1) - {name},
            never=some(dice, names, 0, dice.choice((0, 0, 2))) - {name},
            declined=some(dice, names, 0, dice.choice((0, 0, 2))) - {name},
            company=dice.choice(tuple(Company)),
            missed=dice.choice((0, 0, 0, 1, 2)),
            takes_part=dice.random() > 0.1,
        )
        for name in names
    ]


def easy(dice: Random, seniors: int, juniors: int) -> list[Survey]:
    """Make up people who may all be paired, and differ only in what they offer, seek and wish."""
    names = [*(f"s{n}" for n in range(seniors)), *(f"j{n}" for n in range(juniors))]
    return [
        Survey(
            id=name,
            side=Side.SENIOR if name[0] == "s" else Side.JUNIOR,
            offers=some(dice, SKILLS, 1, 5) | {"listening"},
            seeks=some(dice, SKILLS, 1, 5) | {"listening"},
            prefers=some(dice, names, 0, 2) - {name},
        )
        for name in names
    ]


def programme(dice: Random, seniors: int, juniors: int, *, either: int = 0, places: int = 1) -> Round:
    """Make up a whole round: people, what went before, and what the owner wants (pins that may not be)."""
    pool = people(dice, seniors, juniors, either=either, places=places)
    return Round(
        pool,
        # At five of 10 000 a minute no score lies between two whole numbers because of its hours alone, where the last
        # bit of a sum would decide which it becomes.
        rules=Rules(seed=str(dice.random()), enough_shared=300),
        forbidden=pairs(dice, pool, 2),
        past=pairs(dice, pool, 2),
        previous=pairs(dice, pool, 3),
        reports=[("boss", "chief"), *(("chief", each) for each in some(dice, [each.id for each in pool], 0, 1))],
        elsewhere=pairs(dice, pool, 1),
        not_formed=pairs(dice, pool, 1),
    )


def pairs(dice: Random, pool: list[Survey], most: int) -> tuple[Pair, ...]:
    """Pick some pairs of two who may be in those places."""
    leads = [each.id for each in pool if each.side is not Side.JUNIOR]
    follows = [each.id for each in pool if each.side is not Side.SENIOR]
    picked = [(dice.choice(leads), dice.choice(follows)) for _ in range(dice.randint(0, most)) if leads and follows]
    return tuple(Pair(senior, junior) for senior, junior in picked if senior != junior)


def some(dice: Random, words: tuple[str, ...] | list[str], least: int, most: int) -> frozenset[str]:
    """Pick some of the words."""
    return frozenset(dice.sample(words, min(len(words), dice.randint(least, most))))
