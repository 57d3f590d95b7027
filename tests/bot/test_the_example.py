"""The living example's pool: a newcomer's first draft shows what one is like."""

from bot.demo.people import ENROLLED, JUNIOR, JUNIOR2, SENIOR, SENIOR2
from mentoring.enrolments.rules import FirstStep
from mentoring.rounds import queries
from mentoring.rounds.rules import InRound
from mentoring.states import RoleWish
from tests.factories.cast import Cast
from tests.factories.enrolled import begins, finishes, paired
from tests.mentoring.rounds.desk import drafted, round_of


def test_its_first_draft_has_good_pairs_one_to_look_at_and_one_person_left_over(cast: Cast) -> None:
    programme_id = cast.programme()
    for person, said in ENROLLED.items():
        cast.profile(person.name, person.tz)
        begins(cast, person.name, programme_id, FirstStep(RoleWish(said.wish), said.teaches, said.learns))
        finishes(cast, person.name, programme_id, zone=person.tz)
    for two in ((SENIOR, JUNIOR), (SENIOR2, JUNIOR2)):
        pair_id = paired(cast, programme_id, *(person.name for person in two))
        for person in two:
            cast.answer(person.name, pair_id)
    there = drafted(cast, programme_id)
    counts = there.counts
    assert (counts.unflagged, counts.flagged, there.in_pairs, counts.nobody) == (4, 1, 4, 1)
    assert all(line.senior_teaches and line.junior_teaches for line in there.proposals), "a reason both ways"
    left = cast.store.do(queries.left_over, InRound(cast.actor("olga"), round_of(there)))
    assert left.would_help, "and what would help is said"
