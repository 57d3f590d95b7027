"""A sheet that was posted to the bot: what may be asked for, what is asked first, and what its message tells."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from mentoring import courses, outbox, participants
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.programmes.queries import OnlyItsOwner
from mentoring.roster import commands, posted, queries
from mentoring.roster.commands import HandIn
from mentoring.roster.posted import (
    MayBeRead,
    OneWaits,
    SheetOffer,
    SheetPosted,
    TakePosted,
    WhichProgramme,
    WhichSheet,
)
from mentoring.roster.queries import ColumnsForm, InImport
from mentoring.roster.rules import UNFINISHED_FOR, NoSuchImport, PostedSheetGone
from mentoring.schedules import PlanDue
from models import ImportState, OutboxAct, OutboxRow, OutboxState, ProgrammeDuty, RosterImport
from tests.factories.cast import Cast, receipt
from tests.factories.sheets import as_sheet, finished, handed_in, looked_up

SHEET = as_sheet("ada@example.com,Ada,Strategy,Prompting")


def posts(cast: Cast, *file_ids: str) -> TakePosted:
    """Olga posts sheets; return the click on the button of the answer."""
    command = SheetPosted(cast.actor("olga"), "D1", file_ids, receipt())
    cast.store.do(posted.posted, command)
    cast.store.do(posted.posted, command)
    [row] = [each for each in cast.store.rows(OutboxRow) if each.dedup_key == f"sheet-offer:{command.receipt}"]
    return TakePosted(cast.actor("olga"), row.id)


def reads_it(cast: Cast, click: TakePosted) -> ColumnsForm:
    """The file was fetched."""
    step = cast.store.do(posted.next_step, click)
    assert isinstance(step, MayBeRead)
    return cast.store.do(commands.hand_in, HandIn(click.actor, step.programme_id, SHEET, step.receipt))


def tells(cast: Cast, click: TakePosted) -> SheetOffer:
    with cast.store.transaction() as uow:
        row = uow.get(OutboxRow, cast.workspace_id, click.offer_id)
        assert row is not None
        found = posted.offer(row, uow)
        assert found is not None
        return found


def states(cast: Cast, click: TakePosted) -> list[ImportState | None]:
    return [each.state for each in tells(cast, click).sheets]


def sent(cast: Cast, click: TakePosted) -> None:
    """The answer stands in Slack, and so does what was drawn anew of it."""
    with cast.store.transaction() as uow:
        for each in cast.store.rows(OutboxRow):
            row = uow.get(OutboxRow, cast.workspace_id, each.id)
            assert row is not None
            if click.offer_id in {row.id, row.about_id}:
                row.state = OutboxState.SENT


def drawn_anew(cast: Cast, click: TakePosted) -> int:
    rows = cast.store.rows(OutboxRow)
    return len([each for each in rows if (each.about_id, each.act) == (click.offer_id, OutboxAct.REFRESH)])


def test_one_sheet_of_an_owner_of_one_programme_may_be_read_at_once(cast: Cast) -> None:
    programme_id = cast.programme()
    click = posts(cast, "F1")
    step = cast.store.do(posted.next_step, click)
    assert isinstance(step, MayBeRead)
    assert (step.channel_id, step.file_id, step.programme_id) == ("D1", "F1", programme_id)
    assert states(cast, click) == [None]


def test_a_second_click_finds_what_the_first_one_read(cast: Cast) -> None:
    cast.programme()
    click = posts(cast, "F1")
    step = cast.store.do(posted.next_step, click)
    assert isinstance(step, MayBeRead)
    forms = [
        cast.store.do(commands.hand_in, HandIn(click.actor, step.programme_id, SHEET, step.receipt)) for _ in range(2)
    ]
    assert forms[0] == forms[1]
    again = cast.store.do(posted.next_step, click)
    assert again == InImport(click.actor, forms[0].import_id)
    assert len(cast.store.rows(RosterImport)) == 1


def test_asked_for_twice_at_once_for_two_programmes_it_is_read_for_the_first(cast: Cast) -> None:
    one, other = cast.programme(), cast.programme(name="Other ways")
    click = posts(cast, "F1")
    steps = [cast.store.do(posted.next_step, replace(click, programme_id=each)) for each in (one, other)]
    forms = [
        cast.store.do(commands.hand_in, HandIn(click.actor, each.programme_id, SHEET, each.receipt))
        for each in steps
        if isinstance(each, MayBeRead)
    ]
    assert [each.programme for each in forms] == ["Both ways", "Both ways"]


def test_of_several_programmes_it_is_asked_which_and_no_other_may_be_named(cast: Cast) -> None:
    one, other = cast.programme(), cast.programme(name="Other ways")
    elsewhere = cast.programme(owner="paul", name="Not hers")
    click = posts(cast, "F1")
    step = cast.store.do(posted.next_step, click)
    assert isinstance(step, WhichProgramme)
    assert {each.programme_id for each in step.programmes} == {one, other}
    named = cast.store.do(posted.next_step, replace(click, file_id=step.file_id, programme_id=other))
    assert isinstance(named, MayBeRead)
    assert named.programme_id == other
    with pytest.raises(OnlyItsOwner):
        cast.store.do(posted.next_step, replace(click, programme_id=elsewhere))


def test_of_several_sheets_it_is_asked_which_of_those_that_are_still_closed(cast: Cast) -> None:
    cast.programme()
    click = posts(cast, "F1", "F2", "F3")
    assert cast.store.do(posted.next_step, click) == WhichSheet("D1", ("F1", "F2", "F3"))
    reads_it(cast, replace(click, file_id="F2"))
    assert cast.store.do(posted.next_step, click) == WhichSheet("D1", ("F1", "F3"))
    assert states(cast, click) == [None, ImportState.READ, None]


@pytest.mark.parametrize("file_id", ["F2", "F1,F2", "f1", "F1 "])
def test_no_file_may_be_asked_for_that_was_not_posted(cast: Cast, file_id: str) -> None:
    cast.programme()
    click = posts(cast, "F1")
    with pytest.raises(PostedSheetGone):
        cast.store.do(posted.next_step, replace(click, file_id=file_id))


def test_nothing_may_be_asked_for_by_another_message_of_the_bot(cast: Cast) -> None:
    """Neither by what draws the answer anew, with which one sheet would be read twice, nor by any other kind."""
    cast.programme()
    click = posts(cast, "F1")
    sent(cast, click)
    reads_it(cast, click)
    with cast.store.transaction() as uow:
        olga = participants.require(click.actor, uow)
        facts = {"channel_id": "D1", "files": "F1"}
        outbox.post(cast.workspace_id, NoticeKind.HELLO, "hello", ToPerson(olga.id), facts, uow)
    others = [each.id for each in cast.store.rows(OutboxRow) if each.id != click.offer_id]
    assert len(others) == 2
    for row_id in (*others, uuid4()):
        with pytest.raises(PostedSheetGone):
            cast.store.do(posted.next_step, TakePosted(click.actor, row_id, "F1"))


def test_the_same_ids_in_another_workspace_open_nothing(cast: Cast) -> None:
    cast.programme()
    click = posts(cast, "F1")
    elsewhere = Cast(cast.store, "T2")
    elsewhere.programme()
    with pytest.raises(PostedSheetGone):
        cast.store.do(posted.next_step, replace(click, actor=elsewhere.actor("olga")))


@pytest.mark.parametrize("file_ids", [("F1",), ("F1", "F2")], ids=["one", "two"])
def test_who_owns_nothing_any_more_gets_no_sheet_read(cast: Cast, file_ids: tuple[str, ...]) -> None:
    cast.programme()
    click = posts(cast, *file_ids)
    with cast.store.transaction() as uow:
        for each in cast.store.rows(ProgrammeDuty):
            duty = uow.get(ProgrammeDuty, cast.workspace_id, each.id)
            if duty is not None:
                uow.db.delete(duty)
    with pytest.raises(OnlyItsOwner):
        cast.store.do(posted.next_step, click)


def test_somebody_elses_file_is_offered_to_nobody(cast: Cast) -> None:
    cast.programme()
    click = posts(cast)
    assert tells(cast, click).sheets == ()
    with pytest.raises(PostedSheetGone):
        cast.store.do(posted.next_step, click)


def test_a_sheet_that_waits_is_not_given_up_unasked(cast: Cast) -> None:
    programme_id = cast.programme()
    waiting = handed_in(cast, programme_id, SHEET)
    click = posts(cast, "F1")
    step = cast.store.do(posted.next_step, click)
    assert isinstance(step, OneWaits)
    assert (step.waiting.import_id, step.waiting.rows) == (waiting.import_id, 1)
    agreed = replace(click, file_id="F1", programme_id=programme_id, instead_of=waiting.import_id)
    newer = handed_in(cast, programme_id, SHEET)
    step = cast.store.do(posted.next_step, agreed)
    assert isinstance(step, OneWaits), "they agreed to give up another one"
    reads_it(cast, replace(agreed, instead_of=newer.import_id))
    left = [each.receipt for each in cast.store.rows(RosterImport) if each.state is ImportState.READ]
    assert [each.startswith("posted:") for each in left] == [True]


def test_its_message_tells_what_became_of_it_all_the_way(cast: Cast) -> None:
    cast.programme()
    click = posts(cast, "F1")
    sent(cast, click)
    form = reads_it(cast, click)
    assert (states(cast, click), drawn_anew(cast, click)) == ([ImportState.READ], 1)
    assert tells(cast, click).sheets[0].import_id == form.import_id
    sent(cast, click)
    looked_up(cast, form)
    finished(cast, form)
    assert (states(cast, click), drawn_anew(cast, click)) == ([ImportState.DONE], 2)
    assert tells(cast, click).sheets[0].import_id is None
    sent(cast, click)
    # The report is forgotten in its time; that its sheet is done stays true.
    cast.store.clock.advance(days=31)
    cast.store.do(courses.plan_due, PlanDue(cast.workspace_id, 10))
    assert (len(cast.store.rows(RosterImport)), drawn_anew(cast, click)) == (0, 2)


def test_what_was_forgotten_on_purpose_is_not_read_again_by_the_same_button(cast: Cast) -> None:
    cast.programme()
    click = posts(cast, "F1")
    sent(cast, click)
    form = reads_it(cast, click)
    sent(cast, click)
    cast.store.do(commands.drop, InImport(click.actor, form.import_id))
    assert (states(cast, click), drawn_anew(cast, click)) == ([ImportState.DROPPED], 2)
    assert cast.store.do(posted.next_step, click) == InImport(click.actor, form.import_id)
    with pytest.raises(NoSuchImport):
        cast.store.do(queries.stands, InImport(click.actor, form.import_id))


def test_what_nobody_finished_within_a_week_is_offered_again(cast: Cast) -> None:
    cast.programme()
    click = posts(cast, "F1")
    sent(cast, click)
    reads_it(cast, click)
    sent(cast, click)
    cast.store.clock.advance(days=UNFINISHED_FOR.days, minutes=1)
    cast.store.do(courses.plan_due, PlanDue(cast.workspace_id, 10))
    assert (states(cast, click), drawn_anew(cast, click)) == ([None], 2)
    reads_it(cast, click)


def test_a_sheet_that_came_by_the_form_draws_no_message(cast: Cast) -> None:
    programme_id: UUID = cast.programme()
    click = posts(cast, "F1")
    sent(cast, click)
    handed_in(cast, programme_id, SHEET)
    assert drawn_anew(cast, click) == 0
