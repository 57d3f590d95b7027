"""An owner brings people in from a sheet: handed in, looked through, and nobody written to."""

import asyncio
import csv
import io

from bot.demo.humans import Payload
from handlers.opening import is_loading
from models import Enrolment, EnrolmentState, ImportState, Participant, RosterImport
from tests.factories.sheets import MESSY
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import PATIENCE, Person, buttons, heard, words
from tests.scenarios.test_enrolment import Scene, opened
from tests.scenarios.test_transcripts import upload
from views import roster

FEW = b"Email,Name,Can teach,Wants to learn\nada@example.com,Ada,Strategy,Prompting\nben@example.com,Ben,SQL,Strategy\n"
CANARY = "heliotrope"


async def settled(person: Person, answer: Payload) -> Payload:
    """Wait for what takes the place of a window that only says that something takes its time."""
    view: Payload = answer["view"]
    async with asyncio.timeout(PATIENCE):
        while is_loading(view) or "Looking people up" in words(view):
            await asyncio.sleep(0.02)
            view = (await person.modals())[-1]
    return view


async def handed_in(scene: Scene, content: bytes, name: str = "answers.csv") -> Payload:
    form = await scene.olga.opens("/mentor", "import")
    file = await upload(scene.olga, scene.stage, name, content)
    answer = await scene.olga.hands_in(form, file=[file["id"]])
    assert answer["errors"] == {}, answer
    return await settled(scene.olga, answer)


async def looked_up(scene: Scene, columns: Payload) -> Payload:
    answer = await scene.olga.hands_in(columns)
    assert answer["errors"] == {}, answer
    return await settled(scene.olga, answer)


async def imported(scene: Scene) -> dict[str, Enrolment]:
    names = {each.id: each.name for each in scene.stage.stored(Participant)}
    return {names[each.participant_id]: each for each in scene.stage.stored(Enrolment)}


async def test_a_messy_sheet_is_brought_in_and_told_row_by_row(
    any_store: str, raise_stage: RaiseStage, log: io.StringIO
) -> None:
    stage = await raise_stage(any_store)
    scene = await opened(stage)
    stage.written += [CANARY, "Zimmermann"]
    sheet = MESSY.read_bytes().replace(b";Ben Berel;\r\n", f";{CANARY};\r\n".encode())
    assert CANARY.encode() in sheet
    rows = list(csv.DictReader(io.StringIO(sheet.decode("utf-8-sig"), newline=""), delimiter=";"))
    addresses = {row["Email Address"].strip().lower() for row in rows} - {"olga@example.com"}
    for name in sorted(each.removesuffix("@example.com") for each in addresses if each.endswith("@example.com")):
        await stage.person(name)
    columns = await handed_in(scene, sheet)
    assert "I read 60 rows" in words(columns)
    assert "People you would rather not be matched with" in words(columns)
    assert CANARY not in words(columns), "whom somebody would not meet is read by nobody"
    review = await looked_up(scene, columns)
    shown = words(review)
    assert ("Python" in shown, "Beekeeping" in shown) == (True, True)
    await scene.olga.closes_every_modal()
    assert (await imported(scene)) == {}, "nothing counts before the end"

    waiting = await scene.olga.opens("/mentor", "import")
    assert "A sheet of 60 rows waits" in words(waiting)
    review = await scene.olga.clicks_through("roster.go_on", waiting)
    answer = await scene.olga.hands_in(review)
    done = await settled(scene.olga, answer)
    assert "people are brought in" in words(done), words(done)
    assert "Row 20, Sami Sorel: No email address and no Slack id." in words(done)
    await stage.settles()
    assert {each.state for each in (await imported(scene)).values()} == {EnrolmentState.IMPORTED}
    [report] = [each for each in stage.stored(RosterImport) if each.state is ImportState.DONE]
    assert report.sealed_sheet is None
    told = (await scene.olga.inbox())[-1]
    assert "The report of your sheet “answers.csv”." in told.words
    [file] = told.message["files"]
    assert file["name"] == "import-report-answers.csv"
    spoken_to = {each["request"].get("channel") for each in stage.calls("chat.postMessage")}
    assert len(spoken_to) == 2, "the channel, and Olga when she became the owner"
    for secret in ("example.com", CANARY, "Zimmermann"):
        assert secret not in log.getvalue()


