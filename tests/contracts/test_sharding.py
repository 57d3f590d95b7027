"""
The store can be split by workspace: each rule of Citus, which does that to PostgreSQL, on our own tables.

Rows of one workspace lie together; `workspaces` is small and is copied to each part; an installation under way belongs
to no workspace and stays where it is.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import Column, ForeignKeyConstraint, MetaData, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.schema import Index, PrimaryKeyConstraint, SchemaItem

from models import Base

BY = "workspace_id"
COPIED = frozenset({"workspaces"})
LOCAL = frozenset({"install_states"})
SPLIT = [table for table in Base.metadata.sorted_tables if table.name not in COPIED | LOCAL]


def faults_of(table: Table) -> list[str]:
    """What keeps a table from being split by its workspace."""
    faults = []
    column = table.columns.get(BY)
    if column is None or column.nullable or not isinstance(column.type, Uuid):
        return [f"{table.name} has no {BY}, or one that may be empty or is no UUID"]
    for names, columns in _told_apart(table):
        if BY not in {each.name for each in columns}:
            faults.append(f"{names} of {table.name} tells rows apart without {BY}")
    for key in table.foreign_key_constraints:
        faults += _faults_of_reference(table, key)
    return faults


def _told_apart(table: Table) -> Iterable[tuple[str, Iterable[Column[Any]]]]:
    for constraint in table.constraints:
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint):
            yield type(constraint).__name__, constraint.columns
    for index in table.indexes:
        if index.unique:
            yield f"index {index.name}", index.columns


def _faults_of_reference(table: Table, key: ForeignKeyConstraint) -> list[str]:
    to = key.referred_table.name
    if to in COPIED:
        return []
    if to in LOCAL:
        return [f"{table.name} refers to {to}, which is in one place only"]
    pairs = {(element.parent.name, element.column.name) for element in key.elements}
    if (BY, BY) not in pairs:
        return [f"{table.name} refers to {to} without {BY}"]
    if {key.ondelete, key.onupdate} & {"SET NULL", "SET DEFAULT"}:
        return [f"{table.name} would empty its {BY} when a row of {to} goes"]
    return []


@pytest.mark.parametrize("table", SPLIT, ids=lambda table: table.name)
def test_each_table_of_a_workspace_can_be_split_by_it(table: Table) -> None:
    assert faults_of(table) == []


def test_what_is_copied_to_every_part_refers_to_nothing_that_is_split() -> None:
    for name in COPIED | LOCAL:
        assert not Base.metadata.tables[name].foreign_key_constraints


def test_a_workspaces_own_row_is_the_only_one_that_is_named_by_itself_alone() -> None:
    alone = {table.name for table in Base.metadata.sorted_tables if [each.name for each in table.primary_key] == ["id"]}
    assert alone == COPIED


def _table(*parts: SchemaItem) -> Table:
    metadata = MetaData()
    Table("workspaces", metadata, Column("id", Uuid(), primary_key=True))
    Table("pairs", metadata, Column(BY, Uuid(), primary_key=True), Column("id", Uuid(), primary_key=True))
    return Table("rows", metadata, *parts)


@pytest.mark.parametrize(
    "make",
    [
        lambda: _table(Column("id", Uuid(), primary_key=True)),
        lambda: _table(Column(BY, Text(), primary_key=True), Column("id", Uuid(), primary_key=True)),
        lambda: _table(Column(BY, Uuid(), nullable=False), Column("id", Uuid(), primary_key=True)),
        lambda: _table(*_own(), Column("slack_id", Text()), UniqueConstraint("slack_id")),
        lambda: _table(*_own(), Column("slack_id", Text()), Index("ix", "slack_id", unique=True)),
        lambda: _table(*_own(), Column("pair_id", Uuid()), ForeignKeyConstraint(["pair_id"], ["pairs.id"])),
        lambda: _table(
            *_own(),
            Column("pair_id", Uuid()),
            ForeignKeyConstraint([BY, "pair_id"], [f"pairs.{BY}", "pairs.id"], ondelete="SET NULL"),
        ),
    ],
)
def test_a_table_that_breaks_a_rule_would_be_found(make: Callable[[], Table]) -> None:
    assert faults_of(make())


def _own() -> tuple[Column[Any], Column[Any]]:
    return Column(BY, Uuid(), primary_key=True), Column("id", Uuid(), primary_key=True)
