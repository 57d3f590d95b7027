"""`bothways outbox`: what was given up, in words; sent again or taken out from the command line."""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from bot import cli, letters
from mentoring.delivery import dead_letters
from mentoring.delivery.dead_letters import Letter, Listing, ListRows, Reach
from mentoring.delivery.outcomes import NO_ANSWER
from mentoring.outbox import NoticeKind
from models import OutboxAct, OutboxRow, OutboxState, Participant
from scheduler import retries
from tests.factories.cast import Cast
from tests.mentoring.hoard import hoard
from tests.mentoring.ways_in import CANARY

# Each command sets up the log, for the terminal that the runner lends it; afterwards it is as it was.
pytestmark = pytest.mark.usefixtures("log")

REASONS = {*retries.FOR_GOOD.values(), retries.INVITE_ME, retries.reason("invalid_blocks"), NO_ANSWER}


def bothways(store_url: str, *arguments: str) -> Result:
    environment = {
        "SLACK_BOT_TOKEN": "xoxb-canary",
        "SLACK_APP_TOKEN": "xapp-canary",
        "BOTHWAYS_DATABASE_URL": store_url,
        "BOTHWAYS_CLOCK_URL": "",
        "BOTHWAYS_DATA": str(Path("/nonexistent")),
    }
    return CliRunner().invoke(cli.app, ["outbox", *arguments], env=environment)


def rows_as(cast: Cast, state: OutboxState, failure: str | None = None) -> list[OutboxRow]:
    with cast.store.transaction() as uow:
        for each in uow.db.query(OutboxRow):
            each.state, each.failure = state, failure
            each.finished_at = uow.now
    return cast.store.rows(OutboxRow)


@pytest.fixture
def given_up(each_cast: Cast) -> OutboxRow:
    each_cast.invitation("ada", "ben")
    [row] = rows_as(each_cast, OutboxState.DEAD, retries.FOR_GOOD["user_disabled"])
    return row


def test_where_nothing_was_given_up_it_says_so(each_cast: Cast) -> None:
    said = bothways(each_cast.store.url, "list")
    assert (said.exit_code, said.output.strip()) == (0, letters.NOTHING[Listing.DEAD])


def test_a_list_says_what_to_whom_since_when_why_and_what_to_do(each_cast: Cast, given_up: OutboxRow) -> None:
    said = bothways(each_cast.store.url, "list")
    [ben] = [each for each in each_cast.store.rows(Participant) if each.slack_user_id == "UBEN"]
    assert said.output.splitlines() == [
        f"{given_up.id}  pair_invitation",
        f"    a message in T1, to the direct messages of participant {ben.id}",
        "    was given up since 2026-03-02 10:00 UTC",
        "    The person’s Slack account is closed.",
        f"    Nobody can be reached there: `bothways outbox drop {given_up.id}`.",
    ]


def test_for_scripts_it_is_json(each_cast: Cast, given_up: OutboxRow) -> None:
    [row] = json.loads(bothways(each_cast.store.url, "list", "--json").output)
    assert (row["id"], row["state"], row["to"]["kind"]) == (str(given_up.id), "dead", "person")
    one = json.loads(bothways(each_cast.store.url, "show", str(given_up.id), "--json").output)
    assert one["facts"] == given_up.facts
    assert json.loads(bothways(each_cast.store.url, "list", "waiting", "--json").output) == []
    assert json.loads(bothways(each_cast.store.url, "list", "all", "--workspace", "T2", "--json").output) == []


def test_one_is_shown_with_its_facts_and_its_history(each_cast: Cast, given_up: OutboxRow) -> None:
    said = bothways(each_cast.store.url, "show", str(given_up.id)).output
    assert "asked for 2026-03-02 10:00 UTC" in said
    for name, value in given_up.facts.items():
        assert f"{name}: {value}" in said
    unknown = bothways(each_cast.store.url, "show", str(uuid4()))
    assert unknown.exit_code == 1
    assert "There is no message" in unknown.output


