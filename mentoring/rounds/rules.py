"""What an owner does in a round of matching, and what is refused."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from mentoring.errors import Refusal
from mentoring.matching import Rule, Side
from mentoring.participants import Actor
from mentoring.rounds.reckoning import Reckoned
from mentoring.wording import N_

BATCH = 2_000
"""Rows of a draft that are written in one transaction: on SQLite a click may have to wait for it."""


class NobodyToPair(Refusal):
    """Fewer than two people are in the pool."""

    message = N_(
        "There is nobody to pair yet: a draft needs two people at the least. People join with `/mentor join`; a sheet"
        " of them comes in with `/mentor import`."
    )


class RoundIsOver(Refusal):
    """The round went out, or was thrown away, meanwhile."""

    message = N_("This round is over, so nothing was changed. `/mentor match` shows where things stand.")


class DraftUnderWay(Refusal):
    """A draft is being reckoned."""

    message = N_("A draft is being made just now. It takes some seconds; open the page again in a moment.")


class ProposalIsGone(Refusal):
    """The proposal is not in the draft any more."""

    message = N_(
        "This proposal is not in the draft any more, so nothing was changed. The desk shows how it stands now."
    )


class NothingApproved(Refusal):
    """Invitations are to be sent, and none is approved."""

    message = N_("Nothing is approved yet, so nothing was sent. Approve at least one proposal.")


class OwnersAreNotPaired(Refusal):
    """
    Somebody who answers for the programme was named.

    They see the desk: with themselves on it they could try who never wants to be paired with them.
    """

    message = N_(
        "Whoever answers for a programme is not paired by its rounds. To ask a colleague yourself, use `/mentor with`."
    )


class TwoSides(Refusal):
    """Two are wanted together who would take the same place."""

    message = N_("A pair needs a senior and a junior, and these two would take the same place. Please pick others.")


class Edit(StrEnum):
    """
    What an owner does with a proposal.

    Swap: two people are wanted together. Triad: somebody joins a proposal. Forbid: these two are never proposed again,
    of a triad the two who are named. Take back: approved, and now is not.
    """

    APPROVE = "approve"
    TAKE_BACK = "take_back"
    PIN = "pin"
    UNPIN = "unpin"
    FORBID = "forbid"
    SWAP = "swap"
    TRIAD = "triad"


class OpenDesk(Struct, frozen=True):
    """An owner looks at the round of a programme; without one, at that of the only one they have."""

    actor: Actor
    programme_id: UUID | None
    page: int = 0


class BeginDraft(Struct, frozen=True):
    """An owner wants a draft, or a new one."""

    actor: Actor
    programme_id: UUID
    receipt: str


class Assignment(Struct, frozen=True):
    """
    A draft that is to be made: gathered, reckoned in a process of its own, and kept (`adapters.drafting.complete`).

    Attributes:
        revision: names the draft within its round; once a newer one is begun this one counts for nothing.
        to_pair: how many people have nobody yet.
    """

    workspace_id: UUID
    round_id: UUID
    revision: int
    to_pair: int


class KeepDraft(Struct, frozen=True):
    """
    What was reckoned.

    Attributes:
        begin: how much of it is written down already.
        batch: rows a transaction.
    """

    workspace_id: UUID
    round_id: UUID
    revision: int
    reckoned: Reckoned
    begin: int = 0
    batch: int = BATCH


class HoldDraft(Struct, frozen=True):
    """It is being reckoned still."""

    workspace_id: UUID
    round_id: UUID
    revision: int


class GiveUpDraft(Struct, frozen=True):
    """It could not be reckoned, or what was wanted is refused; all is as it was before."""

    workspace_id: UUID
    round_id: UUID
    revision: int


class EditDraft(Struct, frozen=True):
    """
    An owner edits one proposal.

    Attributes:
        people: Slack user ids: for a swap the two that are wanted together, for a triad who joins; of a triad that is
            forbidden the two who are meant.
    """

    actor: Actor
    round_id: UUID
    proposal_id: UUID
    edit: Edit
    receipt: str
    people: tuple[str, ...] = ()


class ApproveUnflagged(Struct, frozen=True):
    """An owner approves all proposals that nothing is the matter with."""

    actor: Actor
    round_id: UUID


class ApproveThese(Struct, frozen=True):
    """An owner approves the proposals of one page, whatever is the matter with them: they looked."""

    actor: Actor
    round_id: UUID
    proposal_ids: tuple[UUID, ...]


class NotDrafted(StrEnum):
    """Why nothing came of a draft: because of what was asked for, of a sheet, or of the server."""

    REFUSED = "refused"
    SHEET_GOES_IN = "sheet goes in"
    BROKE_OFF = "broke off"


class TellDrafted(Struct, frozen=True):
    """
    An owner who waited long is told what came of their draft.

    Attributes:
        why_not: nothing where it is there.
    """

    actor: Actor
    programme_id: UUID
    round_id: UUID
    revision: int
    why_not: NotDrafted | None = None


class FindPeople(Struct, frozen=True):
    """An owner types a name while swapping."""

    actor: Actor
    round_id: UUID
    side: Side
    typed: str


class SendInvitations(Struct, frozen=True):
    """What is approved goes out, and whoever has nobody is told."""

    actor: Actor
    round_id: UUID


class DropRound(Struct, frozen=True):
    """An owner throws the draft away."""

    actor: Actor
    round_id: UUID


class LookAtProposal(Struct, frozen=True):
    """An owner looks at one proposal."""

    actor: Actor
    proposal_id: UUID


class InRound(Struct, frozen=True):
    """An owner looks at something of one round."""

    actor: Actor
    round_id: UUID
    page: int = 0


class MatchingRules(Struct, frozen=True):
    """
    What an owner may set of a programme's rules of matching.

    Attributes:
        least_shared: minutes that two working days must share.
        lifted: rules the owner does without.
        repeat_days: for so long after its end a pair is not proposed again.
    """

    least_shared: int
    lifted: frozenset[Rule]
    repeat_days: int


class Suppose(Struct, frozen=True):
    """An owner wonders what a draft would be like under other rules."""

    actor: Actor
    round_id: UUID
    rules: MatchingRules


class CompareDrafts(Struct, frozen=True):
    """What the draft under other rules came to, beside the one that stands."""

    actor: Actor
    round_id: UUID
    reckoned: Reckoned
