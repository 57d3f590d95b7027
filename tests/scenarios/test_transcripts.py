"""A transcript: off, agreed to by each, handed in as a file, read once, confirmed one by one, and nowhere kept."""

import base64
import io
import json

import aiohttp

from bot.demo.humans import Payload
from models import Transcript
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, heard, words
from tests.scenarios.stage import Stage
from tests.scenarios.test_sessions import card_for

CANARY = "heliotrope"
SPOKEN = f"""WEBVTT

00:00:01.000 --> 00:00:04.000
<v Alex>Nobody else must hear about the {CANARY} reorganisation.</v>

00:00:05.000 --> 00:00:09.000
<v Alex>I will send the draft to the board by Friday.</v>

00:00:10.000 --> 00:00:12.000
<v Recorder>Next step: show the numbers to finance</v>
"""


async def met(raise_stage: RaiseStage, store: str) -> tuple[Stage, Person, Person]:
    """A pair that is in its first session."""
    stage = await raise_stage(store)
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await alex.clicks("session.start", await card_for(alex, bea))
    await stage.settles()
    return stage, alex, bea


async def upload(person: Person, stage: Stage, name: str, content: bytes) -> Payload:
    """Choose a file on one's own machine."""
    body = {
        "user": person.id,
        "name": name,
        "content": base64.b64encode(content).decode(),
        "encoding": "base64",
        "mimetype": "text/plain",
    }
    sent, headers = io.BytesIO(json.dumps(body).encode()), {"Content-Type": "application/json"}
    url = f"{stage.serving.url}/control/files"
    async with aiohttp.ClientSession() as session, session.post(url, data=sent, headers=headers) as answer:
        file: Payload = (await answer.json())["file"]
        return file


async def agree(person: Person, other: Person, stage: Stage) -> Payload:
    page: Payload = (await person.clicks("transcript.open", await card_for(person, other)))["view"]
    await person.clicks("transcript.agree", page)
    await stage.settles()
    return page


async def test_it_is_used_only_when_each_agreed_and_nothing_of_it_is_kept(
    any_store: str, raise_stage: RaiseStage, log: io.StringIO
) -> None:
    stage, alex, bea = await met(raise_stage, any_store)
    stage.written.append(CANARY)
    card = await card_for(alex, bea)
    assert "I record nothing. If your call makes a transcript, you can use it, once each of you agrees." in card.words
    page = await agree(alex, bea, stage)
    assert "kept nowhere" in words(page)
    waiting = await card_for(bea, alex)
    assert "would use the transcript of your call; it takes" in waiting.words
    await agree(bea, alex, stage)
    assert "transcript.hand_in" not in (await card_for(alex, bea)).buttons, "the session is not over"
    await alex.clicks("session.end", await card_for(alex, bea))
    await stage.settles()

    form = (await alex.clicks("transcript.hand_in", await card_for(alex, bea)))["view"]
    given = await upload(alex, stage, "call.vtt", SPOKEN.encode())
    answer = await alex.hands_in(form, file=[given["id"]])
    assert answer["response_action"] == "update", answer
    outcome = answer["view"]
    assert "One commitment was proposed" in words(outcome)
    assert given["permalink"] in words(outcome)
    assert "Show the numbers to finance" in words(outcome)
    rest = await alex.hands_in(outcome, **{"whose-0": bea.id})
    assert "One commitment was proposed" in words(rest["view"])
    await stage.settles()
    shown = await card_for(bea, alex)
    assert "Proposed, and waits for a yes" in shown.words
    assert "of its text nothing is kept" in shown.words
    assert CANARY not in shown.words
    home = await bea.home()
    assert "Show the numbers to finance" in words(home)
    await bea.clicks("commitment.confirm", home)
    assert CANARY not in log.getvalue()


async def test_a_yes_taken_back_closes_the_door_even_with_the_form_open(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage, alex, bea = await met(raise_stage, sqlite_store)
    for person, other in ((alex, bea), (bea, alex)):
        await agree(person, other, stage)
    await alex.clicks("session.end", await card_for(alex, bea))
    await stage.settles()
    form = (await alex.clicks("transcript.hand_in", await card_for(alex, bea)))["view"]
    taken = await bea.clicks("transcript.take_back", await card_for(bea, alex))
    assert "it takes" in words(taken["view"])
    given = await upload(alex, stage, "call.vtt", SPOKEN.encode())
    answer = await alex.hands_in(form, file=[given["id"]])
    assert "now not all of you do" in heard(answer)
    assert stage.stored(Transcript) == []
    assert [each for each in stage.entries() if each["name"] == "file download"] == [], "it was not even fetched"
    await stage.settles()
    assert "transcript.hand_in" not in (await card_for(alex, bea)).buttons


async def test_what_is_no_transcript_is_refused_kindly_and_proposes_nothing(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage, alex, bea = await met(raise_stage, sqlite_store)
    for person, other in ((alex, bea), (bea, alex)):
        await agree(person, other, stage)
    await alex.clicks("session.end", await card_for(alex, bea))
    await stage.settles()
    form = (await alex.clicks("transcript.hand_in", await card_for(alex, bea)))["view"]
    for name, content, said in (
        ("long.txt", b"x" * 1_000_001, "One megabyte fits"),
        ("picture.txt", b"\x00\x01\xfe", "not plain text"),
    ):
        given = await upload(alex, stage, name, content)
        answer = await alex.hands_in(form, file=[given["id"]])
        assert said in heard(answer), answer
    assert stage.stored(Transcript) == []
