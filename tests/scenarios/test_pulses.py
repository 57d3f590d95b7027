"""The safety pulse: one private tap, at a decent hour where each lives, and nobody ever reads which one it was."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import Occurrence, OccurrenceState, Participant, Pulse
from tests.scenarios.curtain import stored_bytes
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, Post, buttons, heard, words
from tests.scenarios.stage import Stage

TEN_TO_ELEVEN = range(10, 11)


async def questions(person: Person) -> list[Post]:
    """The pulses in somebody's DM, asked or answered."""
    return [post for post in await person.inbox() if "How safe" in post.words or "it is kept" in post.words]


def came_at(post: Post, person: Person) -> datetime:
    """When a message came, on the wall clock where the person lives."""
    return datetime.fromtimestamp(float(post.ts), ZoneInfo(person.zone))


async def pair_on(raise_stage: RaiseStage, store: str, day: str) -> tuple[Stage, Person, Person]:
    """A pair in Lisbon and New York whose charter comes into force at nine in Lisbon on that day."""
    stage = await raise_stage(store, opens_at=f"{day}T09:00:00+00:00")
    alex, bea = await stage.person("alex", tz="Europe/Lisbon"), await stage.person("bea", tz="America/New_York")
    await stage.begin_pair(alex, bea)
    return stage, alex, bea


async def test_a_fortnight_later_it_comes_to_each_in_their_own_morning(any_store: str, raise_stage: RaiseStage) -> None:
    stage, alex, bea = await pair_on(raise_stage, any_store, "2027-02-01")
    await stage.passes(days=14)
    for person in (alex, bea):
        [question] = await questions(person)
        moment = came_at(question, person)
        assert moment.date().isoformat() == "2027-02-08"
        assert moment.hour in TEN_TO_ELEVEN
        assert [each for each in question.buttons if "answer" in each] == [
            f"pulse.answer.{score}" for score in range(1, 6)
        ]
        assert "nobody else in your pair, no owner and no admin" in question.words
        assert "whoever runs the server holds the key" in question.words
    await stage.passes(days=14)
    assert [came_at(post, bea).date().isoformat() for post in await questions(bea)] == ["2027-02-08", "2027-02-22"]


@pytest.mark.parametrize(
    ("in_force_on", "expected"),
    [
        pytest.param("2027-01-30", "2027-02-08", id="a Saturday rolls to Monday"),
        pytest.param("2026-12-18", "2026-12-28", id="Christmas Day, then a weekend"),
        pytest.param("2027-03-22", "2027-03-29", id="the day after Lisbon's clocks went forward"),
    ],
)
async def test_days_off_are_left_alone_and_summer_time_keeps_the_hour(
    sqlite_store: str, raise_stage: RaiseStage, in_force_on: str, expected: str
) -> None:
    stage, alex, _ = await pair_on(raise_stage, sqlite_store, in_force_on)
    await stage.passes(days=13)
    [question] = await questions(alex)
    moment = came_at(question, alex)
    assert moment.date().isoformat() == expected
    assert moment.hour in TEN_TO_ELEVEN


