"""
How often each method may be called, in the host's time.

Slack publishes tiers as "N and more a minute" and tolerates short bursts. Here each method of a tier has a bucket that
holds a burst and refills at the tier's rate, so that a steady caller is never refused and a careless loop soon is.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from sandbox.errors import RateLimited


class Tier(Enum):
    """Calls a minute, and how many may come at once before that rate binds."""

    ONE = (1, 15)
    TWO = (20, 20)
    THREE = (50, 50)
    FOUR = (100, 100)
    # Some methods may be called hundreds of times a minute.
    OFTEN = (600, 200)
    # Posting has its own rule: about one message a second in a channel, several hundred a minute in a workspace.
    POSTING = (300, 100)


# One message a second in each channel with a burst of a handful: Slack says "about 1/s, short bursts allowed".
_CHANNEL_PER_SECOND = 1.0
_CHANNEL_BURST = 5


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class Rates:
    """Token buckets by method, and by channel for posted messages."""

    def __init__(self, *, enabled: bool, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.enabled = enabled
        self._monotonic = monotonic
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def method(self, name: str, tier: Tier) -> None:
        """
        Count one call of a method.

        Raises:
            RateLimited: the tier is used up for now.
        """
        per_minute, burst = tier.value
        self._take(("method", name), per_minute / 60, burst)

    def posting(self, channel: str) -> None:
        """
        Count one message in a channel.

        Raises:
            RateLimited: the channel had its messages for now.
        """
        self._take(("channel", channel), _CHANNEL_PER_SECOND, _CHANNEL_BURST)

    def clear(self) -> None:
        self._buckets.clear()

    def _take(self, key: tuple[str, str], per_second: float, burst: int) -> None:
        if not self.enabled:
            return
        now = self._monotonic()
        bucket = self._buckets.setdefault(key, _Bucket(float(burst), now))
        bucket.tokens = min(float(burst), bucket.tokens + (now - bucket.filled_at) * per_second)
        bucket.filled_at = now
        if bucket.tokens < 1:
            raise RateLimited(max(1, math.ceil((1 - bucket.tokens) / per_second)))
        bucket.tokens -= 1
