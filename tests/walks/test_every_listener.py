"""
The listener walk: everything that Slack could bring, forged or replayed by everybody who must not get in.

The domain walk (`tests/mentoring/test_nobody_else_sees.py`) tries each function; this one tries the way to it, with the
real values of a pair in the payloads. What there is to try is found, not listed; what was not found fails the test.
"""

import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.demo.humans import Payload
from bot.health import watched_app
from bot.metrics import Listener
from mentoring.rounds.gathering import gathered as gathered_for_a_draft
from mentoring.unit_of_work import only_reads
from models import Base
from tests.bot.asking import page_of
from tests.contracts.test_listeners import buttons, forms, listening, live_fields, pickers, searched
from tests.factories.statements import across_workspaces, noted, questions, reading_whole_tables, wants_the_lock
from tests.mentoring.rounds.desk import begins
from tests.mentoring.ways_in import CANARY, PRIVATE
from tests.scenarios.curtain import SECRETS
from tests.scenarios.people import words
from tests.walks.acts import Kind, forged, without
from tests.walks.forging import FORGERS, Forger, Holdings, as_brought_by, shown
from tests.walks.gathering import Gatherer
from tests.walks.going_through import openers
from tests.walks.house import House
from tests.walks.kept import Kept
from tests.walks.outright import outright, told
from tests.walks.postman import Answer
from tests.walks.slow import SLACKS_PATIENCE, Slow, slowly
from views.reader import Reader
from views.refusals import try_again

FOLLOWS_LATER = ("update", "One moment")
"""A file that takes its time: what came of it stands there when it is read."""

WOULD_WRITE = {
    "calendar.turn_off",
    "enrolment.leave",
    "library.retire",
    "log.refuse_to_share",
    "pair.accept",
    "pair.not_again.0",
    "pair.withdraw",
    "prep.share",
    "prep.unshare",
    "session.skip",
}
"""Acts that the walk finds refused, since they were done or have moved on; the store is asked as for any act."""

MOST_ASKED = 30
"""Questions of an opening, by somebody with several pairs."""
RECKONS = {"match.suppose"}
"""What drafts before it opens asks what a draft asks, however many questions that are."""

pytestmark = pytest.mark.asyncio(loop_scope="package")

NO_REAL_VALUE = {"match.unpin": "of the proposals alike one is looked at, and that one nobody has pinned"}
"""Acts of the gallery that nobody was shown in the house, each with the reason why it cannot be walked."""
OF_THE_WHOLE_WORKSPACE = {"app_uninstalled", "tokens_revoked"}
"""Slack's own word on the whole workspace, which no person can say; from another workspace they are walked."""
REVEALS = {"close.keep": "a half of one's own makes the session's summary, in which the other's line is theirs to read"}
"""What lets the partner read what was private until then."""
PRIVATE_IN = ("checkins", "closes", "pulses", "preps", "support_wishes")


def everything(house: House, gathered: Gatherer, forger: Forger) -> Iterator[tuple[str, Payload]]:
    """Every payload that somebody could bring, made when its turn comes: Slack's triggers do not keep."""
    user_id = house.id_of(forger.name)
    for act in gathered.acts:
        yield f"{act.kind} {act.name}", house.postman.payload(forged(act, CANARY), user_id)
    for name, make in outright(house, user_id).items():
        yield name, without(CANARY, make())
    for name, payload in told(house, user_id).items():
        if forger.is_elsewhere or name not in OF_THE_WHOLE_WORKSPACE:
            yield name, payload


def seen(answer: Answer) -> str:
    """Everything that somebody gets to see of what they did."""
    return f"{answer.acknowledged}{shown(answer.entries)}"