async def test_the_hour_is_the_same_before_and_after_the_clocks_change(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage, alex, bea = await pair_on(raise_stage, sqlite_store, "2027-02-24")
    await stage.passes(days=22)
    for person in (alex, bea):
        # Who never answers is not asked for ever.
        await person.clicks("pulse.answer.4", (await questions(person))[-1])
    await stage.passes(days=18)
    for person in (alex, bea):
        asked = [came_at(post, person) for post in await questions(person)]
        assert [each.date().isoformat() for each in asked] == ["2027-03-03", "2027-03-17", "2027-03-31"]
        assert len({(each.hour, each.minute) for each in asked}) == 1
    assert len({came_at(post, bea).utcoffset() for post in await questions(bea)}) == 2


async def test_one_tap_answers_and_stands_where_the_question_stood_without_the_score(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.passes(days=14)
    [question] = await questions(bea)
    await alex.home()
    seen_by_alex = words(await alex.home())
    answered = await bea.clicks("pulse.answer.4", question)
    assert "Only you know what you tapped" in words(answered["message"])
    [stands] = await questions(bea)
    assert stands.ts == question.ts
    assert stands.buttons == ["checkin.open", "pulse.change"]
    assert f"How safe does it feel to speak openly with {alex.mention}?" in words(stands.message["blocks"]), (
        "what was asked stays"
    )
    for trace in (stands.words, words(await bea.home()), words(await bea.opens("/mentor-pulse"))):
        assert "Mostly" not in trace
        assert "4 ·" not in trace
    assert words(await alex.home()) == seen_by_alex


async def test_no_score_can_be_told_from_what_is_stored_logged_or_said(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.passes(days=14)
    for person, score in ((alex, 1), (bea, 5)):
        [question] = await questions(person)
        await person.clicks(f"pulse.answer.{score}", question)
    await stage.settles()
    held = stored_bytes(stage.scene.store_url)
    pulses = stage.stored(Pulse)
    assert len({len(pulse.sealed_score or "") for pulse in pulses}) == 1
    assert b"pulse.answer" not in held
    for pulse in pulses:
        assert pulse.sealed_score is not None
        assert pulse.sealed_score.startswith("gAAAA")
    after = [each for each in stage.entries() if each["name"] == "response_url"]
    assert len(after) == 2
    texts = {json.dumps(each["request"]["text"]).replace(alex.mention, "@").replace(bea.mention, "@") for each in after}
    assert len(texts) == 1


async def test_an_answer_can_be_changed_for_a_day_and_not_after(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.passes(days=14)
    [question] = await questions(bea)
    await bea.clicks("pulse.answer.2", question)
    [before] = [pulse.sealed_score for pulse in stage.stored(Pulse) if pulse.answered_at]
    await stage.passes(hours=23)
    again = await bea.clicks("pulse.change", (await questions(bea))[0])
    assert "pulse.answer.5" in buttons(again["message"])
    await bea.clicks("pulse.answer.5", Post(question.channel, again["message"]))
    [after] = [pulse.sealed_score for pulse in stage.stored(Pulse) if pulse.answered_at]
    assert after != before
    await stage.passes(hours=2)
    [settled] = await questions(bea)
    assert settled.buttons == ["checkin.open"]
    [kept] = [pulse.sealed_score for pulse in stage.stored(Pulse) if pulse.answered_at]
    assert kept == after


@pytest.mark.parametrize("door", ["/mentor-pulse", "Home"])
async def test_answered_by_another_door_the_dm_asks_no_more(stage: Stage, door: str) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.passes(days=14)
    if door == "Home":
        page = (await bea.clicks("pulse.open", await bea.home()))["view"]
    else:
        page = await bea.opens("/mentor-pulse")
    await bea.clicks("pulse.answer.4", page)
    await stage.settles()
    [stands] = await questions(bea)
    assert stands.buttons == ["checkin.open", "pulse.change"]
    assert "Only you know what you tapped" in stands.words


async def test_skipping_is_an_answer_too(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.passes(days=14)
    [question] = await questions(bea)
    skipped = await bea.clicks("pulse.skip", question)
    assert "Skipped, which is fine" in words(skipped["message"])
    assert {pulse.sealed_score for pulse in stage.stored(Pulse)} == {None}


async def test_the_same_question_opens_at_any_time_and_is_then_not_asked_twice(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    page = await bea.opens("/mentor-pulse")
    answered = (await bea.clicks("pulse.answer.3", page))["view"]
    assert "pulse.answer.3" not in buttons(answered)
    reopened = (await bea.clicks("pulse.change", answered))["view"]
    assert "pulse.answer.3" in buttons(reopened)
    back = (await bea.clicks("pulse.answer.5", reopened))["view"]
    assert "Thank you, it is kept" in words(back)
    assert len(stage.stored(Pulse)) == 1


async def test_moving_to_another_zone_moves_the_next_pulse_to_its_morning(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.control("users/update", {"user": bea.id, "tz": "Asia/Tokyo"})
    await stage.settles()
    assert {person.zone for person in stage.stored(Participant)} == {"Europe/Lisbon", "Asia/Tokyo"}
    await stage.passes(days=8)
    bea.zone = "Asia/Tokyo"
    [question] = await questions(bea)
    assert came_at(question, bea).date().isoformat() == "2027-02-08"
    assert came_at(question, bea).hour in TEN_TO_ELEVEN


async def test_after_three_weeks_away_there_is_at_most_one_catch_up_and_the_rest_is_recorded_as_skipped(
    any_stage: Stage,
) -> None:
    stage = any_stage
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.stop_bot()
    await stage.humans.clock(advance=timedelta(days=21, hours=4).total_seconds())
    await stage.start_bot()
    await stage.settles()
    for person in (alex, bea):
        assert len(await questions(person)) == 1
    states = sorted((each.local_date.isoformat(), each.state) for each in stage.stored(Occurrence))
    skipped, caught_up = ("2027-02-08", OccurrenceState.SKIPPED), ("2027-02-22", OccurrenceState.PLANNED)
    assert states == [skipped, skipped, caught_up, caught_up]
    assert all(each.reason for each in stage.stored(Occurrence) if each.state is OccurrenceState.SKIPPED)


async def test_once_the_pair_has_ended_no_pulse_comes_and_an_old_one_takes_no_answer(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.passes(days=7, hours=4)
    [question] = await questions(bea)
    await alex.clicks("pair.leave", await alex.home())
    late = await bea.clicks("pulse.answer.4", question)
    assert "This pair has ended" in heard(late)
    await stage.passes(days=30)
    assert len(await questions(bea)) == 1
    assert {pulse.sealed_score for pulse in stage.stored(Pulse)} == {None}
