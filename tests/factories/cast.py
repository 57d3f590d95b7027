"""People, pairs and charters, made as the product makes them: by its own commands."""

from copy import copy
from itertools import count
from uuid import UUID

from msgspec.structs import replace

from mentoring import checkins, participants, pulses, workspaces
from mentoring.charters import commands as charters
from mentoring.charters import queries as charter_queries
from mentoring.charters.commands import Basis, SignCharter, WriteCharter
from mentoring.charters.queries import CharterPage
from mentoring.charters.rules import CharterText
from mentoring.checkins import CheckInDraft, KeepCheckIn, WrittenCheckIn
from mentoring.enrolments import queries as enrolments
from mentoring.enrolments.held import held_of
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, AnswerInvitation, InvitePartner, ProposedMember, ProposePair
from mentoring.participants import Actor, InPair, Profile
from mentoring.programmes import commands as programmes
from mentoring.programmes.commands import CreateProgramme
from mentoring.pulses import AnswerPulse, PulseCard, Score
from mentoring.states import Role, Visibility
from mentoring.workspaces import MeetWorkspace
from models import Pair
from tests.factories.store import Store

TEXT = CharterText(
    purpose="Our help page answers ten questions.",
    success="A tenth fewer tickets.",
    baseline="120 tickets a week.",
    confidentiality="What we say stays here.",
    tools="Approved tools only.",
    cadence="Every two weeks.",
    norms="We ask before advising.",
)

_receipts = count(1)


def receipt() -> str:
    """The name of a click nobody made before."""
    return f"click-{next(_receipts)}"


class Cast:
    """
    The people of one workspace, by first name.

    Args:
        team: Slack's id of the workspace; two casts on one store are two tenants.
        channel: Slack's id of the channel in which its programmes are announced.
    """

    def __init__(self, store: Store, team: str = "T1", channel: str = "C1") -> None:
        self.store = store
        self.team = team
        self.channel = channel
        self.workspace_id = store.do(workspaces.meet, MeetWorkspace(team))
        self._profiles: dict[str, Profile] = {}

    def in_copy(self, store: Store) -> "Cast":
        """The same people in a copy of their store."""
        twin = copy(self)
        twin.store = store
        twin._profiles = dict(self._profiles)
        return twin

    def profile(self, name: str, zone: str | None = None) -> Profile:
        """A person as Slack describes them; the zone of the first mention stays."""
        known = self._profiles.setdefault(
            name, Profile(f"U{name.upper()}", name.capitalize(), zone or "Europe/Lisbon", "en-GB")
        )
        if zone is not None and zone != known.zone:
            known = self._profiles[name] = replace(known, zone=zone)
        return known

    def actor(self, name: str) -> Actor:
        return Actor(self.team, self.profile(name).user_id)

    def invitation(self, senior: str, junior: str) -> UUID:
        """`senior` asks `junior`."""
        command = InvitePartner(self.actor(senior), self.profile(senior), self.profile(junior), Role.SENIOR, receipt())
        return self.store.do(pairs.invite, command)

    def answer(self, name: str, pair_id: UUID, answer: Answer = Answer.ACCEPT) -> None:
        with self.store.transaction() as uow:
            pair = uow.get(Pair, self.workspace_id, pair_id)
        shown = self.shown(name, pair.programme_id) if pair is not None else None
        self.store.do(pairs.answer, AnswerInvitation(self.actor(name), pair_id, answer, shown))

    def shown(self, name: str, programme_id: UUID) -> str | None:
        """The mark that a yes bears of what is shown to somebody whom an owner entered; nothing of anybody else."""
        with self.store.transaction() as uow:
            person = participants.find(self.actor(name), uow)
            held = held_of(enrolments.own(person, programme_id, uow), uow) if person is not None else None
        return held.mark if held is not None else None

    def pair(self, senior: str, junior: str) -> UUID:
        """Two people under way, without a charter."""
        pair_id = self.invitation(senior, junior)
        self.answer(junior, pair_id)
        return pair_id

    def programme(
        self, owner: str = "olga", sponsor: str = "sven", name: str = "Both ways", cadence_days: int = 14
    ) -> UUID:
        command = CreateProgramme(
            self.team, name, self.channel, self.profile(owner), self.profile(sponsor), cadence_days=cadence_days
        )
        return self.store.do(programmes.create, command)

    def proposal(self, programme_id: UUID, senior: str, *juniors: str) -> UUID:
        """A programme drafts a pair, or a triad."""
        members = (
            ProposedMember(self.profile(senior), Role.SENIOR),
            *(ProposedMember(self.profile(name), Role.JUNIOR) for name in juniors),
        )
        return self.store.do(pairs.propose, ProposePair(self.team, programme_id, members))

    def triad(self, senior: str, *juniors: str) -> UUID:
        """Three people under way in a programme of their own."""
        pair_id = self.proposal(self.programme(), senior, *juniors)
        for name in (senior, *juniors):
            self.answer(name, pair_id)
        return pair_id

    def page(self, name: str, pair_id: UUID) -> CharterPage:
        return self.store.do(charter_queries.open_page, InPair(self.actor(name), pair_id))

    def basis(self, name: str, pair_id: UUID) -> Basis | None:
        written = self.page(name, pair_id).written
        return Basis(written.version_id, written.revision) if written else None

    def write(self, name: str, pair_id: UUID, text: CharterText = TEXT) -> CharterPage:
        command = WriteCharter(self.actor(name), pair_id, text, self.basis(name, pair_id))
        return self.store.do(charters.write, command)

    def sign(self, name: str, pair_id: UUID) -> CharterPage:
        return self.store.do(charters.sign, SignCharter(self.actor(name), pair_id, self.basis(name, pair_id)))

    def agree(self, pair_id: UUID, *names: str, text: CharterText = TEXT) -> None:
        """Write the charter and have everybody sign it."""
        self.write(names[0], pair_id, text)
        for name in names:
            self.sign(name, pair_id)

    def chartered(self, senior: str, junior: str) -> UUID:
        """Two people with a charter in force."""
        pair_id = self.pair(senior, junior)
        self.agree(pair_id, senior, junior)
        return pair_id

    def check_in(
        self, name: str, pair_id: UUID, moved: str = "The draft is out.", visibility: Visibility = Visibility.SHARED
    ) -> WrittenCheckIn:
        command = KeepCheckIn(self.actor(name), pair_id, CheckInDraft(moved), visibility, receipt())
        return self.store.do(checkins.keep, command)

    def tap(self, name: str, pair_id: UUID, score: Score | None = Score.MOSTLY) -> PulseCard:
        """Answer the pulse that is open, or a new one."""
        [card] = [each for each in self.store.do(pulses.open_questions, self.actor(name)) if each.pair_id == pair_id]
        command = AnswerPulse(self.actor(name), pair_id, card.pulse_id, score, receipt())
        return self.store.do(pulses.answer, command)
