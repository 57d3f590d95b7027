"""
Asking for something to be said in Slack, in the transaction of what it tells.

A row holds facts (ids). The words are made when it is sent, in the reader's language, from the state of that moment.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, bindparam, exists, select

from mentoring.happenings import What
from mentoring.unit_of_work import UnitOfWork
from models import OutboxAct, OutboxRow, OutboxState
from models.base import new_id
from models.types import Instant, is_word

_RIGHT_ANYWAY = frozenset({OutboxState.PENDING, OutboxState.DEAD, OutboxState.DROPPED})
"""In which a message stands nowhere; one that is still to be sent is made from what is true then."""


class NoticeKind(StrEnum):
    """Everything the bot says by itself."""

    HELLO = "hello"
    PROGRAMME_OPEN = "programme_open"
    PROGRAMME_DUTY = "programme_duty"
    PROGRAMME_SHUT_OUT = "programme_shut_out"
    PAIR_INVITATION = "pair_invitation"
    INVITATION_DECLINED = "invitation_declined"
    INVITATION_REMINDER = "invitation_reminder"
    PAIR_OPENED = "pair_opened"
    PAIR_ENDED = "pair_ended"
    PAIR_FAREWELL = "pair_farewell"
    ONWARD_ASKED = "onward_asked"
    MATCH_DRAFTED = "match_drafted"
    MATCH_NOT_DRAFTED = "match_not_drafted"
    MATCH_NOBODY = "match_nobody"
    ROSTER_REPORT = "roster_report"
    SHEET_OFFER = "sheet_offer"
    CHARTER_TO_SIGN = "charter_to_sign"
    CHARTER_IN_FORCE = "charter_in_force"
    CHARTER_NUDGE = "charter_nudge"
    RELEASE_CHOICE = "release_choice"
    LOG_WORDS_ASKED = "log_words_asked"
    LOG_SHARING_ASKED = "log_sharing_asked"
    LOG_FILES = "log_files"
    SHOW_ANNOUNCED = "show_announced"
    SHOW_PRESENTER = "show_presenter"
    SHOW_NEWS = "show_news"
    OFF_WEEK = "off_week"
    SESSION_CARD = "session_card"
    LAST_CALL = "last_call"
    STILL_TOGETHER = "still_together"
    CLOSE_ASKED = "close_asked"
    COMMITMENTS_DUE = "commitments_due"
    PARTNER_SILENT = "partner_silent"
    PARTNER_GONE = "partner_gone"
    GLAD_TO_HEAR = "glad_to_hear"
    COMMITMENTS_AGAIN = "commitments_again"
    PREP = "prep"
    CALENDAR_FILE = "calendar_file"
    CALENDAR_FOLLOWS = "calendar_follows"


class ToPerson(Struct, frozen=True):
    """The bot's DM with one participant."""

    participant_id: UUID


class ToNewcomer(Struct, frozen=True):
    """The bot's DM with somebody who takes part in nothing yet; nobody remembers them once it was said."""

    user_id: str


class ToPair(Struct, frozen=True):
    """The pair's own conversation."""

    pair_id: UUID


class ToMember(Struct, frozen=True):
    """One member in the pair's own conversation; nobody else sees it, and it is gone when they look away."""

    pair_id: UUID
    participant_id: UUID


class ToProgramme(Struct, frozen=True):
    """The programme's channel."""

    programme_id: UUID


