"""What the desk's buttons and forms are called, and what they carry: ids alone, which the domain checks again."""

import json
from uuid import UUID

from msgspec import Struct

from views.payloads import Payload

OPEN = "match.open"
DRAFT = "match.draft"
EARLIER = "match.page.earlier"
LATER = "match.page.later"
APPROVE = "match.approve"
TAKE_BACK = "match.take_back"
APPROVE_PAGE = "match.approve_page"
APPROVE_UNFLAGGED = "match.approve_unflagged"
SEND = "match.send"
DROP = "match.drop"
LOOK = "match.look"
PIN = "match.pin"
UNPIN = "match.unpin"
FORBID = "match.forbid"
JOIN = "match.join"
THREE = "match.three"
SWAP = "match.swap"
SWAPPED = "match.swapped"
SENIOR = "match.senior"
JUNIOR = "match.junior"
LEFT_OVER = "match.left_over"
FAIRNESS = "match.fairness"
RULES = "match.rules"
RULES_KEPT = "match.rules_kept"
SUPPOSE = "match.suppose"
KEEP_SUPPOSED = "match.keep_supposed"
APART = "match.apart"
APART_EARLIER = "match.apart.earlier"
APART_LATER = "match.apart.later"
ALLOW = "match.allow"
LEFT_EARLIER = "match.left_over.earlier"
LEFT_LATER = "match.left_over.later"
ANY = "any"
"""The value of a button that names no programme."""


class Carried(Struct, frozen=True):
    """
    Which desk a modal belongs to.

    Attributes:
        page: of the desk, or of the list on top of it.
        proposal_id: of a modal that is about one.
    """

    programme_id: UUID
    round_id: UUID | None = None
    page: int = 0
    proposal_id: UUID | None = None


def carry(what: Carried) -> str:
    """Return it as a modal carries it."""
    kept = {
        "programme": what.programme_id.hex,
        "round": what.round_id.hex if what.round_id else "",
        "page": what.page,
        "proposal": what.proposal_id.hex if what.proposal_id else "",
    }
    return json.dumps(kept, separators=(",", ":"))


def read_carried(view: Payload) -> Carried:
    """Return what a modal carries."""
    kept = json.loads(view["private_metadata"])
    return Carried(
        UUID(kept["programme"]),
        UUID(kept["round"]) if kept["round"] else None,
        int(kept["page"]),
        UUID(kept["proposal"]) if kept["proposal"] else None,
    )


def round_of(carried: Carried) -> UUID:
    """Return the round a modal belongs to; without one there is nothing that its buttons could mean."""
    if carried.round_id is None:
        msg = "a modal of no round"
        raise ValueError(msg)
    return carried.round_id
