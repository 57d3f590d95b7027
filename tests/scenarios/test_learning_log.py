"""The Learning Log as a pair lives it: kept, found, shown to each other, taken along, and to nobody else."""

import json

import pytest

from bot.demo.humans import Payload
from models import Consent, LogEntry
from tests.scenarios.people import Person, Post, buttons, fields, typed, words
from tests.scenarios.stage import Stage

CHARTER = {
    "purpose": "Our help page answers ten questions",
    "success": "A tenth fewer tickets",
    "baseline": "108 tickets a week at the start",
}


@pytest.fixture
async def pair(any_stage: Stage) -> tuple[Person, Person]:
    """Alex and Bea, whose charter is in force and names a baseline."""
    return await begin(any_stage, "alex", "bea")


async def begin(stage: Stage, senior: str, junior: str) -> tuple[Person, Person]:
    first, second = await stage.person(senior), await stage.person(junior)
    await stage.become_a_pair(first, second)
    page = (await first.hands_in(await first.opens("/mentor-charter"), **CHARTER))["view"]
    await first.hands_in(page)
    await second.hands_in(await second.opens("/mentor-charter"))
    await stage.settles()
    return first, second


async def keeps(person: Person, title: str, kind: str = "demo", **values: str) -> Payload:
    """Add one entry by the log's own button; return the log afterwards."""
    form = (await person.clicks("log.add", await person.opens("/mentor-log")))["view"]
    if kind != "demo":
        form = (await person.clicks("log.choose_kind", form, selected=kind))["view"]
    answer = await person.hands_in(form, title=title, **values)
    assert answer["response_action"] == "update", answer
    view: Payload = answer["view"]
    await person.closes_every_modal()
    return view


