"""A season's people: those of the messy sheet and those who join by themselves, and what each of them can see."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from bot.demo.humans import Payload
from tests.factories.sheets import MESSY
from tests.scenarios.people import Person, Post, words
from tests.scenarios.stage import Stage
from tests.scenarios.test_enrolment import Scene, first_step, joins, opened

Group = frozenset[str]
"""People who are a pair or a triad, or would be, by first name."""

BY_THEMSELVES = {
    "eve": ("senior", "Telling stories", "Knitting"),
    "ines": ("junior", "Knitting", "Telling stories"),
    "hugo": ("senior", "Sketching", "Gardening"),
    "rita": ("junior", "Gardening", "Sketching"),
    "uma": ("senior", "Baking", "Sailing"),
    "tom": ("junior", "Sailing", "Baking"),
    "bela": ("junior", "Carving", "Astronomy"),
}
"""Who joins before the sheet comes: they fit two by two, by what nobody else knows of, and Bela fits nobody."""
LATER = {"sara": ("senior", "Astronomy", "Juggling"), "curt": ("junior", "Juggling", "Astronomy")}
"""Who joins before the second round: these two fit best, but Bela, who had nobody in the first, fits Sara too."""
LISBON, BERLIN = "Europe/Lisbon", "Europe/Berlin"
MENTIONED = re.compile(r"<@(\w+)>")
TWO = 2


class Place(StrEnum):
    """Where a round leaves somebody who takes part."""

    PAIR = "pair"
    TRIAD = "triad"
    TOLD = "told that there is nobody"


@dataclass(frozen=True)
class Season:
    """
    A programme, with everybody who is in the sheet or joins.

    Attributes:
        read: how many messages each had read before the present round.
    """

    scene: Scene
    people: dict[str, Person]
    read: dict[str, int] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        return self.scene.stage

    @property
    def olga(self) -> Person:
        return self.scene.olga

    def named(self, text: str) -> Group:
        """Everybody who is mentioned in a text."""
        ids = set(MENTIONED.findall(text))
        return frozenset(name for name, person in self.people.items() if person.id in ids)

    def without_names(self, text: str) -> str:
        """A text in which nobody can be told from anybody else."""
        return MENTIONED.sub("somebody", text)

    # What they do

    async def arrives(self, name: str, wish: str, offers: str, seeks: str) -> None:
        """Somebody joins by the channel's button."""
        await joins(self.people[name], self.scene, wish, {"offers": offers, "seeks": seeks})

    async def clicks(self, name: str, button: str, group: Group = frozenset()) -> Payload:
        """Somebody clicks a button of their newest message that has it, or of the one about this pair."""
        posts = await self.posts(name)
        found = [post for post in posts if button in post.buttons and group - {name} <= self.named(post.notification)]
        assert found, (name, button, group, [post.notification for post in posts])
        answer = await self.people[name].clicks(button, found[-1])
        assert answer["error"] is None, answer
        return answer

    async def reads_everything(self) -> None:
        """From here on only what comes now counts."""
        for name, person in self.people.items():
            self.read[name] = len(await person.inbox())

    # What they see

    async def posts(self, name: str) -> list[Post]:
        """What came to somebody in this round, as it reads now."""
        return (await self.people[name].inbox())[self.read.get(name, 0) :]

    async def asked_and_told(self) -> tuple[dict[str, set[Group]], set[str]]:
        """Whose answer is awaited, each with whom they read they would be with; and who reads that there is nobody."""
        asked: dict[str, set[Group]] = {}
        told = set()
        for name in self.people:
            for post in await self.posts(name):
                if "pair.accept" in post.buttons and "would like you to pair with" in post.notification:
                    asked.setdefault(name, set()).add(self.named(post.notification) | {name})
                elif "has nobody for you" in post.notification:
                    told.add(name)
        return asked, told

    async def together(self, name: str) -> set[Group]:
        """The pairs that somebody's Home shows as theirs."""
        blocks = (await self.people[name].home())["blocks"]
        return {self.named(words(after)) | {name} for block, after in pairwise(blocks) if words(block) == "Your pair"}

    async def places(self, name: str, together: set[Group]) -> set[Place]:
        """Where the round has left somebody, by the pairs on their Home and what they were told."""
        found = {Place.PAIR if len(group) == TWO else Place.TRIAD for group in together}
        news = [post.notification for post in await self.posts(name)]
        if any("has nobody for you" in each or "It will not be a pair" in each for each in news):
            found.add(Place.TOLD)
        return found


def rows() -> list[Mapping[str, str]]:
    """The sheet as a person reads it."""
    return list(csv.DictReader(io.StringIO(MESSY.read_text("utf-8-sig"), newline=""), delimiter=";"))


def zones() -> dict[str, str]:
    """Everybody of the sheet who has an account, by first name, with the zone they live in."""
    found = {}
    for row in rows():
        address = re.search(r"(\w+)@example\.com", row["Email Address"].casefold())
        if address and address[1] not in {"olga", "robot"}:
            found[address[1]] = BERLIN if "Berlin" in row["Time zone"] or row["Time zone"] == "CET" else LISBON
    return found


async def begun(stage: Stage) -> Season:
    """A programme opens; some join, one of them leaves again, one gets half the way, and one's account is closed."""
    living = zones() | dict.fromkeys((*BY_THEMSELVES, *LATER), LISBON)
    scene = await opened(stage, *living)
    season = Season(scene, {person.handle: person for person in scene.people})
    for name in [name for name, zone in living.items() if zone != LISBON]:
        await stage.control("users/update", {"user": season.people[name].id, "tz": living[name]})
    for name, about in BY_THEMSELVES.items():
        await season.arrives(name, *about)
    left, drafter = season.people["left"], season.people["drafter"]
    await season.arrives("left", *BY_THEMSELVES["eve"])
    await left.clicks("enrolment.leave", await left.opens("/mentor", "join"))
    await first_step(drafter, (await drafter.clicks("enrolment.open", await scene.announcement(drafter)))["view"])
    await stage.control("users/update", {"user": season.people["gone"].id, "deleted": True})
    return season
