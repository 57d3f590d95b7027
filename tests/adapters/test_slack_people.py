"""People are looked up by what a sheet names them by: a few one by one, many by reading once who there is."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from adapters import slack_people
from adapters.slack import client
from adapters.slack_people import look_up, look_up_all
from bot import manifest
from bot.demo.humans import Humans
from mentoring.roster.imports import Held
from mentoring.roster.rules import Field, Line, MayNotLookUp, Sheet, SlackIsAway
from sandbox import Serving


@pytest.fixture
async def slack() -> AsyncIterator[Serving]:
    async with sandbox.serve(manifest.path(), rates=False) as serving:
        yield serving


async def joined(slack: Serving, *names: str) -> dict[str, str]:
    async with Humans(slack.url) as humans:
        return {name: str((await humans.join(name))["id"]) for name in names}


def web(slack: Serving) -> AsyncWebClient:
    environment = slack.environment()
    return client(environment["SLACK_BOT_TOKEN"], environment["SLACK_API_URL"])


def asked(slack: Serving) -> list[str]:
    return [each["name"] for each in slack.slack.traffic.after(0, 10_000) if each["direction"] == "to_slack"]


def manifest_without(scope: str, folder: Path) -> Path:
    content = yaml.safe_load(Path(manifest.path()).read_text(encoding="utf-8"))
    content["oauth_config"]["scopes"]["bot"].remove(scope)
    path = folder / "manifest.yml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


async def test_a_few_are_asked_about_one_by_one(slack: Serving) -> None:
    ids = await joined(slack, "ada", "ben")
    keys = frozenset({"ada@example.com", ids["ben"], "nobody@example.com", "U0NOBODY00"})
    found = await look_up(web(slack), keys)
    assert {key: each.user_id for key, each in found.items()} == {"ada@example.com": ids["ada"], ids["ben"]: ids["ben"]}
    assert sorted(asked(slack)) == ["users.info", "users.info", "users.lookupByEmail", "users.lookupByEmail"]


async def test_many_are_found_by_reading_once_who_there_is(slack: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack_people, "A_PAGE", 10)
    names = [f"person{number}" for number in range(25)]
    ids = await joined(slack, *names)
    keys = frozenset({*(f"{name}@example.com" for name in names), "nobody@example.com"})
    found = await look_up(web(slack), keys)
    assert {each.user_id for each in found.values()} == set(ids.values())
    assert set(asked(slack)) == {"users.list"}
    assert len(asked(slack)) > 2, "page after page"


async def test_a_handle_is_found_as_well(slack: Serving) -> None:
    ids = await joined(slack, "ada")
    found = await look_up(web(slack), frozenset({"@ada", "@nobody"}))
    assert {key: each.user_id for key, each in found.items()} == {"@ada": ids["ada"]}


async def test_nobody_is_found_by_a_handle_that_two_people_have(slack: Serving) -> None:
    ids = await joined(slack, "ada")
    async with Humans(slack.url) as humans:
        ids["mallory"] = str((await humans.join("mallory", display_name="Ada"))["id"])
    assert await look_up(web(slack), frozenset({"@ada"})) == {}, "whose answers these are nobody can tell"
    found = await look_up(web(slack), frozenset({"@mallory"}))
    assert {key: each.user_id for key, each in found.items()} == {"@mallory": ids["mallory"]}


async def test_who_is_away_is_found_as_away(slack: Serving) -> None:
    async with Humans(slack.url) as humans:
        await humans.join("ada", status_emoji=":palm_tree:")
    [found] = (await look_up(web(slack), frozenset({"ada@example.com"}), frozenset({"palm_tree"}))).values()
    assert found.is_away


async def test_without_the_permission_nobody_is_said_to_be_missing(tmp_path: Path) -> None:
    async with sandbox.serve(manifest_without("users:read.email", tmp_path), rates=False) as slack:
        ids = await joined(slack, "ada")
        many = frozenset(f"person{number}@example.com" for number in range(30))
        for keys in (frozenset({"ada@example.com"}), many):
            with pytest.raises(MayNotLookUp):
                await look_up(web(slack), keys)
        assert set(await look_up(web(slack), frozenset({ids["ada"]}))) == {ids["ada"]}


async def test_who_is_not_known_by_an_id_is_looked_up_by_address(tmp_path: Path) -> None:
    def sheet_of(ids: dict[str, str]) -> Held:
        rows = (("W0001234", "ada@example.com"), (ids["ben"], "somebody-else@example.com"), ("W0005678", ""))
        lines = tuple(Line(number, (*row, "SQL")) for number, row in enumerate(rows, 2))
        fields = {0: Field.SLACK, 1: Field.EMAIL, 2: Field.OFFERS}
        return Held(Sheet(("Id", "Email", "Can teach"), lines), fields)

    async with sandbox.serve(manifest.path(), rates=False) as slack:
        ids = await joined(slack, "ada", "ben")
        found = await look_up_all(web(slack), sheet_of(ids))
        assert {key: each.user_id for key, each in found.items()} == {
            "ada@example.com": ids["ada"],
            ids["ben"]: ids["ben"],
        }
        assert "users.lookupByEmail" in asked(slack)
    async with sandbox.serve(manifest_without("users:read.email", tmp_path), rates=False) as slack:
        ids = await joined(slack, "ada", "ben")
        assert set(await look_up_all(web(slack), sheet_of(ids))) == {ids["ben"]}


async def test_a_slack_that_does_not_answer_is_asked_again_and_then_told_of() -> None:
    async with sandbox.serve(manifest.path(), rates=False) as slack:
        await joined(slack, "ada")
        one = web(slack)
    with pytest.raises(SlackIsAway):
        await look_up(one, frozenset({"ada@example.com"}))
