"""What the walks ask of statements would find a fault, and finds none where there is none."""

import pytest

from tests.factories.statements import Asked, across_workspaces

TABLES = ("workspaces", "pairs", "memberships")


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("SELECT pairs.id FROM pairs WHERE pairs.id = ?", "pairs"),
        ("UPDATE pairs SET state=? WHERE pairs.id = ?", "pairs"),
        ("DELETE FROM memberships WHERE memberships.pair_id = ?", "memberships"),
        (
            "SELECT 1 FROM pairs AS p JOIN memberships ON memberships.pair_id = p.id WHERE p.workspace_id = ?",
            "memberships",
        ),
    ],
)
def test_a_statement_that_does_not_say_of_which_workspace_is_found(statement: str, name: str) -> None:
    assert list(across_workspaces([Asked(statement, ())], TABLES).values()) == [name]


@pytest.mark.parametrize(
    "statement",
    [
        "BEGIN IMMEDIATE",
        "SELECT id FROM workspaces WHERE team_id = ?",
        "SELECT pairs.id FROM pairs WHERE pairs.workspace_id = ? AND pairs.id = ?",
        "SELECT 1 FROM pairs AS p JOIN memberships AS m ON m.workspace_id = p.workspace_id WHERE p.workspace_id = ?",
        "INSERT INTO pairs (programme_id, memberships, workspace_id) VALUES (?, ?, ?)",
    ],
)
def test_one_that_says_it_is_not(statement: str) -> None:
    assert across_workspaces([Asked(statement, ())], TABLES) == {}
