"""An owner reads of whom a draft moved whether they are in two pairs now, or one of three."""

from uuid import UUID

from mentoring.rounds.cards import Desk
from mentoring.rounds.rules import Edit
from mentoring.states import RoleWish
from tests.factories.cast import Cast
from tests.mentoring.rounds.desk import desk, drafted, edits, left_over
from tests.mentoring.rounds.test_edits import joins
from views.matching import words
from views.reader import Reader


def told(cast: Cast, there: Desk) -> list[str]:
    """What the desk says has changed, by first names."""
    said = words.changed(Reader(), there.moved, there.moved_in_all)
    for name in ("ada", "cleo", "dora", "emil"):
        said = said.replace(f"<@{cast.profile(name).user_id}>", name.title())
    return said.splitlines()


def with_whom(there: Desk, name: str) -> set[frozenset[str]]:
    [found] = [each.now for each in there.moved if each.person.name == name]
    return {frozenset(each.name for each in group) for group in found}


def test_whoever_has_two_pairs_is_not_said_to_be_one_of_three(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    joins(each_cast, programme_id, RoleWish.SENIOR, "ada", capacity=2)
    joins(each_cast, programme_id, RoleWish.JUNIOR, "cleo")
    drafted(each_cast, programme_id)
    joins(each_cast, programme_id, RoleWish.JUNIOR, "dora")
    there = drafted(each_cast, programme_id)
    assert len(there.proposals) == 2
    assert with_whom(there, "Ada") == {frozenset({"Cleo"}), frozenset({"Dora"})}
    assert any(
        each in told(each_cast, there)
        for each in ("Ada is with Cleo and with Dora now.", "Ada is with Dora and with Cleo now.")
    )


def test_of_three_the_other_two_are_told_together(each_cast: Cast) -> None:
    programme_id: UUID = each_cast.programme()
    joins(each_cast, programme_id, RoleWish.SENIOR, "ada")
    joins(each_cast, programme_id, RoleWish.JUNIOR, "cleo", "dora")
    before = drafted(each_cast, programme_id)
    [lonely] = [each.person.name.lower() for each in left_over(each_cast, before)]
    edits(each_cast, before, Edit.TRIAD, 0, (lonely,))
    there = desk(each_cast, programme_id)
    assert with_whom(there, "Ada") == {frozenset({"Cleo", "Dora"})}
    [line] = told(each_cast, there)
    assert line.count("with") == 1