def post(
    workspace_id: UUID,
    kind: NoticeKind,
    dedup_key: str,
    to: ToPerson | ToNewcomer | ToPair | ToMember | ToProgramme,
    facts: Mapping[str, str],
    uow: UnitOfWork,
    *,
    due_at: datetime | None = None,
    wanted_at: datetime | None = None,
    keep_until: datetime | None = None,
) -> bool:
    """
    Put one message into the outbox; the same key again is the same message and changes nothing.

    Returns:
        Whether it is a new one.

    Args:
        facts: ids only, never anything a person wrote.
        due_at: by the product's clock; at once when not given.
        wanted_at: given for what waits for its reader's hours though others of its kind do not: the moment without
            that waiting.
        keep_until: after this moment it is no longer worth saying.
    """
    return _put(
        uow,
        workspace_id=workspace_id,
        kind=kind,
        act=OutboxAct.WHISPER if isinstance(to, ToMember) else OutboxAct.POST,
        dedup_key=dedup_key,
        facts=dict(facts),
        participant_id=to.participant_id if isinstance(to, ToPerson | ToMember) else None,
        pair_id=to.pair_id if isinstance(to, ToPair | ToMember) else None,
        user_id=to.user_id if isinstance(to, ToNewcomer) else None,
        programme_id=to.programme_id if isinstance(to, ToProgramme) else None,
        due_at=due_at or uow.now,
        wanted_at=wanted_at,
        keep_until=keep_until,
    )


def reply(
    about: OutboxRow,
    kind: NoticeKind,
    dedup_key: str,
    facts: Mapping[str, str],
    uow: UnitOfWork,
    *,
    keep_until: datetime | None = None,
) -> None:
    """
    Put a message into the thread of one that was posted, or will be: it waits until that one stands.

    Args:
        about: the message whose thread it is; it says where, this one what.
        facts: ids only, never anything a person wrote.
    """
    _put(
        uow,
        workspace_id=about.workspace_id,
        kind=kind,
        act=OutboxAct.REPLY,
        dedup_key=dedup_key,
        facts=dict(facts),
        participant_id=about.participant_id,
        pair_id=about.pair_id,
        programme_id=about.programme_id,
        about_id=about.id,
        due_at=uow.now,
        keep_until=keep_until,
    )


def posted(workspace_id: UUID, dedup_key: str, uow: UnitOfWork) -> OutboxRow | None:
    """Return the row of a message by its key."""
    return uow.db.scalars(_by_key(workspace_id, dedup_key)).one_or_none()


def follow_up(
    about: OutboxRow, act: OutboxAct, occasion: str, uow: UnitOfWork, *, due_at: datetime | None = None
) -> None:
    """
    Ask for a message posted before to be drawn anew, pinned or unpinned.

    Args:
        occasion: tells this follow-up from others on the same message, such as a version's id.
    """
    _put_about(about, act, occasion, uow, due_at=due_at or uow.now)


def remove_copy(about: OutboxRow, channel_id: str, message_ts: str, uow: UnitOfWork) -> None:
    """
    Ask for a copy of a message to be taken away, should the message itself stand elsewhere; each copy goes once.

    Args:
        about: the message, as the outbox knows it.
    """
    where = {"channel_id": channel_id, "message_ts": message_ts}
    _put_about(about, OutboxAct.REMOVE, message_ts, uow, due_at=uow.now, **where)


def refresh(workspace_id: UUID, dedup_key: str, occasion: str, uow: UnitOfWork) -> None:
    """Draw a message anew where it stands, if it was posted or is on its way; else its posting will be right anyway."""
    # Held as by `held`, but of the row only what decides: most often there is nothing to draw, and each check-in asks.
    uow.db.flush()
    named = {"workspace_id": workspace_id, "dedup_key": dedup_key}
    found = uow.connection.execute(_state_by_key(), named).one_or_none()
    if found is None or found.state in _RIGHT_ANYWAY:
        return
    key = {"workspace_id": workspace_id, "id": found.id}
    if uow.connection.execute(_is_to_be_drawn(), key | {"now": uow.now}).scalar_one():
        # Whoever draws it holds the message first, as we do now, and so reads what is true after us. Asked for only
        # when it is held: in one statement with that, what is seen could be older than what was waited for.
        uow.wakes_delivery = True
    else:
        about = uow.db.get_one(OutboxRow, key, populate_existing=True)
        follow_up(about, OutboxAct.REFRESH, occasion, uow)


