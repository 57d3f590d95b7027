"""A transcript: only while each agrees, for one session, read once and never kept."""

import pytest

from mentoring.commitments import commands as commitments
from mentoring.commitments.commands import OneCommitment
from mentoring.commitments.rules import TheirsToSettle
from mentoring.errors import NotInThisPair, PairHasEnded, Refusal
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.sessions import commands as sessions
from mentoring.sessions.queries import InSession
from mentoring.transcripts import commands
from mentoring.transcripts.commands import Decide, Fetch, HandIn, Settled, SettleOwners
from mentoring.transcripts.reading import Proposal, proposals
from mentoring.transcripts.rules import (
    NotEverybodyAgrees,
    Proposed,
    TranscriptIsIn,
    TranscriptPage,
    TranscriptTooEarly,
    TranscriptTooLate,
)
from models import Commitment, CommitmentState, Consent, ConsentKind, Session, Transcript
from tests.factories.cast import Cast, receipt

SPOKEN = "Ada: I will send the canary draft by Friday.\nBen: I'll test it on canary tickets.\nNext step: canary numbers"

FOUND = (Proposal("Send the canary draft", None, None),)


def of(cast: Cast, name: str) -> InSession:
    return InSession(cast.actor(name), cast.store.rows(Session)[0].id)


def decide(cast: Cast, name: str, *, agrees: bool = True, click: str = "") -> TranscriptPage:
    command = Decide(cast.actor(name), of(cast, name).session_id, agrees, click or receipt())
    return cast.store.do(commands.decide, command)


def hand_in(cast: Cast, name: str = "ada", file_id: str = "F1", text: str = SPOKEN) -> Proposed:
    actor, session_id = cast.actor(name), of(cast, name).session_id
    read_for = cast.store.do(commands.may_fetch, Fetch(actor, session_id, file_id))
    found = proposals(text, read_for.names, read_for.met_on)
    return cast.store.do(commands.hand_in, HandIn(actor, session_id, file_id, found))


def met(cast: Cast) -> None:
    """A pair that has met."""
    cast.chartered("ada", "ben")
    cast.store.do(sessions.end, of(cast, "ada"))


def agreed(cast: Cast) -> None:
    met(cast)
    decide(cast, "ada")
    decide(cast, "ben")


def promises(cast: Cast) -> list[Commitment]:
    return cast.store.rows(Commitment)


def test_when_each_agreed_promises_are_proposed_and_the_text_is_gone(each_cast: Cast) -> None:
    agreed(each_cast)
    result = hand_in(each_cast)
    assert (result.count, [each.what for each in result.unclear]) == (2, ["Canary numbers"])
    assert {row.state for row in promises(each_cast)} == {CommitmentState.PROPOSED}
    assert all(row.look_at is None for row in promises(each_cast)), "nobody is reminded of what they never confirmed"
    [record] = each_cast.store.rows(Transcript)
    assert record.erased_at == record.received_at == each_cast.store.clock.now()
    assert "canary" not in repr(each_cast.store.contents()).lower()


def test_each_confirms_their_own_alone(each_cast: Cast) -> None:
    agreed(each_cast)
    hand_in(each_cast)
    mine, *_ = [row for row in promises(each_cast) if row.due_on is not None]
    with pytest.raises(TheirsToSettle):
        each_cast.store.do(commitments.confirm, OneCommitment(each_cast.actor("ben"), mine.id))
    each_cast.store.do(commitments.confirm, OneCommitment(each_cast.actor("ada"), mine.id))
    [confirmed] = [row for row in promises(each_cast) if row.state is CommitmentState.OPEN]
    assert confirmed.id == mine.id
    assert confirmed.look_at is not None


def test_a_yes_taken_back_while_the_file_is_read_closes_the_door(each_cast: Cast) -> None:
    agreed(each_cast)
    actor, session_id = each_cast.actor("ada"), of(each_cast, "ada").session_id
    each_cast.store.do(commands.may_fetch, Fetch(actor, session_id, "F1"))
    decide(each_cast, "ben", agrees=False)
    with pytest.raises(NotEverybodyAgrees):
        each_cast.store.do(commands.hand_in, HandIn(actor, session_id, "F1", FOUND))
    assert promises(each_cast) == []


def test_a_promise_of_somebody_outside_the_pair_is_nobodys(cast: Cast) -> None:
    agreed(cast)
    strangers = (Proposal("Send the canary draft", of(cast, "ada").session_id, None),)
    result = cast.store.do(commands.hand_in, HandIn(cast.actor("ada"), of(cast, "ada").session_id, "F1", strangers))
    assert ([each.whose for each in result.unclear], promises(cast)) == ([None], [])


def test_one_yes_is_not_enough_and_a_yes_taken_back_closes_the_door(each_cast: Cast) -> None:
    met(each_cast)
    assert decide(each_cast, "ada").stand.missing
    with pytest.raises(NotEverybodyAgrees):
        hand_in(each_cast)
    assert decide(each_cast, "ben").stand.is_ready
    each_cast.store.do(commands.may_hand_in, of(each_cast, "ada"))
    decide(each_cast, "ben", agrees=False)
    for attempt in (lambda: hand_in(each_cast), lambda: each_cast.store.do(commands.may_hand_in, of(each_cast, "ada"))):
        with pytest.raises(NotEverybodyAgrees):
            attempt()
    with pytest.raises(NotEverybodyAgrees):
        each_cast.store.do(commands.may_fetch, Fetch(each_cast.actor("ada"), of(each_cast, "ada").session_id, "F1"))
    assert each_cast.store.rows(Transcript) == []
    assert promises(each_cast) == []


