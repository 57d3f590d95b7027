"""Reminders: to the owner alone, in working hours, at most two each, and one message a day for all that is due."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from mentoring import courses, outbox
from mentoring.commitments import commands, nudges
from mentoring.commitments.commands import PutOff
from mentoring.commitments.nudges import SnoozeNudge
from mentoring.commitments.rules import DueCommitments, next_nudge
from mentoring.delivery import claims
from mentoring.delivery.steps import LookAhead
from mentoring.mornings import working_days_after
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.schedules import PlanDue
from mentoring.sessions import commands as session_commands
from mentoring.sessions.commands import MoveSession
from mentoring.states import CommitmentState, OutboxAct
from mentoring.working_time import Hours
from models import OutboxRow, OutboxState, Participant, Session
from tests.factories.cast import Cast, receipt
from tests.mentoring.commitments.promises import FRIDAY, add, adding, kept, one
from tests.mentoring.delivery.waiting import deliver_all

LISBON = Hours("Europe/Lisbon", 9 * 60, 17 * 60, "PT")


def at(day: int, hour: int = 10, minute: int = 30) -> datetime:
    """A moment of March 2026, in which Lisbon has no summer time until the 29th."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def reminders(cast: Cast, act: OutboxAct = OutboxAct.POST) -> list[tuple[str, DueCommitments]]:
    """What is sent now, and to whom."""
    while cast.store.do(courses.plan_due, PlanDue(cast.workspace_id)).advanced:
        pass
    return [
        (each.dispatch.address.user_id, each.dispatch.notice)  # type: ignore[union-attr]  # a reminder is a DM
        for each in deliver_all(cast)
        if isinstance(each.dispatch.notice, DueCommitments) and each.dispatch.act is act
    ]


def lived(cast: Cast, until: datetime) -> list[tuple[datetime, str, list[str]]]:
    """Let the hours pass; what came, when and to whom."""
    came = []
    while True:
        for user_id, notice in reminders(cast):
            came.append((cast.store.clock.now(), user_id, [each.line.what for each in notice.lines]))
        now = cast.store.clock.now()
        moments = [row.due_at for row in cast.store.rows(OutboxRow) if row.state is OutboxState.PENDING]
        next_due_at = cast.store.do(claims.outlook, LookAhead(cast.workspace_id)).next_due_at
        moments = [moment for moment in (*moments, next_due_at, until) if moment]
        ahead = min((moment for moment in moments if moment > now), default=until)
        if ahead > until or now >= until:
            return came
        cast.store.clock.set(ahead)


def unhurried(cast: Cast) -> UUID:
    """A pair that meets in two months: no prep and no close takes a day's one message."""
    pair_id = cast.chartered("ada", "ben")
    [session] = cast.store.rows(Session)
    moved = MoveSession(cast.actor("ada"), session.id, session.revision, at(2) + timedelta(days=60))
    cast.store.do(session_commands.move, moved)
    return pair_id


def person(cast: Cast, name: str, **values: object) -> None:
    with cast.store.transaction() as uow:
        row = uow.db.query(Participant).filter_by(slack_user_id=cast.profile(name).user_id).one()
        for key, value in values.items():
            setattr(row, key, value)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2026, 3, 6), [at(5), at(6)]),
        (date(2026, 3, 9), [at(6), at(9)]),
        (date(2026, 3, 8), [at(6), at(9)]),
        (date(2026, 4, 6), [datetime(2026, 4, 2, 9, 30, tzinfo=UTC), datetime(2026, 4, 6, 9, 30, tzinfo=UTC)]),
        (None, []),
    ],
    ids=["Friday", "Monday, so Friday before", "Sunday", "over Good Friday, in summer time", "no day"],
)
def test_reminders_come_on_the_working_day_before_and_when_due(due_on: date | None, expected: list[datetime]) -> None:
    moments: list[datetime] = []
    now = at(2)
    while (moment := next_nudge(due_on, len(moments), LISBON, now)) is not None:
        moments.append(moment)
        now = moment
    assert moments == expected


def test_working_days_skip_the_weekend_and_holidays() -> None:
    assert working_days_after(date(2026, 4, 1), 3, "PT") == date(2026, 4, 7)


def test_the_owner_alone_is_told_twice_and_then_there_is_silence(each_cast: Cast) -> None:
    unhurried(each_cast)
    add(each_cast, "ben")
    assert lived(each_cast, at(20)) == [(at(5), "UBEN", ["Ship the draft"]), (at(6), "UBEN", ["Ship the draft"])]
    assert kept(each_cast).state is CommitmentState.OPEN, "the card keeps it"


