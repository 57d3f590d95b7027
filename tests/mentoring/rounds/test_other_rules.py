"""How groups fare in a draft, what it would be like under other rules, and how an owner sets these."""

from uuid import UUID

import pytest

from mentoring.errors import Refusal
from mentoring.matching import Flag, Rule
from mentoring.pairs.notices import Invitation
from mentoring.programmes import audit_questions
from mentoring.programmes.audit_questions import ChangeAuditQuestions
from mentoring.programmes.queries import OnlyItsOwner
from mentoring.rounds import queries, settings, supposing
from mentoring.rounds.cards import WhatIf
from mentoring.rounds.reckoning import reckon
from mentoring.rounds.rules import CompareDrafts, Edit, InRound, MatchingRules, Suppose
from mentoring.rounds.settings import (
    AlwaysHolds,
    ChangeMatchingRules,
    MatchingSettings,
    OpenMatchingRules,
    RepeatDaysOutOfRange,
    SharedTimeOutOfRange,
)
from mentoring.states import RoleWish
from models import Enrolment, Programme
from tests.factories.cast import Cast, receipt
from tests.mentoring.pairs.led import hears
from tests.mentoring.rounds.desk import (
    approves_all,
    desk,
    drafted,
    edits,
    goes_out,
    left_over,
    line,
    pairs_of,
    round_of,
)
from tests.mentoring.rounds.test_edits import joins
from views.matching import words
from views.reader import Reader

AS_USUAL = MatchingRules(120, frozenset(), 365)


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    """Olga's programme: a pair that may be, and two of one team."""
    found = cast.programme()
    joins(cast, found, RoleWish.SENIOR, "ada", languages=("pt",))
    joins(cast, found, RoleWish.JUNIOR, "cleo", languages=("pt",))
    joins(cast, found, RoleWish.SENIOR, "ben", team="Payments", languages=("de",))
    joins(cast, found, RoleWish.JUNIOR, "dora", team="Payments", languages=("de",))
    return found


def sets(cast: Cast, programme_id: UUID, rules: MatchingRules, actor: str = "olga") -> MatchingSettings:
    lifted = tuple(rule.value for rule in rules.lifted)
    command = ChangeMatchingRules(
        cast.actor(actor), programme_id, rules.least_shared, lifted, rules.repeat_days, receipt()
    )
    return cast.store.do(settings.change, command)


def supposes(cast: Cast, round_id: UUID, rules: MatchingRules) -> WhatIf:
    olga = cast.actor("olga")
    found = reckon(cast.store.do(supposing.supposed, Suppose(olga, round_id, rules)))
    return cast.store.do(supposing.what_if, CompareDrafts(olga, round_id, found))


def test_where_a_rule_is_what_leaves_most_over_it_is_named_unless_its_owner_does_without(cast: Cast) -> None:
    found = cast.programme()
    joins(cast, found, RoleWish.SENIOR, "ada", "ben", "carl", team="Payments")
    joins(cast, found, RoleWish.JUNIOR, "dora", "emil", team="Payments")
    joins(cast, found, RoleWish.JUNIOR, "fay", team="Search")
    assert in_the_way(cast, found) is Rule.TEAM
    sets(cast, found, MatchingRules(120, frozenset({Rule.TEAM}), 365))
    assert in_the_way(cast, found) is None
    joins(cast, found, RoleWish.JUNIOR, "gus", "hana", team="Search")
    assert in_the_way(cast, found) is None, "too few seniors are no rule"


def in_the_way(cast: Cast, programme_id: UUID) -> Rule | None:
    where = InRound(cast.actor("olga"), round_of(drafted(cast, programme_id)))
    return cast.store.do(queries.left_over, where).in_the_way


def test_a_rule_less_may_give_somebody_to_those_who_have_nobody(cast: Cast, programme_id: UUID) -> None:
    there = drafted(cast, programme_id)
    assert pairs_of(there) == {("ada", "cleo")}
    before = cast.store.contents()
    found = supposes(cast, round_of(there), MatchingRules(120, frozenset({Rule.TEAM}), 365))
    assert (found.matched, found.matched_then) == (2, 4)
    assert [each.name for each in found.gain] == ["Ben", "Dora"]
    assert (found.gain_in_all, found.lose_in_all, found.lose) == (2, 0, ())
    assert cast.store.contents() == before, "nothing of it is kept"


def test_who_has_somebody_already_counts_neither_now_nor_then(cast: Cast, programme_id: UUID) -> None:
    approves_all(cast, drafted(cast, programme_id))
    goes_out(cast, desk(cast, programme_id))
    joins(cast, programme_id, RoleWish.SENIOR, "gil", team="Search", languages=("fr",))
    joins(cast, programme_id, RoleWish.JUNIOR, "hana", team="Search", languages=("fr",))
    there = drafted(cast, programme_id)
    found = supposes(cast, round_of(there), MatchingRules(120, frozenset({Rule.TEAM}), 365))
    assert (found.matched, found.matched_then) == (0, 4), "Ada and Cleo were asked before"


def test_who_share_no_language_are_pointed_out_where_that_rule_is_lifted(cast: Cast) -> None:
    found = cast.programme()
    joins(cast, found, RoleWish.SENIOR, "ada", languages=("pt",))
    joins(cast, found, RoleWish.JUNIOR, "cleo", languages=("de",))
    sets(cast, found, MatchingRules(120, frozenset({Rule.LANGUAGE}), 365))
    [proposal] = drafted(cast, found).proposals
    assert Flag.NO_LANGUAGE in proposal.flags
    assert "no language in common" in words.flags(Reader("en"), proposal)
    approves_all(cast, desk(cast, found))
    goes_out(cast, desk(cast, found))
    asked = [each for each in hears(cast) if isinstance(each.notice, Invitation)]
    assert [each.words.count("no language in common") for each in asked] == [1, 1]


