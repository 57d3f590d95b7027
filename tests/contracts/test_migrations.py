"""The migrations make exactly what the models say, on both databases, from nothing and back to nothing."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, Integer, MetaData, Table, inspect, text
from sqlalchemy.exc import DBAPIError

from adapters import migrations
from adapters.database import engine_for
from models import Base

ON_POSTGRES = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty store."""
    url = (
        f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        if request.param == "sqlite"
        else str(request.getfixturevalue("postgres_url"))
    )
    engine = engine_for(url)
    yield engine
    engine.dispose()


def differences(engine: Engine, metadata: MetaData) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, metadata))


def test_from_an_empty_store_they_lead_to_the_models(empty: Engine) -> None:
    assert migrations.current(empty) is None
    migrations.upgrade(empty)
    assert migrations.current(empty) == migrations.newest()
    assert differences(empty, Base.metadata) == [], "write a migration for what the models have that the store has not"


def test_a_column_that_no_migration_makes_is_noticed(empty: Engine) -> None:
    migrations.upgrade(empty)
    newer = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        table.to_metadata(newer)
    Table("pairs", newer, Column("mood", Integer), extend_existing=True)
    assert [found[0] for found in differences(empty, newer)] == ["add_column"]  # type: ignore[index]  # Alembic gives tuples


def test_a_second_run_changes_nothing(empty: Engine) -> None:
    migrations.upgrade(empty)
    migrations.upgrade(empty)
    assert migrations.current(empty) == migrations.newest()


@pytest.mark.postgres
def test_one_that_fails_on_postgresql_says_why_and_leaves_the_store_to_the_next(postgres_url: str) -> None:
    engine = engine_for(postgres_url)
    name = engine.url.database
    with engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET search_path TO nowhere"))
    engine.dispose()
    with pytest.raises(DBAPIError, match="no schema has been selected to create in"):
        migrations.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {name} RESET search_path"))
    engine.dispose()
    migrations.upgrade(engine)
    assert migrations.current(engine) == migrations.newest()
    engine.dispose()


def test_they_lead_back_to_an_empty_store(empty: Engine) -> None:
    migrations.upgrade(empty)
    configuration = migrations.configuration()
    with empty.connect() as connection:
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, "base")
        connection.commit()
    assert set(inspect(empty).get_table_names()) <= {"alembic_version"}
    migrations.upgrade(empty)
    assert differences(empty, Base.metadata) == []


def test_a_store_that_was_used_keeps_its_rows(empty: Engine) -> None:
    migrations.upgrade(empty)
    row = (
        "INSERT INTO workspaces (id, team_id, state, key_check, created_at)"
        " VALUES ('0123456789abcdef0123456789abcdef', 'T1', 'active', '', '2026-01-01 00:00:00')"
    )
    with empty.begin() as connection:
        connection.execute(text(row))
    migrations.upgrade(empty)
    with empty.connect() as connection:
        assert connection.execute(text("SELECT team_id FROM workspaces")).scalars().all() == ["T1"]


def test_a_store_of_the_first_release_keeps_what_waits_to_be_said(empty: Engine) -> None:
    migrations.upgrade(empty, "0001")
    team, posted, follows = ("0123456789abcdef0123456789abcde" + last for last in "123")
    workspace = (
        "INSERT INTO workspaces (id, team_id, state, key_check, created_at)"
        " VALUES (:team, 'T1', 'active', '', '2026-01-01 00:00:00')"
    )
    row = (
        "INSERT INTO outbox (workspace_id, id, kind, act, dedup_key, facts, about_id, state, due_at, wait_until_ms,"
        " attempts, looks, created_at) VALUES (:team, :id, 'pulse_question', 'post', :key, '{}', :about, 'pending',"
        " '2026-01-01 00:00:00', 0, 0, 0, '2026-01-01 00:00:00')"
    )
    with empty.begin() as connection:
        connection.execute(text(workspace), {"team": team})
        for row_id, about in ((posted, None), (follows, posted)):
            connection.execute(text(row), {"team": team, "id": row_id, "key": row_id, "about": about})
    migrations.upgrade(empty)
    with empty.connect() as connection:
        kept = connection.execute(text("SELECT dedup_key FROM outbox ORDER BY dedup_key")).scalars().all()
    assert kept == [posted, follows]
    partial = {index["name"]: index["dialect_options"] for index in inspect(empty).get_indexes("outbox")}
    assert {name for name, options in partial.items() if any(key.endswith("_where") for key in options)} == {
        "ix_outbox_about",
        "ix_outbox_dead",
        "ix_outbox_waiting",
        "ix_outbox_waiting_here",
        "ix_outbox_under_way",
    }


def test_there_is_one_line_of_migrations() -> None:
    script = ScriptDirectory.from_config(migrations.configuration())
    assert len(script.get_bases()) == 1
    assert script.get_heads() == [migrations.newest()]
    in_order = [each.revision for each in reversed(list(script.walk_revisions()))]
    assert list(migrations.known()) == in_order, "files are named after their revisions, which sort as they follow"


def test_a_start_with_nothing_to_change_does_without_alembic(tmp_path: Path) -> None:
    """Loading it costs more than the whole look at the store."""
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    engine = engine_for(url)
    migrations.upgrade(engine)
    engine.dispose()
    program = f"""
import sys
from adapters import migrations
from adapters.database import engine_for
migrations.upgrade(engine_for({url!r}))
import bot.app, bot.health
print([name for name in sys.modules if name.partition(".")[0] == "alembic"])
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said == "[]\n"
