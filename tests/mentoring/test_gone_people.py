"""Nothing is said to somebody whose Slack account is closed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from mentoring import home, profiles, schedules
from mentoring.home import SayHello
from mentoring.notices import TELLINGS, Notice
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, LeavePair
from mentoring.participants import ChangeProfile
from mentoring.schedules import PlanDue
from models import OutboxRow
from tests.factories.cast import Cast, receipt


def ask(cast: Cast) -> None:
    cast.invitation("ada", "ben")


def decline(cast: Cast) -> None:
    cast.answer("ada", cast.invitation("ben", "ada"), Answer.DECLINE)


def leave(cast: Cast) -> None:
    cast.store.do(pairs.leave, LeavePair(cast.actor("ada"), cast.pair("ada", "ben"), receipt()))


def ask_pulse(cast: Cast) -> None:
    cast.chartered("ada", "ben")
    cast.store.clock.advance(days=7, hours=2)
    cast.store.do(schedules.plan_due, PlanDue(cast.workspace_id))


def say_hello(cast: Cast) -> None:
    cast.pair("ada", "ben")
    cast.store.do(home.hello, SayHello(cast.actor("ada"), "event:Ev1"))


ACTS: dict[NoticeKind, Callable[[Cast], None]] = {
    NoticeKind.HELLO: say_hello,
    NoticeKind.PAIR_INVITATION: ask,
    NoticeKind.INVITATION_DECLINED: decline,
    NoticeKind.PAIR_ENDED: leave,
    NoticeKind.OFF_WEEK: ask_pulse,
}
TO_PAIRS = {
    NoticeKind.PAIR_OPENED,
    NoticeKind.PAIR_FAREWELL,
    NoticeKind.CHARTER_TO_SIGN,
    NoticeKind.CHARTER_IN_FORCE,
    NoticeKind.SESSION_CARD,
    NoticeKind.LAST_CALL,
}


def told(cast: Cast, kind: NoticeKind) -> list[Notice | None]:
    """What each DM of a kind would tell now."""
    rows = [row for row in cast.store.rows(OutboxRow) if row.kind == kind]
    assert all(row.participant_id for row in rows)
    with cast.store.transaction() as uow:
        return [TELLINGS[kind].read(row, uow) for row in rows]


def test_every_kind_is_either_for_a_pair_or_tried_here() -> None:
    assert set(NoticeKind) == TO_PAIRS | set(ACTS)


@pytest.mark.parametrize("kind", ACTS)
def test_a_dm_to_a_closed_account_is_dropped(cast: Cast, kind: NoticeKind) -> None:
    ACTS[kind](cast)
    assert None not in told(cast, kind)
    for name in ("ada", "ben"):
        cast.store.do(profiles.change, ChangeProfile(cast.team, replace(cast.profile(name), is_gone=True)))
    assert set(told(cast, kind)) == {None}