def test_a_rule_more_may_part_whom_the_owner_pinned(cast: Cast, programme_id: UUID) -> None:
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", languages=("pt",), zone="America/New_York")
    there = drafted(cast, programme_id)
    edits(cast, there, Edit.PIN, line(there, "ada"))
    there = desk(cast, programme_id)
    found = supposes(cast, round_of(there), MatchingRules(300, frozenset(), 365))
    assert [each.name for each in found.lose] == ["Ada", "Cleo"]
    assert [(one.name, other.name) for one, other in found.gave_way] == [("Ada", "Cleo")]
    assert desk(cast, programme_id) == there


def test_an_owner_sets_rules_and_the_next_draft_keeps_them(cast: Cast, programme_id: UUID) -> None:
    assert cast.store.do(settings.look, OpenMatchingRules(cast.actor("olga"), programme_id)).rules == AS_USUAL
    wanted = MatchingRules(30, frozenset({Rule.TEAM}), 90)
    assert sets(cast, programme_id, wanted).rules == wanted
    assert len(drafted(cast, programme_id).proposals) == 2
    assert sets(cast, programme_id, MatchingRules(480, frozenset(), 0)).rules.least_shared == 480
    assert len(drafted(cast, programme_id).proposals) == 1, "eight hours are a whole working day"


def test_a_form_delivered_again_undoes_nothing(cast: Cast, programme_id: UUID) -> None:
    first = ChangeMatchingRules(cast.actor("olga"), programme_id, 60, (), 365, receipt())
    cast.store.do(settings.change, first)
    sets(cast, programme_id, AS_USUAL)
    assert cast.store.do(settings.change, first).rules == AS_USUAL


@pytest.mark.parametrize(
    ("least", "lifted", "days", "refusal", "field"),
    [
        (None, (), 365, SharedTimeOutOfRange, "least_shared"),
        (481, (), 365, SharedTimeOutOfRange, "least_shared"),
        (120, (Rule.REPORTING_LINE.value,), 365, AlwaysHolds, "lifted"),
        (120, (Rule.NOT_AVAILABLE.value,), 365, AlwaysHolds, "lifted"),
        (120, ("whatever",), 365, AlwaysHolds, "lifted"),
        (120, (), None, RepeatDaysOutOfRange, "repeat_days"),
        (120, (), -1, RepeatDaysOutOfRange, "repeat_days"),
    ],
)
def test_what_may_not_be_set_is_refused_beside_its_field(
    cast: Cast,
    programme_id: UUID,
    least: int | None,
    lifted: tuple[str, ...],
    days: int | None,
    refusal: type[Refusal],
    field: str,
) -> None:
    command = ChangeMatchingRules(cast.actor("olga"), programme_id, least, lifted, days, receipt())
    with pytest.raises(refusal) as refused:
        cast.store.do(settings.change, command)
    assert refused.value.field == field
    assert {each.matching for each in cast.store.rows(Programme)} == {None}


def test_nobody_but_its_owner_sets_or_supposes_anything(cast: Cast, programme_id: UUID) -> None:
    there = drafted(cast, programme_id)
    ada = cast.actor("ada")
    with pytest.raises(OnlyItsOwner):
        sets(cast, programme_id, AS_USUAL, "ada")
    with pytest.raises(OnlyItsOwner):
        cast.store.do(settings.look, OpenMatchingRules(ada, programme_id))
    with pytest.raises(OnlyItsOwner):
        cast.store.do(supposing.supposed, Suppose(ada, round_of(there), AS_USUAL))
    with pytest.raises(OnlyItsOwner):
        cast.store.do(queries.audit, InRound(ada, round_of(there)))


# Groups


def test_an_owner_sees_how_groups_fare_and_of_none_that_is_small(cast: Cast) -> None:
    programme_id = cast.programme()
    question = ("Age", "under 30\n30 or more")
    asked = ChangeAuditQuestions(cast.actor("olga"), programme_id, (question,), receipt())
    cast.store.do(audit_questions.change, asked)
    for number in range(12):
        team = ("Payments", "Search", "Legal")[0 if number < 5 else 1 if number < 10 else 2]
        joins(cast, programme_id, RoleWish.SENIOR, f"s{number}", team=team)
        joins(cast, programme_id, RoleWish.JUNIOR, f"j{number}", team=f"{team} too")
    with cast.store.transaction() as uow:
        for place, each in enumerate(uow.db.query(Enrolment).order_by(Enrolment.created_at, Enrolment.id)):
            each.location = "Porto" if place % 2 else "Braga"
            each.sealed_groups = uow.vault.seal({"Age": "under 30" if place % 4 < 2 else "30 or more"})
    there = drafted(cast, programme_id)
    page = cast.store.do(queries.audit, InRound(cast.actor("olga"), round_of(there)))
    by_name = {each.attribute: each for each in page.compared}
    assert by_name.keys() == {"Age", "location", "team"}
    assert by_name["location"].groups.keys() == {"Porto", "Braga"}
    assert by_name["Age"].groups.keys() == {"under 30", "30 or more"}
    assert by_name["location"].gap is not None
    assert "Legal" not in by_name["team"].groups
    assert by_name["team"].hidden >= 2
    assert not any(each.person.user_id in repr(page) for each in left_over(cast, there))
