"""Preps of one person that are due on one day come in one message, and none is lost."""

from datetime import timedelta

from mentoring.prep.rules import PrepCard
from mentoring.sessions import commands as sessions
from mentoring.sessions import queries
from mentoring.sessions.commands import AtRevision
from mentoring.sessions.queries import InSession
from models import OutboxAct, OutboxRow
from tests.factories.cast import Cast
from tests.mentoring.delivery.waiting import live


def preps_of(cast: Cast, name: str, days: float, act: OutboxAct = OutboxAct.POST) -> list[PrepCard]:
    """What somebody is sent to prepare with in the coming days."""
    said = live(cast, cast.store.clock.now() + timedelta(days=days))
    return [
        each.dispatch.notice
        for each in said
        if isinstance(each.dispatch.notice, PrepCard)
        and each.dispatch.act is act
        and each.dispatch.notice.me.user_id == f"U{name.upper()}"
    ]


def with_whom(card: PrepCard) -> set[str]:
    """Whom a message prepares somebody for."""
    return {other.name for others in (card.others, *(each.others for each in card.also)) for other in others}


def test_two_on_one_day_come_in_one_message(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    each_cast.chartered("ada", "cleo")
    [card] = preps_of(each_cast, "ada", days=2)
    assert with_whom(card) == {"Ben", "Cleo"}
    [also] = card.also
    assert also.session.starts_at is not None


def test_each_of_the_others_gets_their_own(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    each_cast.chartered("ada", "cleo")
    [card] = preps_of(each_cast, "cleo", days=2)
    assert with_whom(card) == {"Ada"}


def test_one_that_was_brought_along_has_a_message_of_its_own_when_its_session_moves(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    each_cast.chartered("ada", "cleo")
    [card] = preps_of(each_cast, "ada", days=1.5)
    [also] = card.also
    other = also.others[0]
    seen = each_cast.store.do(queries.look, InSession(each_cast.actor("ada"), also.session.session_id))
    each_cast.store.do(sessions.skip, AtRevision(each_cast.actor("ada"), seen.session_id, seen.revision))
    cards = preps_of(each_cast, "ada", days=20)
    assert any(other.name in with_whom(each) for each in cards)


def test_a_message_that_is_begun_again_still_brings_the_others(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    each_cast.chartered("ada", "cleo")
    [card] = preps_of(each_cast, "ada", days=2)
    with each_cast.store.transaction() as uow:
        rows = uow.db.query(OutboxRow).filter(OutboxRow.kind == "prep", OutboxRow.act == OutboxAct.POST).all()
        assert [row.facts["along"] for row in rows if "along" in row.facts] == [str(card.also[0].session.session_id)]
