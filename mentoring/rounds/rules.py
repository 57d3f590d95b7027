"""What an owner does in a round of matching, and what is refused."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from mentoring.errors import Refusal
from mentoring.matching import Draft, Round, Side
from mentoring.participants import Actor
from mentoring.wording import N_


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

    message = N_("This proposal is not in the draft any more, so nothing was changed. Here is how it stands now.")


class NothingApproved(Refusal):
    """Invitations are to be sent, and none is approved."""

    message = N_("Nothing is approved yet, so nothing was sent. Approve at least one proposal.")


class Edit(StrEnum):
    """
    What an owner does with a proposal.

    Swap: two people are wanted together. Triad: somebody joins a proposal. Take back: approved, and now is not.
    """

    APPROVE = "approve"
    TAKE_BACK = "take_back"
    PIN = "pin"
    UNPIN = "unpin"
    FORBID = "forbid"
    SWAP = "swap"
    TRIAD = "triad"


@dataclass(frozen=True)
class OpenDesk:
    """An owner looks at the round of a programme; without one, at that of the only one they have."""

    actor: Actor
    programme_id: UUID | None
    page: int = 0


@dataclass(frozen=True)
class BeginDraft:
    """An owner wants a draft, or a new one."""

    actor: Actor
    programme_id: UUID
    receipt: str


@dataclass(frozen=True)
class Assignment:
    """
    What is to be reckoned, apart from any transaction.

    Attributes:
        revision: names the draft within its round; once a newer one is begun this one counts for nothing.
    """

    workspace_id: UUID
    round_id: UUID
    revision: int
    asked: Round

    @property
    def people(self) -> int:
        """Return how many people it is about."""
        return len(self.asked.surveys)


@dataclass(frozen=True)
class KeepDraft:
    """What was reckoned."""

    workspace_id: UUID
    round_id: UUID
    revision: int
    draft: Draft


@dataclass(frozen=True)
class GiveUpDraft:
    """
    It could not be reckoned; the draft before stands.

    Attributes:
        refused: the two, by Slack user id, whom their owner wanted together and who may not be.
    """

    workspace_id: UUID
    round_id: UUID
    revision: int
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class EditDraft:
    """
    An owner edits one proposal.

    Attributes:
        people: Slack user ids: for a swap the senior and the junior that are wanted together, for a triad who joins.
    """

    actor: Actor
    round_id: UUID
    proposal_id: UUID
    edit: Edit
    receipt: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class ApproveUnflagged:
    """An owner approves all proposals that nothing is the matter with."""

    actor: Actor
    round_id: UUID


@dataclass(frozen=True)
class ApproveThese:
    """An owner approves the proposals of one page, whatever is the matter with them: they looked."""

    actor: Actor
    round_id: UUID
    proposal_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class TellDrafted:
    """An owner who waited long is told that the draft is there."""

    actor: Actor
    round_id: UUID
    revision: int


@dataclass(frozen=True)
class FindPeople:
    """An owner types a name while swapping."""

    actor: Actor
    round_id: UUID
    side: Side
    typed: str


@dataclass(frozen=True)
class SendInvitations:
    """What is approved goes out, and whoever has nobody is told."""

    actor: Actor
    round_id: UUID


@dataclass(frozen=True)
class DropRound:
    """An owner throws the draft away."""

    actor: Actor
    round_id: UUID


@dataclass(frozen=True)
class LookAtProposal:
    """An owner looks at one proposal."""

    actor: Actor
    proposal_id: UUID


@dataclass(frozen=True)
class InRound:
    """An owner looks at something of one round."""

    actor: Actor
    round_id: UUID
    page: int = 0
