"""
Five weeks in the life of a small company, lived through.

Nothing is put into the store by hand: an admin opens the programme, people join it, its owner pairs them, and they
click, write and sign over the local Slack, while its clock runs through the weeks.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct

from bot.demo import people
from bot.demo.humans import Humans, Payload
from bot.demo.people import (
    ENROLLED,
    EVERYBODY,
    GUIDE,
    JUNIOR,
    JUNIOR2,
    OWNER,
    SENIOR,
    SENIOR2,
    SPONSOR,
    Person,
    Said,
)
from mentoring import working_time
from mentoring.clock import Clock, SystemClock
from views import closes as close_views
from views import commitments as commitment_views
from views import enrolment_words, invitations
from views import pairs as pair_views
from views import sessions as session_views

WEEKS_BACK = timedelta(days=33)
PROGRAMME = "Both Ways at Northwind"
CHANNEL = "both-ways"

CHARTER = {
    "purpose": "The help page answers our ten most asked questions, drafted with AI and checked by both of us.",
    "success": "A tenth fewer tickets on those ten questions.",
    "baseline": "About 120 tickets a week on them.",
}
CHARTER2 = {
    "purpose": "A partner briefing that takes an hour instead of a day, with the sources shown.",
    "success": "Three briefings sent that Henrik did not have to rewrite.",
    "baseline": "A day each; two of the last five were rewritten.",
}


SESSION = re.compile(r"Session \d+")
MOMENT = re.compile(r"<!date\^(\d+)\^")


class Held(Struct, frozen=True):
    """
    What came of one session.

    Attributes:
        scores: the senior's and the junior's private taps; which is nobody's business, not even the example's.
    """

    notes: str
    hypothesis: str
    next_test: str
    senior: str
    junior: str
    scores: tuple[int, int]


FIRST = Held(
    "We went through the ticket list. Ten questions make half of it. Noa drafts, Marta asks who trusts what.",
    "Short answers with their source are trusted more than long ones.",
    "Six short drafts in front of two support colleagues.",
    "The assistant is a colleague who never says “I do not know”. Somebody has to say it for him.",
    "I asked before I advised, twice, and the second time I learned why.",
    (4, 3),
)
SECOND = Held(
    "Refunds have an owner now. The draft says what the rule is and where it stands.",
    "A named source ends most second questions.",
    "Compare tickets on the six topics before and after.",
    "My rule has three exceptions because I never wrote it down.",
    "I led the demo without apologising for the parts that were rough.",
    (4, 4),
)
THIRD = Held(
    "Ten answers are live. Next we leave them alone and count.",
    "Tickets fall by a tenth without anybody telling people about the page.",
    "Two weeks of counting, nothing changed.",
    "Waiting two weeks before touching anything is harder than writing.",
    "I said no to an eleventh question, with a reason.",
    (0, 0),
)


class Seed:
    """The example's story."""

    def __init__(self, humans: Humans, clock: Clock) -> None:
        self._humans = humans
        self._clock = clock
        self._ids: dict[str, str] = {}
        self._bot_id = ""

    async def play(self) -> None:
        """Live through the five weeks and end in the present."""
        present = self._clock.now()
        await self._humans.clock(to=_working_morning(present - WEEKS_BACK).isoformat())
        await self._everybody_joins()
        await self._programme()
        first = await self._pair(SENIOR, JUNIOR)
        await self._write_charter(JUNIOR, first, CHARTER)
        await self._sign(JUNIOR)
        await self._sign(SENIOR)
        await self._first_weeks(first)
        second = await self._pair(SENIOR2, JUNIOR2)
        await self._write_charter(JUNIOR2, second, CHARTER2)
        await self._last_days(first, second, present)
        await self._start_here()

    async def _everybody_joins(self) -> None:
        for person in EVERYBODY:
            about = {"real_name": person.real_name, "tz": person.tz, "title": person.title, "is_admin": person.is_admin}
            self._ids[person.name] = (await self._humans.join(person.name, **about))["id"]
        state = await self._humans.state()
        self._bot_id = state["app"]["bot_user_id"]
        await self._humans.home(self._id(people.ADMIN))

    async def _programme(self) -> None:
        """An admin opens it for its owner, and whoever wants to joins by the button in its channel."""
        members = [self._id(person) for person in EVERYBODY if person is not GUIDE]
        channel = await self._humans.channel(CHANNEL, members)
        await self._humans.say(
            self._id(OWNER),
            channel["id"],
            "Welcome to *Both Ways*. Seniors bring strategy and a network, juniors bring hands-on practice with AI and"
            " tools; everybody teaches. Taking part is your choice, and you can leave without a reason.",
        )
        await self._humans.say(self._id(SPONSOR), channel["id"], "Glad we do this. I have asked for a junior myself.")
        form = await self._humans.command(self._id(people.ADMIN), "/mentor", "programme new", channel["id"])
        await self._humans.submit(self._id(people.ADMIN), form["view"], name=PROGRAMME, owner=self._id(OWNER))
        await self._close_modals(people.ADMIN)
        await self._settle()
        for person, said in ENROLLED.items():
            await self._join(person, said, channel["id"])

    async def _join(self, person: Person, said: Said, channel: str) -> None:
        form = await self._click_in(person, channel, enrolment_words.OPEN)
        skills = {"offers": said.teaches, "seeks": said.learns}
        for field, words in skills.items():
            for word in words:
                await self._humans.search(self._id(person), form["view"], field, word)
        chosen = {field: list(words) for field, words in skills.items()}
        second = await self._humans.submit(self._id(person), form["view"], wish=said.wish, **chosen)
        await self._humans.submit(self._id(person), second["view"])
        await self._close_modals(person)

    async def _pair(self, senior: Person, junior: Person) -> str:
        """The owner proposes a pair, and both accept on their Home tabs; return their conversation."""
        form = await self._humans.command(self._id(OWNER), "/mentor", f"pair @{senior.name} @{junior.name}")
        await self._humans.submit(self._id(OWNER), form["view"])
        await self._close_modals(OWNER)
        for person in (senior, junior):
            # The message waits for their working hours, whatever day the example is played on; Home does not.
            home = await self._humans.home(self._id(person))
            await self._humans.click(self._id(person), invitations.ACCEPT, view_id=home["id"])
            await self._close_modals(person)
        await self._settle()
        return ",".join((self._id(senior), self._id(junior), self._bot_id))

    async def _write_charter(self, person: Person, conversation: str, text: Mapping[str, str]) -> None:
        opened = await self._click_in(person, conversation, pair_views.OPEN_CHARTER)
        await self._humans.submit(self._id(person), opened["view"], **text)
        await self._close_modals(person)

    async def _sign(self, person: Person) -> None:
        opened = await self._humans.command(self._id(person), "/mentor-charter")
        await self._humans.submit(self._id(person), opened["view"])
        await self._close_modals(person)
        await self._settle()

    async def _first_weeks(self, conversation: str) -> None:
        await self._humans.say(self._id(SENIOR), conversation, "I bring last quarter’s ticket list to our first one.")
        await self._humans.say(self._id(JUNIOR), conversation, "Perfect. I will have a first draft to pull apart.")
        await self._meet(conversation, FIRST)
        await self._wait(days=6)
        await self._check_in(
            JUNIOR,
            moved="First draft of six answers, written with the assistant and checked line by line.",
            stuck="Refunds: our rule has three exceptions and I cannot find who owns it.",
            next_step="Introduce Noa to the owner of the refund rule.",
            next_step_who=self._id(SENIOR),
            metric="Tickets a week",
            reading="117",
        )
        await self._settle_commitments(SENIOR)
        await self._meet(conversation, SECOND)
        await self._wait(days=5)
        await self._check_in(
            SENIOR, moved="I wrote my first prompt that did not embarrass me, and saw where it guessed."
        )
        await self._settle_commitments(JUNIOR)

    async def _last_days(self, first: str, second: str, present: datetime) -> None:
        await self._meet(first, THIRD)
        await self._check_in(
            JUNIOR,
            moved="Ten answers are live on the help page.",
            next_step="Measure for two weeks before we change anything.",
            evidence="https://help.northwind.example/top-ten",
            metric="Tickets a week",
            reading="109",
        )
        await self._check_in(
            JUNIOR,
            moved="I talk more in our sessions than I did in the first weeks. I want to keep that.",
            visibility="private",
        )
        await self._humans.say(self._id(JUNIOR2), second, "Our charter has a first version. Does it sound like us?")
        await self._humans.clock(to=(present - timedelta(hours=1)).isoformat())
        await self._humans.say(self._id(SENIOR), first, "109! Show me how you count them next time?")
        await self._humans.clock(to=max(SystemClock().now(), self._clock.now() + timedelta(seconds=1)).isoformat())

    async def _meet(self, conversation: str, held: Held) -> None:
        """Wait for the session that is ahead, hold it by its card, and close it from both sides."""
        card = await self._session_card(conversation)
        await self._humans.clock(to=_moment_of(card).isoformat())
        await self._click_card(SENIOR, conversation, session_views.START)
        await self._settle()
        opened = await self._click_card(JUNIOR, conversation, session_views.WRITE)
        written = {"notes": held.notes, "hypothesis": held.hypothesis, "next_test": held.next_test}
        await self._humans.submit(self._id(JUNIOR), opened["view"], **written)
        await self._close_modals(JUNIOR)
        await self._humans.clock(advance=timedelta(minutes=51).total_seconds())
        for person, line, score in ((SENIOR, held.senior, held.scores[0]), (JUNIOR, held.junior, held.scores[1])):
            opened = await self._click_card(person, conversation, close_views.OPEN)
            tapped = {"safety": str(score)} if score else {}
            await self._humans.submit(self._id(person), opened["view"], line=line, **tapped)
            await self._close_modals(person)
        await self._settle()

    async def _session_card(self, conversation: str) -> Payload:
        messages = await self._humans.reads(self._id(SENIOR), conversation)
        return next(message for message in reversed(messages) if SESSION.match(message["text"]))

    async def _click_card(self, person: Person, conversation: str, action_id: str) -> Payload:
        card = await self._session_card(conversation)
        return await self._humans.click(self._id(person), action_id, channel=conversation, ts=card["ts"])

    async def _settle_commitments(self, person: Person) -> None:
        """Somebody does what they said they would."""
        home = await self._humans.home(self._id(person))
        if commitment_views.DONE in _action_ids(home):
            await self._humans.click(self._id(person), commitment_views.DONE, view_id=home["id"])
            await self._settle()

    async def _start_here(self) -> None:
        """Lay the tour beside everybody who plays a part in it, with nothing older left unread."""
        for person in (SENIOR, SENIOR2, JUNIOR2, JUNIOR):
            await self._humans.read_everything(self._id(person))
            channel = await self._humans.conversation([self._id(GUIDE), self._id(person)])
            await self._humans.say(self._id(GUIDE), channel["id"], WELCOME.get(person.name, AGAIN) + STEPS)

    async def _check_in(self, person: Person, **values: str) -> None:
        opened = await self._humans.command(self._id(person), "/mentor-checkin")
        await self._humans.submit(self._id(person), opened["view"], **values)
        await self._close_modals(person)
        await self._settle()

    async def _click_in(self, person: Person, conversation: str, action_id: str) -> Payload:
        """Click a button in the newest message that has it."""
        messages = await self._humans.reads(self._id(person), conversation)
        message = next(message for message in reversed(messages) if action_id in _action_ids(message))
        return await self._humans.click(self._id(person), action_id, channel=conversation, ts=message["ts"])

    async def _close_modals(self, person: Person) -> None:
        await self._humans.close_all(self._id(person))

    async def _wait(self, *, days: int) -> None:
        await self._humans.clock(advance=timedelta(days=days).total_seconds())

    async def _settle(self) -> None:
        """Let the bot say what it has to say: a second passes, and it is idle again."""
        await self._humans.clock(advance=1)

    def _id(self, person: Person) -> str:
        return self._ids[person.name]


