"""What people do with a bot whose store is away, locked or full, and what they are told."""

from collections import Counter

from bot.demo.humans import Humans, Payload
from mentoring.outbox import NoticeKind
from models import OutboxRow
from tests.factories.store import Store
from tests.faults.full.ground import Ground

ACTS = 40
EVENTS_FROM = 2 * ACTS + 60
"""Before them in the list of people are those who act; after it those about whom Slack brings events."""
KEPT = "kept"
TOLD = "told to try again"
SLACK_TOLD = "told by Slack that the app did not answer"


class Acts:
    """What people do with the bot before, during and after an outage, and what they are told."""

    def __init__(self, humans: Humans, ground: Ground) -> None:
        self._humans = humans
        self._ground = ground
        self._pairs = iter(range(0, EVENTS_FROM, 2))
        self._form: tuple[str, Payload] | None = None
        self._button: tuple[str, str] | None = None
        self._before: list[str] = []
        self._during: list[str] = []
        self._after: list[str] = []

    async def before(self) -> None:
        """Somebody has a form open, and somebody a message with buttons."""
        number = next(self._pairs)
        self._before.append(await asks(self._humans, self._ground.people, number))
        invited = self._ground.people[number + 1]

        async def has_come() -> bool:
            return bool(await self._humans.reads(invited, f"bot:{invited}"))

        await self._ground.until(has_come, within=60)
        self._button = invited, (await self._humans.reads(invited, f"bot:{invited}"))[-1]["ts"]
        number = next(self._pairs)
        person = self._ground.people[number]
        answer = await self._humans.command(person, "/mentor", f"with @person{number + 1}")
        self._form = person, answer["view"]

    async def during(self) -> None:
        """A command is typed, a button clicked, a form handed in."""
        number = next(self._pairs)
        self._during += [
            await asks(self._humans, self._ground.people, number),
            await self._clicks(),
            await self._hands_in(),
        ]

    async def afterwards(self) -> None:
        """All of it once more; nothing of the form has to be typed again."""
        self._after = [
            await self._clicks(),
            await self._hands_in(),
            await asks(self._humans, self._ground.people, next(self._pairs)),
        ]

    def failures(self, pairs: int) -> list[str]:
        found = []
        if set(self._during) != {TOLD}:
            found.append(f"during the outage people were told {set(self._during)}")
        if [*self._before, *self._after] != [KEPT] * 4:
            found.append(f"before and after it {self._before}, {self._after}")
        if pairs != 3:
            found.append(f"{pairs} pairs, of three that were kept")
        return found

    @property
    def told(self) -> str:
        return f"{len(self._during)} commands, clicks and forms told to try again, {len(self._after)} kept afterwards"

    async def _clicks(self) -> str:
        assert self._button is not None
        person, ts = self._button
        answer = await self._humans.click(person, "pair.accept", channel=f"bot:{person}", ts=ts)
        return _told(answer) if _says_try_again(answer) or answer.get("error") else KEPT

    async def _hands_in(self) -> str:
        assert self._form is not None
        person, view = self._form
        answer = await self._humans.submit(person, view)
        self._form = person, answer["view"] or view
        return what_became(answer)


async def asks(humans: Humans, people: list[str], number: int) -> str:
    """Somebody asks somebody to be a pair; whether that was kept, or they were told to try again."""
    answer = await humans.command(people[number], "/mentor", f"with @person{number + 1}")
    if answer["view"] is None:
        return _told(answer)
    return what_became(await humans.submit(people[number], answer["view"]))


def what_became(handed_in: Payload) -> str:
    updates = handed_in.get("response_action") == "update"
    return KEPT if updates and not _says_try_again(handed_in) else _told(handed_in)


def _told(answer: Payload) -> str:
    if _says_try_again(answer):
        return TOLD
    # On a machine that is busy besides, Slack itself may be the first to say that it did not work.
    return SLACK_TOLD if answer.get("error") else str(answer)[:500]


def _says_try_again(answer: Payload) -> bool:
    return "That did not work just now, and nothing was changed. Please try again in a moment." in str(answer)


def answered_once(ground: Ground, store: Store, taken: list[bool]) -> list[str]:
    """Whether each event that Slack was told is taken has its one answer to its one person."""
    wanted = {ground.people[EVENTS_FROM + number]: 1 for number, each in enumerate(taken) if each}
    hellos = {row.id.hex for row in store.rows(OutboxRow) if row.kind == NoticeKind.HELLO and _is_an_answer(row)}
    answers = Counter(each.to for each in ground.ledger.posts() if each.is_taken and each.message in hellos)
    return [] if answers == wanted else [f"{sum(answers.values())} answers to {len(wanted)} events that were taken"]


def _is_an_answer(row: OutboxRow) -> bool:
    """Whether the bot put it there, and not this suite."""
    return row.dedup_key.startswith("hello:")
