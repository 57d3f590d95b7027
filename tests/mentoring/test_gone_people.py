"""Nothing is said to somebody whose Slack account is closed, whatever it is."""

import pytest
from msgspec.structs import replace

from mentoring import outbox, profiles
from mentoring.outbox import NoticeKind, ToMember, ToPerson
from mentoring.participants import ChangeProfile
from models import OutboxRow, OutboxState, Participant
from tests.factories.cast import Cast
from tests.mentoring.delivery.waiting import deliver_all, set_all_sent


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_a_dm_to_a_closed_account_is_dropped_unread(cast: Cast, kind: NoticeKind) -> None:
    pair_id = cast.pair("ada", "ben")
    cast.store.do(profiles.change, ChangeProfile(cast.team, replace(cast.profile("ada"), is_gone=True)))
    set_all_sent(cast)
    with cast.store.transaction() as uow:
        [ada] = [person for person in uow.db.query(Participant) if person.slack_user_id == "UADA"]
        # The facts lead nowhere: the row is not even read.
        outbox.post(cast.workspace_id, kind, "to-her", ToPerson(ada.id), {}, uow)
        outbox.post(cast.workspace_id, kind, "to-her-in-the-pair", ToMember(pair_id, ada.id), {}, uow)
    assert deliver_all(cast) == []
    rows = [row for row in cast.store.rows(OutboxRow) if row.dedup_key.startswith("to-her")]
    assert {(row.state, row.failure) for row in rows} == {(OutboxState.DROPPED, "the account is closed")}
    assert len(rows) == 2
