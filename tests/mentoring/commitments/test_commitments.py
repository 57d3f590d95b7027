"""Commitments: who does what by when; seen by the pair, settled by their owner, once."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event

from mentoring import checkins, home
from mentoring.checkins import CheckInDraft, KeepCheckIn
from mentoring.commitments import commands
from mentoring.commitments.commands import AddCommitment, PutOff
from mentoring.commitments.queries import open_in
from mentoring.commitments.rules import (
    RISK_LIMIT,
    WHAT_LIMIT,
    CommitmentDayHasPassed,
    CommitmentIsSettled,
    CommitmentTooFarAhead,
    OneOfYouPlease,
    PairCommitments,
    Promise,
    SayWhatYouCommitTo,
    TheirsToSettle,
)
from mentoring.errors import NotInThisPair, PairHasEnded, Refusal
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.participants import InPair
from mentoring.sessions import queries
from mentoring.sessions.queries import InSession
from mentoring.states import CommitmentState, Visibility
from mentoring.typed import TextTooLong
from models import Commitment, OutboxAct, Pair, Session
from tests.factories.cast import Cast, receipt
from tests.mentoring.commitments.promises import FRIDAY, add, adding, begun, kept, one, session_of
from tests.mentoring.delivery.waiting import deliver_all


def test_one_is_seen_by_the_pair_on_the_card_and_by_everybody_of_it_on_home(each_cast: Cast) -> None:
    begun(each_cast)
    each_cast.store.do(commands.add, adding(each_cast, "ada", " Ship the draft ", whose="ben", risk="No reviewer"))
    view = each_cast.store.do(queries.look, InSession(each_cast.actor("ada"), session_of(each_cast)))
    [line] = view.commitments
    assert (line.whose.name, line.what, line.risk, line.due_on) == ("Ben", "Ship the draft", "No reviewer", FRIDAY)
    for name in ("ada", "ben"):
        [pair] = each_cast.store.do(home.glance, each_cast.actor(name)).pairs
        assert pair.commitments == (line,)


def test_the_form_proposes_the_day_the_pair_meets_next(each_cast: Cast) -> None:
    begun(each_cast)
    form = each_cast.store.do(commands.form, InSession(each_cast.actor("ben"), session_of(each_cast)))
    assert form.due_on == date(2026, 3, 18), "a fortnight after the session under way"
    assert (form.me.name, [other.name for other in form.others]) == ("Ben", ["Ada"])


def test_a_submission_delivered_four_times_is_kept_once(each_cast: Cast) -> None:
    begun(each_cast)
    command = adding(each_cast, "ada")
    lines = {each_cast.store.do(commands.add, command) for _ in range(4)}
    assert len(lines) == 1
    assert kept(each_cast).id == lines.pop().id


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"what": "  "}, SayWhatYouCommitTo, "what"),
        ({"what": "x" * (WHAT_LIMIT + 1)}, TextTooLong, "what"),
        ({"risk": "x" * (RISK_LIMIT + 1)}, TextTooLong, "risk"),
        ({"whose": "eve"}, OneOfYouPlease, "whose"),
        ({"due_on": date(2026, 3, 1)}, CommitmentDayHasPassed, "due_on"),
        ({"due_on": date(2028, 3, 1)}, CommitmentTooFarAhead, "due_on"),
    ],
)
def test_what_does_not_fit_is_refused_on_its_field(
    cast: Cast, change: dict[str, str], refusal: type[Refusal], field: str
) -> None:
    begun(cast)
    with pytest.raises(refusal) as refused:
        cast.store.do(commands.add, adding(cast, "ada", **change))  # type: ignore[arg-type]  # one of many fields
    assert refused.value.field == field
    assert cast.store.rows(Commitment) == []


def test_only_its_owner_settles_it_and_the_other_sees_it(each_cast: Cast) -> None:
    pair_id = begun(each_cast)
    line = add(each_cast, "ada")
    for act in (commands.done, commands.drop, commands.confirm):
        with pytest.raises(TheirsToSettle):
            each_cast.store.do(act, one(each_cast, "ben", line))
    with pytest.raises(TheirsToSettle):
        each_cast.store.do(commands.put_off, PutOff(each_cast.actor("ben"), line.id, None, receipt()))
    seen: PairCommitments = each_cast.store.do(commands.look, InPair(each_cast.actor("ben"), pair_id))
    assert (seen.mine, seen.theirs) == ((), (line,))
    assert kept(each_cast).state is CommitmentState.OPEN


@pytest.mark.parametrize(("act", "state"), [(commands.done, "done"), (commands.drop, "dropped")])
def test_a_tap_settles_it_once_and_the_other_tap_comes_too_late(each_cast: Cast, act: object, state: str) -> None:
    begun(each_cast)
    line = add(each_cast, "ada")
    other = commands.drop if act is commands.done else commands.done
    for _ in range(4):
        left: PairCommitments = each_cast.store.do(act, one(each_cast, "ada", line))  # type: ignore[arg-type]  # one of two
        assert left.lines == ()
    row = kept(each_cast)
    assert (row.state, row.settled_at, row.look_at) == (state, each_cast.store.clock.now(), None)
    with pytest.raises(CommitmentIsSettled):
        each_cast.store.do(other, one(each_cast, "ada", line))
    with pytest.raises(CommitmentIsSettled):
        each_cast.store.do(commands.put_off, PutOff(each_cast.actor("ada"), line.id, None, receipt()))


def test_later_moves_it_by_three_working_days_once_a_tap(each_cast: Cast) -> None:
    begun(each_cast)
    line = add(each_cast, "ada")
    tap = PutOff(each_cast.actor("ada"), line.id, None, receipt())
    for _ in range(4):
        each_cast.store.do(commands.put_off, tap)
    assert kept(each_cast).due_on == date(2026, 3, 11), "Friday and three working days are Wednesday"
    each_cast.store.do(commands.put_off, PutOff(each_cast.actor("ada"), line.id, date(2026, 3, 20), receipt()))
    assert kept(each_cast).due_on == date(2026, 3, 20)
    with pytest.raises(CommitmentDayHasPassed):
        each_cast.store.do(commands.put_off, PutOff(each_cast.actor("ada"), line.id, date(2026, 3, 1), receipt()))


def test_one_long_overdue_is_put_off_from_today(each_cast: Cast) -> None:
    begun(each_cast)
    line = add(each_cast, "ada")
    each_cast.store.clock.advance(days=14)
    each_cast.store.do(commands.put_off, PutOff(each_cast.actor("ada"), line.id, None, receipt()))
    assert kept(each_cast).due_on == date(2026, 3, 19)


def test_what_was_proposed_counts_only_once_its_owner_says_yes(each_cast: Cast) -> None:
    pair_id = begun(each_cast)
    line = add(each_cast, "ada")
    with each_cast.store.transaction() as uow:
        row = uow.db.merge(kept(each_cast))
        row.state, row.look_at = CommitmentState.PROPOSED, None
    with each_cast.store.transaction() as uow:
        pair = uow.db.get_one(Pair, {"workspace_id": each_cast.workspace_id, "id": pair_id})
        assert open_in(pair, uow) == ()
    for _ in range(2):
        [left] = each_cast.store.do(commands.confirm, one(each_cast, "ada", line)).lines
        assert left.state is CommitmentState.OPEN
    assert kept(each_cast).look_at is not None


def test_every_change_edits_the_card_where_it_stands(each_cast: Cast) -> None:
    begun(each_cast)
    deliver_all(each_cast)
    line = add(each_cast, "ada")
    [added] = deliver_all(each_cast)
    each_cast.store.do(commands.done, one(each_cast, "ada", line))
    [done] = deliver_all(each_cast)
    assert [(each.dispatch.kind, each.dispatch.act) for each in (added, done)] == [
        ("session_card", OutboxAct.REFRESH)
    ] * 2


def test_a_stranger_cannot_and_in_an_ended_pair_nobody_can(each_cast: Cast) -> None:
    pair_id = begun(each_cast)
    line = add(each_cast, "ada")
    each_cast.chartered("eve", "finn")
    with pytest.raises(NotInThisPair):
        each_cast.store.do(commands.done, one(each_cast, "eve", line))
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    with pytest.raises(PairHasEnded):
        each_cast.store.do(commands.done, one(each_cast, "ada", line))
    another = AddCommitment(
        each_cast.actor("ada"), each_cast.store.rows(Session)[0].id, Promise("x"), "UADA", FRIDAY, receipt()
    )
    with pytest.raises(PairHasEnded):
        each_cast.store.do(commands.add, another)


def next_step(cast: Cast, pair_id: UUID, visibility: Visibility, **draft: object) -> KeepCheckIn:
    typed = CheckInDraft("It moved", **draft)  # type: ignore[arg-type]  # some of its fields
    return KeepCheckIn(cast.actor("ada"), pair_id, typed, visibility, receipt())


def test_a_shared_check_ins_next_step_is_its_takers_commitment_once(each_cast: Cast) -> None:
    pair_id = begun(each_cast)
    step = next_step(
        each_cast, pair_id, Visibility.SHARED, next_step="Ask support", next_step_who="UBEN", next_step_by=FRIDAY
    )
    for _ in range(4):
        each_cast.store.do(checkins.keep, step)
    row = kept(each_cast)
    assert (row.session_id, row.due_on, row.state) == (None, FRIDAY, CommitmentState.OPEN)
    with each_cast.store.transaction() as uow:
        pair = uow.db.get_one(Pair, {"workspace_id": each_cast.workspace_id, "id": pair_id})
        [line] = open_in(pair, uow)
    assert (line.whose.name, line.what) == ("Ben", "Ask support")
    each_cast.store.do(commands.done, one(each_cast, "ben", line))


def test_a_private_check_ins_next_step_and_one_that_nobody_takes_bind_nobody(each_cast: Cast) -> None:
    pair_id = begun(each_cast)
    for step in (
        next_step(each_cast, pair_id, Visibility.PRIVATE, next_step="Ask support", next_step_who="UADA"),
        next_step(each_cast, pair_id, Visibility.SHARED, next_step="Ask support"),
        next_step(each_cast, pair_id, Visibility.SHARED, next_step_who="UADA"),
    ):
        each_cast.store.do(checkins.keep, step)
    assert each_cast.store.rows(Commitment) == []


def test_a_check_in_without_a_next_step_never_touches_commitments(each_cast: Cast) -> None:
    pair_id = begun(each_cast)
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    engine = each_cast.store.database.engine
    event.listen(engine, "before_cursor_execute", note)
    each_cast.store.do(checkins.keep, next_step(each_cast, pair_id, Visibility.SHARED))
    event.remove(engine, "before_cursor_execute", note)
    assert seen
    assert not [each for each in seen if "commitments" in each]


def test_what_a_person_wrote_is_sealed(each_cast: Cast) -> None:
    begun(each_cast)
    add(each_cast, "ada", "a secret plan")
    assert "a secret plan" not in repr(each_cast.store.contents())
    assert kept(each_cast).look_at is not None
    assert kept(each_cast).look_at == each_cast.store.clock.now() + timedelta(days=3, minutes=30)
