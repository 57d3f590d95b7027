"""What a sheet's file is called goes with it to its report, and sheets and reports of before have no name."""

from msgspec.structs import replace

from mentoring.roster import queries
from mentoring.roster.queries import InImport
from models import EnrolmentState, RosterImport
from tests.factories.cast import Cast
from tests.factories.sheets import as_sheet, finished, handed_in, looked_up
from tests.mentoring.pairs.led import enrolment_of


def test_a_report_says_of_which_file_it_is_and_one_of_an_earlier_version_does_not(each_cast: Cast) -> None:
    named = replace(as_sheet("ada@example.com,Ada,Strategy,Prompting"), name="answers.csv")
    form = handed_in(each_cast, each_cast.programme(), named)
    looked_up(each_cast, form)
    assert finished(each_cast, form).sheet == "answers.csv"
    where = InImport(each_cast.actor("olga"), form.import_id)
    assert each_cast.store.do(queries.report, where).sheet == "answers.csv"
    # As an earlier version kept it, and left it behind for thirty days.
    with each_cast.store.transaction() as uow:
        found = uow.get(RosterImport, each_cast.workspace_id, form.import_id)
        assert found is not None
        assert found.sealed_report is not None
        found.sealed_report = uow.vault.seal(uow.vault.open(found.sealed_report)["rows"])
    old = each_cast.store.do(queries.report, where)
    assert (old.sheet, [each.who for each in old.rows]) == ("", ["Ada"])


def test_a_sheet_that_an_earlier_version_was_handed_is_gone_on_with(each_cast: Cast) -> None:
    form = handed_in(each_cast, each_cast.programme(), as_sheet("ada@example.com,Ada,Strategy,Prompting"))
    with each_cast.store.transaction() as uow:
        found = uow.get(RosterImport, each_cast.workspace_id, form.import_id)
        assert found is not None
        assert found.sealed_sheet is not None
        kept = uow.vault.open(found.sealed_sheet)
        assert kept.pop("name") == ""
        found.sealed_sheet = uow.vault.seal(kept)
    looked_up(each_cast, form)
    assert (finished(each_cast, form).sheet, enrolment_of(each_cast, "ada").state) == ("", EnrolmentState.IMPORTED)
