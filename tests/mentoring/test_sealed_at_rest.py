"""What people write is nowhere in the store's bytes; only who holds the key can read it."""

from datetime import date
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet, InvalidToken
from msgspec.structs import fields, replace
from sqlalchemy import make_url

from mentoring import checkins, home
from mentoring.checkins import CheckInDraft, KeepCheckIn
from mentoring.learning_log import commands as log
from mentoring.learning_log.commands import AddEntry
from mentoring.learning_log.rules import EntryDraft, KeptFile
from mentoring.learning_log.words import KeepWords, keep_words
from mentoring.pulses import Score
from mentoring.states import LogKind, Visibility
from mentoring.vault import Vault
from models import CheckIn, Pulse
from tests.factories.cast import TEXT, Cast, receipt
from tests.factories.store import Store

DRAFT = CheckInDraft(
    moved="canary-moved",
    stuck="canary-stuck",
    next_step="canary-step",
    next_step_by=date(2031, 12, 24),
    evidence="https://canary.example/evidence",
    metric="canary-metric",
    reading="77.31313",
)
SECRETS = [b"canary", b"2031-12-24", b"77.31313"]


def live(cast: Cast) -> None:
    """Write and tap everything there is to write and tap."""
    pair_id = cast.pair("ada", "ben")
    cast.agree(pair_id, "ada", "ben", text=replace(TEXT, **{each.name: f"canary-{each.name}" for each in fields(TEXT)}))
    for visibility in Visibility:
        command = KeepCheckIn(cast.actor("ada"), pair_id, DRAFT, visibility, receipt())
        cast.store.do(checkins.keep, command)
    entry = EntryDraft(
        "canary-title", "https://canary.example/entry", "canary-note", measured="canary-measured", value="77.31313"
    )
    cast.store.do(log.add, AddEntry(cast.actor("ada"), pair_id, LogKind.READING, entry, receipt()))
    words = KeepWords(
        cast.actor("ada"),
        pair_id,
        "canary-words",
        "UBEN",
        "canary-said",
        "https://canary.example/message",
        (KeptFile("canary-file", "https://canary.example/file"),),
        cast.store.clock.now(),
        receipt(),
    )
    cast.store.do(keep_words, words)
    for score in (Score.NOT_AT_ALL, Score.FULLY):
        cast.tap("ben", pair_id, score)


def test_no_word_or_score_is_in_the_bytes_of_the_sqlite_files(cast: Cast, tmp_path: Path) -> None:
    live(cast)
    written = b"".join(path.read_bytes() for path in tmp_path.glob("bothways.sqlite3*"))
    assert b"ADA" in written, "these are the right files"
    assert [secret for secret in SECRETS if secret in written] == []


@pytest.mark.postgres
def test_no_word_or_score_is_in_a_dump_of_the_postgresql_tables(store_on_postgres: Store) -> None:
    live(Cast(store_on_postgres))
    url = make_url(store_on_postgres.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        dumped = [connection.execute(f'SELECT * FROM "{table}"').fetchall() for (table,) in tables]  # noqa: S608 - names from the catalogue
    written = repr(dumped).encode()
    assert b"UADA" in written
    assert [secret for secret in SECRETS if secret in written] == []


def test_sealed_scores_do_not_tell_themselves_apart_by_length_or_by_being_equal(cast: Cast) -> None:
    first, second = cast.chartered("ada", "ben"), cast.chartered("ada", "cleo")
    cast.tap("ben", first, Score.NOT_AT_ALL)
    cast.tap("cleo", second, Score.NOT_AT_ALL)
    cast.tap("ada", first, Score.FULLY)
    sealed = [row.sealed_score or "" for row in cast.store.rows(Pulse)]
    assert len(set(sealed)) == 3
    assert len({len(each) for each in sealed}) == 1


def test_without_the_key_nothing_opens(cast: Cast) -> None:
    live(cast)
    stranger = Vault([Fernet.generate_key().decode()])
    for row in cast.store.rows(CheckIn):
        with pytest.raises(InvalidToken):
            stranger.open(row.sealed_body)


def test_a_new_key_in_front_reads_what_the_old_one_sealed_and_seals_with_the_new(sqlite_url: str) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    before = Store(sqlite_url, (old,))
    cast = Cast(before)
    pair_id = cast.chartered("ada", "ben")
    cast.check_in("ada", pair_id, "With the old key")
    before.close()
    rotated = Store(sqlite_url, (new, old))
    cast.store = rotated
    rotated.clock.advance(minutes=1)
    cast.check_in("ada", pair_id, "With the new key")
    [pair] = rotated.do(home.glance, cast.actor("ben")).pairs
    assert [each.draft.moved for each in pair.checkins] == ["With the new key", "With the old key"]
    first, second = [row.sealed_body for row in rotated.rows(CheckIn)]
    assert Vault([new]).open(second)["moved"] == "With the new key"
    with pytest.raises(InvalidToken):
        Vault([new]).open(first)
    rotated.close()


def test_a_vault_without_a_key_or_with_a_wrong_one_is_refused() -> None:
    for keys in ([], ["short"], [Fernet.generate_key().decode(), "short"]):
        with pytest.raises(ValueError, match="key"):
            Vault(keys)


@pytest.mark.parametrize("content", ["", "ä 漢 \x00 😀", 5, None, {"a": [1, None, "x"]}])
def test_what_was_sealed_comes_back_whole(content: object) -> None:
    vault = Vault([Fernet.generate_key().decode()])
    assert vault.open(vault.seal(content)) == content