async def test_everything_that_is_shown_anywhere_was_found_and_has_its_listener(
    house: House, gathered: Gatherer
) -> None:
    found = {kind: {act.name for act in gathered.acts if act.kind is kind} for kind in Kind}
    for kind, names in (
        (Kind.PRESS, {*buttons(), *live_fields(), *pickers()}),
        (Kind.FORM, set(forms())),
        (Kind.SEARCH, set(searched())),
    ):
        assert names - found[kind] == NO_REAL_VALUE.keys() & names, "furnish the house so that somebody is shown it"
        assert found[kind] - names == set(), "show it in the gallery, whose surfaces the contracts are about"
    app = house.bot.app
    brought = dict(everything(house, gathered, FORGERS[-1])) | told(house, house.id_of("eve"))
    reached = {id(listener) for payload in brought.values() for listener in await listening(app, payload)}
    # An edited message of one's own comes with the subscription to messages, and concerns nobody; and one with a file.
    for subtype in ("message_changed", "file_share"):
        other = house.postman.event("message", house.id_of("eve"), channel_type="im", subtype=subtype)
        reached |= {id(listener) for listener in await listening(app, other)}
    idle = [each.ack_function for each in app._async_listeners if id(each) not in reached]
    assert idle == [], "nobody tried to get in there"


@pytest.mark.parametrize("forger", FORGERS, ids=lambda forger: forger.who)
async def test_nobody_else_gets_at_a_pair_by_any_listener(
    house: House, gathered: Gatherer, kept: Kept, holdings: Holdings, forger: Forger
) -> None:
    faults: list[str] = []
    for name, payload in everything(house, gathered, forger):
        answer = await house.postman.brings(as_brought_by(forger, payload, house.bot.team_id))
        assert answer.status == 200, (name, answer)
        if CANARY in seen(answer):
            faults.append(f"{name} showed what was written")
        if kept.was_touched():
            faults += [f"{name} changed {table}" for table in holdings.touched()]
            kept.looked()
    entries = await house.delivers()
    if CANARY in shown(entries):
        faults.append("something that was said afterwards showed what was written")
    kept.bring_back()
    assert not faults, "\n".join(faults)


async def test_not_even_the_partner_gets_at_what_is_private_by_any_listener(
    house: House, gathered: Gatherer, kept: Kept
) -> None:
    hers = own_words(house, "ada")
    assert hers
    faults: list[str] = []
    for name, payload in everything(house, gathered, Forger("the partner", "ben")):
        answer = await house.postman.brings(payload)
        entries = list(answer.entries)
        if kept.was_touched():
            entries += await house.delivers()
            faults += [f"{name} changed what is hers alone"] * (own_words(house, "ada") != hers)
            kept.bring_back()
        if PRIVATE in f"{answer.acknowledged}{shown(not_to(house, 'ada', entries))}":
            faults.append(f"{name} showed what is private")
    assert faults == [f"{Kind.FORM} {name} showed what is private" for name in REVEALS]


def own_words(house: House, name: str) -> set[tuple[object, ...]]:
    """What somebody wrote or tapped for nobody else, as it is stored."""
    contents, user_id = house.cast.store.contents(), house.id_of(name)
    rows = {table: columns(table, contents[table]) for table in ("participants", "memberships", *PRIVATE_IN)}
    people = {each["id"] for each in rows["participants"] if each["slack_user_id"] == user_id}
    places = {each["id"] for each in rows["memberships"] if each["participant_id"] in people}
    return {
        (each["id"], *(value for column, value in each.items() if column.startswith("sealed_")))
        for table in PRIVATE_IN
        for each in rows[table]
        if each["membership_id"] in places
    }


def columns(table: str, rows: list[tuple[object, ...]]) -> list[dict[str, object]]:
    names = [column.name for column in Base.metadata.tables[table].columns]
    return [dict(zip(names, row, strict=True)) for row in rows]


def not_to(house: House, name: str, entries: list[Payload]) -> list[Payload]:
    """Everything that went to somebody else."""
    user_id, slack = house.id_of(name), house.postman.slack
    hers = {user_id, slack.open_direct([slack.bot_user, user_id]).id}
    return [each for each in entries if not {each["request"].get("channel"), each["request"].get("user_id")} & hers]


