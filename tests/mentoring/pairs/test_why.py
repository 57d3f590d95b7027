"""The invitation of a led programme says why, to each person what concerns them, and no figure of how it was scored."""

from mentoring.pairs.notices import Invitation
from mentoring.rounds.rules import Edit
from mentoring.rounds.why import Why
from mentoring.states import RoleWish
from tests.factories.cast import Cast
from tests.factories.enrolled import enrolled, paired
from tests.mentoring.pairs.led import Told, goes_out, hears, joins, to
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
    assert (hers.notice.why.they_show, shown(hers)) == (("Prompting",), {"UBEN": ("Strategy",)})
    assert (his.notice.why.they_show, shown(his)) == (("Strategy",), {"UADA": ("Prompting",)})
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


def three(cast: Cast, teaches: str, learns: str) -> dict[str, Told]:
    """Ada and Ben are drafted, Cleo is left over and joins them; return what each is asked."""
    programme_id = cast.programme()
    joins(cast, programme_id, "ada", RoleWish.SENIOR, "Strategy, Budgeting", "Prompting, Pottery")
    joins(cast, programme_id, "ben", RoleWish.JUNIOR, "Prompting, Juggling", "Strategy, Fencing")
    joins(cast, programme_id, "cleo", RoleWish.JUNIOR, teaches, learns)
    there = drafted(cast, programme_id)
    assert [each.person.name for each in left_over(cast, there)] == ["Cleo"]
    edits(cast, there, Edit.TRIAD, 0, ("cleo",))
    there = desk(cast, programme_id)
    approves_all(cast, there)
    sends(cast, there)
    return {each.user_id: each for each in hears(cast) if isinstance(each.notice, Invitation)}


def shown(told: Told) -> dict[str, tuple[str, ...]]:
    """What the reader could show whom."""
    others = {each.membership_id: each.user_id for each in told.notice.others}
    return {others[each.membership_id]: each.skills for each in told.notice.why.i_show}


def test_of_three_each_reads_what_is_true_of_them_and_each_of_the_others(cast: Cast) -> None:
    asked = three(cast, "Fencing", "Budgeting, Canary song")
    assert (asked["UADA"].notice.why.they_show, shown(asked["UADA"])) == (
        ("Prompting",),
        {"UBEN": ("Strategy",), "UCLEO": ("Budgeting",)},
    )
    assert (asked["UBEN"].notice.why.they_show, shown(asked["UBEN"])) == (
        ("Strategy", "Fencing"),
        {"UADA": ("Prompting",)},
    )
    assert (asked["UCLEO"].notice.why.they_show, shown(asked["UCLEO"])) == (("Budgeting",), {"UBEN": ("Fencing",)})
    for each in asked.values():
        assert "*Why you three*" in each.words
        assert "you share" not in each.words, "the hours were reckoned of two of them"
        assert [word for word in ("Pottery", "Juggling", "anary") if word in each.words] == []
    assert "You could show <@UBEN>: *Strategy*" in asked["UADA"].words
    assert "You could show <@UCLEO>: *Budgeting*" in asked["UADA"].words
    assert "Budgeting" not in asked["UBEN"].words, "what goes between two others"
    assert "Strategy" not in asked["UCLEO"].words
    assert "Prompting" not in asked["UCLEO"].words


def test_what_the_senior_could_show_both_is_said_of_both(cast: Cast) -> None:
    asked = three(cast, "Prompting", "Strategy, Rhetoric, Chess, Golf")
    assert "You could show <@UBEN> and <@UCLEO>: *Strategy*" in asked["UADA"].words
    assert asked["UCLEO"].notice.why.they_show == ("Strategy",)
    assert shown(asked["UCLEO"]) == {"UADA": ("Prompting",)}


def test_who_would_not_learn_what_they_want_reads_so_and_not_that_they_teach_each_other(cast: Cast) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, "ada", RoleWish.SENIOR, "Strategy", "Pottery")
    joins(cast, programme_id, "ben", RoleWish.JUNIOR, "Juggling", "Strategy")
    goes_out(cast, programme_id)
    told = hears(cast)
    [hers] = to(cast, told, "ada", Invitation)
    [his] = to(cast, told, "ben", Invitation)
    assert "You could show <@UBEN>: *Strategy*" in hers.words
    assert "This time you would mostly teach: nothing they named is what you want to learn." in hers.words
    assert "You could learn: *Strategy*" in his.words
    assert "This time you would mostly learn: nothing you named is what they want to learn." in his.words
    for each in (hers, his):
        assert "You would meet for 50 minutes every two weeks. A charter comes first" in each.words
        assert [word for word in ("teach each other", "Pottery", "Juggling") if word in each.words] == []


def test_nothing_is_said_of_a_third_whom_nothing_joins_to_the_two(cast: Cast) -> None:
    asked = three(cast, "Canary dance", "Canary song")
    assert shown(asked["UADA"]) == {"UBEN": ("Strategy",)}
    assert "You could show <@UBEN>: *Strategy*" in asked["UADA"].words
    assert asked["UCLEO"].notice.why == Why((), (), None)
    assert "Nothing you named meets what they named" in asked["UCLEO"].words
    assert "*Why you three*" not in asked["UCLEO"].words
    assert "every two weeks and teach each other" not in asked["UCLEO"].words
    assert "every two weeks and teach each other" in asked["UADA"].words
    assert {user_id for user_id, each in asked.items() if "anary" in each.words} == set()
