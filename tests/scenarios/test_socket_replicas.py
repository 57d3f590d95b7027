"""Replicas over Socket Mode on one PostgreSQL: one dies, Slack renews connections, and every act counts once."""

from pathlib import Path

import pytest

from tests.bench.sockets import played


@pytest.mark.postgres
async def test_each_act_counts_once_and_each_message_comes_once_though_a_replica_dies(
    postgres_store: str, tmp_path: Path
) -> None:
    found = await played(postgres_store, tmp_path, replicas=3, pairs=6, renewed_at_once=2)
    assert (found.active, found.wanted) == (6, 12)
    # What the dead one was saying into a pair's conversation may stand there twice; nothing is lost.
    assert (found.lost, found.repeated <= 1) == (0, True)
    assert found.most <= 3
    assert found.refused == 0
    assert all(found.heard_by), "each replica was given something to do"
