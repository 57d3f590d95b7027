"""Bringing in a sheet's people: whose file is fetched, and what two clicks are told became of it."""

import json
from collections import Counter
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from msgspec.structs import replace
from slack_sdk.web.async_client import AsyncWebClient

from handlers.roster import _Steps
from mentoring.programmes.queries import OnlyItsOwner
from mentoring.roster import exporting, queries, writing
from mentoring.roster.exporting import Export
from mentoring.roster.queries import ColumnsForm, InImport
from mentoring.roster.rules import SheetGoesIn, SheetOutOfReach
from models import Enrolment, EnrolmentSkill, Skill, SkillReading
from tests.factories.cast import Cast
from tests.factories.sheets import as_sheet, decides, finished, handed_in, looked_up
from tests.factories.statements import noted
from tests.scenarios.people import words
from views import roster_words
from views.roster import LOOK_AGAIN, Upload


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


async def test_however_long_a_sheet_is_nobody_waits_while_all_of_it_is_written(cast: Cast) -> None:
    """Counted in rows, since a machine may be as slow as it likes; and all who are new count together."""
    programme_id, written, here = cast.programme(), Counter[str](), set[int]()
    people = 2 * writing.AT_ONCE

    async def transact(function: Any, command: Any) -> Any:
        with noted(cast.store.database.engines) as asked:
            answer = cast.store.do(function, command)
        rows = sum(len(each.parameters) if isinstance(each.parameters, list) else 1 for each in asked)
        written[function.__name__] = max(rows, written[function.__name__])
        # Half a sheet is not taken out.
        with suppress(SheetGoesIn):
            here.add(cast.store.do(exporting.export, Export(cast.actor("olga"), programme_id)).people)
        return answer

    for word in ("Strategy", "Chess"):
        rows = [f"p{number}@example.com,P{number},{word},{word}" for number in range(people)]
        form = handed_in(cast, programme_id, as_sheet(*rows))
        looked_up(cast, form)
        decides(cast, form, Chess="Chess")
        shown = await _Steps(transact, frozenset()).reviewed(last_click(cast, form))
        assert f"{people:,} people are brought in" in words(shown).replace("1000", "1,000")
        taught = {each.id for each in cast.store.rows(Skill) if each.name == word}
        assert {each.skill_id for each in cast.store.rows(EnrolmentSkill)} == taught
    assert max(written.values()) < 5 * people // 2, written
    assert here == {0, people}


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


async def test_of_people_looked_up_long_ago_an_owner_is_led_to_look_again_and_what_they_decided_stays(
    cast: Cast,
) -> None:
    row = "ada@example.com,Ada,Whatever,Prompting"
    form = handed_in(cast, cast.programme(), as_sheet(row, row.replace("ada", "ben")))
    looked_up(cast, form)
    cast.store.clock.advance(days=2)

    async def transact(function: Any, command: Any) -> Any:
        return cast.store.do(function, command)

    steps, where = _Steps(transact, frozenset()), InImport(cast.actor("olga"), form.import_id)
    [word] = cast.store.do(queries.gather, where).plan().words
    click = last_click(cast, form)
    click["view"]["state"]["values"] = {f"word-{word.mark}": {f"word-{word.mark}": chosen(roster_words.NONE)}}
    shown = await steps.reviewed(click)
    assert shown["callback_id"] == LOOK_AGAIN
    assert "I looked these people up on" in words(shown)
    assert roster_words.read_sheet(click | {"view": shown}) == where
    assert [each.name for each in cast.store.rows(SkillReading)] == [None], "what was decided on the old page"
    for again in (await steps.gone_on(where), await steps.all_taken(where)):
        assert again == shown
    assert not cast.store.rows(Enrolment)


def chosen(value: str) -> dict[str, Any]:
    return {"type": "static_select", "selected_option": {"value": value}}


async def test_of_somebody_who_may_not_hand_it_in_not_even_the_file_is_asked_for(cast: Cast) -> None:
    programme_id = cast.programme()

    async def transact(function: Any, command: Any) -> Any:
        return cast.store.do(function, command)

    # An address that is none of Slack's would be refused as out of reach before anything is fetched.
    upload = Upload(cast.actor("ada"), programme_id, "https://elsewhere.example/sheet.csv", 100, "once", "sheet.csv")
    steps = _Steps(transact, frozenset())
    with pytest.raises(OnlyItsOwner):
        await steps.handed_in(AsyncWebClient(token="xoxb-1"), upload)
    with pytest.raises(SheetOutOfReach):
        await steps.handed_in(AsyncWebClient(token="xoxb-1"), replace(upload, actor=cast.actor("olga")))
