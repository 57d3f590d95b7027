"""What somebody wishes in private holds in every draft and invitation, and nobody else can see that it is there."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from sqlite3 import connect
from uuid import UUID

import pytest

from mentoring.errors import Refusal
from mentoring.programmes import queries as programmes
from mentoring.programmes.queries import InProgramme
from mentoring.roster import exporting
from mentoring.roster.exporting import Export
from mentoring.rounds import apart, queries
from mentoring.rounds.apart import LookApart
from mentoring.rounds.notices import NobodyThisTime
from mentoring.rounds.rules import Assignment, Edit, InRound, LookAtProposal
from mentoring.states import RoleWish
from models import MatchProposal, Membership, OutboxRow, Pair, PairState, ProposalState
from tests.factories.cast import Cast
from tests.factories.store import Store
from tests.mentoring.matching.worlds import Dice
from tests.mentoring.pairs.led import hears, to
from tests.mentoring.rounds.desk import (
    approves_all,
    begins,
    desk,
    drafted,
    edits,
    goes_out,
    left_over,
    line,
    reckoned,
)
from tests.mentoring.rounds.made_up import MadeUp, make_up
from tests.mentoring.rounds.test_edits import joins

AT_ONCE = 125
"""Small programmes that are drafted together."""
TIMES = 8


def proposed(made: MadeUp) -> list[tuple[tuple[str, ...], bool]]:
    """The people of each proposal, and whether it is pinned."""
    name_of = {participant_id: name for name, participant_id in made.ids.items()}
    with made.cast.store.transaction() as uow:
        rows = uow.db.query(MatchProposal).where(MatchProposal.workspace_id == made.cast.workspace_id).all()
    return [
        (tuple(name_of[each] for each in (row.senior_id, row.junior_id, row.third_id) if each), row.is_pinned)
        for row in rows
    ]


def test_never_entries_and_reporting_lines_hold_in_a_thousand_programmes(store: Store) -> None:
    dice = Dice(6)
    for number in range(TIMES):
        made = make_up(store, dice, number, AT_ONCE)
        asked = begins(made.cast, made.programme_id)
        anybody = [dice.sample(names, 2) for names in dice.sample(made.small, AT_ONCE // 4)]
        made.pin(asked.round_id, {(one, other) for one, other in [*anybody, *sorted(made.unwanted)[:AT_ONCE]]})
        reckoned(made.cast, asked)
        over_wishes = 0
        for people, is_pinned in proposed(made):
            assert not made.is_line(people)
            assert is_pinned or made.may_meet(people)
            over_wishes += not made.may_meet(people)
        assert over_wishes > AT_ONCE // 10, "it was tried"
        if not number:
            goes_out_and_no_invitation_leaves_over_a_wish(made, asked.round_id)


def goes_out_and_no_invitation_leaves_over_a_wish(made: MadeUp, round_id: UUID) -> None:
    cast = made.cast
    with cast.store.transaction() as uow:
        for row in uow.db.query(MatchProposal).where(MatchProposal.round_id == round_id):
            row.state = ProposalState.APPROVED
    approved = proposed(made)
    goes_out(cast, desk(cast, made.programme_id))
    name_of = {participant_id: name for name, participant_id in made.ids.items()}
    people: dict[UUID, list[str]] = {}
    for place in cast.store.rows(Membership):
        if place.workspace_id == cast.workspace_id:
            people.setdefault(place.pair_id, []).append(name_of[place.participant_id])
    asked = {row.facts["pair_id"] for row in cast.store.rows(OutboxRow) if row.kind == "pair_invitation"}
    pairs = [row for row in cast.store.rows(Pair) if row.programme_id == made.programme_id]
    assert sorted(sorted(group) for group, _ in approved) == sorted(sorted(people[row.id]) for row in pairs)
    for pair in pairs:
        is_held = pair.state is PairState.HELD
        assert is_held is not made.may_meet(people[pair.id])
        assert (str(pair.id) in asked) is not is_held


# Byte by byte


UUIDS = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")


def told_apart(cards: Iterable[object]) -> list[str]:
    """What is shown, byte by byte, with each id replaced by its place among all: ids are drawn by lot."""
    seen: dict[str, str] = {}
    return [
        UUIDS.sub(lambda found: seen.setdefault(found[0].replace("-", ""), f"id {len(seen)}"), repr(each))
        for each in cards
    ]


def shown(made: MadeUp) -> list[object]:
    """All that anybody can open of a round, or take out."""
    olga, there = made.cast.actor("olga"), desk(made.cast, made.programme_id)
    cards: list[object] = [there, made.cast.store.do(programmes.owners_page, InProgramme(olga, made.programme_id))]
    cards.append(made.cast.store.do(exporting.export, Export(olga, made.programme_id)))
    cards.append(made.cast.store.do(apart.look, LookApart(olga, made.programme_id)))
    if there.round_id is not None:
        where = InRound(olga, there.round_id)
        cards += [made.cast.store.do(query, where) for query in (queries.left_over, queries.audit)]
        cards += [
            made.cast.store.do(queries.proposal, LookAtProposal(olga, each.proposal_id)) for each in there.proposals
        ]
    return cards


def letters(made: MadeUp) -> list[object]:
    """All that anybody is told of it: what kind of message, to whom, and what it says beside ids."""
    person = {str(participant_id): name for name, participant_id in made.ids.items()}
    person |= {str(each.id): person[str(each.participant_id)] for each in made.cast.store.rows(Membership)}
    rows = [
        (row.kind, person.get(row.facts.get("participant_id", row.facts.get("membership_id", "")), ""), row.facts)
        for row in made.cast.store.rows(OutboxRow)
    ]
    return [
        *sorted(
            (kind, to, sorted(facts[name] for name in facts if not name.endswith("_id"))) for kind, to, facts in rows
        )
    ]


def lived(made: MadeUp, asked: Assignment, two: tuple[str, str]) -> tuple[list[object], list[object]]:
    """A round from its draft over an edit to its end; what was shown meanwhile, and what was told."""
    cast = made.cast
    reckoned(cast, asked)
    cards = shown(made)
    there = desk(cast, made.programme_id)
    if there.proposals:
        try:
            edits(cast, there, Edit.SWAP, 0, two)
        except Refusal as refusal:
            cards += [type(refusal), refusal.facts]
        cards += shown(made)
        approves_all(cast, desk(cast, made.programme_id))
        goes_out(cast, there)
    return cards + shown(made), letters(made)


def copies(made: MadeUp, folder: Path, number: int) -> MadeUp:
    """The same people in a store that is a copy of theirs, ids and all."""
    return replace(made, cast=in_copy(made.cast, folder, number))


@pytest.mark.parametrize("number", range(4))
def test_a_never_entry_and_an_earlier_no_look_alike_byte_by_byte(store: Store, tmp_path: Path, number: int) -> None:
    dice = Dice(number)
    made = make_up(store, dice, 0, 2, (0,))
    two = dice.sample(made.small[0], 2)
    asked = begins(made.cast, made.programme_id)
    outcomes = []
    for place, wishes in enumerate((MadeUp.never, MadeUp.declined)):
        twin = copies(made, tmp_path, place)
        wishes(twin, *two)
        cards, told = lived(twin, asked, (two[1], two[0]))
        outcomes.append((told_apart(cards), told_apart(told)))
        twin.cast.store.close()
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("number", range(4))
def test_to_an_owner_a_pin_over_a_wish_is_an_invitation_that_nobody_answers(
    store: Store, tmp_path: Path, number: int
) -> None:
    dice = Dice(number)
    made = make_up(store, dice, 0, 2, (0,))
    made.cast.store.clock.advance(minutes=1)
    two = may_be_pinned(made)
    asked = begins(made.cast, made.programme_id)
    made.pin(asked.round_id, [two])
    outcomes, invitations = [], []
    for place, wishes in enumerate((MadeUp.never, MadeUp.declined, lambda *_: None)):
        twin = copies(made, tmp_path, place)
        wishes(twin, *two)
        reckoned(twin.cast, asked)
        cards = shown(twin)
        approves_all(twin.cast, desk(twin.cast, twin.programme_id))
        goes_out(twin.cast, desk(twin.cast, twin.programme_id))
        outcomes.append(told_apart(cards + shown(twin)))
        invitations.append(sum(row.kind == "pair_invitation" for row in twin.cast.store.rows(OutboxRow)))
        twin.cast.store.close()
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert invitations[0] == invitations[1] < invitations[2]


def may_be_pinned(made: MadeUp) -> tuple[str, str]:
    """A senior and a junior of one small programme, in no line."""
    return next(
        (senior, junior)
        for names in made.small
        for senior, junior in permutations(names, 2)
        if made.wish_of[senior] is RoleWish.SENIOR
        and made.wish_of[junior] is RoleWish.JUNIOR
        and not made.is_line((senior, junior))
    )


@pytest.mark.parametrize("anew", [None, Edit.PIN], ids=["drafted anew", "another edit"])
def test_a_wish_that_comes_while_two_are_drafted_together_parts_them_in_silence(
    store: Store, tmp_path: Path, anew: Edit | None
) -> None:
    cast = Cast(store)
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", "ben", "gil")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora", "emil")
    there = drafted(cast, programme_id)
    [junior] = {each.junior.name.lower() for each in there.proposals if each.senior.name == "Ada"}
    shows, invitations = [], []
    for place, never in enumerate(((), (junior,))):
        twin = in_copy(cast, tmp_path, place)
        finishes_anew(twin, programme_id, "ada", never)
        if anew is None:
            drafted(twin, programme_id)
        else:
            edits(twin, there, anew, line(there, "ben"))
        now = desk(twin, programme_id)
        shows.append(told_apart([now, left_over(twin, now)]))
        approves_all(twin, now)
        goes_out(twin, now)
        shows[-1] += told_apart([desk(twin, programme_id)])
        asked = [row.facts["pair_id"] for row in twin.store.rows(OutboxRow) if row.kind == "pair_invitation"]
        invitations.append(len(asked))
        twin.store.close()
    assert shows[0] == shows[1]
    assert invitations[1] == invitations[0] - 2, "and no invitation leaves"


def test_a_wish_about_somebody_who_could_have_been_drafted_shows_in_no_further_draft(
    store: Store, tmp_path: Path
) -> None:
    cast = Cast(store)
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", "ben", "gil")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora", "emil")
    there = drafted(cast, programme_id)
    [instead] = [each.senior_instead for each in there.proposals if each.senior.name == "Ada"]
    assert instead is not None
    shows = []
    for place, never in enumerate(((), (instead.person.name.lower(),))):
        twin = in_copy(cast, tmp_path, place)
        finishes_anew(twin, programme_id, "ada", never)
        for _ in range(2):
            drafted(twin, programme_id)
        now = desk(twin, programme_id)
        shows.append(told_apart([now, left_over(twin, now)]))
        twin.store.close()
    assert shows[0] == shows[1]


def test_who_was_in_a_pair_that_is_not_sent_reads_what_whoever_is_left_over_a_wish_reads(
    store: Store, tmp_path: Path
) -> None:
    cast = Cast(store)
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", "ben")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora")
    words = []
    for place, never in enumerate(((), ("cleo", "dora"))):
        twin = in_copy(cast, tmp_path, place)
        finishes_anew(twin, programme_id, "ada", never)
        there = drafted(twin, programme_id)
        assert len(there.proposals) == (1 if never else 2)
        edits(twin, there, Edit.APPROVE, line(there, "ben"))
        goes_out(twin, there)
        [told] = to(twin, hears(twin, days=1), "ada", NobodyThisTime)
        words.append(told.words)
        twin.store.close()
    assert words[0] == words[1]
    for untrue in ("places", "approve", "owner", "often enough"):
        assert untrue not in words[0]


def in_copy(cast: Cast, folder: Path, number: int) -> Cast:
    path = folder / f"{number}.sqlite3"
    with connect(cast.store.url.removeprefix("sqlite:///")) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))
    store = Store(f"sqlite:///{path}", cast.store.keys)
    store.clock.set(cast.store.clock.now())
    return cast.in_copy(store)


def finishes_anew(cast: Cast, programme_id: UUID, name: str, never: tuple[str, ...]) -> None:
    """Somebody hands in their survey once more, with the same skills and whom they would not be with."""
    joins(cast, programme_id, RoleWish.SENIOR, name, never=never)
