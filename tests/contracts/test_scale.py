"""The page on scale says what follows from its figures, and the figures agree with each other."""

from pathlib import Path

import pytest

from tests.bench import scale
from tests.bench.scale import OF_A_WORKSPACE, PEOPLE, PER_SECOND, PROCESSOR_MS, reached

PAGE = Path(__file__).resolve().parents[2] / "docs/explanation/scale.md"


@pytest.mark.parametrize("table", [scale.time_table(), scale.size_table()])
def test_the_page_has_the_tables_as_they_are_computed(table: str) -> None:
    assert table in PAGE.read_text("utf-8"), "put in what `python -m tests.bench.scale` prints"


def test_the_page_names_the_figures_it_was_computed_with() -> None:
    page = PAGE.read_text("utf-8")
    assert f"about {PROCESSOR_MS} ms of processor" in page
    assert f"{1_000 // PROCESSOR_MS // 10 * 10} messages a second for each processor" in page
    assert f"{scale.BYTES_A_YEAR // 1_000} kB, {scale.ROWS_A_YEAR} rows" in page


@pytest.mark.parametrize("people", PEOPLE)
def test_no_time_is_shorter_than_either_limit(people: int) -> None:
    there = reached(people)
    assert there.here * PER_SECOND >= people
    assert there.apart * PER_SECOND >= min(people, OF_A_WORKSPACE)
    assert there.processors * there.apart * 1_000 >= people * PROCESSOR_MS
    assert there.on_two >= there.apart
