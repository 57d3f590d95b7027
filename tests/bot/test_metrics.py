"""The figures count what happened, and tell nothing of whom it concerned."""

from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from adapters.slack import RateLimited, SlackRefused
from bot.health import watched_app
from bot.metrics import Listener, Metrics
from bot.observer import Observer
from mentoring import workspaces
from mentoring.delivery import dead_letters, queue
from mentoring.delivery.dead_letters import Replay
from mentoring.delivery.queue import LookAtQueue, Queue
from mentoring.happenings import Happening, What
from mentoring.outbox import NoticeKind
from mentoring.workspaces import ParkWorkspace
from models import OutboxRow, OutboxState
from scheduler.delivery import Delivery, Patience
from tests.bot.asking import page_of
from tests.bot.running import Running, running
from tests.factories.cast import Cast
from tests.scheduler.slack_of_words import SlackOfWords, refusing


def figures(page: str) -> dict[str, float]:
    """Every figure by its name and labels, written as in a query."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()) if name != "le")
            found.setdefault(f"{sample.name}{{{labels}}}" if labels else sample.name, sample.value)
    return found


async def asked(here: Running) -> dict[str, float]:
    return figures((await page_of(watched_app(here.bot), "/metrics")).text)


async def test_answers_are_timed_by_what_was_answered(tmp_path: Path, sqlite_url: str) -> None:
    async with running(tmp_path, sqlite_url) as here:
        user = (await here.humans.join("ana"))["id"]
        await here.receive(here.command(user, "/mentor"))
        await here.receive(here.event(user, "app_home_opened", tab="home"))
        await here.receive(here.command(user, "/mentor"), secret="not Slack's")
        found = await asked(here)
    assert found['bothways_answer_seconds_count{listener="command"}'] == 1
    assert found['bothways_answer_seconds_count{listener="event"}'] == 1
    assert (found["bothways_ready"], found["bothways_store_up"], found["bothways_socket_connections"]) == (1, 1, 0)
    assert found["bothways_last_look_timestamp_seconds"] > 0
    assert found["process_resident_memory_bytes"] > 1_000_000


async def test_what_the_store_failed_is_counted_and_the_page_comes_all_the_same(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with running(tmp_path, sqlite_url) as here:
        user = (await here.humans.join("ana"))["id"]
        here.take_store_away()
        await here.receive(here.event(user, "app_home_opened", tab="home"))
        with here.bot.database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE outbox RENAME TO lost_too"))
        found = await asked(here)
    assert found["bothways_store_errors_total"] >= 1
    assert found['bothways_failed_answers_total{listener="event"}'] == 1
    assert found["bothways_store_up"] == 0


async def test_a_connection_is_counted_while_it_is_up(tmp_path: Path, sqlite_url: str) -> None:
    async with running(tmp_path, sqlite_url, over_socket=True) as here:
        assert (await asked(here))["bothways_socket_connections"] == 1


def test_what_was_found_in_slack_planned_or_skipped_and_how_long_a_round_took_is_counted() -> None:
    metrics = Metrics()
    Observer(metrics).committed([Happening(each) for each in (What.RECONCILED, What.PLANNED, What.SKIPPED)])
    metrics.worked(0.2)
    found = figures(metrics.page(None, ready=True, sockets=0).decode())
    assert found['bothways_messages_total{outcome="reconciled"}'] == 1
    assert found['bothways_occurrences_total{outcome="planned"}'] == 1
    assert found['bothways_occurrences_total{outcome="skipped"}'] == 1
    assert found["bothways_round_seconds_count"] == 1


async def test_what_became_of_messages_is_counted(cast: Cast) -> None:
    metrics = Metrics()
    cast.invitation("ada", "ben")
    cast.invitation("cleo", "dan")
    cast.invitation("eve", "finn")
    slack = SlackOfWords(refusing(SlackRefused("user_not_found")))
    transact = cast.store.database.transact
    delivery = Delivery(transact, slack, Patience(), cast.workspace_id, per_second=100, batch=1)
    await delivery.run_once()
    slack.answer = SlackOfWords().answer
    await Delivery(transact, slack, Patience(), cast.workspace_id, per_second=100, batch=1).run_once()
    slack.answer = refusing(RateLimited("chat.postMessage", 30))
    await Delivery(transact, slack, Patience(), cast.workspace_id, per_second=100, batch=1).run_once()
    Observer(metrics).committed(cast.store.happened)
    waiting = await transact(queue.look, LookAtQueue())
    found = figures(metrics.page(waiting, ready=True, sockets=0).decode())
    assert found['bothways_messages_total{outcome="dead"}'] == 1
    assert found['bothways_messages_dead_total{kind="pair_invitation"}'] == 1
    assert found['bothways_messages_total{outcome="sent"}'] == 1
    assert found['bothways_messages_total{outcome="retried"}'] == 1
    assert found['bothways_gates_closed_total{method="chat.postMessage"}'] == 1
    assert found['bothways_outbox_rows{state="due"}'] == 1


async def test_the_queue_is_as_old_as_its_oldest_message_and_nobody_waits_for_the_parked(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    each_cast.store.clock.advance(minutes=2)
    each_cast.invitation("cleo", "dan")
    each_cast.store.clock.advance(minutes=1)
    found = each_cast.store.do(queue.look, LookAtQueue())
    assert found.rows == {"due": 2, "claimed": 0, "sending": 0, "unknown": 0}
    assert found.oldest_due_seconds == 180
    assert found.dead == {}
    each_cast.store.do(workspaces.park, ParkWorkspace(each_cast.team))
    parked = each_cast.store.do(queue.look, LookAtQueue())
    assert (parked.rows["due"], parked.oldest_due_seconds) == (0, 0)


def test_what_is_set_aside_is_counted_by_kind_until_somebody_puts_it_back(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    each_cast.invitation("cleo", "dan")
    with each_cast.store.transaction() as uow:
        one, other = uow.db.query(OutboxRow).order_by(OutboxRow.id)
        one.state = other.state = OutboxState.DEAD
    metrics = Metrics()
    line = 'bothways_outbox_dead{kind="pair_invitation"}'
    dead = []
    for row_ids in ((), (one.id,), (other.id,)):
        each_cast.store.do(dead_letters.replay, Replay(row_ids))
        found = metrics.page(each_cast.store.do(queue.look, LookAtQueue()), ready=True, sockets=0).decode()
        dead.append(figures(found).get(line))
    assert dead == [2, 1, None]
    each_cast.store.do(workspaces.park, ParkWorkspace(each_cast.team))
    assert each_cast.store.do(queue.look, LookAtQueue()).dead == {}


def test_no_label_can_hold_more_than_a_word_of_ours() -> None:
    metrics = Metrics()
    for what in What:
        metrics.happened(Happening(what, None, "U0CANARY said something"))
        metrics.happened(Happening(what, None, NoticeKind.PREP))
    for listener in Listener:
        metrics.answered(listener, 0.1, failed=True)
    page = metrics.page(Queue({}, {"U0CANARY": 2, "prep": 1, "U1CANARY": 3}, 0), ready=False, sockets=1).decode()
    assert 'bothways_outbox_dead{kind="other"} 5.0' in page
    assert "CANARY" not in page
    values: dict[str, set[Any]] = {}
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            for name, value in sample.labels.items():
                values.setdefault(name, set()).add(value)
    assert values.keys() == {"outcome", "kind", "method", "listener", "le", "version", "python"}
    assert values["outcome"] <= {each.value for each in What}
    assert values["kind"] <= {each.value for each in NoticeKind} | {"other"}
    assert values["method"] == {"other"}
