"""How people of a led programme are asked into a pair, in every state: what joins the gallery."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec.structs import replace

from mentoring.enrolments.held import Held
from mentoring.enrolments.rules import MOST_SKILLS, SKILL_LIMIT, TEAM_LIMIT
from mentoring.pairs.course import InvitationReminder
from mentoring.pairs.notices import Invitation, InvitationDeclined, PairEnded
from mentoring.pairs.onward import OnwardQuestion, Outcome
from mentoring.pairs.queries import OpenInvitation
from mentoring.programmes.commands import NAME_LIMIT
from mentoring.rounds.why import Shown, Why
from mentoring.states import Company, MembershipState, Onward, PairState, RoleWish
from tests.views.facts import MOMENT, World, members, uid
from views import invitations, notices
from views.kit import Message
from views.reader import Reader

READER = Reader("en")


def surfaces(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Each message and modal by its name."""
    for name, card in {**of_everybody(world), **of_programmes(world)}.items():
        yield f"invitation, {name}", notices.render(READER, card)
    me, *rest = members(world)
    name = world.text(NAME_LIMIT)
    yield "declined", notices.render(READER, InvitationDeclined(tuple(rest)))
    yield "does not form", notices.render(READER, InvitationDeclined(tuple(rest), name))
    waiting = InvitationReminder(uid(9), name, tuple(rest), is_open=True)
    over = replace(waiting, is_open=False)
    reminders = {
        "open": waiting,
        "entered": replace(waiting, is_entered=True),
        "over": over,
        "over, entered": replace(over, is_entered=True),
    }
    for state, reminder in reminders.items():
        yield f"reminder of an invitation, {state}", notices.render(READER, reminder)
    for outcome in Outcome:
        for choice in (None, *Onward):
            question = OnwardQuestion(uid(9), tuple(rest), choice, outcome)
            yield f"go on together, {outcome}, {choice}", notices.render(READER, question)
    yield "pair ended, of a programme", notices.render(READER, PairEnded(tuple(rest), uid(70), name))
    yield "from which day on", invitations.not_now_form(READER, uid(9))
    yield "from then on", invitations.from_then_on(READER, date(2026, 6, 1))
    waits = OpenInvitation(uid(9), me, tuple(rest), False, False)
    yield "accepted before the others", invitations.accepted(READER, waits)


def of_everybody(world: World) -> dict[str, Invitation]:
    """An invitation by a colleague, and what becomes of any."""
    me, *rest = members(world)
    others = tuple(rest)
    asked = Invitation(uid(9), replace(me, state=MembershipState.INVITED), others, others[0], None, PairState.INVITED)
    states = (state for state in PairState if state != PairState.INVITED)
    return {
        "by a colleague": asked,
        "accepted, others missing": replace(asked, me=me),
        "declined": replace(asked, me=replace(me, state=MembershipState.DECLINED), state=PairState.DECLINED),
        **{f"pair {state}": replace(asked, state=state) for state in states},
    }


LIVES = ("America/Argentina/ComodRivadavia", 22 * 60, 6 * 60, 5, Company.IF_NEEDED)


def held(world: World) -> Held:
    """Everything that an owner may have entered about somebody."""
    words = tuple(f"{number} {world.text(SKILL_LIMIT)}"[:SKILL_LIMIT] for number in range(MOST_SKILLS))
    team = world.text(TEAM_LIMIT)
    return Held(RoleWish.SENIOR, words, words, ("pt", "en", "xx"), team, team, "U1ABCDEF", *LIVES, MOMENT)


def of_programmes(world: World) -> dict[str, Invitation]:
    """Invitations of a programme."""
    me, *rest = members(world)
    others = tuple(rest)
    words = tuple(f"{number} {world.text(SKILL_LIMIT)}"[:SKILL_LIMIT] for number in range(MOST_SKILLS))
    by_hand = Invitation(
        uid(9), replace(me, state=MembershipState.INVITED), others, None, world.text(NAME_LIMIT), PairState.INVITED
    )

    def to_each(skills: tuple[str, ...]) -> tuple[Shown, ...]:
        return tuple(Shown(each.membership_id, skills[place:]) for place, each in enumerate(others))

    no = replace(
        by_hand, me=replace(me, state=MembershipState.DECLINED), state=PairState.DECLINED, programme_id=uid(70)
    )
    return {
        "by an owner": by_hand,
        "with all reasons": replace(by_hand, why=Why(words, to_each(words), 480)),
        "with nothing to learn": replace(by_hand, why=Why((), to_each(words), 480)),
        "with little in common": replace(by_hand, why=Why(words[:1], (), 45)),
        "with nothing to say for it": replace(by_hand, why=Why((), (), None)),
        "of somebody imported": replace(
            by_hand, programme_id=uid(70), held=held(world), why=Why(words, to_each(words), 480)
        ),
        "of somebody imported of whom little is known": replace(
            by_hand,
            programme_id=uid(70),
            held=Held(RoleWish.EITHER, (), words[:1], ("xx",), "", "", None, *LIVES, None),
        ),
        "declined by somebody imported": replace(no, held=held(world)),
        "declined by somebody imported, kept without end": replace(no, held=replace(held(world), erased_at=None)),
        **{
            f"{state}, of somebody imported": replace(
                by_hand, state=state, programme_id=uid(70), held=replace(held(world), erased_at=erased_at)
            )
            for state, erased_at in ((PairState.DECLINED, MOMENT), (PairState.WITHDRAWN, None))
        },
        "declined, and nothing is kept any more": replace(no, programme_id=None, is_out=True),
        "declined, of a programme": no,
        "declined, with a wish": replace(no, not_again=frozenset(each.membership_id for each in others)),
        "declined, no time": replace(no, available_from=date(2026, 6, 1)),
        "not now": replace(no, me=by_hand.me, available_from=date(2026, 6, 1)),
        "released": replace(by_hand, state=PairState.WITHDRAWN),
    }
