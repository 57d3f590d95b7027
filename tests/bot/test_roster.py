"""`bothways import` and `bothways export`: what the command line does with a programme's people."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import sandbox
from adapters import sheets
from bot import cli, manifest
from bot.demo.humans import Humans
from mentoring import participants
from mentoring.clock import SystemClock
from mentoring.participants import Profile
from mentoring.roster import by_hand, exporting, writing
from mentoring.roster.by_hand import FindProgramme
from models import (
    Enrolment,
    EnrolmentState,
    OutboxRow,
    ParticipantState,
    Programme,
    ProgrammeDuty,
    ProgrammeRole,
    RosterImport,
)
from sandbox import Serving
from tests.factories.cast import Cast
from tests.factories.enrolled import finishes
from tests.factories.sheets import counted, imported
from tests.factories.store import Store

# Each command sets up the log, for the terminal that the runner lends it; afterwards it is as it was.
pytestmark = pytest.mark.usefixtures("log")

PEOPLE = (
    "Email,Name,Can teach,Wants to learn,Notes,Never match with\n"
    'ada@example.com,Ada,"Diversity, equity and inclusion, Zqxwv",SQL,hidden,canary\n'
    "ada@example.com,Ada,Strategy,Zqxwv,hidden,canary\n"
    "nobody@example.com,[red]Nobody[/red],SQL,Strategy,hidden,canary\n"
    "ben@example.com,Ben,=SQL,Strategy,hidden,canary\n"
)


class Installed:
    """A local Slack with people in it, a store with Olga's programme, and the command line beside them."""

    def __init__(self, slack: Serving, cast: Cast, folder: Path) -> None:
        self.slack = slack
        self.cast = cast
        self.folder = folder
        self.programme_id = cast.programme()

    async def runs(self, *arguments: str, **other: str) -> Result:
        environment = {
            **self.slack.environment(),
            "BOTHWAYS_DATABASE_URL": self.cast.store.url,
            "BOTHWAYS_ENCRYPTION_KEYS": self.cast.store.keys[0],
            "BOTHWAYS_CLOCK_URL": "",
            "BOTHWAYS_DATA": str(self.folder),
            "COLUMNS": "200",
            **other,
        }
        return await asyncio.to_thread(CliRunner().invoke, cli.app, arguments, env=environment)

    def sheet(self, content: str = PEOPLE) -> str:
        path = self.folder / "people.csv"
        path.write_text(content, encoding="utf-8")
        return str(path)

    @property
    def states(self) -> list[EnrolmentState]:
        return [each.state for each in self.cast.store.rows(Enrolment)]


class SlackCast(Cast):
    """People of the local Slack, by first name."""

    ids: dict[str, str]

    def profile(self, name: str, zone: str | None = None) -> Profile:
        return Profile(self.ids.get(name, f"U{name.upper()}"), name.capitalize(), zone or "Europe/Lisbon", "en-GB")


@pytest.fixture
async def installed(store: Store, tmp_path: Path) -> AsyncIterator[Installed]:
    async with sandbox.serve(manifest.path(), rates=False) as slack, Humans(slack.url) as humans:
        SlackCast.ids = {name: str((await humans.join(name))["id"]) for name in ("olga", "ada", "ben")}
        yield Installed(slack, SlackCast(store), tmp_path)


async def test_a_rehearsal_tells_row_by_row_and_writes_nothing(installed: Installed) -> None:
    before = installed.cast.store.contents()
    said = await installed.runs("import", installed.sheet(), "--programme", "both ways", "--dry-run")
    if said.exit_code:
        name = next(iter(installed.cast.store.rows(Enrolment)), None)
        raise AssertionError((said.output, name))
    assert "2 rows would be kept, 1 merged, 1 refused." in said.output
    assert "[red]Nobody[/red]" in said.output, "a name is no markup"
    assert "Zqxwv → Zqxwv" in said.output
    assert "canary" not in said.output
    assert installed.cast.store.contents() == before


async def test_a_sheet_is_brought_in_and_its_owner_gets_the_report(installed: Installed) -> None:
    said = await installed.runs("import", installed.sheet(), "--programme", "Both ways", "--columns", "Notes=location")
    assert said.exit_code == 0, said.output
    assert "2 rows kept, 1 merged, 1 refused." in said.output
    assert installed.states == [EnrolmentState.IMPORTED, EnrolmentState.IMPORTED]
    assert {each.location for each in installed.cast.store.rows(Enrolment)} == {"hidden"}
    [kept] = installed.cast.store.rows(RosterImport)
    assert kept.sealed_sheet is None
    assert installed.cast.store.vault.open(kept.sealed_report or "")["sheet"] == Path(installed.sheet()).name
    assert "roster_report" in {each.kind for each in installed.cast.store.rows(OutboxRow)}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--programme", "Another"], "no programme of this name"),
        (["--programme", "Both ways", "--columns", "Nowhere=team"], "no column “Nowhere”"),
        (["--programme", "Both ways", "--columns", "Name=nonsense"], "cannot be “nonsense”"),
        (["--programme", "Both ways", "--columns", "Email=team"], "hold email addresses or Slack ids"),
        (["--programme", "Both ways", "--columns", "Email=nothing"], "Say it with --columns"),
        (
            ["--programme", "Both ways", "--columns", "Notes=email", "--columns", "Email=email"],
            "“Notes” and “Email” cannot both be email",
        ),
        (["--programme", "Both ways", "--columns", "Notes"], "Write --columns “Notes=team”"),
        (["--programme", "Both ways", "--columns", "Never match with=seeks"], "is never read"),
        (["--programme", "Both ways", "--columns", "Name=email", "--columns", "Email=name"], "nothing was written"),
        (["--programme", "Both ways", "--workspace", "T9"], "no programme of this name"),
    ],
)
async def test_what_cannot_be_is_told_in_one_line(installed: Installed, more: list[str], told: str) -> None:
    said = await installed.runs("import", installed.sheet(), *more)
    assert said.exit_code == 1
    assert told in said.output
    assert installed.states == []
    assert installed.cast.store.rows(RosterImport) == []
    assert {each.import_columns for each in installed.cast.store.rows(Programme)} == {None}, "nor remembered"
    assert "Traceback" not in said.output


