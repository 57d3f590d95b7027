"""Bringing in a sheet's people, clicked twice: both clicks are told what became of it."""

import json
from itertools import count
from typing import Any

import pytest

from handlers.roster import _Steps
from mentoring.roster.queries import ColumnsForm
from models import Enrolment
from tests.factories.cast import Cast
from tests.factories.sheets import as_sheet, finished, handed_in, looked_up
from tests.scenarios.people import words


@pytest.mark.parametrize("step", [1, 2, 3], ids=["it reads", "it reads once more", "it brings them in"])
async def test_whoever_is_overtaken_by_their_own_other_click_is_told_what_became_of_the_sheet(
    cast: Cast, step: int
) -> None:
    form = a_sheet_that_is_ready(cast)
    steps = count(1)

    async def transact(function: Any, command: Any) -> Any:
        if next(steps) == step:
            finished(cast, form)
        return cast.store.do(function, command)

    shown = await _Steps(transact, frozenset()).reviewed(last_click(cast, form))
    assert "2 people are brought in" in words(shown)
    assert len(cast.store.rows(Enrolment)) == 2


def a_sheet_that_is_ready(cast: Cast) -> ColumnsForm:
    form = handed_in(
        cast, cast.programme(), as_sheet("ada@example.com,Ada,Strategy,Prompting", "ben@example.com,Ben,SQL,Strategy")
    )
    looked_up(cast, form)
    return form


def last_click(cast: Cast, form: ColumnsForm) -> dict[str, Any]:
    where = json.dumps({"import": form.import_id.hex})
    return {
        "team": {"id": cast.team},
        "user": {"id": cast.actor("olga").user_id},
        "view": {"private_metadata": where, "state": {"values": {}}},
    }
