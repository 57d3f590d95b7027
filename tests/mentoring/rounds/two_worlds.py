"""
The same programme twice, driven by the same acts: what its owner and its people are shown and told, as it is drawn.

Ids are drawn by lot in each world, so every id is replaced by its place among all. A round's own id settles equals: it
is made the same in both.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, select, update

from mentoring import home, notices
from mentoring.errors import Refusal
from mentoring.matching import Rule, Side
from mentoring.outbox import NoticeKind
from mentoring.programmes import queries as programmes
from mentoring.programmes.queries import InProgramme, OwnersPage
from mentoring.roster import exporting
from mentoring.roster.exporting import Export
from mentoring.rounds import apart, commands, finding, queries, settings, supposing
from mentoring.rounds.apart import LookApart
from mentoring.rounds.cards import Desk
from mentoring.rounds.reckoning import reckon
from mentoring.rounds.rules import (
    BeginDraft,
    CompareDrafts,
    FindPeople,
    InRound,
    LookAtProposal,
    MatchingRules,
    OpenDesk,
    Suppose,
)
from mentoring.rounds.settings import OpenMatchingRules
from mentoring.unit_of_work import UnitOfWork
from models import MatchRound, Membership, MembershipState, OutboxRow, Pair, PairState, Participant, RoundState
from tests.factories.cast import receipt
from tests.mentoring.rounds import desk as desks
from tests.mentoring.rounds.made_up import MadeUp
from tests.mentoring.rounds.test_nobody_learns import UUIDS
from views import home as home_tab
from views import notices as words
from views import programmes as programme_pages
from views.matching import apart as apart_pages
from views.matching import desk, fairness, leftover, proposal, rules, supposed
from views.matching.acts import Carried
from views.matching.supposed import Tried
from views.reader import Reader

READER = Reader("en")
OTHER_RULES = (
    MatchingRules(120, frozenset(), 365),
    MatchingRules(120, frozenset({Rule.NOTHING_TO_TEACH, Rule.LANGUAGE}), 365),
    MatchingRules(120, frozenset({Rule.PAST_PAIR, Rule.TEAM}), 0),
    MatchingRules(480, frozenset(), 30),
)


class Place(NamedTuple):
    """A place in a pair, by what is the same in both worlds."""

    programme_id: UUID
    created_at: datetime
    people: tuple[str, ...]
    name: str


class There(NamedTuple):
    """How a place is in one world."""

    pair_id: UUID
    membership_id: UUID
    state: PairState
    answer: MembershipState
    is_asker: bool

    @property
    def is_open_to_an_answer(self) -> bool:
        return self.state is PairState.INVITED and self.answer is MembershipState.INVITED


@dataclass
class World:
    """
    One of the two.

    Attributes:
        made: its people, in a store of its own.
        hidden: of whom nothing is looked at: whoever wishes, whom they mean, and who was to be the third of their pair.
        asked: by the last round that went out, or since it began, or so it seems.
    """

    made: MadeUp
    hidden: frozenset[str]
    asked: frozenset[str] = frozenset()

    @property
    def programme_id(self) -> UUID:
        return self.made.programme_id

    def card(self) -> Desk:
        return desks.desk(self.made.cast, self.programme_id)

    # What is done

    def begins(self, same_as: UUID | None = None, pinned: tuple[str, str] | None = None) -> UUID:
        """A draft, or a new one; a new round gets the id of the same one in the other world."""
        cast = self.made.cast
        asked = cast.store.do(commands.begin, BeginDraft(cast.actor("olga"), self.programme_id, receipt()))
        assert asked is not None
        if same_as is not None and same_as != asked.round_id:
            with cast.store.transaction() as uow:
                uow.db.execute(update(MatchRound).where(MatchRound.id == asked.round_id).values(id=same_as))
            asked = type(asked)(asked.workspace_id, same_as, asked.revision, asked.to_pair)
        if pinned is not None:
            self.made.pin(asked.round_id, [pinned])
        desks.reckoned(cast, asked)
        return asked.round_id

    def is_between_rounds(self) -> bool:
        """Whether the last round went out, and none is open."""
        states = [each.state for each in sorted(self._rounds(), key=lambda each: each.number)]
        return bool(states) and states[-1] is RoundState.CLOSED

    def _rounds(self) -> list[MatchRound]:
        return [each for each in self.made.cast.store.rows(MatchRound) if each.programme_id == self.programme_id]

    def asked_since_it_began(self, round_id: UUID) -> frozenset[str]:
        """Whom the programme has asked since a round began, or so it seems: by the round itself, or by hand."""
        [began] = [each.created_at for each in self._rounds() if each.id == round_id]
        return frozenset(
            each.name for each in self.places() if each.programme_id == self.programme_id and each.created_at >= began
        )

    def held(self) -> frozenset[str]:
        """Who was to be in a pair that is held, or was: of this pair they are told nothing."""
        return frozenset(each.name for each, there in self.places().items() if there.state is PairState.HELD)

    def places(self) -> dict[Place, There]:
        """Every place in a pair, of whatever programme; of two pairs of one moment and the same people, the last."""
        with self.made.cast.store.transaction() as uow:
            rows = uow.db.execute(
                select(Pair, Membership, Participant.slack_user_id)
                .join(Membership, and_(Membership.workspace_id == Pair.workspace_id, Membership.pair_id == Pair.id))
                .join(
                    Participant,
                    and_(
                        Participant.workspace_id == Membership.workspace_id,
                        Participant.id == Membership.participant_id,
                    ),
                )
                .order_by(Pair.id, Membership.id)
            ).all()
            people: dict[UUID, list[str]] = {}
            for pair, _, user_id in rows:
                people.setdefault(pair.id, []).append(user_id[1:].lower())
            return {
                Place(pair.programme_id, pair.created_at, tuple(sorted(people[pair.id])), user_id[1:].lower()): There(
                    pair.id, mine.id, pair.state, mine.state, is_asker=pair.invited_by_id == mine.participant_id
                )
                for pair, mine, user_id in rows
            }

    # What is shown

    def owners_screens(self) -> list[object]:
        """Every modal that an owner can open, and what they can take out."""
        olga = self.made.cast.actor("olga")
        # All at one moment, which is many times as fast as one after the other.
        with self.made.cast.store.transaction() as uow:
            own = self._programme(uow)
            there = queries.desk(OpenDesk(olga, self.programme_id), uow)
            assert isinstance(there, Desk)
            further = [queries.desk(OpenDesk(olga, self.programme_id, page), uow) for page in range(1, there.pages)]
            pages = [there, *(each for each in further if isinstance(each, Desk))]
            carried = Carried(self.programme_id, there.round_id)
            shown: list[object] = [
                *(desk.page(READER, each) for each in pages),
                proposal.changed(READER, there),
                own,
                exporting.export(Export(olga, self.programme_id), uow).content,
                apart_pages.page(READER, apart.look(LookApart(olga, self.programme_id), uow), carried),
                rules.form(READER, settings.look(OpenMatchingRules(olga, self.programme_id), uow), is_over_desk=True),
            ]
            if there.round_id is None:
                return shown
            where = InRound(olga, there.round_id)
            shown.append(leftover.page(READER, queries.left_over(where, uow), carried))
            shown.append(fairness.page(READER, queries.audit(where, uow), carried))
            for line in (line for each in pages for line in each.proposals):
                closer = queries.proposal(LookAtProposal(olga, line.proposal_id), uow)
                shown += [proposal.page(READER, closer, carried), proposal.swap_form(READER, closer, carried)]
            found = [finding.people(FindPeople(olga, there.round_id, side, ""), uow) for side in Side]
            return [*shown, *(proposal.choices(each) for each in found)]

    def programme_page(self) -> object:
        """What an owner sees of the programme: among it, how its pairs stand."""
        with self.made.cast.store.transaction() as uow:
            return self._programme(uow)

    def _programme(self, uow: UnitOfWork) -> object:
        found = programmes.owners_page(InProgramme(self.made.cast.actor("olga"), self.programme_id), uow)
        assert isinstance(found, OwnersPage)
        return programme_pages.page(READER, found)

    def what_if(self, wanted: MatchingRules) -> object:
        """What a draft under other rules would be like, or why that cannot be told."""
        cast, olga, there = self.made.cast, self.made.cast.actor("olga"), self.card()
        if there.round_id is None:
            return None
        found = reckon(cast.store.do(supposing.supposed, Suppose(olga, there.round_id, wanted)))
        card = cast.store.do(supposing.what_if, CompareDrafts(olga, there.round_id, found))
        return supposed.page(READER, card, Tried(self.programme_id, wanted, are_set=False, over_desk=True))

    def others_screens(self, names: Iterable[str]) -> list[object]:
        """The Home tab of everybody else, and each message to them, as it reads now."""
        cast = self.made.cast
        with cast.store.transaction() as uow:
            shown: list[object] = [
                home_tab.view(READER, home.glance(cast.actor(name), uow))
                for name in ("olga", *names)
                if name not in self.hidden
            ]
        return shown + sorted(self._messages(), key=repr)

    def _messages(self) -> list[object]:
        hidden = {self.made.cast.profile(name).user_id for name in self.hidden}
        with self.made.cast.store.transaction() as uow:
            user_of = dict(uow.db.execute(select(Participant.id, Participant.slack_user_id)).all())
            rows = uow.db.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
            told: list[object] = []
            for row in rows:
                to = user_of.get(row.participant_id, "") if row.participant_id else ""
                if to in hidden:
                    continue
                found = notices.TELLINGS[NoticeKind(row.kind)].read(row, uow)
                said = told_apart([words.render(READER, found)]) if found is not None else None
                told.append((to, row.kind, row.act, row.due_at, said))
            return told


def told_apart(shown: Iterable[object]) -> list[str]:
    """What is shown, byte by byte, with each id replaced by its place among all."""
    seen: dict[str, str] = {}
    return [
        UUIDS.sub(
            lambda found: seen.setdefault(found[0].replace("-", ""), f"id {len(seen)}"),
            json.dumps(each, sort_keys=True, default=repr),
        )
        for each in shown
    ]


def refusing(act: Callable[[], object]) -> object:
    """What an act gives, or how it is refused."""
    try:
        return act()
    except Refusal as refusal:
        return type(refusal).__name__, refusal.message, sorted(refusal.facts.items()), refusal.field


def moved_to(world: World, instant: datetime) -> None:
    world.made.cast.store.clock.set(instant.astimezone(UTC))
    desks.takes_its_course(world.made.cast)
