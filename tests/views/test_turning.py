"""Pages are turned by whoever is on one that has another before or after it."""

import pytest

from tests.scenarios.people import buttons, words
from views.matching import turning
from views.matching.turning import Turn
from views.reader import Reader


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [(0, 1, []), (0, 2, ["later"]), (1, 3, ["earlier", "later"]), (2, 3, ["earlier"])],
    ids=["the only one", "the first", "one between", "the last"],
)
def test_only_pages_that_are_there_are_led_to(page: int, pages: int, shown: list[str]) -> None:
    blocks = turning.blocks(Reader(), Turn("earlier", "later", "value", page, pages))
    assert buttons({"blocks": blocks}) == shown
    assert (f"Page {page + 1} of {pages}" in words({"blocks": blocks})) is (pages > 1)