async def test_the_walk_would_find_a_leak(gathered: Gatherer) -> None:
    """The very same acts, done by those who may, show everything there is to see."""
    assert all(secret in "".join(seen(each.answer) for each in gathered.done) for secret in (CANARY, PRIVATE))


async def test_nothing_that_was_written_was_logged_and_no_try_ended_early(
    house: House, gathered: Gatherer, house_log: io.StringIO
) -> None:
    log = house_log.getvalue()
    assert "bot.started" in log
    assert CANARY not in log
    assert "listener.failed" not in log, "a try that broke on its way proves nothing of what comes after"


async def test_nothing_that_was_written_or_opens_a_door_is_logged_whatever_fails(
    house: House, gathered: Gatherer, kept: Kept, house_log: io.StringIO
) -> None:
    """Everything once more, first with a Slack and then with a store that fails each time, at the level DEBUG."""
    each_act = {(each.name, each.place): each for each in gathered.done}.values()
    brought: list[Payload] = []
    before = len(house_log.getvalue())
    await house.stage.breaks({"method": "*", "kind": "500", "probability": 1})
    for each in each_act:
        brought.append(each.again())
        await house.postman.brings(brought[-1])
        if kept.was_touched():
            await house.delivers()
            kept.bring_back()
    await house.stage.breaks()
    with house.bot.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE workspaces RENAME TO lost")
    for each in each_act:
        brought.append(each.again())
        await house.postman.brings(brought[-1])
    kept.bring_back()
    # The local Slack logs by the same handlers, being in the same process.
    said = house_log.getvalue()[before:].splitlines()
    log = "\n".join(line for line in said if not json.loads(line).get("logger", "").startswith("sandbox"))
    assert min(log.count(event) for event in ("listener.failed", "store.failed", "outbox.unknown")) > 0
    assert [secret for secret in doors(house, brought) if secret in log] == []
    assert SECRETS.search(log) is None, SECRETS.search(log)
    assert CANARY not in log
    assert PRIVATE not in log


def doors(house: House, brought: list[Payload]) -> set[str]:
    """Everything that lets somebody in, or act for somebody."""
    slack = house.stage.serving
    given = {str(each[name]) for each in brought for name in ("trigger_id", "response_url") if each.get(name)}
    assert len(given) > len(brought) / 2
    return given | {slack.bot_token, slack.app_token, slack.signing_secret}


async def test_the_figures_tell_nothing_of_anybody(house: House, gathered: Gatherer) -> None:
    page = (await page_of(watched_app(house.bot), "/metrics")).text
    ids = {house.id_of(name) for name in house.people} | {house.bot.team_id, house.conversation_id}
    assert [each for each in (*ids, CANARY, PRIVATE, house.stage.serving.bot_token) if each in page] == []
    assert re.search(r'="[^"]*[0-9a-f]{16}', page) is None, "an id of a row"
    for listener in set(Listener) - {Listener.OTHER}:
        assert f'bothways_answer_seconds_count{{listener="{listener}"}} ' in page


async def test_whatever_only_opens_a_modal_asks_for_no_lock_and_little(
    house: House, gathered: Gatherer, kept: Kept
) -> None:
    faults: list[str] = []
    for each in openers(gathered):
        with noted(house.bot.database.engines) as statements:
            await house.postman.brings(each.again())
        if kept.was_touched():
            kept.bring_back()
        writes = wants_the_lock(statements)
        if writes != (each.changed or each.name in WOULD_WRITE):
            faults.append(f"{each.name} ({each.place}) {'asked' if writes else 'did not ask'} for the lock")
        if not writes and each.name not in RECKONS and questions(statements) > MOST_ASKED:
            faults.append(f"{each.name} ({each.place}) asked {questions(statements)} questions")
    assert not faults, "\n".join(faults)


async def test_nothing_that_anybody_does_reads_a_whole_table(house: House, gathered: Gatherer, kept: Kept) -> None:
    """With a hundred thousand people that takes half a second, while everybody else waits."""
    of_drafts = gathering_a_draft(house, kept)
    asked = [each for each in gathered.asked if each.statement not in of_drafts]
    assert len(asked) < len(gathered.asked), "somebody drafted"
    with closing(sqlite3.connect(house.store_file)) as store:
        found = reading_whole_tables(asked, store)
    assert not found, "\n\n".join(f"{said}\n{statement}" for statement, said in found.items())


