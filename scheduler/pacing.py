"""Keeping to what Slack likes: a few messages a second, with short bursts."""

from collections.abc import Callable


class Pace:
    """
    A token bucket.

    Args:
        per_second: how many messages a second in the long run.
        burst: how many may go at once after a quiet time.
        tick: a monotonic clock in seconds.
    """

    def __init__(self, per_second: float, burst: int, tick: Callable[[], float]) -> None:
        self._per_second = per_second
        self._burst = burst
        self._tick = tick
        self._tokens = float(burst)
        self._filled_at = tick()

    def take(self, wanted: int) -> int:
        """Take up to `wanted` tokens; return how many there were."""
        now = self._tick()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._per_second)
        self._filled_at = now
        taken = min(wanted, int(self._tokens))
        self._tokens -= taken
        return taken

    def give_back(self, unused: int) -> None:
        """Return tokens for which there was nothing to send."""
        self._tokens = min(self._burst, self._tokens + unused)
