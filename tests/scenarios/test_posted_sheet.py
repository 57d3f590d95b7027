"""A sheet is posted to the bot: it stays closed, and its owner has it read by one click, and brings its people in."""

from collections.abc import Sequence

from mentoring.roster.rules import SIZE_LIMIT
from models import Enrolment, ImportState, RosterImport
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, Post, buttons, heard, words
from tests.scenarios.test_enrolment import Scene, opened
from tests.scenarios.test_import import FEW, looked_up, settled
from tests.scenarios.test_transcripts import upload

TAKE = "roster.take_posted"


async def posts(scene: Scene, person: Person, *sheets: tuple[str, bytes], text: str = "") -> Sequence[str]:
    """Post files to the bot; return their ids."""
    # Not by the control API: what it takes at once is less than what is too much for the bot.
    ids = [scene.stage.serving.slack.files.add(person.id, name, content).id for name, content in sheets]
    body = {"user": person.id, "channel": f"bot:{person.id}", "text": text, "files": ids}
    await scene.stage.control("message", body)
    await scene.stage.settles()
    return ids


async def card(person: Person) -> Post:
    """The bot's answer, as it stands now."""
    said = [each for each in await person.inbox() if "sheet" in each.words.lower() and "bot_id" in each.message]
    return [each for each in said if not {"files", "ephemeral"} & each.message.keys()][-1]


def read_from_slack(scene: Scene) -> list[str]:
    """The files that the bot fetched."""
    return [str(each["request"]["file"]) for each in scene.stage.entries() if each["name"] == "file download"]


async def test_an_owner_posts_a_sheet_and_one_click_reads_it(any_store: str, raise_stage: RaiseStage) -> None:
    scene = await opened(await raise_stage(any_store), "ada", "ben")
    [file_id] = await posts(scene, scene.olga, ("people.csv", FEW), text="Here are my people")
    asked = await card(scene.olga)
    assert ("I have not opened it" in asked.words, asked.buttons) == (True, [TAKE])
    assert (read_from_slack(scene), scene.stage.calls("files.info")) == ([], []), "it is not even asked about"

    columns = (await scene.olga.clicks(TAKE, asked))["view"]
    assert "I read 2 rows" in words(columns)
    assert read_from_slack(scene) == [file_id]
    await scene.stage.settles()
    now = await card(scene.olga)
    assert (now.ts, now.buttons) == (asked.ts, ["roster.go_on"]), "the same message, and no button that is dead"
    assert "Nobody is brought in yet" in now.words
    assert scene.stage.stored(Enrolment) == [], "nothing counts before the end"

    again = (await scene.olga.clicks("roster.go_on", now))["view"]
    ready = await looked_up(scene, again)
    done = await settled(scene.olga, await scene.olga.hands_in(ready))
    assert "2 people are brought in" in words(done)
    await scene.stage.settles()
    told = await card(scene.olga)
    assert (told.ts, told.buttons, "Your sheet is done" in told.words) == (asked.ts, [], True)
    assert "The report of your sheet “people.csv”." in (await scene.olga.inbox())[-1].words
    assert read_from_slack(scene) == [file_id], "it was fetched once"


