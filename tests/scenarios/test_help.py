"""`/mentor help`: everything that makes sense for a person now, and nothing that does not."""

import re
from pathlib import Path

import yaml

from tests.scenarios.people import Person, words
from tests.scenarios.stage import Stage

ROOT = Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"`(/mentor[\w-]*(?: [a-z][\w-]*)?)")


async def told(person: Person) -> set[str]:
    """The commands that somebody is told of."""
    answer = await person.types("/mentor", "help")
    return set(COMMAND.findall(words(answer["ephemerals"]))) - {"/mentor"}


async def test_it_grows_with_what_one_has(stage: Stage) -> None:
    alex, bea, admin = await stage.person("alex"), await stage.person("bea"), await stage.person("admin", is_admin=True)
    at_first = {"/mentor with", "/mentor privacy"}
    assert await told(alex) == at_first
    assert await told(admin) == {*at_first, "/mentor programme"}
    await stage.become_a_pair(alex, bea)
    as_pair = {*at_first, "/mentor-charter", "/mentor pause", "/mentor snooze"}
    assert await told(alex) == as_pair
    await stage.sign_a_charter(alex, bea)
    now = {"/mentor session", "/mentor prep", "/mentor calendar", "/mentor-checkin", "/mentor-pulse", "/mentor-log"}
    assert await told(bea) == as_pair | now


async def test_the_menu_alone_stays_short_and_leads_there(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    menu = words((await alex.types("/mentor"))["ephemerals"])
    assert "`/mentor help`" in menu
    assert "`/mentor prep`" not in menu


async def test_whatever_the_hint_names_is_served_and_told_of(stage: Stage) -> None:
    commands = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))["features"]["slash_commands"]
    [hint] = [each["usage_hint"] for each in commands if each["command"] == "/mentor"]
    hinted = {part.split()[0] for part in hint.strip("[]").split(" | ")}
    source = (ROOT / "views" / "help.py").read_text(encoding="utf-8")
    assert hinted - {"help"} == set(re.findall(r'"/mentor ([a-z][\w-]*)', source))
    alex = await stage.person("alex")
    for word in sorted(hinted - {"with"}):
        answer = await alex.types("/mentor", word)
        assert "I do not know" not in words(answer.get("ephemerals") or []), word
        await alex.closes_every_modal()
