"""A copy of the store, and the way back from it: nothing is written over, and what is no copy is told so."""

import shutil
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner, Result

from bot import cli
from mentoring.delivery import restoring
from mentoring.delivery.restoring import DoubtUnsent
from models import OutboxRow, OutboxState
from tests.factories.cast import Cast
from tests.factories.store import Store
from tests.mentoring.delivery.waiting import begin, claim, claim_unknown

pytestmark = pytest.mark.usefixtures("log")


def bothways(folder: Path, *arguments: str, **more: str) -> Result:
    given = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "BOTHWAYS_DATA": str(folder),
        "BOTHWAYS_DATABASE_URL": "",
        "BOTHWAYS_CLOCK_URL": "",
        "BOTHWAYS_ENCRYPTION_KEYS": "",
    }
    return CliRunner().invoke(cli.app, list(arguments), env=given | more)


def told(result: Result, said: str) -> None:
    assert (result.exit_code, said in result.output) == (1, True), result.output


@pytest.fixture
def lived_in(tmp_path: Path, cast: Cast) -> Path:
    """A data folder with a pair in its store, and its key."""
    cast.chartered("ada", "ben")
    shutil.copy(tmp_path / "bothways.sqlite3", tmp_path / "before")
    (tmp_path / "encryption.key").write_text(cast.store.keys[0])
    return tmp_path


def test_a_copy_holds_what_was_there_though_somebody_writes(lived_in: Path, cast: Cast, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    with cast.store.transaction():
        said = bothways(lived_in, "backup", str(copy))
    assert said.exit_code == 0, said.output
    assert "Back up the encryption key too" in said.output
    there = Store(f"sqlite:///{copy}")
    assert there.contents() == cast.store.contents()
    there.close()


def test_nothing_is_written_over(lived_in: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    copy.write_text("mine")
    told(bothways(lived_in, "backup", str(copy)), "is there already")
    assert copy.read_text() == "mine"
    told(bothways(lived_in, "backup", str(tmp_path / "nowhere" / "copy")), "cannot be written: No such file")
    copy.unlink()
    bothways(lived_in, "backup", str(copy))
    told(bothways(lived_in, "restore", str(copy)), "nothing is written over")


def test_what_is_no_copy_or_has_no_key_is_told(lived_in: Path, tmp_path: Path) -> None:
    copy, again = tmp_path / "copy.sqlite3", tmp_path / "again"
    bothways(lived_in, "backup", str(copy))
    told(bothways(again, "restore", str(copy)), "Put the encryption key back first")
    assert not again.exists(), "no key was made"
    again.mkdir()
    (again / "encryption.key").write_bytes(Fernet.generate_key())
    told(bothways(again, "restore", str(tmp_path / "nothing")), "There is no file")
    told(bothways(again, "restore"), "Name the copy")
    broken = tmp_path / "broken"
    broken.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    told(bothways(again, "restore", str(broken)), "no whole copy of a store")
    told(bothways(again, "restore", str(copy)), "not the one of this copy")
    assert not (again / "bothways.sqlite3").exists()


def test_a_store_that_is_not_there_has_no_copy(tmp_path: Path) -> None:
    told(bothways(tmp_path / "new", "backup", str(tmp_path / "copy")), "There is no store")
    told(
        bothways(tmp_path, "backup", str(tmp_path / "copy"), BOTHWAYS_DATABASE_URL="postgresql+psycopg://h/n"),
        "use pg_dump and pg_restore",
    )
    assert not (tmp_path / "copy").exists()


def test_what_a_bot_had_in_hand_when_the_copy_was_made_is_looked_for_too(each_cast: Cast) -> None:
    each_cast.invitation("cleo", "dan")
    each_cast.invitation("ada", "ben")
    claimed, sending = claim(each_cast.store, limit=2)
    assert begin(each_cast.store, sending) is not None
    states = {row.id: row.state for row in each_cast.store.rows(OutboxRow)}
    assert {states[claimed.row_id], states[sending.row_id]} == {OutboxState.CLAIMED, OutboxState.SENDING}
    assert each_cast.store.do(restoring.doubt, DoubtUnsent()) == 2
    assert {each.row_id for each in claim_unknown(each_cast.store)} == {claimed.row_id, sending.row_id}
    assert not claim(each_cast.store)


def test_after_a_restore_direct_messages_that_were_due_are_looked_for_and_the_rest_waits(each_cast: Cast) -> None:
    cast = each_cast
    cast.pair("ada", "ben")
    cast.invitation("cleo", "dan")
    with cast.store.transaction() as uow:
        later = uow.db.query(OutboxRow).order_by(OutboxRow.id.desc()).first()
        assert later is not None
        later.due_at = cast.store.clock.now().replace(hour=23)
    now = cast.store.clock.now()
    due = {row.id for row in cast.store.rows(OutboxRow) if row.due_at <= now and row.pair_id is None}
    assert cast.store.do(restoring.doubt, DoubtUnsent()) == len(due) > 0
    rows = {row.id: row for row in cast.store.rows(OutboxRow)}
    assert {row.id for row in rows.values() if row.state is OutboxState.UNKNOWN} == due
    assert all(rows[each].first_tried_ms for each in due)
    assert cast.store.do(restoring.doubt, DoubtUnsent()) == 0, "once is enough"
    assert {each.row_id for each in claim_unknown(cast.store)} == due
    assert {rows[each.row_id].pair_id is not None for each in claim(cast.store)} == {True}