def test_all_that_is_due_comes_in_one_message(each_cast: Cast) -> None:
    unhurried(each_cast)
    for what in ("first", "second", "third"):
        add(each_cast, "ada", what)
    add(each_cast, "ada", "tomorrow’s", date(2026, 3, 9))
    add(each_cast, "ben", "Ben’s")
    came = lived(each_cast, at(6, 8, 0))
    assert sorted((user_id, what) for _, user_id, what in came) == [
        ("UADA", ["first", "second", "third"]),
        ("UBEN", ["Ben’s"]),
    ]
    came = lived(each_cast, at(6))
    assert sorted(what for _, _, what in came) == [["Ben’s"], ["first", "second", "third", "tomorrow’s"]]


def test_what_was_settled_meanwhile_is_not_told_and_with_nothing_left_nothing_comes(each_cast: Cast) -> None:
    unhurried(each_cast)
    line, other = add(each_cast, "ada"), add(each_cast, "ada", "other")
    each_cast.store.clock.set(at(5))
    while each_cast.store.do(courses.plan_due, PlanDue(each_cast.workspace_id)).advanced:
        pass
    each_cast.store.do(commands.done, one(each_cast, "ada", line))
    each_cast.store.do(commands.drop, one(each_cast, "ada", other))
    assert reminders(each_cast) == []


def test_a_tap_in_the_message_edits_it(each_cast: Cast) -> None:
    unhurried(each_cast)
    line, _ = add(each_cast, "ada"), add(each_cast, "ada", "other")
    each_cast.store.clock.set(at(5))
    [(_, told)] = reminders(each_cast)
    assert told.again_at == at(6)
    each_cast.store.do(commands.done, one(each_cast, "ada", line))
    [(_, stands)] = reminders(each_cast, OutboxAct.REFRESH)
    assert [each.line.state for each in stands.lines] == [CommitmentState.DONE, CommitmentState.OPEN]


def test_the_later_message_takes_the_buttons_from_the_earlier_one(each_cast: Cast) -> None:
    unhurried(each_cast)
    add(each_cast, "ada")
    lived(each_cast, at(6, 8, 0))
    each_cast.store.clock.set(at(6))
    [(_, earlier)] = reminders(each_cast, OutboxAct.REFRESH)
    assert (earlier.day, earlier.lines) == (date(2026, 3, 5), ())


def test_put_off_it_is_told_of_anew_around_its_new_day(each_cast: Cast) -> None:
    unhurried(each_cast)
    line = add(each_cast, "ada")
    each_cast.store.clock.set(at(5))
    assert len(reminders(each_cast)) == 1
    each_cast.store.do(commands.put_off, PutOff(each_cast.actor("ada"), line.id, None, receipt()))
    assert [moment for moment, _, _ in lived(each_cast, at(25))] == [at(10), at(11)]


def test_a_snooze_brings_the_last_one_back_on_the_next_working_day_once_a_tap(each_cast: Cast) -> None:
    unhurried(each_cast)
    add(each_cast, "ada", due_on=date(2026, 3, 5))
    lived(each_cast, at(5))
    snooze = SnoozeNudge(each_cast.actor("ada"), date(2026, 3, 5))
    for _ in range(3):
        each_cast.store.do(nudges.snooze, snooze)
    [(_, stands)] = reminders(each_cast, OutboxAct.REFRESH)
    assert stands.again_at == at(6)
    assert [moment for moment, _, _ in lived(each_cast, at(25))] == [at(6)]


def test_what_was_asked_for_comes_although_the_week_had_its_three(each_cast: Cast) -> None:
    unhurried(each_cast)
    for day in (4, 5):
        add(each_cast, "ada", f"due on the {day}th", date(2026, 3, day))
    came = lived(each_cast, at(5))
    assert [moment for moment, _, _ in came] == [at(3), at(4), at(5)]
    each_cast.store.do(nudges.snooze, SnoozeNudge(each_cast.actor("ada"), date(2026, 3, 5)))
    add(each_cast, "ada", "of Monday", date(2026, 3, 9))
    assert lived(each_cast, at(6)) == [(at(6), "UADA", ["due on the 5th", "of Monday"])]


def test_a_stranger_who_snoozes_moves_nobody(each_cast: Cast) -> None:
    unhurried(each_cast)
    add(each_cast, "ada")
    lived(each_cast, at(6))
    each_cast.store.do(nudges.snooze, SnoozeNudge(each_cast.actor("ben"), FRIDAY))
    assert kept(each_cast).look_at is None


