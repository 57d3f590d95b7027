"""Slack's own signs that somebody wants to be left alone: a status that says away, and do-not-disturb."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models import Participant
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, Post

OFF_WEEK = datetime(2027, 2, 8, 10, tzinfo=ZoneInfo("Europe/Lisbon"))


async def off_week(person: Person) -> list[Post]:
    return [post for post in await person.inbox() if post.notification.startswith("Half-way")]


def came_at(post: Post) -> datetime:
    return datetime.fromtimestamp(float(post.ts), ZoneInfo("Europe/Lisbon"))


async def test_do_not_disturb_is_waited_out(any_store: str, raise_stage: RaiseStage) -> None:
    stage = await raise_stage(any_store)
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.passes(days=6, hours=22)
    until = OFF_WEEK + timedelta(hours=3)
    await stage.control("users/update", {"user": bea.id, "dnd_until": int(until.timestamp())})
    await stage.passes(hours=4)
    assert len(await off_week(alex)) == 1
    assert await off_week(bea) == []
    await stage.passes(hours=3)
    [asked] = await off_week(bea)
    assert until <= came_at(asked) < until + timedelta(minutes=10)


async def test_a_status_that_this_installation_takes_for_away_is_waited_out_and_another_is_not(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage = await raise_stage(sqlite_store, settings={"BOTHWAYS_AWAY_EMOJI": ":tent:, snow_capped_mountain"})
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.passes(days=5)
    back = OFF_WEEK + timedelta(days=2)
    await stage.control(
        "users/update",
        {"user": bea.id, "status_emoji": ":tent:", "status_expiration": int(back.timestamp())},
    )
    await stage.control("users/update", {"user": alex.id, "status_emoji": ":palm_tree:", "status_text": "Our new logo"})
    await stage.passes(days=2, hours=4)
    assert len(await off_week(alex)) == 1
    assert await off_week(bea) == []
    await stage.passes(days=3)
    [asked] = await off_week(bea)
    assert came_at(asked).date() == back.date()


async def test_who_was_away_before_the_bot_met_them_is_known_to_be_away(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage = await raise_stage(sqlite_store, settings={"BOTHWAYS_AWAY_EMOJI": "tent"})
    alex, bea = await stage.person("alex"), await stage.person("bea")
    back = OFF_WEEK + timedelta(days=2)
    for person, status in ((alex, ":palm_tree:"), (bea, ":tent:")):
        body = {"user": person.id, "status_emoji": status, "status_expiration": int(back.timestamp())}
        await stage.control("users/update", body)
    await stage.become_a_pair(alex, bea)
    until = {person.slack_user_id: person.away_until for person in stage.stored(Participant)}
    assert until[alex.id] is None, "this installation takes another sign for it"
    assert until[bea.id] == back
