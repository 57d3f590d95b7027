"""What transactions led to, counted and logged: by its ids a click can be followed to the message it caused."""

from collections.abc import Sequence

import structlog

from adapters.database import StoreUnavailable
from bot.metrics import Metrics
from mentoring.happenings import Happening, What

log = structlog.get_logger()


class Observer:
    """The witness of every commit."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def committed(self, happened: Sequence[Happening]) -> None:
        """Count it, and say which messages it concerned."""
        for told in happened:
            self._metrics.happened(told)
            if told.row_id is not None:
                say = log.warning if told.what is What.DEAD else log.info
                say(f"outbox.{told.what}", row=told.row_id.hex)

    def failed(self, error: StoreUnavailable) -> None:
        """Count it; whoever asked says what was not done."""
        self._metrics.store_failed()
        log.warning("store.failed", error=str(error))
