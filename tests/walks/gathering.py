"""
Finding every act there is, with its real values, by going through everything as those whom it concerns.

Each command is typed, each button pressed, each form handed in, and what appears is gone through in turn; after each
the store is brought back to what it was. So the walks grow with the product, and nobody lists what it consists of.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from bot.demo.humans import Payload
from tests.factories.statements import Asked
from tests.walks.acts import Act, Surface, acts_of
from tests.walks.forging import named_in
from tests.walks.kept import Kept
from tests.walks.postman import Answer, Postman, shown_by

MOST, MOST_OF_OTHERS = 3, 1
"""So many acts that differ in their values alone are tried: of what matters, and of everything else."""


@dataclass(frozen=True)
class Done:
    """
    Something that was done while everything was gone through.

    Attributes:
        name: the act's, or what was typed.
        again: what Slack would bring if the same person did it once more.
        changed: whether anything in the store is another for it.
    """

    user_id: str
    name: str
    again: Callable[[], Payload]
    answer: Answer
    changed: bool

    @property
    def place(self) -> str:
        """Where it was done."""
        payload = self.answer.payload
        return str((payload.get("view") or {}).get("type") or ("typed" if "command" in payload else "message"))

    @property
    def modal(self) -> Payload | None:
        """The modal that stood there in the end, if it opened or changed one."""
        shown = [each.payload for each in surfaces_of(self.answer, self.user_id) if each.is_view]
        return next((each for each in reversed(shown) if each["type"] == "modal"), None)


class Gatherer:
    """
    Goes through what people are shown.

    Args:
        matters: the rows of which several of each kind are tried.

    Attributes:
        acts: every act found, each once.
        done: what came of each.
        asked: what all of it asked of the store.
    """

    def __init__(self, postman: Postman, kept: Kept, matters: set[UUID]) -> None:
        self._postman = postman
        self._kept = kept
        self._matters = matters
        self._alike: Counter[tuple[str, ...]] = Counter()
        self._seen: set[tuple[str, ...]] = set()
        self.acts: list[Act] = []
        self.done: list[Done] = []
        self.asked: list[Asked] = []

    async def goes_through(
        self, user_id: str, outright: Mapping[str, Callable[[], Payload]], seen: Iterable[Surface]
    ) -> None:
        """
        Go on from everything that was shown to somebody, and from what they can do out of nothing.

        Args:
            outright: what needs no surface, by its name.
        """
        waiting: deque[Act] = deque()
        for surface in seen:
            waiting += self._new(surface)
        for name, make in outright.items():
            waiting += await self._do(user_id, name, make)
        while waiting:
            act = waiting.popleft()
            waiting += await self._do(user_id, act.name, partial(self._postman.payload, act, user_id))

    async def _do(self, user_id: str, name: str, make: Callable[[], Payload]) -> list[Act]:
        answer = await self._postman.brings(make())
        changed = self._kept.was_touched()
        self.done.append(Done(user_id, name, make, answer, changed))
        if changed:
            self._kept.bring_back()
        return [act for surface in surfaces_of(answer, user_id) for act in self._new(surface)]

    def _new(self, surface: Surface) -> list[Act]:
        fresh = []
        for act in acts_of(surface):
            matters = bool(named_in(act.told) & self._matters)
            kind, most = (*act.likeness, str(matters)), MOST if matters else MOST_OF_OTHERS
            if act.key not in self._seen and self._alike[kind] < most:
                self._seen.add(act.key)
                self._alike[kind] += 1
                self.acts.append(act)
                fresh.append(act)
        return fresh


def surfaces_of(answer: Answer, user_id: str) -> list[Surface]:
    """Everything that somebody was shown in answer to what they did."""
    shown = [surface for entry in answer.entries if (surface := shown_by(entry, user_id)) is not None]
    said = answer.acknowledged
    if said.get("view"):
        shown.append(Surface(user_id, said["view"]))
    if said.get("blocks"):
        channel = str(answer.payload["channel_id"])
        shown.append(Surface(user_id, {"text": said.get("text", ""), "blocks": said["blocks"]}, channel))
    return shown
