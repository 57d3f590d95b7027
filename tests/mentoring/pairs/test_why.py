"""The invitation of a led programme says why, to each person what concerns them, and no figure of how it was scored."""

from mentoring.pairs.notices import Invitation
from mentoring.rounds.rules import Edit
from mentoring.rounds.why import Why
from mentoring.states import RoleWish
from tests.factories.cast import Cast
from tests.factories.enrolled import enrolled, paired
from tests.mentoring.pairs.led import goes_out, hears, joins, peopled, to
from tests.mentoring.rounds.desk import approves_all, desk, drafted, edits, left_over
from tests.mentoring.rounds.desk import goes_out as sends


def test_each_reads_what_they_could_learn_and_what_they_could_show(cast: Cast) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, "ada", RoleWish.SENIOR, "Strategy, Budgeting", "Prompting, Pottery")
    joins(cast, programme_id, "ben", RoleWish.JUNIOR, "Prompting, Juggling", "Strategy, Fencing")
    goes_out(cast, programme_id)
    told = hears(cast)
    [hers] = to(cast, told, "ada", Invitation)
    [his] = to(cast, told, "ben", Invitation)
    assert (hers.notice.why.they_show, hers.notice.why.i_show) == (("Prompting",), ("Strategy",))
    assert (his.notice.why.they_show, his.notice.why.i_show) == (("Strategy",), ("Prompting",))
    assert "You could learn: *Prompting*" in hers.words
    assert "You could show <@UBEN>: *Strategy*" in hers.words
    assert "8 hours" in hers.words
    for each in (hers, his):
        assert [word for word in ("Budgeting", "Pottery", "Juggling", "Fencing", "score") if word in each.words] == []


def test_nobody_reads_the_reasons_of_another_pair(cast: Cast) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, "ada", RoleWish.SENIOR, "Strategy", "Prompting")
    joins(cast, programme_id, "ben", RoleWish.JUNIOR, "Prompting", "Strategy")
    joins(cast, programme_id, "cleo", RoleWish.SENIOR, "Canary song", "Canary dance")
    joins(cast, programme_id, "dora", RoleWish.JUNIOR, "Canary dance", "Canary song")
    goes_out(cast, programme_id)
    told = [each for each in hears(cast) if isinstance(each.notice, Invitation)]
    assert {each.user_id for each in told if "anary" in each.words} == {"UCLEO", "UDORA"}
    assert len(told) == 4


def test_where_an_owner_paired_by_hand_no_reason_is_made_up(cast: Cast) -> None:
    programme_id = cast.programme()
    enrolled(cast, programme_id, "ada", "ben")
    paired(cast, programme_id, "ada", "ben")
    for each in hears(cast):
        assert each.notice.why is None
        assert "Why you" not in each.words


def test_who_joins_as_a_third_reads_what_goes_between_them_and_the_senior(cast: Cast) -> None:
    programme_id = peopled(cast, juniors="ben cleo")
    there = drafted(cast, programme_id)
    [lonely] = [each.person.name.lower() for each in left_over(cast, there)]
    edits(cast, there, Edit.TRIAD, 0, (lonely,))
    there = desk(cast, programme_id)
    approves_all(cast, there)
    sends(cast, there)
    invited = {each.user_id: each.notice.why for each in hears(cast) if isinstance(each.notice, Invitation)}
    assert len(invited) == 3
    third = invited[cast.profile(lonely).user_id]
    assert third == Why(("Strategy",), ("Prompting",), None)
