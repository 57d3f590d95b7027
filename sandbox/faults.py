"""Faults on demand: what Slack does on its worst days, for tests that must survive them."""

import random
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.errors import ControlError, Json

# What befalls the app's connections, and not the call of a method.
OF_CONNECTIONS = {"socket_close", "socket_silent"}
# What befalls the answer of a call that was done.
OF_ANSWERS = {"drop_reply", "done_500", "done_timeout", "lag"}
KINDS = ("429", "500", "timeout", "latency", *sorted(OF_ANSWERS), *sorted(OF_CONNECTIONS))
_MOST_TIMES = 1_000_000
_LONGEST = 86_400.0
DISCONNECT_REASONS = ("warning", "refresh_requested", "link_disabled")


@dataclass
class Fault:
    """
    One planned fault.

    `times` counts down to nothing; without it, `probability` (0 to 1) decides each time, for ever. `method` is a Web
    API method or `*`; a fault of connections whose method is empty or `*` strikes as soon as it is planned. `seconds`
    is how long a call with `latency` is on its way before it is done, and how old a message must be to be shown with
    `lag`.
    """

    kind: str
    method: str
    user: str
    channel: str
    times: int | None
    probability: float
    retry_after: int
    reason: str
    seconds: float

    def strikes(self, method: str, arguments: Json) -> bool:
        if self.method not in {"*", method} or self.times == 0:
            return False
        if self.channel and self.channel != arguments.get("channel"):
            return False
        if self.user and self.user not in {arguments.get("user"), arguments.get("user_id")}:
            return False
        # Chance, not secrecy: the generator need not be a cryptographic one.
        if self.times is None and random.random() >= self.probability:  # noqa: S311
            return False
        if self.times is not None:
            self.times -= 1
        return True


def parse_faults(wanted: Any) -> list[Fault]:
    """
    The faults of a control call's body.

    Raises:
        ControlError: it is no list of faults.
    """
    if isinstance(wanted, dict):
        wanted = wanted.get("faults", [wanted] if wanted else [])
    if not isinstance(wanted, list) or not all(isinstance(item, dict) for item in wanted):
        raise ControlError("invalid_faults", "send a list of {method, kind, times or probability}")
    return [_parse(item) for item in wanted]


def _parse(item: Json) -> Fault:
    kind = str(item.get("kind", ""))
    if kind not in KINDS:
        raise ControlError("invalid_faults", f"kind must be one of {', '.join(KINDS)}")
    reason = str(item.get("reason", ""))
    if reason and reason not in DISCONNECT_REASONS:
        raise ControlError("invalid_faults", f"reason must be one of {', '.join(DISCONNECT_REASONS)}")
    probability = item.get("probability")
    times = item.get("times", None if probability is not None else 1)
    return Fault(
        kind=kind,
        method=str(item.get("method") or "*"),
        user=str(item.get("user") or ""),
        channel=str(item.get("channel") or ""),
        times=None if times is None else int(_number("times", times, _MOST_TIMES)),
        probability=1.0 if probability is None else _number("probability", probability, 1.0),
        retry_after=int(_number("retry_after", item.get("retry_after", 1), _LONGEST)),
        reason=reason,
        seconds=_number("seconds", item.get("seconds", 0.3), _LONGEST),
    )


def _number(name: str, given: Any, most: float) -> float:
    try:
        number = float(given)
    except (TypeError, ValueError) as error:
        raise ControlError("invalid_faults", f"{name} is a number") from error
    # What is no number at all is not between two either.
    if not 0 <= number <= most:
        raise ControlError("invalid_faults", f"{name} lies between 0 and {most:g}")
    return number


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, faults: list[Fault]) -> None:
        self._planned = faults

    def strike(self, method: str, arguments: Json) -> Fault | None:
        """The first fault that strikes this call, counted."""
        return next((fault for fault in self._planned if fault.strikes(method, arguments)), None)

    def listed(self) -> list[Json]:
        """The faults as `parse_faults` takes them; those that are used up have `times` 0."""
        return [asdict(fault) for fault in self._planned]
