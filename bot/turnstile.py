"""
How often the install pages let somebody in: they are open to the whole world, and each visit writes into the store.

Kept in the process, since a flood is to cost nothing but a look into a dictionary. Behind a proxy that does not tell
whom it speaks for, all come from one address; so each has room for a whole office that begins at once.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

AT_ONCE = 30
EACH_US = 1_000_000
"""From one address: so many after a quiet time, and then one in so many microseconds."""
ALL_AT_ONCE = 200
ALL_EACH_US = 100_000
"""From everywhere: in the ten minutes that a way back is good, this leaves a few thousand rows at the most."""
REMEMBERED = 10_000
"""Addresses. Who is forgotten begins with all its room; the limit for everywhere holds all the same."""
EVERYBODY = ""


class Turnstile:
    """
    Lets visitors through, each a while after the one before (the generic cell rate algorithm).

    Args:
        tick: a monotonic clock in seconds.
    """

    def __init__(self, tick: Callable[[], float] = time.monotonic) -> None:
        self._tick = tick
        self._ahead: OrderedDict[str, int] = OrderedDict()
        self._all_ahead = 0

    def wait(self, address: str | None) -> int:
        """Let a visitor from an address through, or return after how many seconds it may try again."""
        now = round(self._tick() * 1_000_000)
        place = _place_of(address)
        own = max(now, self._ahead.get(place, now))
        all_ = max(now, self._all_ahead)
        # What does not let one through costs nobody else's room.
        longest_us = max(own - now - (AT_ONCE - 1) * EACH_US, all_ - now - (ALL_AT_ONCE - 1) * ALL_EACH_US)
        if longest_us > 0:
            return math.ceil(longest_us / 1_000_000)
        self._ahead[place] = own + EACH_US
        self._all_ahead = all_ + ALL_EACH_US
        self._ahead.move_to_end(place)
        if len(self._ahead) > REMEMBERED:
            self._ahead.popitem(last=False)
        return 0


def _place_of(address: str | None) -> str:
    """Return what counts as one place: of IPv6 the network, since whoever has one address there has very many."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return EVERYBODY
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found) >> 64 << 64, 64)))