async def test_what_is_kept_is_found_by_both_and_told_to_nobody(any_stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    before = [len(await bea.inbox()), len(await bea.conversation_with(alex))]
    empty = await alex.opens("/mentor-log")
    assert "Nothing here yet" in words(empty)
    form = (await alex.clicks("log.add", empty))["view"]
    assert [name for name, required in fields(form).items() if required] == ["title"]
    kept = await alex.hands_in(form, title="The help page, live", link="https://example.com/help", note="Mo liked it")
    assert "*Kept.*" in words(kept["view"])
    await keeps(bea, "Weekly dashboard", "dashboard", link="https://example.com/board")

    page = await alex.opens("/mentor-log")
    assert words(page).index("Weekly dashboard") < words(page).index("The help page, live")
    found = (await alex.clicks("log.search", page, value="mo LIKED"))["view"]
    assert "The help page, live" in words(found)
    assert "Weekly dashboard" not in words(found)
    chosen = (await alex.clicks("log.filter", await alex.opens("/mentor-log"), selected="dashboard"))["view"]
    assert "Weekly dashboard" in words(chosen)
    assert "The help page, live" not in words(chosen)
    by_command = await bea.opens("/mentor-log", "example.com/board")
    assert "Found: 1." in words(by_command)
    assert typed_search(by_command) == "example.com/board"

    entry = (await bea.clicks("log.read", by_command))["view"]
    assert "https://example.com/board" in words(entry)
    back = (await bea.clicks("log.open", entry))["view"]
    assert "Found: 1." in words(back), "the way back remembers what was searched for"
    await any_stage.settles()
    assert [len(await bea.inbox()), len(await bea.conversation_with(alex))] == before
    assert "The help page, live" in words(await bea.home())


def typed_search(view: Payload) -> str:
    return str(view["state"]["values"]["search"]["log.search"]["value"])


async def test_submitting_the_search_finds_the_same_as_typing_it(pair: tuple[Person, Person]) -> None:
    alex, _ = pair
    await keeps(alex, "A demo of the bot")
    await keeps(alex, "Another thing")
    page = await alex.opens("/mentor-log")
    await alex.clicks("log.search", page, value="bot")
    answer = await alex.hands_in(page)
    assert "A demo of the bot" in words(answer["view"])
    assert "Another thing" not in words(answer["view"])


async def test_a_reading_stands_against_the_charters_baseline(any_stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    form = (await alex.clicks("log.add", await alex.opens("/mentor-log")))["view"]
    form = (await alex.clicks("log.choose_kind", form, selected="reading"))["view"]
    assert "108 tickets a week at the start" in words(form)
    assert [name for name, required in fields(form).items() if required] == ["measured", "value"]
    kept = await alex.hands_in(form, measured="tickets a week", value="92")
    assert "108 → 92 tickets a week" in words(kept["view"])
    assert "108 → 92 tickets a week" in words(await bea.home())
    await bea.hands_in(
        await bea.opens("/mentor-checkin"),
        moved="The page is out",
        metric="tickets a week",
        reading="84",
        evidence="https://example.com/out",
    )
    await any_stage.settles()
    log = words(await alex.opens("/mentor-log"))
    for line in ("108 → 84 tickets a week", "The page is out", "Document"):
        assert line in log


async def test_a_form_with_a_mistake_keeps_what_was_typed(pair: tuple[Person, Person]) -> None:
    alex, _ = pair
    form = (await alex.clicks("log.add", await alex.opens("/mentor-log")))["view"]
    answer = await alex.hands_in(form, title="A thing", note="Long thoughts", link="https://localhost")
    assert list(answer["errors"]) == ["link"]
    assert [typed(answer["view"], name) for name in ("title", "note")] == ["A thing", "Long thoughts"]
    changed = (await alex.clicks("log.choose_kind", answer["view"], selected="clip"))["view"]
    assert [typed(changed, name) for name in ("title", "note")] == ["A thing", "Long thoughts"]


async def test_it_is_shown_outside_only_while_both_agree(any_stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    log = await keeps(alex, "The help page, live")
    log = await alex.opens("/mentor-log")
    entry = (await alex.clicks("log.read", log))["view"]
    asked = (await alex.clicks("log.ask_to_share", entry))["view"]
    assert "a yes from each of you" in words(asked)
    await any_stage.settles()
    question = (await bea.inbox())[-1]
    assert "The help page, live" not in question.notification
    assert "The help page, live" in question.words
    await bea.clicks("log.agree_to_share", question)
    await any_stage.settles()
    question = (await bea.inbox())[-1]
    assert "It may be shown outside the pair" in question.words
    assert question.buttons == ["log.refuse_to_share", "log.read"]
    seen = (await alex.clicks("log.read", await alex.opens("/mentor-log")))["view"]
    assert "It may be shown outside the pair" in words(seen)
    await bea.clicks("log.refuse_to_share", question)
    await any_stage.settles()
    seen = (await alex.clicks("log.read", await alex.opens("/mentor-log")))["view"]
    assert "Only your pair sees this" in words(seen)
    assert [row.decision for row in any_stage.stored(Consent) if row.kind == "sharing"] == [
        "given",
        "given",
        "withdrawn",
    ]


async def test_withdrawing_takes_it_out_of_the_log_and_out_of_the_question(
    any_stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    await keeps(alex, "Something private after all")
    entry = (await alex.clicks("log.read", await alex.opens("/mentor-log")))["view"]
    await alex.clicks("log.ask_to_share", entry)
    await any_stage.settles()
    theirs = (await bea.clicks("log.read", await bea.opens("/mentor-log")))["view"]
    assert "log.withdraw" not in buttons(theirs)
    shown = (await alex.clicks("log.withdraw", entry))["view"]
    assert "Withdrawn" in words(shown)
    await any_stage.settles()
    assert "Something private after all" not in "".join(post.words for post in await bea.inbox())
    assert "Something private after all" not in words(await bea.home())
    gone = await bea.clicks("log.agree_to_share", theirs)
    assert "was withdrawn" in words(gone["view"])
    assert [row.sealed_body for row in any_stage.stored(LogEntry)] == [None]


async def test_somebody_in_several_pairs_is_asked_which(any_stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    await keeps(alex, "Made with Bea")
    cleo = await any_stage.person("cleo")
    await any_stage.become_a_pair(cleo, alex)
    page = (await cleo.hands_in(await cleo.opens("/mentor-charter"), **CHARTER))["view"]
    await cleo.hands_in(page)
    await any_stage.settles()
    await alex.hands_in((await alex.clicks("charter.open", (await alex.conversation_with(cleo))[-1]))["view"])
    await any_stage.settles()
    await keeps(cleo, "Made with Cleo")
    choice = await alex.opens("/mentor-log", "made")
    assert "Each of your pairs has a log of its own" in words(choice)
    logs = []
    for row in [block for block in choice["blocks"] if block["type"] == "actions"]:
        again = await alex.opens("/mentor-log", "made")
        logs.append(words((await alex.clicks("log.open", again, block_id=row["block_id"]))["view"]))
    assert ["Made with Bea" in log for log in logs] == [True, False]
    assert ["Made with Cleo" in log for log in logs] == [False, True]
    assert all("Found: 1." in log for log in logs), "what was searched for came along"
    assert "Made with Cleo" not in words(await bea.home())


async def test_without_a_pair_or_a_charter_it_says_what_to_do(any_stage: Stage) -> None:
    dan, eve = await any_stage.person("dan"), await any_stage.person("eve")
    told = await dan.types("/mentor-log")
    assert "You have no pair under way" in json.dumps(told, ensure_ascii=False)
    await any_stage.become_a_pair(dan, eve)
    told = await dan.types("/mentor-log")
    assert "Your charter comes first" in json.dumps(told, ensure_ascii=False)


async def test_the_log_of_a_pair_that_ended_is_read_and_taken_along(
    any_stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    # Whatever was written in the log is searched for in the bot's own log and store when the curtain falls.
    alex.written += ["=cmd() and heliotrope", "https://example.com/heliotrope"]
    await keeps(alex, "=cmd() and heliotrope", link="https://example.com/heliotrope")
    await bea.clicks("pair.leave", await bea.home())
    await any_stage.settles()
    for person in (alex, bea):
        log = (await person.clicks("log.open", await person.home()))["view"]
        assert "=cmd() and heliotrope" in words(log)
        assert "log.add" not in buttons(log)
        told = (await person.clicks("log.export", log))["view"]
        assert "Two files are on their way" in words(told)
        assert "heliotrope" not in words(told)
        back = await person.clicks_through("log.open", told)
        assert "=cmd() and heliotrope" in words(back)
        await person.closes_every_modal()
        await any_stage.settles()


def files_of(stage: Stage, post: Post) -> dict[str, str]:
    """What came with a message: the files' endings and what is in them."""
    held = [stage.serving.slack.files.get(each["id"]) for each in post.message.get("files", [])]
    kept = stage.serving.slack.files
    return {file.name.rpartition(".")[2]: kept.content(file).decode() for file in held if file is not None}


async def test_the_log_comes_as_two_files_to_whoever_asked_and_to_nobody_else(
    any_stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    alex.written += ["=cmd() and heliotrope", "ähnlich heliotrope"]
    await keeps(alex, "=cmd() and heliotrope", note="ähnlich heliotrope")
    before = [len(await bea.inbox()), len(await bea.conversation_with(alex)), len(await alex.inbox())]
    await alex.double_clicks("log.export", await alex.opens("/mentor-log"))
    await alex.closes_every_modal()
    await any_stage.settles()
    assert [len(await bea.inbox()), len(await bea.conversation_with(alex))] == before[:2]
    assert len(await alex.inbox()) == before[2] + 1, "two clicks are one wish"
    post = (await alex.inbox())[-1]
    assert post.notification.startswith(f"Your Learning Log with {bea.mention}, to take along")
    assert "heliotrope" not in post.notification
    found = files_of(any_stage, post)
    assert list(found) == ["md", "csv"]
    assert "### =cmd\\(\\) and heliotrope" in found["md"]
    assert found["csv"].startswith("\ufeffday,kind,title")
    assert "'=cmd() and heliotrope" in found["csv"]
    assert "ähnlich heliotrope" in found["csv"]
    for other in (bea, await any_stage.person("olga"), await any_stage.person("sam", is_admin=True)):
        assert "heliotrope" not in json.dumps([each.message for each in await other.inbox()])
        assert all(not files_of(any_stage, each) for each in await other.inbox())
