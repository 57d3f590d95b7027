"""Rounds of matching, in every state: what joins the gallery."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from mentoring.enrolments.rules import MOST_SKILLS, SKILL_LIMIT
from mentoring.matching import LIFTABLE, Flag, Parity, PinRefused, Rule, Served
from mentoring.programmes.commands import NAME_LIMIT
from mentoring.programmes.queries import OwnProgramme
from mentoring.rounds.apart import A_PAGE as APART_A_PAGE
from mentoring.rounds.apart import ApartPage, KeptApart
from mentoring.rounds.cards import (
    AuditPage,
    Counts,
    Desk,
    Figures,
    Instead,
    Joiner,
    Leftover,
    LeftoverPage,
    Moved,
    Person,
    ProposalLine,
    ProposalPage,
    WhatIf,
    WouldHelp,
)
from mentoring.rounds.keeping import WORTH_LIFTING
from mentoring.rounds.moving import MOST_MOVED_SHOWN
from mentoring.rounds.notices import MAY_BE_SAID, DraftNotMade, DraftReady, NobodyThisTime
from mentoring.rounds.queries import A_PAGE, MOST_JOINERS
from mentoring.rounds.rules import MatchingRules, NotDrafted
from mentoring.rounds.settings import MatchingSettings
from mentoring.states import ProposalState, RoleWish, RoundState
from tests.views.asked_surfaces import held
from tests.views.facts import World, uid
from views import notices
from views.kit import Message
from views.matching import apart, desk, fairness, joining, leftover, proposal, rules, supposed, waiting
from views.matching.acts import Carried
from views.matching.supposed import Tried
from views.reader import Reader

READER = Reader("en")
REASONS: tuple[Rule | None, ...] = (None, *MAY_BE_SAID)
CARRIED = Carried(uid(70), uid(71), 0, uid(300))


def surfaces(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Each message and modal by its name."""
    yield from _told(world)
    yield from _waiting(world)
    yield from _desks(world)
    yield from _closer(world)
    yield from _left_over(world)
    yield from _apart(world)
    yield from _fairness(world)
    yield from _rules(world)


def person(world: World, number: int) -> Person:
    return Person(f"U{number}ABCDEF", world.names if world.names != "Ada" else ("Ada", "Ben", "Cleo")[number % 3])


def line(world: World, number: int = 0, **change: Any) -> ProposalLine:
    """A proposal of people who teach each other all there is."""
    skills = tuple(f"{each} {world.text(SKILL_LIMIT)}"[:SKILL_LIMIT] for each in range(MOST_SKILLS))
    usual = ProposalLine(
        proposal_id=uid(300 + number),
        senior=person(world, 3 * number),
        junior=person(world, 3 * number + 1),
        third=None,
        state=ProposalState.PROPOSED,
        score=6_000,
        flags=frozenset(),
        is_pinned=False,
        senior_teaches=skills,
        junior_teaches=skills[:2],
        sought_by_senior=4,
        sought_by_junior=MOST_SKILLS,
        shared_minutes=270,
        languages=("en",),
        senior_instead=Instead(person(world, 2), 300),
        junior_instead=Instead(person(world, 5), 4_000),
    )
    return replace(usual, **change)


def drafted(world: World) -> Desk:
    """A draft whose first page is full, with something of everything on it."""
    lines = [
        line(world, 0, flags=frozenset(Flag), senior_teaches=(), junior_teaches=(), languages=("pt", "xx")),
        line(world, 1, flags=frozenset({Flag.ONE_WAY}), junior_teaches=(), shared_minutes=120),
        line(world, 2, third=person(world, 8), is_pinned=True),
        *(line(world, number, state=ProposalState.APPROVED) for number in range(3, A_PAGE)),
    ]
    moved = tuple(
        Moved(person(world, number), ((person(world, number + 1),), (person(world, number + 2),))[: number % 3])
        for number in range(MOST_MOVED_SHOWN)
    )
    return Desk(
        programme_id=uid(70),
        name=world.text(NAME_LIMIT),
        people=200,
        imported=12,
        in_pairs=8,
        round_id=uid(71),
        number=2,
        state=RoundState.DRAFTED,
        is_lost=False,
        proposals=tuple(lines),
        page=1,
        pages=3,
        counts=Counts(flagged=2, unflagged=1_000, approved=7, nobody=3, asked=15, told=2_005),
        figures=Figures(1_200, 5_400, 0.12),
        moved=moved,
        moved_in_all=14,
        brought_since=2_000,
    )


