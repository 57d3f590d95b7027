"""
Small programmes made up at random, many in one: each has a language of its own, so that nobody is paired out of it.

They are put straight into a store: with the product's own commands, so many would take minutes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from mentoring.enrolments.rules import fold
from mentoring.states import RoleWish
from models import (
    Company,
    DecisionKind,
    Enrolment,
    EnrolmentSkill,
    EnrolmentState,
    MatchDecision,
    Membership,
    MembershipState,
    Pair,
    PairState,
    Participant,
    ParticipantState,
    Programme,
    ProgrammeDuty,
    ProgrammeKind,
    ProgrammeRole,
    Role,
    Skill,
    SkillSide,
)
from models.base import new_id
from tests.factories.cast import Cast
from tests.factories.store import Store

SKILLS = ("Budgeting", "Facilitation", "Negotiation", "Prompting", "Strategy")
WISHES = (RoleWish.SENIOR, RoleWish.JUNIOR, RoleWish.JUNIOR, RoleWish.EITHER)


@dataclass
class MadeUp:
    """
    Many small programmes in one, of a workspace of its own; its owner is Olga.

    Attributes:
        elsewhere: another programme, of somebody else.
        small: the people of each, by name.
        unwanted: two of whom one never wants the other, or said no to them before, in both orders.
        manager_of: whom somebody reports to.
    """

    cast: Cast
    programme_id: UUID
    elsewhere: UUID
    small: list[tuple[str, ...]] = field(default_factory=list)
    ids: dict[str, UUID] = field(default_factory=dict)
    unwanted: set[tuple[str, str]] = field(default_factory=set)
    manager_of: dict[str, str] = field(default_factory=dict)
    wish_of: dict[str, RoleWish] = field(default_factory=dict)

    def may_meet(self, people: Iterable[str]) -> bool:
        """Whether nothing that always holds stands between any two of these people."""
        group = tuple(people)
        return not self.is_line(group) and not any((one, other) in self.unwanted for one in group for other in group)

    def is_line(self, people: Iterable[str]) -> bool:
        """Whether one of them reports to another, over however many."""
        group = tuple(people)
        return any(other in self._above(one) for one in group for other in group if one != other)

    def pin(self, round_id: UUID, pairs: Iterable[tuple[str, str]]) -> None:
        """What the owner pinned before; whatever it is, as rules may have changed since."""
        self._put(
            MatchDecision,
            (
                {
                    "programme_id": self.programme_id,
                    "round_id": round_id,
                    "kind": DecisionKind.PIN,
                    "senior_id": self.ids[senior],
                    "junior_id": self.ids[junior],
                    "third_id": None,
                    "decided_at": self.cast.store.clock.now(),
                }
                for senior, junior in pairs
            ),
        )

    def never(self, one: str, other: str) -> None:
        """Somebody never wants to be paired with another."""
        sealed = self.cast.store.vault.seal({"goal": "", "never": [self.cast.profile(other).user_id]})
        with self.cast.store.transaction() as uow:
            mine = uow.db.query(Enrolment).where(Enrolment.participant_id == self.ids[one]).one()
            mine.sealed_private = sealed

    def declined(self, one: str, other: str) -> None:
        """Somebody said no to another, in a programme of somebody else's."""
        self._decline([(one, other)])

    def _decline(self, declined: Iterable[tuple[str, str]]) -> None:
        now = self.cast.store.clock.now()
        pairs = {two: new_id() for two in declined}
        over = {"programme_id": self.elsewhere, "state": PairState.DECLINED, "created_at": now, "ended_at": now}
        self._put(Pair, ({"id": pair_id, **over} for pair_id in pairs.values()))
        self._put(
            Membership,
            (
                {"pair_id": pair_id, "participant_id": self.ids[name], "role": role, "state": state}
                for (one, other), pair_id in pairs.items()
                for name, role, state in (
                    (one, Role.SENIOR, MembershipState.DECLINED),
                    (other, Role.JUNIOR, MembershipState.INVITED),
                )
            ),
        )

    def _above(self, name: str) -> set[str]:
        found: set[str] = set()
        while (name := self.manager_of.get(name, "")) and name not in found:
            found.add(name)
        return found

    def _put(self, model: Any, rows: Iterable[dict[str, Any]]) -> None:
        """Put rows straight into the store."""
        new = [{"workspace_id": self.cast.workspace_id, "id": new_id(), **row} for row in rows]
        if new:
            with self.cast.store.transaction() as uow:
                uow.db.execute(insert(model), new)


