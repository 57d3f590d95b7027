"""An owner finds everybody they said no to, and nobody else, and may let two be proposed again."""

from uuid import UUID

import pytest

from mentoring.programmes.queries import OnlyItsOwner
from mentoring.rounds import apart
from mentoring.rounds.apart import A_PAGE, AllowAgain, ApartPage, LookApart
from mentoring.rounds.rules import Edit
from mentoring.states import RoleWish
from models import DecisionKind, MatchDecision
from models.base import new_id
from tests.factories.cast import Cast
from tests.factories.enrolled import finishes
from tests.mentoring.rounds.desk import desk, drafted, edits, line, pairs_of, round_of, said_no_to
from tests.mentoring.rounds.test_edits import joins, leaves


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    """Olga's programme: a senior, and two juniors who may both be with her."""
    found = each_cast.programme()
    joins(each_cast, found, RoleWish.SENIOR, "ada")
    joins(each_cast, found, RoleWish.JUNIOR, "ben", "cleo")
    return found


def looks(cast: Cast, programme_id: UUID, page: int = 0, owner: str = "olga") -> ApartPage:
    return cast.store.do(apart.look, LookApart(cast.actor(owner), programme_id, page))


def names_of(card: ApartPage) -> list[set[str]]:
    return [{each.one.name, each.other.name} for each in card.pairs]


def says_no(cast: Cast, programme_id: UUID) -> set[str]:
    """Olga says no to the only pair there is."""
    there = drafted(cast, programme_id)
    edits(cast, there, Edit.FORBID)
    first = there.proposals[0]
    return {first.senior.name, first.junior.name}


def test_whom_an_owner_said_no_to_may_be_drafted_again_once_allowed(each_cast: Cast, programme_id: UUID) -> None:
    two = says_no(each_cast, programme_id)
    assert desk(each_cast, programme_id).apart == 1
    [found] = looks(each_cast, programme_id).pairs
    assert {found.one.name, found.other.name} == two
    [(_, other)] = pairs_of(drafted(each_cast, programme_id))
    assert other.capitalize() not in two
    leaves(each_cast, programme_id, other)
    assert pairs_of(drafted(each_cast, programme_id)) == set(), "no stays no"
    for _ in range(2):
        command = AllowAgain(each_cast.actor("olga"), programme_id, found.decision_id)
        each_cast.store.do(apart.allow, command)
    assert looks(each_cast, programme_id).pairs == ()
    assert desk(each_cast, programme_id).apart == 0
    assert {name.capitalize() for names in pairs_of(drafted(each_cast, programme_id)) for name in names} == two


def test_two_said_no_to_in_two_rounds_are_allowed_at_once(each_cast: Cast, programme_id: UUID) -> None:
    says_no(each_cast, programme_id)
    [first] = each_cast.store.rows(MatchDecision)
    with each_cast.store.transaction() as uow:
        again = {column.name: getattr(first, column.name) for column in MatchDecision.__table__.columns}
        turned = {"id": new_id(), "senior_id": first.junior_id, "junior_id": first.senior_id}
        uow.db.add(MatchDecision(**again | turned))
    command = AllowAgain(each_cast.actor("olga"), programme_id, first.id)
    each_cast.store.do(apart.allow, command)
    assert each_cast.store.rows(MatchDecision) == []


def test_what_people_wish_themselves_and_what_is_wanted_is_not_among_them(each_cast: Cast, programme_id: UUID) -> None:
    finishes(each_cast, "ben", programme_id, never=("ada",))
    there = drafted(each_cast, programme_id)
    edits(each_cast, there, Edit.PIN, line(there, "ada"))
    [pin] = each_cast.store.rows(MatchDecision)
    assert pin.kind is DecisionKind.PIN
    assert looks(each_cast, programme_id).pairs == ()
    assert desk(each_cast, programme_id).apart == 0
    each_cast.store.do(apart.allow, AllowAgain(each_cast.actor("olga"), programme_id, pin.id))
    assert [each.id for each in each_cast.store.rows(MatchDecision)] == [pin.id]


def test_many_are_told_page_by_page(cast: Cast) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada")
    juniors = [f"junior{chr(97 + number)}" for number in range(A_PAGE + 2)]
    joins(cast, programme_id, RoleWish.JUNIOR, *juniors)
    said_no_to(cast, programme_id, round_of(drafted(cast, programme_id)), [("ada", name) for name in juniors])
    pages = [looks(cast, programme_id, page) for page in (0, 1, 7)]
    assert [len(each.pairs) for each in pages] == [A_PAGE, 2, 2]
    assert {name for each in pages for two in names_of(each) for name in two} == {"Ada", *map(str.capitalize, juniors)}


def test_only_its_owner_finds_or_allows_them(each_cast: Cast, programme_id: UUID) -> None:
    says_no(each_cast, programme_id)
    [kept] = each_cast.store.rows(MatchDecision)
    elsewhere = each_cast.programme("oscar", "sven", "Elsewhere")
    for name in ("ada", "ben", "sven", "oscar"):
        with pytest.raises(OnlyItsOwner):
            looks(each_cast, programme_id, owner=name)
        with pytest.raises(OnlyItsOwner):
            each_cast.store.do(apart.allow, AllowAgain(each_cast.actor(name), programme_id, kept.id))
    assert looks(each_cast, elsewhere, owner="oscar").pairs == ()
    each_cast.store.do(apart.allow, AllowAgain(each_cast.actor("oscar"), elsewhere, kept.id))
    neighbour = Cast(each_cast.store, "T2", "C2")
    theirs = neighbour.programme()
    neighbour.store.do(apart.allow, AllowAgain(neighbour.actor("olga"), theirs, kept.id))
    assert [each.id for each in each_cast.store.rows(MatchDecision)] == [kept.id]
