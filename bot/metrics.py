"""
What Prometheus may read: how much, how long, how often; never who, where or what.

No label names a person, a channel, a workspace or a message, so that whoever watches the service learns nothing of
the people in it, and the number of series stays small however many they are.
"""

import platform
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from itertools import chain

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, generate_latest

from mentoring.delivery.gates import METHODS_OF
from mentoring.delivery.queue import Queue
from mentoring.happenings import Happening, What
from mentoring.outbox import NoticeKind

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
"""Slack gives a click three seconds, so there is an edge there."""
KINDS = frozenset(kind.value for kind in NoticeKind)
METHODS = frozenset(chain.from_iterable(METHODS_OF.values())) | {"dnd.info", "dnd.teamInfo", "auth.test"}
OF_SCHEDULES = frozenset({What.PLANNED, What.SKIPPED})
OTHER = "other"


class Listener(StrEnum):
    """What kind of payload Slack brings."""

    COMMAND = "command"
    ACTION = "action"
    VIEW = "view"
    EVENT = "event"
    SHORTCUT = "shortcut"
    OPTIONS = "options"
    OTHER = "other"


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._messages = self._counter("messages", "What became of messages of the outbox.", "outcome")
        self._dead = self._counter("messages_dead", "Messages set aside because they cannot be delivered.", "kind")
        self._gates = self._counter("gates_closed", "How often Slack asked to wait (429).", "method")
        self._occurrences = self._counter("occurrences", "Occurrences of schedules that fell due.", "outcome")
        self._store_errors = self._counter("store_errors", "Transactions that the store failed.")
        self._answers = Histogram(
            "bothways_answer_seconds",
            "From a payload of Slack to the answer to it.",
            ["listener"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._failures = self._counter("failed_answers", "Payloads answered with an error.", "listener")
        self._rounds = Histogram(
            "bothways_round_seconds",
            "How long it took to plan for one workspace and send it a batch.",
            buckets=(*SECONDS, 30.0, 60.0),
            registry=self._registry,
        )
        self._last_look = self._gauge("last_look_timestamp_seconds", "When it was last looked what is due.")
        self._rows = self._gauge("outbox_rows", "Messages that wait or are under way; counted up to a limit.", "state")
        self._set_aside = self._gauge(
            "outbox_dead", "Messages set aside that nobody has replayed or dropped; counted up to a limit.", "kind"
        )
        self._oldest = self._gauge("outbox_oldest_due_seconds", "How long the oldest due message has been waiting.")
        self._store_up = self._gauge("store_up", "Whether the store answered when this page was asked for.")
        self._sockets = self._gauge("socket_connections", "Socket Mode connections of this process that are up.")
        self._ready = self._gauge("ready", "Whether this process can take clicks.")
        Info("bothways_build", "What is running.", registry=self._registry).info(
            {"version": _version(), "python": platform.python_version()}
        )

    def happened(self, told: Happening) -> None:
        """Count what a transaction told."""
        if told.what in OF_SCHEDULES:
            self._occurrences.labels(told.what).inc()
        elif told.what is What.GATE_CLOSED:
            self._gates.labels(told.kind if told.kind in METHODS else OTHER).inc()
        else:
            self._messages.labels(told.what).inc()
            if told.what is What.DEAD:
                self._dead.labels(told.kind if told.kind in KINDS else OTHER).inc()

    def store_failed(self) -> None:
        """Count a transaction that the store failed."""
        self._store_errors.inc()

    def answered(self, listener: Listener, seconds: float, *, failed: bool) -> None:
        """Take note of an answer to Slack, and whether it was an error."""
        self._answers.labels(listener).observe(seconds)
        if failed:
            self._failures.labels(listener).inc()

    def looked(self) -> None:
        """Take note that the loop looked what is due."""
        self._last_look.set_to_current_time()

    def worked(self, seconds: float) -> None:
        """Take note of a round of work for one workspace."""
        self._rounds.observe(seconds)

    def page(self, queue: Queue | None, *, ready: bool, sockets: int) -> bytes:
        """
        Return the page.

        Args:
            queue: nothing when the store did not answer.
        """
        self._ready.set(ready)
        self._sockets.set(sockets)
        self._store_up.set(queue is not None)
        if queue is not None:
            for state, rows in queue.rows.items():
                self._rows.labels(state).set(rows)
            self._oldest.set(queue.oldest_due_seconds)
            # What was replayed or dropped since the last look is no longer there, and neither is its line.
            self._set_aside.clear()
            for kind, rows in queue.dead.items():
                self._set_aside.labels(kind if kind in KINDS else OTHER).inc(rows)
        return generate_latest(self._registry)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"bothways_{name}", about, labels, registry=self._registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"bothways_{name}", about, labels, registry=self._registry)


def _version() -> str:
    try:
        return version("bothways")
    except PackageNotFoundError:
        # Run from a folder into which it was not installed.
        return "unknown"
