"""Fixtures for all tests live in modules named by what they give; they are joined here."""

import gc
import os
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.environment.memory import room_in_memory

# What is imported and collected stays to the end: to look meanwhile for what could go took a quarter of collecting.
gc.disable()

pytest_plugins = [
    "pytester",
    "tests.browser.fixtures",
    "tests.factories.fixtures",
    "tests.oracle.fixtures",
    "tests.postgres.fixtures",
    "tests.scenarios.fixtures",
]

HERE = Path(__file__).parent
LONGEST_FIRST = (
    "walks/test_every_listener.py",
    "walks/test_hostile.py",
    "scenarios/test_six_weeks.py",
    "faults/test_killed.py",
    "deploy/test_container.py",
    "bot/test_front_door.py",
    "bot/test_running.py",
)
"""
Files whose tests take the longest, or share something that takes long to make.

The first process begins with them. What is left at the end is shared out among all, each piece small, and nothing
that was made for many tests is made anew for the last of them.
"""
BORN_BETWEEN_LOOKS = 10_000
"""Objects in cycles, perhaps; of Python's 700 a twentieth of all tests' time was spent on looking."""


def pytest_configure() -> None:
    """Let the folders that pytest gives tests lie in memory, unless somebody said where."""
    if (folder := room_in_memory()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)
    # How long an example takes is the machine's business: on a busy one the 200 ms of Hypothesis fail what holds.
    settings.register_profile("untimed", settings.default, deadline=None)
    settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what takes long begin first; the order within a file stays."""
    rank = {HERE / name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """
    Look no more whether what all tests share could be thrown away: it lives as long as they do.

    And look for what could less often than Python does by itself: each process keeps much that stays, as statements and
    schemas. The same is found, a little later; what a test left open fails at the latest the last one.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(BORN_BETWEEN_LOOKS)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _nothing_left_open() -> Iterator[None]:
    """Find what the last tests left open while there is still one that can fail for it."""
    yield
    gc.collect()


def pytest_sessionstart(session: pytest.Session) -> None:
    """
    Let each of several processes compile a share of the tests, before all of them read them all.

    To compile their assertions takes as long as the rest of collecting, and in a fresh clone each did it for itself.
    """
    process: dict[str, Any] | None = getattr(session.config, "workerinput", None)
    if process is None or session.config.args != session.config.getini("testpaths"):
        return
    number, count = int(process["workerid"].removeprefix("gw")), process["workercount"]
    for path in sorted(HERE.rglob("test_*.py"))[number::count]:
        # What a module says against being imported, its collection tells.
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(path.relative_to(HERE.parent).with_suffix("").parts))
