"""Consents and the trail only grow: the database itself refuses to change or delete them."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mentoring.consents import WHO_SEES_WHAT
from models import AuditEntry, Consent
from tests.factories.cast import Cast


@pytest.mark.parametrize("table", ["consents", "audit"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_no_entry_is_ever_changed_or_deleted(each_cast: Cast, table: str, act: str) -> None:
    each_cast.chartered("ada", "ben")
    before = each_cast.store.contents()[table]
    assert before
    with pytest.raises(DBAPIError, match=f"{table} only grows"), each_cast.store.transaction() as uow:
        uow.db.execute(text(act.format(table)))
    assert each_cast.store.contents()[table] == before


def test_each_consent_names_the_published_text_that_could_be_read(cast: Cast) -> None:
    cast.chartered("ada", "ben")
    assert {row.wording for row in cast.store.rows(Consent)} == {WHO_SEES_WHAT}


def test_both_are_dated_by_the_products_clock(cast: Cast) -> None:
    first = cast.store.clock.now()
    pair_id = cast.invitation("ada", "ben")
    second = cast.store.clock.advance(days=2)
    cast.answer("ben", pair_id)
    assert [row.decided_at for row in cast.store.rows(Consent)] == [first, second]
    assert [row.at for row in cast.store.rows(AuditEntry)] == [first, second]
