"""Keys change: everything is sealed with the newest while people go on, and then the older one can be taken out."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from typer.testing import CliRunner

from bot import cli, key_rotation
from bot.settings import Settings, load
from mentoring import installations, resealing, workspaces
from mentoring.resealing import SealAnew, sealed_columns
from mentoring.vault import Vault
from mentoring.workspaces import CheckKey, WrongKey
from models import Base, CheckIn
from tests.factories.cast import Cast
from tests.factories.store import Store
from tests.mentoring.hoard import hoard
from tests.mentoring.test_purges import grant

NEW = Fernet.generate_key().decode()


def everything_sealed(store: Store) -> list[str]:
    """Every sealed text of the store."""
    names = {table: [column.name for column in columns] for table, columns in sealed_columns().items()}
    contents = store.contents()
    return [
        value
        for table, columns in names.items()
        for row in contents[table]
        for column, value in zip(Base.metadata.tables[table].columns, row, strict=True)
        if column.name in columns and isinstance(value, str) and value
    ]


@pytest.fixture
def written(each_cast: Cast) -> Cast:
    each_cast.store.do(installations.install, grant(each_cast.team))
    hoard(each_cast)
    return each_cast


def settings_of(store: Store, *keys: str) -> Settings:
    return load(
        _env_file=None,
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_APP_TOKEN="xapp-1",
        BOTHWAYS_DATABASE_URL=store.url,
        BOTHWAYS_ENCRYPTION_KEYS=",".join(keys),
    )


def test_afterwards_the_old_key_can_be_taken_out(written: Cast) -> None:
    before = everything_sealed(written.store)
    old = written.store.keys[0]
    done = list(key_rotation.rotate(settings_of(written.store, NEW, old)))
    assert sum(each.anew for each in done) == len(before)
    assert [each for each in done if each.unreadable] == []
    after = everything_sealed(written.store)
    alone, vault = Vault([NEW]), Vault([old])
    assert [alone.open(sealed) for sealed in after] == [vault.open(sealed) for sealed in before]
    other = Store(written.store.url, (NEW,))
    try:
        other.do(workspaces.check_key, CheckKey())
    finally:
        other.close()
    with pytest.raises(WrongKey):
        written.store.do(workspaces.check_key, CheckKey())
    again = key_rotation.rotate(settings_of(written.store, NEW, old))
    assert sum(each.anew for each in again) == 0


def test_every_sealed_column_there_is_is_gone_through() -> None:
    named = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if "sealed" in column.name or column.name == "key_check"
    }
    assert {(table, column.name) for table, columns in sealed_columns().items() for column in columns} == named


def test_what_no_key_opens_is_counted_and_left_as_it_is(cast: Cast) -> None:
    cast.check_in("ada", cast.chartered("ada", "ben"), "hello")
    [sealed] = [row.sealed_body for row in cast.store.rows(CheckIn)]
    done = list(key_rotation.rotate(settings_of(cast.store, NEW)))
    assert sum(each.unreadable for each in done) > 1
    assert [row.sealed_body for row in cast.store.rows(CheckIn)] == [sealed]


def test_it_goes_through_more_than_one_batch(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pair_id = cast.chartered("ada", "ben")
    for number in range(5):
        cast.store.clock.advance(days=14)
        cast.check_in("ada", pair_id, f"hello {number}")
    monkeypatch.setattr(resealing, "BATCH", 2)
    newer = Store(cast.store.url, (NEW, *cast.store.keys))
    try:
        command, anew = SealAnew("checkins"), 0
        while (looked := newer.do(resealing.seal_anew, command)).last is not None:
            anew += looked.anew
            command = SealAnew("checkins", looked.last)
    finally:
        newer.close()
    assert anew == 5
    with pytest.raises(InvalidToken):
        cast.store.vault.open(cast.store.rows(CheckIn)[-1].sealed_body)


def test_on_the_command_line_it_says_what_it_did(cast: Cast, tmp_path: Path) -> None:
    cast.check_in("ada", cast.chartered("ada", "ben"), "hello")
    environment = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "BOTHWAYS_DATA": str(tmp_path),
        "BOTHWAYS_DATABASE_URL": cast.store.url,
    }
    keys = {"BOTHWAYS_ENCRYPTION_KEYS": f"{NEW},{cast.store.keys[0]}"}
    told = CliRunner().invoke(cli.app, ["key", "rotate"], env=environment | keys)
    assert told.exit_code == 0, told.output
    assert "checkins: 1 sealed anew" in told.output
    assert "Everything is sealed with the newest key." in told.output
    lost = CliRunner().invoke(
        cli.app, ["key", "rotate"], env=environment | {"BOTHWAYS_ENCRYPTION_KEYS": Fernet.generate_key().decode()}
    )
    assert lost.exit_code == 1
    assert "put it back" in lost.output