def _working_morning(moment: datetime) -> datetime:
    """Return nine in the morning, UTC, of the working day of a moment, or of the next one."""
    day = moment
    while day.weekday() in working_time.USUAL_WEEKEND:
        day += timedelta(days=1)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def _moment_of(card: Payload) -> datetime:
    """Return when a session is proposed for, as its card says."""
    found = MOMENT.search(card["text"])
    if found is None:
        msg = "the example's pair shares its working hours, so its session has a time"
        raise RuntimeError(msg)
    return datetime.fromtimestamp(int(found.group(1)), UTC)


def _action_ids(message: dict[str, Any]) -> set[str]:
    return {
        element.get("action_id", "") for block in message.get("blocks", []) for element in block.get("elements", [])
    }


WELCOME = {
    JUNIOR.name: """\
*Welcome.* This is a Slack on your own machine: nothing here leaves it. You are *Noa* (@junior), in week five of a \
pair with *Marta* (@senior). Five minutes show you the heart of it:
"""
}

AGAIN = """\
*The tour, to go on with.* You switched here from *Noa* (@junior), whose five minutes these are:
"""

STEPS = """
1. *Check in.* As @junior, type `/mentor-checkin` below and press Enter. One line is enough.
2. *See it as Marta.* Switch to @senior with _Acting as_ at the top right. Your check-in stands on the card of your \
next session, in your shared conversation, and on the Home tab of Bothways.
3. *Sign a charter.* Switch to @senior2, open the conversation with Priya, press _Read and sign_, then _Sign_. \
Do the same as @junior2. With the second signature it is in force, and their first session is proposed.
4. *Let a week pass.* Press _+1 week_ at the bottom. Bothways brings Henrik and Priya their prep and, since nobody \
began their session, looks for another time, without blame. It asks Marta and Noa how it goes half-way to theirs.
5. *Tap.* Switch back to @junior, open _Bothways_ under Apps and tap how safe it feels. Bothways shows it to nobody \
else.

Curious? As @owner, type `/mentor match` and press _Draft pairings_: see who would be paired with whom, and why. As \
@senior, press _Start_ on the session’s card, then _+1 hour_ below, and close your half. Nobody has asked @newcomer \
yet: switch to her and type `/mentor`.
"""
