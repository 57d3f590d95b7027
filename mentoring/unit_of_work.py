"""One transaction, one instant."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import CursorResult
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mentoring.vault import Vault
from models.base import Base, new_id

M = TypeVar("M", bound=Base)


@dataclass
class UnitOfWork:
    """
    What a domain function works with; whoever opened it commits it.

    Attributes:
        db: the database session. ("Session" alone always means a mentoring session.)
        now: the one instant of this transaction, UTC, by the product's clock.
        vault: seals and opens what people write.
        wakes_delivery: set when something was put into the outbox that may be due at once.
    """

    db: Session
    now: datetime
    vault: Vault
    wakes_delivery: bool = field(default=False)

    def add_once(self, model: type[Base], **values: Any) -> bool:
        """
        Insert a row unless one with the same unique key stands already; two racers never both win.

        Returns:
            Whether this call wrote it. The id, when the table has one and none is given, is made here.
        """
        dialect = self.db.get_bind().dialect.name
        if "id" in model.__table__.columns and "id" not in values:
            values["id"] = new_id()
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        result = self.db.execute(
            insert(model).values(**values).on_conflict_do_nothing(),
            # Without it the count is read only where the driver happens to have kept it, which PostgreSQL's does not.
            execution_options={"preserve_rowcount": True},
        )
        assert isinstance(result, CursorResult)  # noqa: S101 - narrows the type; an INSERT always gives one
        return result.rowcount == 1

    def get(self, model: type[M], workspace_id: UUID, row_id: UUID, *, lock: bool = False) -> M | None:
        """Return one row of this workspace by id, or nothing; never one of another workspace."""
        return self.db.get(model, {"workspace_id": workspace_id, "id": row_id}, with_for_update=lock or None)