def test_sent_again_by_id_or_all_at_once(each_cast: Cast, given_up: OutboxRow) -> None:
    assert bothways(each_cast.store.url, "replay").exit_code == 2
    assert bothways(each_cast.store.url, "replay", "--all-dead", str(given_up.id)).exit_code == 2
    said = bothways(each_cast.store.url, "replay", str(given_up.id))
    assert (said.exit_code, said.output.strip()) == (0, f"{given_up.id} is put back into the queue.")
    again = bothways(each_cast.store.url, "replay", str(given_up.id))
    assert again.exit_code == 1
    assert "was not given up (any more)" in again.output
    rows_as(each_cast, OutboxState.DEAD)
    each_cast.invitation("cleo", "dan")
    said = bothways(each_cast.store.url, "replay", "--all-dead", "--json")
    assert json.loads(said.output) == [{"id": str(given_up.id), "done": True, "refused": None}]
    assert {each.state for each in each_cast.store.rows(OutboxRow)} == {OutboxState.PENDING}


def test_taken_out_with_a_reason(each_cast: Cast, given_up: OutboxRow) -> None:
    said = bothways(each_cast.store.url, "drop", str(given_up.id), "--because", "they left the company")
    assert (said.exit_code, said.output.strip()) == (0, f"{given_up.id} is taken out.")
    [row] = each_cast.store.rows(OutboxRow)
    assert (row.state, row.failure) == (OutboxState.DROPPED, "taken out by hand: they left the company")
    assert "they left the company" in bothways(each_cast.store.url, "list", "all").output


def test_what_a_worker_has_in_hand_is_refused_kindly(each_cast: Cast, given_up: OutboxRow) -> None:
    rows_as(each_cast, OutboxState.SENDING)
    said = bothways(each_cast.store.url, "drop", str(given_up.id))
    assert said.exit_code == 1
    assert "in a worker’s hands at this moment. Try again in a minute." in said.output


def only_letter(cast: Cast) -> Letter:
    [letter] = cast.store.do(dead_letters.listed, ListRows(Listing.ALL))
    return letter


def test_each_reason_has_advice_of_its_own(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    rows_as(cast, OutboxState.DEAD, "rate_limited")
    letter = only_letter(cast)
    later = letters.what_to_do(letter)
    assert letters.why(letter) == "The last answer was: rate_limited."
    for reason in REASONS:
        told = letters.lines(replace(letter, failure=reason))
        assert reason in told
        assert later not in told, reason
        assert f"{letter.row_id}`" in told[-1]
        assert "{}" not in "".join(told)


def test_each_kind_of_row_can_be_told(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    letter = only_letter(cast)
    for act, state, reach in product(OutboxAct, OutboxState, Reach):
        one = replace(letter, act=act, state=state, to=reach, failure="unreadable: KeyError")
        told = "\n".join([*letters.lines(one), *letters.history(one)])
        assert "this is a fault of Bothways" in told
        assert json.dumps(letters.as_json(one))


def test_no_output_holds_what_people_wrote_or_a_secret(
    filled_once: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with filled_once(hoard).copied(tmp_path / "bothways.sqlite3") as (cast, _):
        rows = rows_as(cast, OutboxState.DEAD, NO_ANSWER)
        assert {each.kind for each in rows} > {NoticeKind.CHARTER_TO_SIGN, NoticeKind.SESSION_CARD}
        before = set(tmp_path.iterdir())
        said = [bothways(cast.store.url, *arguments) for arguments in (["list", "all"], ["list", "--json"])]
        said += [bothways(cast.store.url, "show", str(each.id), *more) for each in rows for more in ([], ["--json"])]
        assert all(each.exit_code == 0 for each in said)
        said += [bothways(cast.store.url, "replay", "--all-dead"), bothways(cast.store.url, "list", "waiting")]
        assert all(isinstance(each.exception, SystemExit | None) for each in said)
        assert CANARY not in "".join(each.output for each in said)
        assert {each.name for each in tmp_path.iterdir()} - {each.name for each in before} <= {
            "bothways.sqlite3-wal",
            "bothways.sqlite3-shm",
        }, "no key was made"


def test_a_store_of_another_release_is_left_alone(tmp_path: Path) -> None:
    said = bothways(f"sqlite:///{tmp_path / 'new.sqlite3'}", "list")
    assert said.exit_code == 1
    assert "Run `bothways migrate` first." in said.output


def test_a_store_that_is_not_there_is_told_in_one_line() -> None:
    said = bothways("postgresql+psycopg://me:canary@127.0.0.1:1/none", "list")
    assert said.exit_code == 1
    assert "The store cannot be used (OperationalError)" in said.output
    assert "canary" not in said.output
