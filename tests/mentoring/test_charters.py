"""The charter: written by either, signed by each, in force when all have, and never changed under a signature."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from msgspec.structs import replace

from mentoring.charters import commands as charters
from mentoring.charters import queries
from mentoring.charters.commands import Basis, SignCharter, WriteCharter
from mentoring.charters.rules import FIELD_LIMIT, CharterMovedOn, CharterText, SayThisFirst, TooLong
from mentoring.errors import NotInThisPair, PairHasEnded
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.participants import InPair
from mentoring.states import CharterVersionState
from models import AuditEntry, CharterVersion, Consent, ConsentKind, OutboxAct, OutboxRow, Schedule, Signature
from tests.factories.cast import TEXT, Cast, receipt

OTHER = replace(TEXT, purpose="Something else altogether.")


def states(cast: Cast) -> list[tuple[int, CharterVersionState]]:
    return [(row.number, row.state) for row in sorted(cast.store.rows(CharterVersion), key=lambda row: row.number)]


def posts(cast: Cast, kind: NoticeKind) -> list[OutboxRow]:
    return [row for row in cast.store.rows(OutboxRow) if row.kind == kind and row.act is OutboxAct.POST]


def mark_sent(cast: Cast) -> None:
    """As if everything had been posted, so that later acts may draw it anew."""
    with cast.store.transaction() as uow:
        for row in uow.db.query(OutboxRow):
            row.state, row.channel_id, row.message_ts = "sent", "C1", "1.1"  # type: ignore[assignment]  # the column takes its value


def test_a_blank_page_is_opened_by_either(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    for name in ("ada", "ben"):
        page = cast.page(name, pair_id)
        assert (page.written, page.number_in_force, page.ended) == (None, None, False)
        assert page.me.user_id == cast.actor(name).user_id


@pytest.mark.parametrize("field", ["purpose", "success"])
@pytest.mark.parametrize("blank", ["", "  \n "])
def test_purpose_and_measure_are_required(cast: Cast, field: str, blank: str) -> None:
    pair_id = cast.pair("ada", "ben")
    with pytest.raises(SayThisFirst) as refused:
        cast.write("ada", pair_id, replace(TEXT, **{field: blank}))
    assert refused.value.field == field
    assert cast.page("ada", pair_id).written is None


@pytest.mark.parametrize("field", ["baseline", "confidentiality", "tools", "cadence", "norms"])
def test_everything_else_may_be_left_empty(cast: Cast, field: str) -> None:
    pair_id = cast.pair("ada", "ben")
    assert cast.write("ada", pair_id, replace(TEXT, **{field: ""})).written


@pytest.mark.parametrize("field", CharterText.__struct_fields__)
def test_a_field_that_runs_over_is_refused_beside_it(cast: Cast, field: str) -> None:
    pair_id = cast.pair("ada", "ben")
    assert cast.write("ada", pair_id, replace(TEXT, **{field: "x" * FIELD_LIMIT})).written
    with pytest.raises(TooLong) as refused:
        cast.write("ada", pair_id, replace(TEXT, **{field: "x" * (FIELD_LIMIT + 1)}))
    assert (refused.value.field, refused.value.facts) == (field, {"length": FIELD_LIMIT + 1, "limit": FIELD_LIMIT})


def test_either_may_edit_until_the_first_signature(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    cast.write("ada", pair_id)
    page = cast.write("ben", pair_id, OTHER)
    assert page.written is not None
    assert (page.written.number, page.written.revision, page.written.text) == (1, 2, OTHER)
    assert not page.written.is_settled


def test_the_same_text_again_changes_nothing(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    cast.write("ada", pair_id)
    before = cast.store.contents()
    cast.store.do(charters.write, WriteCharter(cast.actor("ada"), pair_id, TEXT, None))
    cast.write("ben", pair_id, replace(TEXT, purpose=f"  {TEXT.purpose}\n"))
    assert cast.store.contents() == before


def test_two_writers_never_overwrite_each_other_unseen(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    cast.write("ada", pair_id)
    seen = cast.basis("ben", pair_id)
    cast.write("ada", pair_id, OTHER)
    with pytest.raises(CharterMovedOn):
        cast.store.do(charters.write, WriteCharter(cast.actor("ben"), pair_id, replace(TEXT, norms="Mine."), seen))
    page = cast.page("ada", pair_id)
    assert page.written is not None
    assert page.written.text == OTHER


def test_of_two_blank_pages_saved_the_second_is_refused(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    cast.write("ada", pair_id)
    with pytest.raises(CharterMovedOn):
        cast.store.do(charters.write, WriteCharter(cast.actor("ben"), pair_id, OTHER, None))


def test_it_is_in_force_when_all_signed_and_the_pair_is_told_once(each_cast: Cast) -> None:
    pair_id = each_cast.pair("ada", "ben")
    each_cast.write("ada", pair_id)
    page = each_cast.sign("ada", pair_id)
    assert page.i_signed
    assert page.number_in_force is None
    assert len(posts(each_cast, NoticeKind.CHARTER_TO_SIGN)) == 1
    page = each_cast.sign("ben", pair_id)
    assert page.number_in_force == 1
    each_cast.sign("ben", pair_id)
    each_cast.sign("ada", pair_id)
    assert states(each_cast) == [(1, CharterVersionState.IN_FORCE)]
    assert len(posts(each_cast, NoticeKind.CHARTER_IN_FORCE)) == 1
    assert len(each_cast.store.rows(Signature)) == 2
    assert [row.kind for row in each_cast.store.rows(Consent)].count(ConsentKind.CHARTER) == 2
    assert len(each_cast.store.rows(Schedule)) == 2


def test_signing_again_changes_nothing(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    cast.write("ada", pair_id)
    cast.sign("ada", pair_id)
    before = cast.store.contents()
    cast.store.clock.advance(minutes=1)
    cast.sign("ada", pair_id)
    assert cast.store.contents() == before


def test_nobody_signs_a_text_they_were_not_shown(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    cast.write("ada", pair_id)
    shown = cast.basis("ben", pair_id)
    cast.write("ada", pair_id, OTHER)
    for basis in (shown, None):
        with pytest.raises(CharterMovedOn):
            cast.store.do(charters.sign, SignCharter(cast.actor("ben"), pair_id, basis))
    assert cast.store.rows(Signature) == []


def test_there_is_nothing_to_sign_on_a_blank_page(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    with pytest.raises(NotInThisPair):
        cast.store.do(charters.sign, SignCharter(cast.actor("ada"), pair_id, None))


def test_an_edit_after_a_signature_begins_a_version_that_all_sign_again(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    cast.write("ada", pair_id)
    cast.sign("ada", pair_id)
    page = cast.write("ben", pair_id, OTHER)
    assert page.written is not None
    assert (page.written.number, page.written.revision, page.written.is_settled) == (2, 1, False)
    assert states(cast) == [(1, CharterVersionState.REPLACED), (2, CharterVersionState.OPEN)]
    cast.sign("ben", pair_id)
    assert cast.page("ada", pair_id).number_in_force is None
    cast.sign("ada", pair_id)
    assert cast.page("ada", pair_id).number_in_force == 2


def test_the_version_in_force_stays_until_its_successor_is_signed_by_all(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    cast.write("ben", pair_id, OTHER)
    cast.sign("ben", pair_id)
    page = cast.page("ada", pair_id)
    assert page.number_in_force == 1
    assert states(cast) == [(1, CharterVersionState.IN_FORCE), (2, CharterVersionState.OPEN)]
    cast.sign("ada", pair_id)
    assert states(cast) == [(1, CharterVersionState.REPLACED), (2, CharterVersionState.IN_FORCE)]


def test_the_replaced_card_is_drawn_anew_and_unpinned_and_the_rhythm_goes_on(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    mark_sent(cast)
    rhythm = [(row.id, row.next_due_at) for row in cast.store.rows(Schedule)]
    cast.agree(pair_id, "ada", "ben", text=OTHER)
    [old, new] = posts(cast, NoticeKind.CHARTER_IN_FORCE)
    acts = {(row.act, row.about_id) for row in cast.store.rows(OutboxRow) if row.act is not OutboxAct.POST}
    assert {(OutboxAct.REFRESH, old.id), (OutboxAct.UNPIN, old.id)} <= acts
    assert new.id not in {about for _, about in acts}
    assert [(row.id, row.next_due_at) for row in cast.store.rows(Schedule)] == rhythm


def test_signed_words_stay_as_they_were(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    [signed] = [row.sealed_text for row in cast.store.rows(CharterVersion)]
    cast.agree(pair_id, "ben", "ada", text=OTHER)
    assert next(row.sealed_text for row in cast.store.rows(CharterVersion) if row.number == 1) == signed


def test_a_stranger_reads_writes_and_signs_nothing(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    cast.chartered("eve", "finn")
    shown = cast.basis("ada", pair_id)
    before = cast.store.contents()
    with pytest.raises(NotInThisPair):
        cast.page("eve", pair_id)
    with pytest.raises(NotInThisPair):
        cast.store.do(charters.write, WriteCharter(cast.actor("eve"), pair_id, OTHER, shown))
    with pytest.raises(NotInThisPair):
        cast.store.do(charters.sign, SignCharter(cast.actor("eve"), pair_id, shown))
    assert cast.store.contents() == before


def test_somebody_who_has_not_accepted_yet_writes_nothing(cast: Cast) -> None:
    pair_id = cast.invitation("ada", "ben")
    for name in ("ada", "ben"):
        with pytest.raises(NotInThisPair):
            cast.store.do(charters.write, WriteCharter(cast.actor(name), pair_id, TEXT, None))


def test_somebody_who_was_only_asked_opens_nothing(cast: Cast) -> None:
    pair_id = cast.invitation("ada", "ben")
    assert cast.page("ada", pair_id).written is None
    with pytest.raises(NotInThisPair):
        cast.page("ben", pair_id)


def test_after_the_end_it_is_read_and_neither_written_nor_signed(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    cast.write("ada", pair_id, OTHER)
    cast.store.do(pairs.leave, LeavePair(cast.actor("ada"), pair_id, receipt()))
    page = cast.page("ben", pair_id)
    assert page.ended
    assert page.written is not None
    assert (page.written.text, page.still_in_force) == (TEXT, None), "the one all signed, not the last proposal"
    with pytest.raises(PairHasEnded):
        cast.write("ben", pair_id)
    with pytest.raises(PairHasEnded):
        cast.sign("ben", pair_id)


def test_a_triad_needs_three_signatures_and_its_card_is_drawn_anew_for_each(cast: Cast) -> None:
    pair_id = cast.triad("ada", "ben", "cleo")
    cast.write("ben", pair_id)
    cast.sign("ben", pair_id)
    mark_sent(cast)
    assert cast.sign("cleo", pair_id).number_in_force is None
    drawn = [row for row in cast.store.rows(OutboxRow) if row.act is OutboxAct.REFRESH]
    assert [row.kind for row in drawn] == [NoticeKind.CHARTER_TO_SIGN]
    assert cast.sign("ada", pair_id).number_in_force == 1
    assert len(cast.store.rows(Schedule)) == 3


def test_the_trail_names_acts_and_never_words(cast: Cast) -> None:
    cast.chartered("ada", "ben")
    entries = [str(row.action) for row in cast.store.rows(AuditEntry)]
    assert entries == [
        "pair.proposed",
        "pair.accepted",
        "charter.written",
        "charter.signed",
        "charter.signed",
        "charter.in_force",
    ]


@pytest.mark.parametrize("rounds", [10])
def test_both_last_signatures_at_one_instant_bring_it_into_force_once(each_cast: Cast, rounds: int) -> None:
    with ThreadPoolExecutor(2) as threads:
        for turn in range(rounds):
            names = (f"ada{turn}", f"ben{turn}")
            pair_id = each_cast.pair(*names)
            each_cast.write(names[0], pair_id)
            basis = each_cast.basis(names[0], pair_id)
            start = Barrier(2)

            def sign(name: str, pair_id: UUID = pair_id, basis: Basis | None = basis, start: Barrier = start) -> int:
                command = SignCharter(each_cast.actor(name), pair_id, basis)
                start.wait()
                return each_cast.store.do(charters.sign, command).number_in_force or 0

            assert sorted(threads.map(sign, names)) == [0, 1]
            page = each_cast.store.do(queries.open_page, InPair(each_cast.actor(names[0]), pair_id))
            assert page.number_in_force == 1
    told = posts(each_cast, NoticeKind.CHARTER_IN_FORCE)
    assert len(told) == len({row.pair_id for row in told}) == rounds
