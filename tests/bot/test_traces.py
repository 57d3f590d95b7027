"""By the ids in the logs a click can be followed to the message it caused, and that to its sending."""

import io
import json
from typing import Any

from tests.scenarios.fixtures import RaiseStage


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


async def test_a_click_can_be_followed_to_the_message_it_caused(
    any_store: str, raise_stage: RaiseStage, log: io.StringIO
) -> None:
    stage = await raise_stage(any_store)
    alex, bea = await stage.person("alex"), await stage.person("bea")
    form = await alex.opens("/mentor", "with @bea")
    before = len(lines(log))
    await alex.hands_in(form)
    await stage.settles()
    since = lines(log)[before:]
    [queued] = [each for each in since if each["event"] == "outbox.queued"]
    [answered] = [each for each in since if each["event"] == "payload.answered" and each["trace"] == queued["trace"]]
    assert (answered["listener"], answered["status"]) == ("view", 200)
    [sent] = [each for each in since if each["event"] == "outbox.sent" and each["row"] == queued["row"]]
    assert sent["trace"] != queued["trace"]
    assert len(await bea.inbox()) == 1


async def test_what_fails_is_logged_with_the_id_of_the_click(
    any_store: str, raise_stage: RaiseStage, log: io.StringIO
) -> None:
    stage = await raise_stage(any_store)
    alex = await stage.person("alex")
    assert stage.bot is not None
    with stage.bot.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE participants RENAME TO lost")
    await alex.types("/mentor-checkin")
    with stage.bot.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE lost RENAME TO participants")
    said = lines(log)
    [answered] = [each for each in said if each["event"] == "payload.answered"]
    assert "listener.failed" in {each["event"] for each in said if each.get("trace") == answered["trace"]}
