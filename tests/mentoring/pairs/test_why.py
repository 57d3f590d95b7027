"""The invitation of a led programme says why, to each person what concerns them, and no figure of how it was scored."""

from mentoring.pairs.notices import Invitation
from mentoring.rounds.rules import Edit
from mentoring.rounds.why import Why
from mentoring.states import RoleWish
from models import MatchProposal
from tests.factories.cast import Cast
from tests.factories.enrolled import enrolled, paired
from tests.mentoring.pairs.led import drafts, edits, goes_out, hears, joins, peopled, person_id, sends, to


def test_each_reads_what_they_could_learn_and_what_they_could_show(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    joins(each_cast, programme_id, "ada", RoleWish.SENIOR, "Strategy, Budgeting", "Prompting, Pottery")
    joins(each_cast, programme_id, "ben", RoleWish.JUNIOR, "Prompting, Juggling", "Strategy, Fencing")
    goes_out(each_cast, programme_id)
    told = hears(each_cast)
    [hers] = to(each_cast, told, "ada", Invitation)
    [his] = to(each_cast, told, "ben", Invitation)
    assert (hers.notice.why.they_show, hers.notice.why.i_show) == (("Prompting",), ("Strategy",))
    assert (his.notice.why.they_show, his.notice.why.i_show) == (("Strategy",), ("Prompting",))
    assert "You could learn: *Prompting*" in hers.words
    assert "You could show <@UBEN>: *Strategy*" in hers.words
    assert "8 hours" in hers.words
    for each in (hers, his):
        assert [word for word in ("Budgeting", "Pottery", "Juggling", "Fencing", "score") if word in each.words] == []


def test_nobody_reads_the_reasons_of_another_pair(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    joins(each_cast, programme_id, "ada", RoleWish.SENIOR, "Strategy", "Prompting")
    joins(each_cast, programme_id, "ben", RoleWish.JUNIOR, "Prompting", "Strategy")
    joins(each_cast, programme_id, "cleo", RoleWish.SENIOR, "Canary song", "Canary dance")
    joins(each_cast, programme_id, "dora", RoleWish.JUNIOR, "Canary dance", "Canary song")
    goes_out(each_cast, programme_id)
    told = [each for each in hears(each_cast) if isinstance(each.notice, Invitation)]
    assert {each.user_id for each in told if "anary" in each.words} == {"UCLEO", "UDORA"}
    assert len(told) == 4


def test_where_an_owner_paired_by_hand_no_reason_is_made_up(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    enrolled(each_cast, programme_id, "ada", "ben")
    paired(each_cast, programme_id, "ada", "ben")
    for each in hears(each_cast):
        assert each.notice.why is None
        assert "Why you" not in each.words


def test_who_joins_as_a_third_reads_what_goes_between_them_and_the_senior(each_cast: Cast) -> None:
    programme_id = peopled(each_cast, juniors="ben cleo")
    round_id = drafts(each_cast, programme_id)
    [proposal] = each_cast.store.rows(MatchProposal)
    [lonely] = [name for name in ("ben", "cleo") if person_id(each_cast, name) != proposal.junior_id]
    edits(each_cast, round_id, proposal, Edit.TRIAD, lonely)
    sends(each_cast, round_id)
    invited = {each.user_id: each.notice.why for each in hears(each_cast) if isinstance(each.notice, Invitation)}
    assert len(invited) == 3
    third = invited[each_cast.profile(lonely).user_id]
    assert third == Why(("Strategy",), ("Prompting",), None)
