"""What an owner does in a round of matching, and what they see of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from mentoring.errors import Refusal
from mentoring.matching import Draft, Flag, Round, Rule
from mentoring.participants import Actor
from mentoring.wording import N_
from models import ProposalState, RoleWish, RoundState

A_PAGE = 10
"""Proposals on one page of the desk."""


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
    """It could not be reckoned; the draft before stands."""

    workspace_id: UUID
    round_id: UUID
    revision: int


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


@dataclass(frozen=True)
class Person:
    """Somebody as an owner sees them."""

    user_id: str
    name: str


@dataclass(frozen=True)
class Instead:
    """Whom somebody could have had instead, and how much less that pair would score, of 10 000."""

    person: Person
    behind: int


@dataclass(frozen=True)
class ProposalLine:
    """
    A proposal with its reasons in both directions.

    Attributes:
        score: of 10 000.
        senior_teaches, junior_teaches: skills that one offers and the other seeks.
        sought_by_senior, sought_by_junior: how many skills each of them seeks.
        senior_instead, junior_instead: whom each could have had.
    """

    proposal_id: UUID
    senior: Person
    junior: Person
    third: Person | None
    state: ProposalState
    score: int
    flags: frozenset[Flag]
    is_pinned: bool
    senior_teaches: tuple[str, ...]
    junior_teaches: tuple[str, ...]
    sought_by_senior: int
    sought_by_junior: int
    shared_minutes: int
    languages: tuple[str, ...]
    senior_instead: Instead | None
    junior_instead: Instead | None

    @property
    def is_flagged(self) -> bool:
        """Tell whether its owner should look at it before approving."""
        return bool(self.flags)


@dataclass(frozen=True)
class Moved:
    """
    Somebody for whom a new draft changed something.

    Attributes:
        now: with whom they are now; nobody where the draft leaves them over.
    """

    person: Person
    now: tuple[Person, ...]


@dataclass(frozen=True)
class Counts:
    """How many proposals and people of a draft are what."""

    flagged: int
    unflagged: int
    approved: int
    continuing: int
    nobody: int


@dataclass(frozen=True)
class Figures:
    """A draft in figures, scores of 10 000; `gini` tells how unevenly they are spread, from 0 (all the same) to 1."""

    worst: int | None
    mean: int | None
    gini: float


@dataclass(frozen=True)
class Desk:
    """
    A programme's round as its owner sees it.

    Attributes:
        people: in the pool, of whom `imported` have not said yes yet.
        round_id, number, state: nothing while there is no open round.
        is_stale: a draft is being reckoned, and so long that it will not come back.
        proposals: one page of them, the flagged ones first, and of these the weakest.
        moved: for whom the last draft changed something, the first of them; `moved_in_all` are all.
    """

    programme_id: UUID
    name: str
    people: int
    imported: int
    round_id: UUID | None
    number: int
    state: RoundState | None
    is_stale: bool
    proposals: tuple[ProposalLine, ...]
    page: int
    pages: int
    counts: Counts
    figures: Figures
    moved: tuple[Moved, ...]
    moved_in_all: int


@dataclass(frozen=True)
class ProposalPage:
    """
    One proposal in full.

    Attributes:
        joiners: those left over who may make it a triad.
    """

    round_id: UUID
    line: ProposalLine
    joiners: tuple[Person, ...]
    is_open: bool


@dataclass(frozen=True)
class Leftover:
    """
    Somebody whom a draft leaves over, and why.

    Attributes:
        removed: how many possible partners each rule took away.
        remaining: how many no rule took away; these are short of `places` for which `competing` people stand.
    """

    person: Person
    wish: RoleWish
    removed: Mapping[Rule, int]
    remaining: int
    competing: int
    places: int


@dataclass(frozen=True)
class WouldHelp:
    """So many more people on one side who offer this skill, or anything where it is nothing."""

    wish: RoleWish
    number: int
    skill: str | None
    languages: tuple[str, ...]


@dataclass(frozen=True)
class LeftoverPage:
    """Everybody whom a draft leaves over, one page of them, and what would help."""

    round_id: UUID
    people: tuple[Leftover, ...]
    in_all: int
    page: int
    pages: int
    would_help: tuple[WouldHelp, ...]
