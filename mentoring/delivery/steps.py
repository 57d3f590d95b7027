"""What is handed between the store and the sender: commands one way, rows ready to go the other."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from mentoring.delivery.pacing import Rate
from mentoring.notices import Notice
from mentoring.outbox import NoticeKind
from models import OutboxAct


class LookForWork(Struct, frozen=True):
    """Ask where something is due: in all workspaces at work, or in the only one whose token this worker has."""

    only: UUID | None = None


class Work(Struct, frozen=True):
    """
    What is due in one workspace.

    Attributes:
        lapsed: a worker stopped in the middle of something, and its lease has run out.
        plans: something takes its course: a date, a session, a promise.
        speaks: something is to be said.
    """

    workspace_id: UUID
    lapsed: bool
    plans: bool
    speaks: bool


class Claim(Struct, frozen=True):
    """Take up to `limit` due rows of the workspace whose token this worker has, for `lease_ms`."""

    workspace_id: UUID
    limit: int
    lease_ms: int


class ClaimBatch(Struct, frozen=True):
    """Take what is due and what is to be looked for, at most `limit` rows and no more than the rate allows."""

    workspace_id: UUID
    limit: int
    lease_ms: int
    rate: Rate


class Claimed(Struct, frozen=True):
    """
    A row held by this worker: the token proves it, as long as the lease runs.

    Attributes:
        lane: the same for all rows of one conversation, which go out one after the other.
    """

    workspace_id: UUID
    row_id: UUID
    token: UUID
    lane: UUID


class Batch(Struct, frozen=True):
    """
    What a worker holds now.

    Attributes:
        room_in_ms: nothing was taken since the rate has no room, and will have none for so many milliseconds.
    """

    held: tuple[Claimed, ...]
    room_in_ms: int = 0


class Begin(Struct, frozen=True):
    """Start sending a held row; the lease counts anew from here."""

    claimed: Claimed
    lease_ms: int


class DirectMessage(Struct, frozen=True):
    """The bot's DM with one person: the bot may read it, so an unknown outcome can be looked up."""

    user_id: str


class PairConversation(Struct, frozen=True):
    """A group DM: the bot may not read it. `channel_id` is nothing until it was opened."""

    pair_id: UUID
    channel_id: str | None
    user_ids: tuple[str, ...]


class ProgrammeChannel(Struct, frozen=True):
    """A programme's channel: the bot may post in it once it is a member, and may not read it."""

    channel_id: str


Address = DirectMessage | PairConversation | ProgrammeChannel
"""Where a message goes."""


class Dispatch(Struct, frozen=True):
    """
    One row, ready to go out.

    Attributes:
        notice: what it tells; nothing for pins.
        locale: in whose language: the person's, or for a conversation of several people the programme's.
        keeps_hours: nobody asked for it at this moment, so Slack is asked whether the reader wants to be left alone.
        at_latest: until when their wish to be left alone counts; nothing where it always does.
        now: by the product's clock.
        listener: the Slack user id of the one member who hears a whisper.
        target: channel and ts of the message that a refresh, reply, pin, unpin or removal acts on.
        mark: the row whose message it is, written on the message: a refresh draws another row's.
        look_since: when given, Slack may have the message already: read the DM's history since then first.
        file_ids: Slack's ids of the files that an earlier try of unknown outcome handed over.
        may_stand_unseen: an earlier try may have said it where the bot cannot look: it is said again only to a Slack
            that answers.
        tried_ms: when an earlier try of unknown outcome began, by the database's clock.
    """

    claimed: Claimed
    team_id: str
    kind: NoticeKind
    act: OutboxAct
    address: Address
    notice: Notice | None
    locale: str
    keeps_hours: bool
    at_latest: datetime | None
    now: datetime
    listener: str | None
    target: tuple[str, str] | None
    mark: UUID
    look_since: datetime | None
    file_ids: tuple[str, ...]
    may_stand_unseen: bool
    tried_ms: int | None
    attempts: int


class KeepFiles(Struct, frozen=True):
    """Slack holds the content of the row's files under these ids, and has shown them to nobody yet."""

    claimed: Claimed
    file_ids: tuple[str, ...]


class Delivered(Struct, frozen=True):
    """
    Slack has it.

    Attributes:
        was_found: its reply had been lost, and it was looked for.
    """

    claimed: Claimed
    channel_id: str
    message_ts: str
    was_found: bool = False


class AskWhoReads(Struct, frozen=True):
    """Ask who of one workspace is about to be written to without having asked for it."""

    workspace_id: UUID
    held: tuple[Claimed, ...]


class Readers(Struct, frozen=True):
    """Their Slack ids, and the present instant by the product's clock."""

    user_ids: tuple[str, ...]
    now: datetime


class Retry(Struct, frozen=True):
    """
    It was certainly not sent; try again after a while.

    Attributes:
        tried_ms: the dispatch's own: whether an earlier try may still have gone through.
        attempts: how many attempts this counts as; a closed gate counts as none.
    """

    claimed: Claimed
    wait_ms: int
    reason: str
    tried_ms: int | None
    attempts: int = 1


class PutOff(Struct, frozen=True):
    """This worker cannot begin with it, and another may: nothing was tried."""

    claimed: Claimed
    wait_ms: int
    reason: str


class NotNow(Struct, frozen=True):
    """The reader does not want to be disturbed before `until`; nothing was tried."""

    claimed: Claimed
    until: datetime
    tried_ms: int | None


class OutcomeUnknown(Struct, frozen=True):
    """The reply was lost; look before sending again."""

    claimed: Claimed
    wait_ms: int
    reason: str


class OutOfReach(Struct, frozen=True):
    """Slack does not answer at all, so it is not said again yet; nothing was tried."""

    claimed: Claimed
    wait_ms: int


class NotFoundInHistory(Struct, frozen=True):
    """A look at the DM's history did not find it; look again, and after the second look send."""

    claimed: Claimed
    wait_ms: int


class Undeliverable(Struct, frozen=True):
    """It can never be delivered as things stand; `reason` is for the person who must act."""

    claimed: Claimed
    reason: str


class Vanished(Struct, frozen=True):
    """Slack does not know the message any more on which the row was to act; `reason` is for whoever asks."""

    claimed: Claimed
    reason: str


class CloseGate(Struct, frozen=True):
    """Slack said 429: call this method no more for this workspace before so many milliseconds are over."""

    workspace_id: UUID
    method: str
    wait_ms: int


class Recover(Struct, frozen=True):
    """Take up what crashed workers left; `wait_ms` is how long Slack's history may lag behind."""

    workspace_id: UUID
    wait_ms: int


class KeepConversation(Struct, frozen=True):
    """Slack opened a pair's conversation under this id."""

    workspace_id: UUID
    pair_id: UUID
    channel_id: str


class LookAhead(Struct, frozen=True):
    """Ask what lies ahead, in all workspaces at work or in the only one whose token this worker has."""

    only: UUID | None = None


class Outlook(Struct, frozen=True):
    """
    What lies ahead.

    Attributes:
        idle: nothing is due now or under way.
        next_due_at: the next instant, by the product's clock, at which something will be due.
    """

    idle: bool
    next_due_at: datetime | None