async def test_what_is_no_sheet_is_refused_beside_the_field_and_columns_that_cannot_be_too(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    scene = await opened(await raise_stage(sqlite_store), "ada", "ben")
    form = await scene.olga.opens("/mentor", "import")
    for content, said in ((b"\x89PNG\0", "cannot read this as a sheet"), (b"Email\n", "no row of answers")):
        file = await upload(scene.olga, scene.stage, "answers.csv", content)
        answer = await scene.olga.hands_in(form, file=[file["id"]])
        assert said in heard(answer), answer
    columns = await handed_in(scene, FEW)
    refused = await scene.olga.hands_in(columns, **{"column-1": "email"})
    assert "Two columns cannot both be this" in heard(refused)
    refused = await scene.olga.hands_in(columns, **{"column-0": "nothing", "column-1": "name"})
    assert "email addresses or Slack ids" in heard(refused)
    answer = await scene.olga.hands_in(columns, **{"column-0": "email"})
    ready = await settled(scene.olga, answer)
    assert "*2 people* will be brought in." in words(ready)
    first, second = await asyncio.gather(scene.olga.hands_in(ready), scene.olga.hands_in(ready))
    for answer in (first, second):
        assert "2 people are brought in" in words(await settled(scene.olga, answer)), answer
    assert len(scene.stage.stored(Enrolment)) == 2


async def test_many_new_words_are_looked_through_a_page_at_a_time_or_taken_at_once(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    scene = await opened(await raise_stage(sqlite_store), "ada")
    own = ", ".join(f"Zqx{chr(97 + number)}{chr(97 + number)}" for number in range(10))
    more = ", ".join(f"Wkv{chr(97 + number)}{chr(97 + number)}" for number in range(10))
    columns = await handed_in(scene, f'Email,Teach,Learn\nada@example.com,"{own}","{more}"\n'.encode())
    first = await looked_up(scene, columns)
    assert "20 words are new to me" in words(first)
    one = next(each["block_id"] for each in first["blocks"] if each["block_id"].startswith("word-"))
    rest = await settled(scene.olga, await scene.olga.hands_in(first, **{one: "none"}))
    assert "8 words are new to me" in words(rest)
    again = await scene.olga.opens("/mentor", "import")
    rest = await scene.olga.clicks_through("roster.go_on", again)
    assert "8 words are new to me" in words(rest), "what was decided is not asked again"
    answer = await scene.olga.hands_in(rest)
    assert "One person is brought in" in words(await settled(scene.olga, answer))


async def test_all_guesses_can_be_taken_at_once(sqlite_store: str, raise_stage: RaiseStage) -> None:
    scene = await opened(await raise_stage(sqlite_store), "ada")
    own = ", ".join(f"Zqx{chr(97 + number)}{chr(97 + number)}" for number in range(20))
    columns = await handed_in(scene, f'Email,Teach,Learn\nada@example.com,"{own}",SQL\n'.encode())
    ready = await scene.olga.clicks_through("roster.take_all", await looked_up(scene, columns))
    assert "*One person* will be brought in." in words(ready)
    await scene.olga.closes_every_modal()
    await scene.stage.passes(days=2)
    old = await scene.olga.clicks_through("roster.go_on", await scene.olga.opens("/mentor", "import"))
    assert "Somebody may have left Slack since" in words(old)
    again = await looked_up(scene, old)
    assert "*One person* will be brought in." in words(again), "nothing is asked twice"
    assert "One person is brought in" in words(await settled(scene.olga, await scene.olga.hands_in(again)))


async def test_nobody_but_an_owner_gets_as_far_as_the_form(sqlite_store: str, raise_stage: RaiseStage) -> None:
    scene = await opened(await raise_stage(sqlite_store), "ada")
    for person in (scene.admin, scene.people[0]):
        answer = await person.types("/mentor", "import")
        assert "Only the owner of a programme" in heard(answer)
        for place in (await person.home(), (await person.types("/mentor"))["ephemerals"][-1]):
            assert (roster.OPEN in buttons(place), "sheet" in words(place)) == (False, False)
    form = await scene.olga.opens("/mentor", "import")
    assert buttons(form) == []
    await scene.olga.closes_every_modal()
    home, page = await scene.olga.home(), await scene.olga.opens("/mentor", "programme")
    menu = (await scene.olga.types("/mentor"))["ephemerals"][-1]
    for place in (home, page, menu):
        assert buttons(place).count(roster.OPEN) == 1
        assert "Post it to me in our direct messages" in words(place)
    assert "bring people in from a sheet" in heard(await scene.olga.types("/mentor", "help"))
    await scene.olga.closes_every_modal()
    opened_at_home = (await scene.olga.clicks(roster.OPEN, home))["view"]
    assert words(opened_at_home) == words(form)


async def test_without_the_permission_an_owner_is_told_what_to_do(sqlite_store: str, raise_stage: RaiseStage) -> None:
    scene = await opened(await raise_stage(sqlite_store), "ada")
    columns = await handed_in(scene, FEW)
    await scene.stage.breaks({"method": "users.lookupByEmail", "kind": "500", "times": 1})
    ready = await looked_up(scene, columns)
    assert "*One person* will be brought in." in words(ready), "Slack is asked again"


async def test_whoever_looks_at_it_by_themselves_says_yes_under_all_that_is_held(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    scene = await opened(await raise_stage(sqlite_store), "ada")
    ada, sheet = scene.people[0], b"Email,Can teach,Wants to learn,Team,Hours\nada@example.com,Strategy,SQL,Blue,7-15\n"

    async def brings(content: bytes) -> None:
        ready = await looked_up(scene, await handed_in(scene, content))
        assert "One person is brought in" in words(await settled(scene.olga, await scene.olga.hands_in(ready)))
        await scene.stage.settles()
        await scene.olga.closes_every_modal()

    await brings(sheet)
    looked_at = await ada.opens("/mentor", "join")
    for said in ("Team: Blue", "07:00 to 15:00", "Pairs at once: 1", "Strategy", "SQL"):
        assert said in words(looked_at), said
    assert buttons(looked_at).count("enrolment.keep_in") == 1
    await brings(sheet.replace(b"Blue", b"Green"))
    answer = await ada.clicks("enrolment.keep_in", looked_at)
    assert "is not what you read" in heard(answer), "what she would say yes to is not what she reads"
    assert {each.state for each in (await imported(scene)).values()} == {EnrolmentState.IMPORTED}
    await ada.closes_every_modal()
    looked_at = await ada.opens("/mentor", "join")
    assert "Team: Green" in words(looked_at)
    done = await ada.clicks_through("enrolment.keep_in", looked_at)
    assert "You are in" in words(done)
    assert {each.state for each in (await imported(scene)).values()} == {EnrolmentState.ACTIVE}


async def test_an_owner_reads_which_rows_to_mend_before_anybody_is_in_and_hands_in_the_mended_sheet(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    scene = await opened(await raise_stage(sqlite_store), "ada", "ben")
    wrong = [f"x{number}@example.com,Xena <{number}>,SQL,Strategy,\n" for number in range(60)]
    some = "ada@example.com,Ada,Strategy,Prompting,noon\n,Sami,SQL,Strategy,\n"
    head = "Email,Name,Can teach,Wants to learn,Hours\n"
    ready = await looked_up(scene, await handed_in(scene, f"{head}{some}{''.join(wrong)}".encode()))
    said = words(ready)
    assert "*One person* will be brought in." in said
    for line in (
        "Row 3, Sami: No email address and no Slack id.",
        "Row 4, Xena &lt;0&gt;: Nobody in this Slack has this address or id.",
        "Row 2, Ada: The working hours are unclear; nine to five counts.",
    ):
        assert line in said, said
    assert "Row 63" not in said
    answer = await scene.olga.clicks("roster.rows", ready)
    first = await settled(scene.olga, answer)
    assert "Xena &lt;0&gt;" in words(first)
    rest = await scene.olga.clicks_through("roster.rows.later", first)
    assert ("Row 63, Xena &lt;59&gt;" in words(rest), "Row 2, Ada" in words(rest)) == (True, True)
    again = await scene.olga.clicks_through("roster.rows.earlier", rest)
    assert words(again) == words(first)
    assert (await imported(scene)) == {}
    await scene.olga.closes_every_modal()

    form = await scene.olga.clicks_through("roster.anew", await scene.olga.opens("/mentor", "import"))
    mended = f"{head}{some}".replace("noon", "9-17").replace("\n,Sami", "\nben@example.com,Sami")
    file = await upload(scene.olga, scene.stage, "answers.csv", mended.encode())
    answer = await scene.olga.hands_in(form, file=[file["id"]])
    ready = await looked_up(scene, await settled(scene.olga, answer))
    assert "*2 people* will be brought in." in words(ready)
    assert "Row" not in words(ready)
