"""Slack delivers at least once; an act happens once."""

from typing import Any
from uuid import UUID

from mentoring.unit_of_work import UnitOfWork
from models import InboundEvent


def admit(workspace_id: UUID, receipt: str, outcome: dict[str, Any], uow: UnitOfWork) -> dict[str, Any] | None:
    """
    Take note of a delivery in the transaction of its effect.

    Args:
        receipt: names the click or event; equal for each delivery of the same one.
        outcome: ids that let a later delivery be answered as this one.

    Returns:
        Nothing when this delivery is the first, else the outcome that the first one had. Two replicas that
        receive it at the same instant are put in order by the unique key: the second waits for the first.
    """
    first = uow.add_once(InboundEvent, workspace_id=workspace_id, receipt=receipt, received_at=uow.now, outcome=outcome)
    if first:
        return None
    stored = uow.db.get_one(InboundEvent, {"workspace_id": workspace_id, "receipt": receipt})
    return stored.outcome
