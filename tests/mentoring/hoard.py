"""A pair with something in every noun, for those who must not get at it."""

from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from mentoring import outbox
from mentoring.charters.rules import CharterText
from mentoring.closes import commands as closes
from mentoring.closes.commands import CloseHalf
from mentoring.commitments import commands as commitments
from mentoring.commitments.commands import AddCommitment
from mentoring.commitments.rules import Promise
from mentoring.learning_log import commands as log_commands
from mentoring.learning_log import sharing as log_sharing
from mentoring.learning_log import words as log_words
from mentoring.learning_log.commands import AddEntry
from mentoring.learning_log.rules import EntryDraft
from mentoring.learning_log.sharing import AskToShare
from mentoring.learning_log.words import KeepWords
from mentoring.outbox import NoticeKind, ToPair
from mentoring.prep import commands as prep_commands
from mentoring.prep.commands import KeepPoints, OnAgenda
from mentoring.prep.points import Points
from mentoring.pulses import Score
from mentoring.sessions import commands as session_commands
from mentoring.sessions import planning
from mentoring.sessions.commands import WriteTogether
from mentoring.sessions.rules import Plan
from mentoring.show_and_tell import commands as show_commands
from mentoring.show_and_tell.commands import CallShow
from mentoring.states import LogKind, Visibility
from models import CheckIn, Commitment, LogEntry, Pulse, Session, SessionState, ShowAndTell, WordsRequest
from models.base import new_id
from tests.factories.cast import Cast, receipt
from tests.mentoring.ways_in import CANARY, PRIVATE, Prize


def _fill_the_log(cast: Cast, pair_id: UUID) -> None:
    """An entry that is asked about, and words that wait for Ada's yes."""
    ada, ben = cast.actor("ada"), cast.actor("ben")
    kept = cast.store.do(
        log_commands.add, AddEntry(ada, pair_id, LogKind.DEMO, EntryDraft(f"{CANARY} entry"), receipt())
    )
    cast.store.do(log_sharing.ask, AskToShare(ada, kept.entry_id, receipt()))
    link = f"https://{CANARY}.example/p1"
    words = KeepWords(ben, pair_id, f"{CANARY} words", ada.user_id, CANARY, link, (), cast.store.clock.now(), receipt())
    cast.store.do(log_words.keep_words, words)


def _bring_it(cast: Cast, programme_id: UUID, pair_id: UUID) -> None:
    """A show-and-tell to which Ada brings what Ben has not agreed to."""
    [entry] = [each for each in cast.store.rows(LogEntry) if each.pair_id == pair_id]
    at = cast.store.clock.now() + timedelta(days=7)
    call = CallShow(cast.actor("ada"), programme_id, "An evening", at, 30, (entry.id,), receipt())
    cast.store.do(show_commands.call, call)


def hoard(cast: Cast) -> Prize:
    """A pair of a programme with canaries in every text, and an invitation that is open."""
    programme_id = cast.programme("olga", "sven")
    pair_id = cast.proposal(programme_id, "ada", "ben")
    for name in ("ada", "ben"):
        cast.answer(name, pair_id)
    text = CharterText(**{name: f"{CANARY} {name}" for name in CharterText.__struct_fields__})
    cast.agree(pair_id, "ada", "ben", text=text)
    cast.write("ben", pair_id, replace(text, norms=f"{CANARY} anew"))
    cast.check_in("ada", pair_id, f"{CANARY} shared")
    cast.check_in("ada", pair_id, PRIVATE, Visibility.PRIVATE)
    _fill_the_log(cast, pair_id)
    _bring_it(cast, programme_id, pair_id)
    cast.tap("ada", pair_id, Score.NOT_AT_ALL)
    [session] = [each for each in cast.store.rows(Session) if each.pair_id == pair_id]
    written = WriteTogether(cast.actor("ada"), session.id, f"{CANARY} notes", Plan(f"{CANARY} plan", CANARY), 0)
    cast.store.do(session_commands.write, written)
    _prepare(cast, session)
    _meet(cast, session)
    basis = cast.basis("ada", pair_id)
    assert basis is not None
    return Prize(
        pair_id,
        cast.invitation("ada", "carl"),
        tuple(row.id for row in cast.store.rows(CheckIn)),
        tuple(row.id for row in cast.store.rows(Pulse)),
        tuple(row.id for row in cast.store.rows(LogEntry)),
        tuple(row.id for row in cast.store.rows(WordsRequest)),
        tuple(row.id for row in cast.store.rows(Session)),
        tuple(row.id for row in cast.store.rows(Commitment)),
        basis,
        programme_id,
        tuple(row.id for row in cast.store.rows(ShowAndTell)),
    )


def _prepare(cast: Cast, session: Session) -> None:
    """Points of each: Ada's for her alone, Ben's on the card."""
    for name, changed in (("ada", PRIVATE), ("ben", f"{CANARY} agenda")):
        cast.store.do(prep_commands.keep, KeepPoints(cast.actor(name), session.id, receipt(), Points(changed)))
    cast.store.do(prep_commands.share, OnAgenda(cast.actor("ben"), session.id, receipt()))


def _meet(cast: Cast, session: Session) -> None:
    """An earlier session that is being closed: Ada's half for her alone, and what each of them committed to."""
    met = {column.name: getattr(session, column.name) for column in Session.__table__.columns}
    met |= {"id": new_id(), "number": 7, "state": SessionState.CLOSING, "ended_at": cast.store.clock.now()}
    with cast.store.transaction() as uow:
        uow.db.add(Session(**met))
        key, facts = planning.card_key(met["id"]), {"session_id": str(met["id"])}
        outbox.post(cast.workspace_id, NoticeKind.SESSION_CARD, key, ToPair(session.pair_id), facts, uow)
    half = CloseHalf(cast.actor("ada"), met["id"], PRIVATE, Score.NOT_AT_ALL, receipt())
    cast.store.do(closes.close_half, half)
    for name in ("ada", "ben"):
        promise = Promise(f"{CANARY} promise", f"{CANARY} risk")
        owner, due_on = cast.actor(name), cast.store.clock.now().date() + timedelta(days=4)
        command = AddCommitment(owner, met["id"], promise, owner.user_id, due_on, receipt())
        cast.store.do(commitments.add, command)