def refresh_all(
    workspace_id: UUID, participant_ids: Collection[UUID], kinds: Collection[NoticeKind], uow: UnitOfWork
) -> None:
    """Draw anew, as `refresh` does, all messages of some kinds to as many people as one statement can name."""
    uow.db.flush()
    # Whatever its state: one that is taken to be sent just now may say what was true before us, and is waited for.
    found = uow.db.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.workspace_id == workspace_id,
            OutboxRow.participant_id.in_(participant_ids),
            OutboxRow.kind.in_(kinds),
            OutboxRow.act == OutboxAct.POST,
        )
        .order_by(OutboxRow.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    said = {each.id: each for each in found if each.state not in _RIGHT_ANYWAY}
    if not said:
        return
    waits = set(
        uow.db.scalars(
            select(OutboxRow.about_id).where(
                OutboxRow.workspace_id == workspace_id,
                OutboxRow.about_id.in_(said),
                OutboxRow.act == OutboxAct.REFRESH,
                OutboxRow.state == OutboxState.PENDING,
                OutboxRow.due_at <= uow.now,
            )
        )
    )
    rows = [_redrawing(about, uow) for about_id, about in said.items() if about_id not in waits]
    uow.add_all_once(OutboxRow, rows)
    for each in rows:
        uow.tell(What.QUEUED, each["id"])
    uow.wakes_delivery = True


def held(workspace_id: UUID, dedup_key: str, uow: UnitOfWork) -> OutboxRow | None:
    """
    Return the row of a message by its key, held until this transaction ends.

    A worker that took the waiting row now would read the facts of before.
    """
    return uow.db.scalars(
        _by_key(workspace_id, dedup_key).with_for_update(key_share=True).execution_options(populate_existing=True)
    ).one_or_none()


def _put_about(about: OutboxRow, act: OutboxAct, occasion: str, uow: UnitOfWork, **values: Any) -> None:
    _put(
        uow,
        workspace_id=about.workspace_id,
        kind=about.kind,
        act=act,
        dedup_key=f"{act}:{about.id}:{occasion}",
        facts=about.facts,
        participant_id=about.participant_id,
        pair_id=about.pair_id,
        programme_id=about.programme_id,
        about_id=about.id,
        **values,
    )


def _redrawing(about: OutboxRow, uow: UnitOfWork) -> dict[str, Any]:
    row_id = new_id()
    return {
        "workspace_id": about.workspace_id,
        "id": row_id,
        "kind": about.kind,
        "act": OutboxAct.REFRESH,
        "dedup_key": f"{OutboxAct.REFRESH}:{about.id}:{row_id}",
        "facts": about.facts,
        "participant_id": about.participant_id,
        "about_id": about.id,
        "state": OutboxState.PENDING,
        "due_at": uow.now,
        "created_at": uow.now,
    }


def _put(uow: UnitOfWork, **values: Any) -> bool:
    row_id = new_id()
    is_new = uow.add_once(OutboxRow, id=row_id, state=OutboxState.PENDING, created_at=uow.now, **values)
    if is_new:
        uow.tell(What.QUEUED, row_id)
    uow.wakes_delivery = True
    return is_new


@cache
def _state_by_key() -> Select[UUID, OutboxState]:
    by_key = (OutboxRow.workspace_id == bindparam("workspace_id"), OutboxRow.dedup_key == bindparam("dedup_key"))
    return select(OutboxRow.id, OutboxRow.state).where(*by_key).with_for_update(key_share=True)


@cache
def _is_to_be_drawn() -> Select[bool]:
    waits = exists().where(
        OutboxRow.workspace_id == bindparam("workspace_id"),
        OutboxRow.about_id == bindparam("id"),
        OutboxRow.act == OutboxAct.REFRESH,
        is_word(OutboxRow.state, OutboxState.PENDING),
        # An edit may be meant for another day.
        OutboxRow.due_at <= bindparam("now", type_=Instant()),
    )
    return select(waits)


def _by_key(workspace_id: UUID, dedup_key: str) -> Select[OutboxRow]:
    return select(OutboxRow).where(OutboxRow.workspace_id == workspace_id, OutboxRow.dedup_key == dedup_key)