def test_the_same_decision_again_adds_nothing_to_the_ledger(each_cast: Cast) -> None:
    met(each_cast)
    for agrees in (False, True, True, False, False):
        decide(each_cast, "ada", agrees=agrees)
    kept = [row for row in each_cast.store.rows(Consent) if row.kind is ConsentKind.TRANSCRIPT]
    assert len(kept) == 2


def test_a_click_delivered_again_after_its_opposite_changes_nothing(each_cast: Cast) -> None:
    met(each_cast)
    for click, agrees in (("give", True), ("give twice", True), ("take back", False)):
        decide(each_cast, "ada", agrees=agrees, click=click)
    for click in ("give", "give twice"):
        assert decide(each_cast, "ada", click=click).stand.agreed == ()
    assert len(decide(each_cast, "ada", click="give anew").stand.agreed) == 1
    assert len(decide(each_cast, "ada", agrees=False, click="take back").stand.agreed) == 1


def test_the_same_submission_four_times_is_read_once(each_cast: Cast) -> None:
    agreed(each_cast)
    results = {repr(hand_in(each_cast)) for _ in range(4)}
    assert len(results) == 1, "the answer to a second delivery is that to the first"
    assert len(promises(each_cast)) == 2
    assert len(each_cast.store.rows(Transcript)) == 1
    with pytest.raises(TranscriptIsIn):
        hand_in(each_cast, "ada", "F2")
    with pytest.raises(TranscriptIsIn):
        hand_in(each_cast, "ben", "F1")
    with pytest.raises(TranscriptIsIn):
        decide(each_cast, "ben", agrees=False)


def test_not_before_the_end_and_not_after_two_days(cast: Cast) -> None:
    cast.chartered("ada", "ben")
    decide(cast, "ada")
    decide(cast, "ben")
    with pytest.raises(TranscriptTooEarly):
        hand_in(cast)
    cast.store.do(sessions.end, of(cast, "ada"))
    cast.store.clock.advance(hours=48, seconds=1)
    with pytest.raises(TranscriptTooLate):
        hand_in(cast)


def test_a_yes_is_for_one_session_alone(cast: Cast) -> None:
    agreed(cast)
    cast.store.clock.advance(hours=49)
    ahead = [row for row in cast.store.rows(Session) if row.id != of(cast, "ada").session_id]
    for session in ahead:
        page = cast.store.do(commands.look, InSession(cast.actor("ada"), session.id))
        assert page.stand.agreed == ()


def test_whoever_handed_it_in_says_whose_the_rest_is(each_cast: Cast) -> None:
    agreed(each_cast)
    result = hand_in(each_cast)
    rest = (Settled(result.unclear[0].what, None, "UBEN"),)
    session_id = of(each_cast, "ada").session_id
    with pytest.raises(NotInThisPair):
        each_cast.store.do(commands.settle_owners, SettleOwners(each_cast.actor("ben"), session_id, rest, "r1"))
    for _ in range(3):
        each_cast.store.do(commands.settle_owners, SettleOwners(each_cast.actor("ada"), session_id, rest, "r1"))
    assert len(promises(each_cast)) == 3
    stranger = (Settled("Forged", None, "UEVE"),)
    with pytest.raises(NotInThisPair):
        each_cast.store.do(commands.settle_owners, SettleOwners(each_cast.actor("ada"), session_id, stranger, "r2"))


def test_a_day_that_has_passed_meanwhile_is_left_out(cast: Cast) -> None:
    agreed(cast)
    cast.store.clock.advance(hours=47)
    hand_in(cast, text="Ada: I will send the draft by tomorrow")
    assert [row.due_on for row in promises(cast)] == [None]


def test_an_ended_pair_and_strangers_hand_in_nothing(each_cast: Cast) -> None:
    agreed(each_cast)
    each_cast.chartered("eve", "finn")
    other = Cast(each_cast.store, "T2")
    other.chartered("ada", "ben")
    session_id = of(each_cast, "ada").session_id
    for actor in (each_cast.actor("eve"), each_cast.actor("nobody"), other.actor("ada")):
        with pytest.raises(NotInThisPair):
            each_cast.store.do(commands.hand_in, HandIn(actor, session_id, "F1", FOUND))
        with pytest.raises(NotInThisPair):
            each_cast.store.do(commands.decide, Decide(actor, session_id, True, receipt()))
    pair_id = each_cast.store.rows(Session)[0].pair_id
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    with pytest.raises(PairHasEnded):
        hand_in(each_cast)
    assert each_cast.store.rows(Transcript) == []


def test_no_refusal_and_no_command_says_what_was_said(cast: Cast) -> None:
    met(cast)
    command = HandIn(cast.actor("ada"), of(cast, "ada").session_id, "F1", FOUND)
    assert "canary" not in repr(command)
    with pytest.raises(Refusal) as refused:
        cast.store.do(commands.hand_in, command)
    assert "canary" not in f"{refused.value!r}{refused.value.facts}"