def make_up(store: Store, dice: Random, number: int, programmes: int, wishes: tuple[int, ...] = (1, 2, 3)) -> MadeUp:
    """So many small programmes, each of some people, one who only manages, some wishes, and a line or two."""
    cast, now = Cast(store, team=f"T{number}"), store.clock.now()
    made = MadeUp(cast, new_id(), new_id())
    never: dict[str, list[str]] = {}
    declined = []
    for place in range(programmes):
        names = tuple(f"p{place}x{each}" for each in range(dice.choice((4, 5, 6))))
        made.small.append(names)
        for _ in range(dice.choice(wishes)):
            one, other = dice.sample(names, 2)
            made.unwanted |= {(one, other), (other, one)}
            if dice.random() < 0.6:
                never.setdefault(one, []).append(other)
            else:
                declined.append((one, other))
        boss = f"boss{place}"
        for name in dice.sample(names, dice.choice((0, 1, 2, 3))):
            made.manager_of[name] = dice.choice([each for each in (*names, boss) if each != name])
        made.manager_of[boss] = dice.choice(names)
    people = [*(name for names in made.small for name in names), *(f"boss{place}" for place in range(programmes))]
    made.wish_of = {name: WISHES[place % len(WISHES)] for place, name in enumerate(people)}
    made.ids = {name: new_id() for name in (*people, "olga")}
    made._put(Participant, (_person(cast, name, made.ids[name]) for name in made.ids))
    made._put(Programme, (_programme(each, now) for each in (made.programme_id, made.elsewhere)))
    owner = {"participant_id": made.ids["olga"], "role": ProgrammeRole.OWNER}
    made._put(ProgrammeDuty, [{"programme_id": made.programme_id, **owner}])
    skill_ids = {name: new_id() for name in SKILLS}
    made._put(
        Skill, ({"id": each, "name": name, "folded": fold(name), "created_at": now} for name, each in skill_ids.items())
    )
    enrolments = {name: new_id() for name in people}
    made._put(
        Enrolment,
        (
            {
                "id": enrolments[name],
                # Lines go through whoever is not in the pool, too.
                "programme_id": made.elsewhere if name.startswith("boss") else made.programme_id,
                "participant_id": made.ids[name],
                "state": EnrolmentState.ACTIVE,
                "wish": made.wish_of[name],
                "capacity": dice.choice((1, 1, 2)),
                "languages": [name.partition("x")[0]],
                "company": dice.choice(tuple(Company)),
                "manager_user_id": cast.profile(made.manager_of[name]).user_id if name in made.manager_of else None,
                "sealed_private": store.vault.seal(
                    {"goal": "", "never": [cast.profile(each).user_id for each in never.get(name, ())]}
                ),
                "created_at": now,
                "changed_at": now,
            }
            for name in people
        ),
    )
    made._put(
        EnrolmentSkill,
        (
            {"enrolment_id": enrolments[name], "skill_id": skill_ids[skill], "side": side}
            for name in people
            for side in SkillSide
            for skill in dice.sample(SKILLS, 2)
        ),
    )
    made._decline(declined)
    return made


def _person(cast: Cast, name: str, participant_id: UUID) -> dict[str, Any]:
    return {
        "id": participant_id,
        "slack_user_id": cast.profile(name).user_id,
        "name": name,
        "slack_zone": "Europe/Lisbon",
        "locale": "en-GB",
        "country": "PT",
        "work_starts": 9 * 60,
        "work_ends": 17 * 60,
        "state": ParticipantState.ACTIVE,
        "created_at": cast.store.clock.now(),
    }


def _programme(programme_id: UUID, now: Any) -> dict[str, Any]:
    return {
        "id": programme_id,
        "name": "Both ways",
        "kind": ProgrammeKind.LED,
        "channel_id": "C1",
        "locale": "en",
        "created_at": now,
    }