def gathering_a_draft(house: House, kept: Kept) -> set[str]:
    """What a draft asks before it is reckoned: of everybody, by its nature, and in a transaction that only reads."""
    assert only_reads(gathered_for_a_draft)
    asked = begins(house.cast, house.programme_id)
    with noted(house.cast.store.database.engines) as statements:
        house.cast.store.do(gathered_for_a_draft, asked)
    kept.bring_back()
    return {each.statement for each in statements}


async def test_nothing_that_anybody_does_asks_for_rows_of_more_than_one_workspace(gathered: Gatherer) -> None:
    """So no click can meet what is another workspace's, and a database that is split by workspace asks one place."""
    found = across_workspaces(gathered.asked, Base.metadata.tables)
    assert not found, "\n\n".join(f"{name}\n{statement}" for statement, name in found.items())


async def test_every_modal_opens_whole_while_slack_is_slow_and_the_store_is_busy(
    house: House, gathered: Gatherer, kept: Kept
) -> None:
    opening = openers(gathered)
    assert len(opening) > 80
    found = await slowly(house, kept, opening)
    # Sixteen at once may be too many for a machine that does other things besides: whatever was late has the day alone,
    # and again, since Slack's three seconds are real ones and such a machine may take two of them for itself.
    for _ in range(3):
        late = [each.done for each in found if opened_badly(each)]
        found = [once for each in late for once in await slowly(house, kept, [each])]
    faults = [fault for each in found if (fault := opened_badly(each))]
    assert not faults, "\n".join(faults)


def opened_badly(each: Slow) -> str | None:
    """Say what was wrong with an opening on such a day."""
    act = f"{each.done.name} ({each.done.place})"
    is_told = each.heard or try_again(Reader()) in words(each.shown)
    if each.status != 200:
        return f"{act} was answered with {each.status}"
    if each.done.changed or each.done.name in WOULD_WRITE:
        # What it does waits for the lock, or is asked for once more; which of both, whoever clicked is told.
        return None if is_told or each.seen_after is not None else f"{act} was answered in silence"
    if each.seen_after is None or each.seen_after > SLACKS_PATIENCE:
        return f"{act} showed nothing in time"
    return f"{act} ended with {words(each.shown)[:80]!r}" if _lines(each.shown) != _lines(each.done.modal) else None


async def test_whatever_is_handed_in_on_such_a_day_is_kept_or_stands_in_its_form_still(
    house: House, gathered: Gatherer, kept: Kept
) -> None:
    forms = {each.name: each for each in gathered.done if each.answer.payload.get("type") == Kind.FORM}
    assert len(forms) > 20
    faults: list[str] = []
    for each in await slowly(house, kept, list(forms.values())):
        said = each.acknowledged
        view = said.get("view") or {}
        failed = try_again(Reader()) in words(view)
        fields = {block["block_id"] for block in each.payload["view"]["blocks"] if block["type"] == "input"}
        if each.status != 200:
            faults.append(f"{each.done.name} was answered with {each.status}")
        elif failed and not fields <= {block.get("block_id") for block in view["blocks"]}:
            faults.append(f"{each.done.name} lost what was typed")
        elif not failed and _shape(said) not in {_shape(each.done.answer.acknowledged), FOLLOWS_LATER}:
            faults.append(f"{each.done.name} ended as {_shape(said)}")
    assert not faults, "\n".join(faults)


def _lines(shown: Payload | None) -> list[str]:
    """What is to be read there; the bot and Slack put the parts of a view in different orders."""
    return sorted(words(shown).splitlines())


def _shape(said: Payload) -> tuple[str, ...]:
    """What a submission leads to, and the title of what is shown then."""
    return (str(said.get("response_action")), str(((said.get("view") or {}).get("title") or {}).get("text")))
