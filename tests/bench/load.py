"""A load generator in a process of its own: signed view submissions, a fixed number under way at a time."""

import asyncio
import hashlib
import hmac
import itertools
import json
import sys
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

import aiohttp

IN_FLIGHT = 32


@dataclass(frozen=True)
class Plan:
    """Where to send what, for how long; `people` are (team, user, pair) in turn."""

    url: str
    secret: str
    seconds: float
    people: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Measured:
    """Requests a second, latencies in milliseconds, answers other than 200."""

    per_second: float
    p50_ms: float
    p99_ms: float
    failed: int


def submission(number: int, team: str, user: str, pair: str) -> str:
    """Return one check-in's submission, as Slack would send it; each is another view."""
    values = {
        "moved": {"moved": {"type": "plain_text_input", "value": f"Draft {number} is with two colleagues now."}},
        "next_step": {"next_step": {"type": "plain_text_input", "value": "Ask what they would trust."}},
        "visibility": {"visibility": {"type": "radio_buttons", "selected_option": {"value": "shared"}}},
    }
    view = {
        "id": f"V{number:012d}",
        "hash": f"{number}.abc",
        "type": "modal",
        "callback_id": "checkin.keep",
        "private_metadata": json.dumps({"pair": pair}),
        "state": {"values": values},
        "blocks": [],
        "title": {"type": "plain_text", "text": "Check in"},
    }
    payload = {
        "type": "view_submission",
        "team": {"id": team},
        "user": {"id": user, "team_id": team},
        "api_app_id": "A1",
        "trigger_id": f"{number}.1.x",
        "view": view,
    }
    return urlencode({"payload": json.dumps(payload)})


async def measure(plan: Plan) -> Measured:
    """Keep so many submissions under way until the time is over."""
    numbers = itertools.count(time.time_ns() // 1_000)
    latencies: list[float] = []
    failed = 0
    ends = time.perf_counter() + plan.seconds

    async def one_after_the_other(session: aiohttp.ClientSession) -> None:
        nonlocal failed
        while time.perf_counter() < ends:
            number = next(numbers)
            body = submission(number, *plan.people[number % len(plan.people)])
            stamp = str(int(time.time()))
            digest = hmac.new(plan.secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Slack-Request-Timestamp": stamp,
                "X-Slack-Signature": f"v0={digest}",
            }
            began = time.perf_counter()
            async with session.post(plan.url, data=body, headers=headers) as answer:
                await answer.read()
                failed += answer.status != 200
            latencies.append((time.perf_counter() - began) * 1_000)

    began = time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=IN_FLIGHT)) as session:
        await asyncio.gather(*(one_after_the_other(session) for _ in range(IN_FLIGHT)))
    latencies.sort()
    return Measured(
        per_second=len(latencies) / (time.perf_counter() - began),
        p50_ms=latencies[len(latencies) // 2],
        p99_ms=latencies[int(len(latencies) * 0.99)],
        failed=failed,
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(asyncio.run(measure(Plan(**json.load(sys.stdin)))))))
