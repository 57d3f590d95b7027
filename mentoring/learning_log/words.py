"""
Keeping a message: one's own at once, another member's only when they agree, anybody else's not at all.

Until its author agrees nothing of a message is kept but its sealed words, and these are erased with a no, or after a
week without an answer.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import outbox, working_time, workspaces
from mentoring.errors import NotInThisPair, Refusal
from mentoring.learning_log import commands, rules
from mentoring.learning_log.rules import EntryText, KeptFile, TitlePlease, WrittenEntry
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.circle import Circle, circle
from mentoring.pairs.rules import Member, seats
from mentoring.participants import Actor
from mentoring.typed import LINE_LIMIT, TEXT_LIMIT, must_fit
from mentoring.unit_of_work import UnitOfWork, reads
from mentoring.wording import N_
from models import LogKind, Membership, MembershipState, PairState, WordsRequest, WordsState, Workspace
from models.base import new_id

WAITS = timedelta(days=7)


class NotTheirWords(Refusal):
    """The message was written by somebody outside the pair, or by an app."""

    message = N_("These are words of somebody outside this pair, so the log cannot keep them. Keep a link instead.")


class AnsweredAlready(Refusal):
    """The words were answered, or erased after a week."""

    message = N_("This was answered already, or nobody answered for a week. Nothing of it is kept.")


class PairToKeepFor(Struct, frozen=True):
    """
    A pair whose member wants to keep a message.

    Attributes:
        conversation_id: Slack's id of the pair's conversation, once it is open.
    """

    pair_id: UUID
    me: Member
    others: tuple[Member, ...]
    conversation_id: str | None


class KeepWords(Struct, frozen=True):
    """
    A member keeps a message.

    Attributes:
        author_id: Slack's id of whoever wrote it; nothing for an app's.
        words: the message in plain words.
        link: where the message is.
        posted_at: when it was written.
    """

    actor: Actor
    pair_id: UUID
    title: str
    author_id: str | None
    words: str
    link: str
    files: tuple[KeptFile, ...]
    posted_at: datetime
    receipt: str

    @property
    def question(self) -> str:
        """Names the question whether this message may be kept: whoever said no is not asked about it again."""
        return hashlib.sha256(f"{self.pair_id}\0{self.link}".encode()).hexdigest()


class WordsKept(Struct, frozen=True):
    """
    What became of it.

    Attributes:
        asked: the author, when they are asked first.
        entry: the entry, when it was kept at once.
    """

    pair_id: UUID
    asked: Member | None
    entry: WrittenEntry | None


class AnswerWords(Struct, frozen=True):
    """The author lets their words be kept, or not."""

    actor: Actor
    request_id: UUID
    agrees: bool


class WordsCard(Struct, frozen=True):
    """
    The question to the author.

    Attributes:
        text: what would be kept; nothing once it was answered or erased.
    """

    request_id: UUID
    asker: Member
    state: WordsState
    text: EntryText | None
    until: datetime | None


@reads
def pairs_to_keep_for(actor: Actor, uow: UnitOfWork) -> tuple[PairToKeepFor, ...]:
    """
    Return the pairs for which the actor can keep something now, oldest first; empty when they have none.

    Raises:
        CharterFirst: there are pairs, but no charter is in force yet.
    """
    places = [
        place
        for place in seats(actor, uow)
        if place.pair.state is PairState.ACTIVE and place.membership.state is MembershipState.ACCEPTED
    ]
    circles = [(circle(place.pair.id, actor, uow), place.pair) for place in places]
    ready = [(each, pair) for each, pair in circles if each.has_charter]
    if circles and not ready:
        circles[0][0].must_be_at_work()
    return tuple(
        PairToKeepFor(
            each.pair_id,
            each.me,
            tuple(member for member in each.members if member != each.me),
            pair.conversation_id,
        )
        for each, pair in ready
    )


def keep_words(command: KeepWords, uow: UnitOfWork) -> WordsKept:
    """
    Keep a message of the actor's own, or ask another member for theirs.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst: the actor may not add here.
        NotTheirWords: on the field `pair`, when nobody in the pair wrote it.
        TitlePlease, TextTooLong: on the field concerned.
    """
    pair = circle(command.pair_id, command.actor, uow)
    pair.must_be_at_work()
    author = next((member for member in pair.members if member.user_id == command.author_id), None)
    if author is None:
        raise NotTheirWords(field="pair")
    title = command.title.strip()
    if not title:
        raise TitlePlease(field="title")
    must_fit("title", title, LINE_LIMIT)
    must_fit("words", command.words.strip(), TEXT_LIMIT)
    text = EntryText(
        title=title,
        day=working_time.local_date(command.posted_at, pair.zone),
        link=workspaces.at_its_address(command.link, workspaces.of(command.actor.team_id, uow)),
        note=command.words.strip(),
        files=command.files,
        said_by=author.membership_id,
    )
    if author == pair.me:
        entry = commands.keep(pair, pair.me.membership_id, LogKind.WORDS, text, command.receipt, uow)
        return WordsKept(pair.pair_id, None, entry)
    _ask(pair, author, text, command.question, uow)
    return WordsKept(pair.pair_id, author, None)


def _ask(pair: Circle, author: Member, text: EntryText, question: str, uow: UnitOfWork) -> None:
    request = WordsRequest(
        workspace_id=pair.workspace_id,
        id=new_id(),
        pair_id=pair.pair_id,
        membership_id=pair.me.membership_id,
        author_id=author.membership_id,
        state=WordsState.ASKED,
        sealed_body=rules.seal(text, uow),
        receipt=question,
        asked_at=uow.now,
        look_at=uow.now + WAITS,
    )
    if not uow.insert_once(request):
        return
    membership = uow.db.get_one(Membership, {"workspace_id": pair.workspace_id, "id": author.membership_id})
    outbox.post(
        pair.workspace_id,
        NoticeKind.LOG_WORDS_ASKED,
        question_key(request.id),
        ToPerson(membership.participant_id),
        {"request_id": str(request.id)},
        uow,
        keep_until=uow.now + WAITS,
    )


def answer_words(command: AnswerWords, uow: UnitOfWork) -> WordsCard:
    """
    Keep the words, or erase them; the same answer again changes nothing.

    Raises:
        NotInThisPair: the words are not the actor's.
        AnsweredAlready: the other answer was given before, or nobody waits any more.
        PairHasEnded: nothing can be added any more; the words are erased when their week is over, or with a no.
    """
    request = uow.db.scalars(
        select(WordsRequest)
        .join(Workspace, Workspace.id == WordsRequest.workspace_id)
        .where(Workspace.team_id == command.actor.team_id, WordsRequest.id == command.request_id)
        .with_for_update(of=WordsRequest, key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if request is None:
        raise NotInThisPair
    pair = circle(request.pair_id, command.actor, uow)
    if pair.me.membership_id != request.author_id:
        raise NotInThisPair
    wanted = WordsState.KEPT if command.agrees else WordsState.DECLINED
    if request.sealed_body is not None:
        if command.agrees:
            pair.must_be_at_work()
            text = rules.unseal(request.sealed_body, uow)
            commands.keep(pair, request.membership_id, LogKind.WORDS, text, f"words:{request.id}", uow)
        _erase(request, wanted, uow)
    elif request.state is not wanted:
        raise AnsweredAlready
    return card(request, pair.members, uow)


def advance(request: WordsRequest, uow: UnitOfWork) -> None:
    """Erase what nobody answered; called when its week is over."""
    if request.sealed_body is not None:
        _erase(request, WordsState.EXPIRED, uow)
    request.look_at = None


def card(request: WordsRequest, members: tuple[Member, ...], uow: UnitOfWork) -> WordsCard:
    """Return the question as it stands."""
    asker = next(member for member in members if member.membership_id == request.membership_id)
    text = rules.unseal(request.sealed_body, uow) if request.sealed_body else None
    return WordsCard(request.id, asker, request.state, text, request.look_at)


def question_key(request_id: UUID) -> str:
    """Return the name of the question to the author."""
    return f"log-words:{request_id}"


def _erase(request: WordsRequest, state: WordsState, uow: UnitOfWork) -> None:
    request.sealed_body = None
    request.state = state
    request.answered_at = uow.now
    request.look_at = None
    outbox.refresh(request.workspace_id, question_key(request.id), state, uow)