async def test_whoever_owns_nothing_gets_no_answer_and_nobody_elses_sheet(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    scene = await opened(await raise_stage(sqlite_store), "ada")
    [ada] = scene.people
    for person in (ada, scene.admin):
        before = len(await person.inbox())
        await posts(scene, person, ("people.csv", FEW))
        assert len(await person.inbox()) == before + 1, "their own message, and not a word on programmes"
    await posts(scene, scene.olga, ("people.csv", FEW))
    general = {"user": scene.olga.id, "channel": scene.channel, "text": "look"}
    file = await upload(scene.olga, scene.stage, "people.csv", FEW)
    await scene.stage.control("message", general | {"files": [file["id"]]})
    await scene.stage.settles()
    assert [each.buttons for each in await scene.olga.inbox()].count([TAKE]) == 1, "nothing to what a channel is shown"
    assert read_from_slack(scene) == []


async def test_of_two_sheets_and_two_programmes_it_is_asked_which(sqlite_store: str, raise_stage: RaiseStage) -> None:
    scene = await opened(await raise_stage(sqlite_store), "ada", "ben")
    form = await scene.admin.opens("/mentor", "programme new")
    await scene.admin.hands_in(form, name="Other ways", channel=scene.channel, owner=scene.olga.id)
    await scene.stage.settles()
    more = FEW + b"cara@example.com,Cara,Writing,SQL\n"
    await posts(scene, scene.olga, ("spring <1>.csv", FEW), ("cat.png", b"\x89PNG"), ("autumn.csv", more))
    asked = await card(scene.olga)
    assert "2 sheets?" in asked.words

    which = (await scene.olga.clicks(TAKE, asked))["view"]
    assert ["spring &lt;1&gt;.csv" in words(which), "cat" in words(which)] == [True, False]
    where = await scene.olga.clicks_through(TAKE, which, block_id="sheet-0")
    assert ("Which programme?" in words(where), "Other ways" in words(where)) == (True, True)
    columns = await scene.olga.clicks_through(TAKE, where, block_id="programme-1")
    assert "I read 2 rows" in words(columns)
    await scene.stage.settles()
    now = await card(scene.olga)
    assert now.buttons == ["roster.go_on", TAKE]

    which = (await scene.olga.clicks(TAKE, now))["view"]
    assert "spring" not in words(which), "that one is read"
    where = await scene.olga.clicks_through(TAKE, which)
    one_waits = await scene.olga.clicks_through(TAKE, where, block_id="programme-1")
    assert "A sheet of 2 rows waits for you" in words(one_waits)
    assert buttons(one_waits) == [TAKE, "roster.go_on"]
    columns = await scene.olga.clicks_through(TAKE, one_waits)
    assert "I read 3 rows" in words(columns)
    await scene.stage.settles()
    told = await card(scene.olga)
    assert told.buttons == ["roster.go_on"]
    assert "forgotten" in told.words
    assert [each.state for each in scene.stage.stored(RosterImport)] == [ImportState.DROPPED, ImportState.READ]


async def test_two_clicks_at_once_read_one_sheet_and_a_slow_slack_loses_no_click(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    scene = await opened(await raise_stage(sqlite_store), "ada", "ben")
    await posts(scene, scene.olga, ("people.csv", FEW))
    asked = await card(scene.olga)
    await scene.stage.breaks({"method": "files.info", "kind": "latency", "seconds": 1, "times": 2})
    first, second = await scene.olga.double_clicks(TAKE, asked)
    for answer in (first, second):
        assert "I read 2 rows" in words(await settled(scene.olga, answer))
    opened_as = [words(each["request"]["view"]) for each in scene.stage.calls("views.open")][-2:]
    assert ["Opening" in each for each in opened_as] == [True, True], "Slack gives a click three seconds"
    assert [each.state for each in scene.stage.stored(RosterImport)] == [ImportState.READ]
    await scene.stage.settles()
    # A click on what the screen still showed finds the sheet that was read.
    assert "I read 2 rows" in words(
        await settled(scene.olga, await scene.olga.clicks("roster.go_on", await card(scene.olga)))
    )


async def test_what_cannot_be_read_is_said_in_private_and_can_be_tried_again(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    scene = await opened(await raise_stage(sqlite_store), "ada", "ben")
    await posts(scene, scene.olga, ("people.csv", b"\x89PNG\0"))
    asked = await card(scene.olga)
    assert "cannot read this as a sheet" in heard(await scene.olga.clicks(TAKE, asked))
    assert (await card(scene.olga)).buttons == [TAKE]

    await posts(scene, scene.olga, ("people.csv", b"a" * (SIZE_LIMIT + 1)))
    before = len(read_from_slack(scene))
    assert "at most 15 MB" in heard(await scene.olga.clicks(TAKE, await card(scene.olga)))
    assert len(read_from_slack(scene)) == before, "Slack says how large it is before it is fetched"

    [file_id] = await posts(scene, scene.olga, ("people.csv", FEW))
    await scene.stage.control("files/delete", {"user": scene.olga.id, "file": file_id})
    gone = await card(scene.olga)
    assert "not here any more" in heard(await scene.olga.clicks(TAKE, gone))
    await scene.stage.breaks({"method": "files.info", "kind": "500"})
    assert "try again" in heard(await scene.olga.clicks(TAKE, gone))
    assert scene.stage.stored(RosterImport) == []