async def test_a_slack_that_is_away_is_told_without_a_promise_that_something_waits(installed: Installed) -> None:
    async with sandbox.serve(manifest.path(), rates=False) as gone:
        nowhere = gone.environment()["SLACK_API_URL"]
    said = await installed.runs("import", installed.sheet(), "--programme", "Both ways", SLACK_API_URL=nowhere)
    assert (said.exit_code, "Nothing was written" in said.output) == (1, True), said.output


def test_an_owner_whose_account_is_closed_is_not_the_one_who_gets_the_report(cast: Cast) -> None:
    programme_id = cast.programme()
    with cast.store.transaction() as uow:
        paul = participants.record(cast.team, cast.profile("paul"), ParticipantState.ACTIVE, uow)
        of_programme: dict[str, Any] = {"workspace_id": cast.workspace_id, "programme_id": programme_id}
        uow.db.add(ProgrammeDuty(**of_programme, participant_id=paul.id, role=ProgrammeRole.OWNER))
    wanted = FindProgramme("Both ways", None)
    assert cast.store.do(by_hand.find, wanted).owner.user_id == "UOLGA"
    with cast.store.transaction() as uow:
        participants.require(cast.actor("olga"), uow).state = ParticipantState.GONE
    assert cast.store.do(by_hand.find, wanted).owner.user_id == "UPAUL"


async def test_a_file_that_is_not_there_or_no_sheet_is_told(installed: Installed) -> None:
    for file, told in ((str(installed.folder / "nowhere.csv"), "cannot be read"), (installed.sheet("a\n"), "no row")):
        said = await installed.runs("import", file, "--programme", "Both ways")
        assert (said.exit_code, told in said.output) == (1, True), said.output


async def test_what_is_taken_out_can_be_brought_in_again_and_holds_nothing_private(installed: Installed) -> None:
    cast = installed.cast
    await installed.runs("import", installed.sheet(), "--programme", "Both ways")
    finishes(cast, "ada", installed.programme_id, goal="canary-goal", never=("ben",), team="=cmd()")
    target = installed.folder / "out.csv"
    said = await installed.runs("export", "--programme", "Both ways", "--to", str(target))
    assert said.exit_code == 0, said.output
    assert target.stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"
    content = target.read_text(encoding="utf-8-sig")
    assert "canary" not in content
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(content, newline="")))
    assert list(rows[0]) == list(exporting.HEADINGS)
    assert [row["Name"] for row in rows] == ["Ada", "Ben"]
    assert (rows[0]["Team"], rows[1]["Can teach"]) == ("'=cmd()", "SQL")
    assert sheets.read(target.read_bytes()).headings == exporting.HEADINGS
    again = await installed.runs("export", "--programme", "Both ways", "--to", str(target))
    assert (again.exit_code, "nothing is written over" in again.output) == (1, True)
    back = await installed.runs("import", str(target), "--programme", "Both ways")
    assert "1 row kept, 0 merged, 1 refused." in back.output, "Ada has joined by herself meanwhile"


async def test_nothing_is_taken_out_while_a_sheet_is_going_in(installed: Installed) -> None:
    headings = "Email,Name,Can teach"
    installed.cast.store.clock.set(SystemClock().now())
    imported(installed.cast, installed.programme_id, "ada@example.com,Ada,SQL", headings=headings)
    counted(installed.cast, installed.programme_id, "ada@example.com,Ada,Chess", headings=headings)
    target = installed.folder / "out.csv"
    said = await installed.runs("export", "--programme", "Both ways", "--to", str(target))
    assert (said.exit_code, "try again in a minute" in said.output) == (1, True), said.output
    assert not target.exists()


async def test_a_second_sheet_that_says_something_else_of_many_goes_in_to_the_end(installed: Installed) -> None:
    many = range(writing.AT_ONCE + 1)
    async with Humans(installed.slack.url) as humans:
        SlackCast.ids |= {f"p{number}": str((await humans.join(f"p{number}"))["id"]) for number in many}
    for team in ("Blue", "Green"):
        rows = [f"{SlackCast.ids[f'p{number}']},SQL,{team}" for number in many]
        sheet = installed.sheet("\n".join(["Slack id,Can teach,Team", *rows]))
        said = await installed.runs("import", sheet, "--programme", "Both ways")
        assert f"{len(many)} rows kept, 0 merged, 0 refused." in said.output
        assert {each.team for each in installed.cast.store.rows(Enrolment)} == {team}