def test_the_paused_and_the_quiet_are_reminded_when_they_are_back_and_only_once(each_cast: Cast) -> None:
    unhurried(each_cast)
    add(each_cast, "ada")
    add(each_cast, "ben")
    person(each_cast, "ada", paused_until=date(2026, 3, 15))
    person(each_cast, "ben", quiet_until=at(5, 14, 0))
    came = [(moment, user_id) for moment, user_id, _ in lived(each_cast, at(25))]
    assert came == [(at(5, 14, 0), "UBEN"), (at(6), "UBEN"), (at(16, 9, 0), "UADA")]


def test_whoever_moved_is_reminded_in_the_hours_of_where_they_are(each_cast: Cast) -> None:
    unhurried(each_cast)
    add(each_cast, "ada")
    person(each_cast, "ada", slack_zone="America/New_York", country="US")
    assert [moment for moment, _, _ in lived(each_cast, at(7))] == [at(5, 14, 0), at(6, 15, 30)], (
        "nine and half past ten"
    )


def test_nobody_is_reminded_at_night_or_on_a_holiday(each_cast: Cast) -> None:
    unhurried(each_cast)
    add(each_cast, "ada", due_on=date(2026, 3, 12))
    each_cast.store.clock.set(at(11, 22, 0))
    assert reminders(each_cast) == []
    assert [moment for moment, _, _ in lived(each_cast, at(25))] == [at(12, 9, 0)]


def listing(cast: Cast, kind: NoticeKind, membership_id: UUID, due_at: datetime) -> None:
    """A message that lists what Ada has open in one pair; it was sent."""
    with cast.store.transaction() as uow:
        ada = uow.db.query(Participant).filter_by(slack_user_id="UADA").one()
        key, facts = f"listing:{uuid4()}", {"membership_id": str(membership_id)}
        outbox.post(ada.workspace_id, kind, key, ToPerson(ada.id), facts, uow, due_at=due_at, keep_until=at(30))
        uow.db.query(OutboxRow).filter_by(dedup_key=key).update({"state": OutboxState.SENT})


def asked_for(cast: Cast) -> list[date]:
    """The days for which a reminder was asked."""
    return [date.fromisoformat(row.facts["day"]) for row in cast.store.rows(OutboxRow) if row.kind == "commitments_due"]


@pytest.mark.parametrize("kind", nudges.LISTING)
def test_a_message_of_the_day_that_lists_them_is_enough(each_cast: Cast, kind: NoticeKind) -> None:
    unhurried(each_cast)
    add(each_cast, "ada")
    listing(each_cast, kind, kept(each_cast).membership_id, at(5, 11, 0))
    listing(each_cast, kind, uuid4(), at(6, 11, 0))
    assert lived(each_cast, at(6, 8, 0)) == []
    assert asked_for(each_cast) == []
    lived(each_cast, at(6))
    assert asked_for(each_cast) == [FRIDAY], "one about another pair lists nothing of this"


def test_one_that_had_to_wait_says_nothing_that_another_message_lists_meanwhile(each_cast: Cast) -> None:
    unhurried(each_cast)
    add(each_cast, "ada")
    each_cast.store.clock.set(at(5))
    while each_cast.store.do(courses.plan_due, PlanDue(each_cast.workspace_id)).advanced:
        pass
    [waiting] = [row for row in each_cast.store.rows(OutboxRow) if row.kind == "commitments_due"]
    with each_cast.store.transaction() as uow:
        assert nudges.due(waiting, uow) is not None
    listing(each_cast, NoticeKind.PREP, kept(each_cast).membership_id, at(5, 11, 0))
    with each_cast.store.transaction() as uow:
        assert nudges.due(waiting, uow) is None


def test_after_the_pair_has_ended_or_its_owner_has_gone_nothing_comes(each_cast: Cast) -> None:
    pair_id = unhurried(each_cast)
    add(each_cast, "ada")
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    assert lived(each_cast, at(10)) == []
    assert kept(each_cast).look_at is None


def test_one_made_on_its_own_day_needs_no_reminder(each_cast: Cast) -> None:
    unhurried(each_cast)
    each_cast.store.do(commands.add, adding(each_cast, "ada", due_on=each_cast.store.clock.now().date()))
    assert lived(each_cast, at(2) + timedelta(days=9)) == []
