"""The second fence: on PostgreSQL a transaction that is about one workspace sees no other, whatever it asks."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from adapters.fence import named_by
from mentoring.delivery.steps import Claimed, Delivered
from mentoring.installations import Lease, RefusedForGood
from mentoring.participants import Actor
from mentoring.pulses import AnswerPulse, Score
from mentoring.unit_of_work import UnitOfWork
from models import Base, Participant
from models.base import new_id
from tests.factories.cast import Cast
from tests.factories.store import Store

pytestmark = pytest.mark.postgres


@dataclass(frozen=True)
class Within:
    """Something about one workspace, or about all."""

    workspace_id: UUID | None


@dataclass(frozen=True)
class By:
    """Somebody's act."""

    actor: Actor


def names(_command: object, uow: UnitOfWork) -> set[str]:
    """A question that forgot to name its workspace."""
    return set(uow.db.scalars(select(Participant.name)))


def rename_all(_command: object, uow: UnitOfWork) -> int:
    return uow.connection.execute(update(Participant).values(name="Mallory")).rowcount


@pytest.fixture
def tenants(store_on_postgres: Store) -> tuple[Cast, Cast]:
    here, there = Cast(store_on_postgres), Cast(store_on_postgres, "T2", "C2")
    here.chartered("ada", "ben")
    there.chartered("eve", "finn")
    return here, there


def test_whoever_forgets_to_name_the_workspace_sees_their_own_alone(tenants: tuple[Cast, Cast]) -> None:
    here, there = tenants
    do = here.store.do
    assert do(names, Within(here.workspace_id)) == {"Ada", "Ben"}
    assert do(names, Within(there.workspace_id)) == {"Eve", "Finn"}
    assert do(names, By(here.actor("ada"))) == {"Ada", "Ben"}
    assert do(names, here.actor("ada")) == {"Ada", "Ben"}
    assert do(names, Within(None)) == {"Ada", "Ben", "Eve", "Finn"}, "what names none works for all"
    assert do(names, Within(new_id())) == set()


def test_and_changes_their_own_alone(tenants: tuple[Cast, Cast]) -> None:
    here, there = tenants
    assert here.store.do(rename_all, By(here.actor("ada"))) == 2
    assert here.store.do(names, Within(there.workspace_id)) == {"Eve", "Finn"}


def test_nothing_can_be_put_into_another_workspace(tenants: tuple[Cast, Cast]) -> None:
    here, there = tenants

    def move(_command: object, uow: UnitOfWork) -> None:
        uow.connection.execute(update(Participant).values(workspace_id=there.workspace_id))

    def put(_command: object, uow: UnitOfWork) -> None:
        row = {"workspace_id": there.workspace_id, "what": "workspace", "ahead_us": 1}
        uow.connection.execute(insert(Base.metadata.tables["paces"]).values(row))

    for act in (move, put):
        with pytest.raises(DBAPIError, match="row-level security"):
            here.store.do(act, Within(here.workspace_id))


def test_the_fence_falls_with_its_transaction(tenants: tuple[Cast, Cast]) -> None:
    here, _ = tenants
    for _ in range(12):
        here.store.do(names, Within(here.workspace_id))
    assert len(here.store.do(names, Within(None))) == 4


def test_every_table_of_a_workspace_stands_behind_it_its_owner_too(store_on_postgres: Store) -> None:
    question = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    policies = text("SELECT tablename FROM pg_policies WHERE policyname = 'same_workspace' AND cmd = 'ALL'")
    with store_on_postgres.database.engine.connect() as connection:
        fenced, ruled = set(connection.scalars(question)), set(connection.scalars(policies))
        assert not connection.scalar(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
    wanted = {table.name for table in Base.metadata.sorted_tables if "workspace_id" in table.columns}
    assert fenced == ruled == wanted, "a new table needs its policy in its migration"


def test_what_names_a_workspace_is_found_wherever_it_stands() -> None:
    workspace_id, claimed = new_id(), Claimed(new_id(), new_id(), new_id(), new_id())
    assert named_by(Within(workspace_id)) == workspace_id
    assert named_by(claimed) == claimed.workspace_id
    assert named_by(Delivered(claimed, "D1", "1.1")) == claimed.workspace_id
    assert named_by(RefusedForGood(Lease(workspace_id, 1, new_id(), "xoxe"))) == workspace_id
    assert named_by(AnswerPulse(Actor("T1", "U1"), new_id(), None, Score.FULLY, "click")) == "T1"
    assert named_by(Within(None)) is None