def _told(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    name = world.text(NAME_LIMIT)
    for mainly in REASONS:
        card = NobodyThisTime(uid(1), name, mainly, 0, 0)
        yield f"nobody this time, {mainly}", notices.render(READER, card)
    close = NobodyThisTime(uid(1), name, None, 7, 5)
    yield "nobody this time, close", notices.render(READER, close)
    yield "nobody this time, imported", notices.render(READER, replace(close, held=held(world)))
    yield "nobody this time, left", notices.render(READER, replace(close, is_over=True))
    for why in NotDrafted:
        yield f"draft not made, {why}", notices.render(READER, DraftNotMade(uid(70), name, why))
    yield "draft ready", notices.render(READER, DraftReady(uid(70), name, 95, 12, 3))


def _waiting(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    none = replace(
        drafted(world),
        round_id=None,
        state=None,
        proposals=(),
        counts=Counts(0, 0, 0, 0, 0, 0),
        moved=(),
        moved_in_all=0,
    )
    yield "desk, nobody to pair", desk.page(READER, replace(none, people=1, imported=0))
    yield "desk, no draft yet", desk.page(READER, none)
    yield "desk, nobody imported", desk.page(READER, replace(none, imported=0))
    yield "desk, all have somebody", desk.page(READER, replace(none, in_pairs=none.people))
    yield "desk, nobody has somebody", desk.page(READER, replace(none, in_pairs=0))
    under_way = replace(none, round_id=uid(71), state=RoundState.DRAFTING)
    yield "desk, a draft under way", desk.page(READER, under_way)
    yield "desk, a draft that was lost", desk.page(READER, replace(under_way, is_lost=True))
    yield "desk, going out", desk.page(READER, replace(none, round_id=uid(71), state=RoundState.SENDING))
    yield "desk, drafting", waiting.drafting(READER, uid(70), 200)
    for refusal in (PinRefused(senior="U1ABCDEF", junior="U2ABCDEF"), PinRefused()):
        told = waiting.pin_refused(READER, refusal)
        yield (
            f"desk, a pin refused, named {bool(refusal.facts)}",
            waiting.not_changed(READER, told),
        )
    yield "desk, broke off", waiting.not_drafted(READER, uid(70), waiting.broke_off(READER))
    yield "desk, sent", waiting.sent(READER, uid(70), None)
    yield "desk, sent on a weekend", waiting.sent(READER, uid(70), datetime(2026, 11, 30, 8, tzinfo=UTC))
    yield "which programme to match", waiting.choose(READER, [OwnProgramme(uid(n), none.name) for n in range(60)])


def _desks(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    full = drafted(world)
    yield "desk, drafted", desk.page(READER, full)
    apart = tuple((person(world, number), person(world, number + 1)) for number in range(3))
    yield "desk, a sheet came since", desk.page(READER, replace(full, brought_since=1))
    yield "desk, some said no to", desk.page(READER, replace(full, apart=12))
    yield "desk, some gave way", desk.page(READER, replace(full, gave_way=apart, leaves_you_out=True))
    decided = replace(full.counts, unflagged=0, flagged=0)
    approved = tuple(each for each in full.proposals if each.state is ProposalState.APPROVED)
    yield "desk, all approved", desk.page(READER, replace(full, counts=decided, proposals=approved, pages=1, page=0))
    some = replace(full.counts, unflagged=0)
    yield "desk, all but the flagged approved", desk.page(READER, replace(full, counts=some, page=0))
    flagged = replace(full.counts, unflagged=0, approved=0, nobody=0)
    yield "desk, only flagged", desk.page(READER, replace(full, counts=flagged, proposals=full.proposals[:2]))
    none = replace(full.counts, flagged=0, unflagged=0, approved=0, nobody=1)
    alone = replace(none, nobody=0)
    yield (
        "desk, nobody was there",
        desk.page(READER, replace(full, counts=alone, proposals=(), moved=(), pages=1, page=0)),
    )
    yield "desk, nobody fits", desk.page(READER, replace(full, counts=none, proposals=(), moved=(), pages=1, page=0))


def _closer(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    joiners = tuple(Joiner(person(world, number), has_agreed=number < 2) for number in range(MOST_JOINERS))
    usual = ProposalPage(uid(71), line(world), joiners, is_open=True)
    behind = {"better": -200, "as good": 0, "somewhat": 1_000, "clearly": 5_000}
    yield "closer", proposal.page(READER, usual, CARRIED)
    for name, number in behind.items():
        found = line(world, senior_instead=Instead(person(world, 2), number), junior_instead=None)
        yield f"closer, another {name}", proposal.page(READER, replace(usual, line=found), CARRIED)
    approved = line(
        world, state=ProposalState.APPROVED, is_pinned=True, is_settled=True, flags=frozenset(Flag), senior_teaches=()
    )
    yield "closer, approved and pinned", proposal.page(READER, replace(usual, line=approved, joiners=()), CARRIED)
    triad = line(world, third=person(world, 2))
    yield "closer, a triad", proposal.page(READER, replace(usual, line=triad), CARRIED)
    for joiner in joiners[1:3]:
        yield f"closer, three, agreed {joiner.has_agreed}", joining.question(READER, usual, joiner, CARRIED)
    yield "closer, over", proposal.page(READER, replace(usual, is_open=False), CARRIED)
    yield "swap", proposal.swap_form(READER, usual, CARRIED)
    yield "pairing anew", proposal.reckoning(READER, CARRIED)
    yield "what changed", proposal.changed(READER, drafted(world))
    yield "what changed, nothing", proposal.changed(READER, replace(drafted(world), moved=(), moved_in_all=0))


def _fairness(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    served = Served(people=12, unmatched=0.08, mean=5_400, tenth=None, two_way=0.92, of_own_best=0.9)
    groups = {f"{number} {world.text(80)}"[:80]: served for number in range(30)}
    compared = (
        Parity("team", groups, 2, 600),
        Parity("location", {"Porto": replace(served, unmatched=None)}, 0, None),
        Parity(world.text(80) or "Age", {}, 3, None),
    )
    told_on = {each.attribute: datetime(2026, 11, 27, 9, tzinfo=UTC) for each in compared}
    yield "fairness", fairness.page(READER, AuditPage(uid(71), compared, told_on), CARRIED)
    yield "fairness, nothing told", fairness.page(READER, AuditPage(uid(71), ()), CARRIED)


def _rules(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    usual = MatchingSettings(uid(70), world.text(NAME_LIMIT), MatchingRules(120, frozenset(), 365))
    every = replace(usual, rules=MatchingRules(0, LIFTABLE, 730))
    yield "rules of matching", rules.form(READER, usual, is_over_desk=False)
    yield "rules of matching, all lifted", rules.form(READER, every, is_over_desk=True)
    yield "rules of matching, kept above", rules.form(READER, usual, is_over_desk=True, is_kept=True)
    people = tuple(person(world, number) for number in range(10))
    figures = Figures(1_200, 5_400, 0.1)
    better = WhatIf(
        uid(71), 150, 163, figures, Figures(900, 5_100, 0.2), people, 14, people[:1], 1, ((people[0], people[1]),)
    )
    tried = Tried(uid(70), every.rules, are_set=False, over_desk=True)
    yield "what if", supposed.page(READER, better, tried)
    yield "what if, set already", supposed.page(READER, better, replace(tried, are_set=True))
    none = WhatIf(uid(71), 0, 0, Figures(None, None, 0), Figures(None, None, 0), (), 0, (), 0, ())
    yield "what if, nothing", supposed.page(READER, none, tried)
    yield "what if, no draft", supposed.nothing_to_compare(READER)
    yield "what if, kept", supposed.kept(READER)
    yield "rules of matching kept", rules.kept(READER, usual, is_over_desk=False)
    yield "rules of matching kept, on the desk", rules.kept(READER, usual, is_over_desk=True)


def _left_over(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    every = Leftover(person(world, 0), RoleWish.JUNIOR, dict.fromkeys(Rule, 12), 0, 0, 0)
    short = Leftover(person(world, 1), RoleWish.EITHER, {Rule.HOURS: 3}, 7, 9, 7)
    alone = Leftover(person(world, 2), RoleWish.SENIOR, {}, 0, 0, 0)
    skill = world.text(SKILL_LIMIT)
    wanted = tuple(
        WouldHelp(wish, number, named, languages)
        for wish in RoleWish
        for number, named, languages in ((1, skill, ("en", "pt")), (3, skill, ()), (1, None, ("xx",)), (2, None, ()))
    )
    people = (every, short, alone) * 3
    page = LeftoverPage(uid(71), people, 27, 1, 3, wanted)
    yield "left over", leftover.page(READER, page, CARRIED)
    yield "left over, one may join", leftover.page(READER, replace(page, would_help=(), may_join=True), CARRIED)
    yield "left over, few", leftover.page(READER, replace(page, people=people[:1], pages=1, page=0), CARRIED)
    for rule in WORTH_LIFTING:
        yield f"left over, {rule.value}", leftover.page(READER, replace(page, in_the_way=rule), CARRIED)
    yield "left over, nobody", leftover.page(READER, LeftoverPage(uid(71), (), 0, 0, 1, ()), CARRIED)


def _apart(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    two = [
        KeptApart(uid(400 + number), person(world, number), person(world, number + 1)) for number in range(APART_A_PAGE)
    ]
    page = ApartPage(uid(70), world.text(NAME_LIMIT), tuple(two), 1, 3)
    yield "said no to", apart.page(READER, page, CARRIED)
    yield "said no to, nobody", apart.page(READER, replace(page, pairs=(), page=0, pages=1), CARRIED)
