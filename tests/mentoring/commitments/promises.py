"""Commitments made for a test, and a look at them."""

from datetime import date
from uuid import UUID

from mentoring.commitments import commands
from mentoring.commitments.commands import AddCommitment, OneCommitment
from mentoring.commitments.rules import CommitmentLine, Promise
from mentoring.sessions import commands as session_commands
from mentoring.sessions.queries import InSession
from models import Commitment, Session
from tests.factories.cast import Cast, receipt

FRIDAY = date(2026, 3, 6)


def session_of(cast: Cast) -> UUID:
    return cast.store.rows(Session)[-1].id


def adding(
    cast: Cast, name: str, what: str = "Ship the draft", due_on: date | None = FRIDAY, whose: str = "", risk: str = ""
) -> AddCommitment:
    owner = cast.profile(whose or name).user_id
    return AddCommitment(cast.actor(name), session_of(cast), Promise(what, risk), owner, due_on, receipt())


def add(cast: Cast, name: str, what: str = "Ship the draft", due_on: date | None = FRIDAY) -> CommitmentLine:
    return cast.store.do(commands.add, adding(cast, name, what, due_on))


def begun(cast: Cast) -> UUID:
    """A pair whose session is under way."""
    pair_id = cast.chartered("ada", "ben")
    cast.store.do(session_commands.start, InSession(cast.actor("ada"), session_of(cast)))
    return pair_id


def one(cast: Cast, name: str, line: CommitmentLine) -> OneCommitment:
    return OneCommitment(cast.actor(name), line.id)


def kept(cast: Cast) -> Commitment:
    [row] = cast.store.rows(Commitment)
    return row
