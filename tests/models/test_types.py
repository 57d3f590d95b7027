"""Column types: instants are aware and come back in UTC, words are known ones, keys are led by their workspace."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Enum, UniqueConstraint, select, text
from sqlalchemy.exc import StatementError

from models import Base, PairState, Workspace, WorkspaceState
from models.base import new_id
from models.types import database_ms
from tests.factories.store import Store

MOMENT = datetime(2026, 3, 29, 1, 30, tzinfo=timezone(timedelta(hours=-5, minutes=-30)))
NOT_LED_BY_A_WORKSPACE = {"install_states", "workspaces"}
"""Of installing that is under way nobody knows yet which workspace it will be."""


def add(store: Store, created_at: datetime) -> None:
    with store.transaction() as uow:
        uow.db.add(Workspace(team_id="T9", state=WorkspaceState.ACTIVE, key_check="", created_at=created_at))


def test_a_naive_datetime_is_refused(each_store: Store) -> None:
    with pytest.raises(StatementError, match="naive datetime"):
        add(each_store, MOMENT.replace(tzinfo=None))
    assert each_store.rows(Workspace) == []


def test_a_naive_datetime_is_refused_in_a_question_too(each_store: Store) -> None:
    with each_store.transaction() as uow, pytest.raises(StatementError, match="naive datetime"):
        uow.db.scalars(select(Workspace).where(Workspace.created_at < MOMENT.replace(tzinfo=None))).all()


def test_an_instant_comes_back_in_utc(each_store: Store) -> None:
    add(each_store, MOMENT)
    [row] = each_store.rows(Workspace)
    assert row.created_at == MOMENT
    assert row.created_at.tzinfo is UTC


def test_an_unknown_word_is_refused_on_the_way_in_and_on_the_way_out(each_store: Store) -> None:
    with pytest.raises(StatementError), each_store.transaction() as uow:
        uow.db.add(Workspace(team_id="T9", state="asleep", key_check="", created_at=MOMENT))
    add(each_store, MOMENT)
    with each_store.transaction() as uow:
        uow.db.execute(text("UPDATE workspaces SET state = 'asleep'"))
    with pytest.raises(LookupError):
        each_store.rows(Workspace)


def test_the_databases_own_clock_counts_milliseconds_since_1970(each_store: Store) -> None:
    with each_store.transaction() as uow:
        first, second = (uow.db.scalars(select(database_ms())).one() for _ in range(2))
    a_minute_ago = datetime(2024, 1, 1, tzinfo=UTC).timestamp() * 1000
    assert a_minute_ago < first <= second < a_minute_ago * 2


def test_ids_are_made_here_and_sort_by_their_making() -> None:
    ids = [new_id() for _ in range(100)]
    assert ids == sorted(ids)
    assert {made.version for made in ids} == {7}


def test_every_key_and_reference_is_led_by_the_workspace() -> None:
    for table in Base.metadata.tables.values():
        if table.name in NOT_LED_BY_A_WORKSPACE:
            continue
        assert table.primary_key.columns[0].name == "workspace_id", table.name
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint):
                assert next(iter(constraint.columns)).name == "workspace_id", constraint.name
        for reference in table.foreign_key_constraints:
            assert reference.column_keys[0] == "workspace_id", reference.name
        for index in table.indexes:
            if index.unique:
                assert next(iter(index.columns)).name == "workspace_id", index.name


def test_states_are_kept_as_their_words() -> None:
    state = Base.metadata.tables["pairs"].c.state.type
    assert isinstance(state, Enum)
    assert state.enums == [each.value for each in PairState]


def test_what_people_write_is_only_in_sealed_columns() -> None:
    """Every other text column is listed here with what it may hold; a new one has to be thought about."""
    known = {
        "workspaces": {"team_id", "address", "key_check", "moved_to"},
        "participants": {"slack_user_id", "name", "slack_zone", "own_zone", "locale", "country"},
        "programmes": {"name", "channel_id", "locale"},
        "calendar_holds": {"file_key", "slack_user_id"},
        "pairs": {"people_key", "conversation_id"},
        "charter_versions": {"sealed_text"},
        "checkins": {"receipt", "sealed_body"},
        "pulses": {"sealed_score"},
        "occurrences": {"reason"},
        "outbox": {"kind", "dedup_key", "user_id", "channel_id", "message_ts", "failure"},
        "gates": {"method"},
        "paces": {"what"},
        "inbound_events": {"receipt"},
        "installations": {
            "enterprise_id",
            "app_id",
            "bot_user_id",
            "bot_id",
            "scopes",
            "installed_by",
            "sealed_token",
            "sealed_refresh",
        },
        "install_states": {"state_hash", "cookie_hash"},
        "consents": {"wording"},
        "audit": {"action"},
        "calendar_feeds": {"secret_hash"},
        "commitments": {"sealed_body", "receipt"},
        "match_rounds": {"sealed_wishes"},
        "enrolments": {"team", "location", "manager_user_id", "sealed_private", "sealed_groups"},
        "skills": {"name", "folded"},
        "skill_readings": {"name", "folded"},
        "roster_imports": {"sealed_sheet", "sealed_report", "receipt"},
        "log_entries": {"sealed_body", "receipt"},
        "words_requests": {"sealed_body", "receipt"},
        "resources": {"title", "link", "source"},
        "sessions": {"opener", "sealed_notes", "sealed_plan"},
        "preps": {"sealed_points"},
        "closes": {"sealed_line"},
        "transcripts": {"file_id"},
        "support_wishes": {"sealed_wish"},
        "show_and_tells": {"title", "receipt"},
        "rsvps": {"slack_user_id"},
    }
    found = {
        table.name: {
            column.name
            for column in table.columns
            if column.type.python_type is str and not isinstance(column.type, Enum)
        }
        for table in Base.metadata.tables.values()
    }
    assert {name: columns for name, columns in found.items() if columns} == known
