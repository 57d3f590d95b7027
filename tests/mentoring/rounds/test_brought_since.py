"""A draft that stands while another sheet comes says so, and tells nothing of what people do themselves."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from mentoring import profiles
from mentoring.enrolments import imported as entered
from mentoring.enrolments.erasing import TRIED_AGAIN
from mentoring.enrolments.imported import KeepIn
from mentoring.enrolments.rules import FirstStep
from mentoring.participants import ChangeProfile
from mentoring.rounds import commands, gathering, keeping
from mentoring.rounds.reckoning import reckon
from mentoring.rounds.rules import Edit, KeepDraft, SendInvitations
from mentoring.states import RoleWish
from models import Enrolment, MatchRound
from tests.factories.cast import Cast
from tests.factories.enrolled import begins as says
from tests.factories.sheets import imported
from tests.mentoring.rounds.desk import begins, desk, drafted, edits, line, pairs_of, round_of, takes_its_course
from tests.mentoring.rounds.test_edits import joins
from views.matching import desk as desks
from views.reader import Reader

SENIOR = "{0}@example.com,{0},Strategy,Prompting"
JUNIOR = "{0}@example.com,{0},Prompting,Strategy"


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    """Olga's programme with a draft: Ada and Cleo joined, a sheet brought Ben and Dora."""
    found = each_cast.programme()
    joins(each_cast, found, RoleWish.SENIOR, "ada")
    joins(each_cast, found, RoleWish.JUNIOR, "cleo")
    imported(each_cast, found, SENIOR.format("ben"), JUNIOR.format("dora"))
    each_cast.store.clock.advance(minutes=1)
    assert len(drafted(each_cast, found).proposals) == 2
    each_cast.store.clock.advance(minutes=1)
    return found


def since(cast: Cast, programme_id: UUID) -> int:
    return desk(cast, programme_id).brought_since


def test_whom_a_sheet_brings_in_or_up_to_date_is_told_above_the_pairs_and_before_sending(
    each_cast: Cast, programme_id: UUID
) -> None:
    there = desk(each_cast, programme_id)
    edits(each_cast, there, Edit.APPROVE, line(there, "ada"))
    assert "sheet" not in repr(desks.page(Reader("en"), desk(each_cast, programme_id)))
    imported(each_cast, programme_id, "dora@example.com,Dora,Golf,Strategy", JUNIOR.format("emil"))
    now = desk(each_cast, programme_id)
    assert now.brought_since == 2
    blocks = [repr(each) for each in desks.page(Reader("en"), now)["blocks"]]
    [told] = [place for place, each in enumerate(blocks) if "2 people were brought in" in each]
    assert told < min(place for place, each in enumerate(blocks) if "proposal-" in each)
    [sends] = [each for each in blocks if "Send the invitations" in each]
    assert "2 people came in or changed by a sheet since" in sends


def test_drafted_anew_they_are_in_it_and_what_was_approved_stays(each_cast: Cast, programme_id: UUID) -> None:
    there = desk(each_cast, programme_id)
    [approved] = [each for each in pairs_of(there) if "ada" in each]
    edits(each_cast, there, Edit.APPROVE, line(there, "ada"))
    imported(each_cast, programme_id, SENIOR.format("emil"), JUNIOR.format("fay"))
    each_cast.store.clock.advance(minutes=1)
    anew = drafted(each_cast, programme_id)
    assert anew.brought_since == 0
    assert approved in pairs_of(anew)
    assert anew.counts.approved == 1
    assert {"emil", "fay"} <= {name for pair in pairs_of(anew) for name in pair}


def test_a_sheet_that_comes_while_a_draft_is_reckoned_is_told(each_cast: Cast, programme_id: UUID) -> None:
    asked = begins(each_cast, programme_id)
    found = reckon(each_cast.store.do(gathering.gathered, asked))
    each_cast.store.clock.advance(seconds=5)
    imported(each_cast, programme_id, JUNIOR.format("emil"))
    each_cast.store.clock.advance(seconds=5)
    rest: KeepDraft | None = KeepDraft(asked.workspace_id, asked.round_id, asked.revision, found)
    while rest is not None:
        rest = each_cast.store.do(keeping.keep, rest)
    assert since(each_cast, programme_id) == 1


def test_what_people_do_themselves_is_not_told(each_cast: Cast, programme_id: UUID) -> None:
    joins(each_cast, programme_id, RoleWish.JUNIOR, "emil")
    joins(each_cast, programme_id, RoleWish.SENIOR, "ada")
    says(each_cast, "ben", programme_id, FirstStep(RoleWish.SENIOR, ("Golf",), ("Prompting",)))
    assert since(each_cast, programme_id) == 0, "Ben looks at what an owner entered, and has not said yes"
    yes = KeepIn(each_cast.actor("dora"), programme_id, each_cast.shown("dora", programme_id))
    each_cast.store.do(entered.keep_in, yes)
    assert since(each_cast, programme_id) == 0


def test_nor_that_an_erasure_of_what_was_entered_waits_for_a_busy_round(each_cast: Cast, programme_id: UUID) -> None:
    each_cast.store.clock.advance(days=31)
    with each_cast.store.transaction() as uow:
        for each in uow.db.query(Enrolment).where(Enrolment.look_at.is_not(None)):
            each.look_at = uow.now + TRIED_AGAIN
    assert since(each_cast, programme_id) == 0


def test_nor_what_another_programmes_sheet_says_nor_who_is_not_to_be_paired(
    each_cast: Cast, programme_id: UUID
) -> None:
    imported(each_cast, each_cast.programme(name="Another"), SENIOR.format("ben"), JUNIOR.format("emil"))
    assert since(each_cast, programme_id) == 0
    imported(each_cast, programme_id, SENIOR.format("olga"), JUNIOR.format("fay"))
    assert since(each_cast, programme_id) == 1, "whoever owns it is not paired"
    closed = replace(each_cast.profile("fay"), is_gone=True)
    each_cast.store.do(profiles.change, ChangeProfile(each_cast.team, closed))
    assert since(each_cast, programme_id) == 0


def test_of_a_draft_of_an_older_release_and_of_one_that_goes_out_nothing_is_told(
    each_cast: Cast, programme_id: UUID
) -> None:
    there = desk(each_cast, programme_id)
    edits(each_cast, there, Edit.APPROVE, line(there, "ada"))
    imported(each_cast, programme_id, JUNIOR.format("emil"))
    with each_cast.store.transaction() as uow:
        found = uow.db.query(MatchRound).one()
        noted = dict(found.summary)
        found.summary = {key: value for key, value in noted.items() if key != "as_of"}
    assert since(each_cast, programme_id) == 0
    with each_cast.store.transaction() as uow:
        uow.db.query(MatchRound).one().summary = noted
    assert since(each_cast, programme_id) == 1
    each_cast.store.do(commands.send, SendInvitations(each_cast.actor("olga"), round_of(there)))
    assert since(each_cast, programme_id) == 0
    takes_its_course(each_cast)
    assert since(each_cast, programme_id) == 0
