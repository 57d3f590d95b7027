"""What a charter must hold, and which of its versions counts."""

from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Select, bindparam, exists, func, select

from mentoring.errors import Refusal
from mentoring.unit_of_work import UnitOfWork
from mentoring.wording import N_
from models import Charter, CharterVersion, CharterVersionState, Signature
from models.types import is_word

FIELD_LIMIT = 1500
"""Characters a field; two fields and their headings must fit one Slack section of 3000."""


class SayThisFirst(Refusal):
    """A field that gives the charter its meaning is empty."""

    message = N_("Please write a line here; the rest of the charter rests on it.")


class TooLong(Refusal):
    """A field runs over."""

    message = N_("This is {length} characters long; {limit} fit. A charter works best on one page.")


class CharterMovedOn(Refusal):
    """Somebody else changed the text since the reader opened it."""

    message = N_("The text changed while you had it open, so nothing was saved or signed yet.")


class CharterText(Struct, frozen=True):
    """
    The page itself, as people wrote it.

    Attributes:
        purpose: one shared outcome within 30 days.
        success: how both will know.
        baseline: where things stand today.
    """

    purpose: str
    success: str
    baseline: str
    confidentiality: str
    tools: str
    cadence: str
    norms: str

    def tidy(self) -> "CharterText":
        """Return the text without blanks at its ends."""
        return CharterText(**{name: value.strip() for name, value in asdict(self).items()})

    def check(self) -> None:
        """
        Refuse a page without purpose or measure, or with a field that does not fit.

        Raises:
            SayThisFirst, TooLong: on the field concerned.
        """
        for name in ("purpose", "success"):
            if not getattr(self, name):
                raise SayThisFirst(field=name)
        for name, value in asdict(self).items():
            if len(value) > FIELD_LIMIT:
                raise TooLong(field=name, length=len(value), limit=FIELD_LIMIT)


def seal(text: CharterText, uow: UnitOfWork) -> str:
    """Return the page, sealed for the store."""
    return uow.vault.seal(asdict(text))


def unseal(version: CharterVersion, uow: UnitOfWork) -> CharterText:
    """Return the page of a version."""
    content: dict[str, Any] = uow.vault.open(version.sealed_text)
    return CharterText(**content)


def charter_of(workspace_id: UUID, pair_id: UUID, uow: UnitOfWork) -> Charter | None:
    """Return the pair's charter, if it was begun."""
    return uow.db.scalars(
        select(Charter).where(Charter.workspace_id == workspace_id, Charter.pair_id == pair_id)
    ).one_or_none()


def newest(charter: Charter, uow: UnitOfWork) -> CharterVersion:
    """Return the version with the highest number; a charter always has one."""
    return uow.db.scalars(
        select(CharterVersion)
        .where(CharterVersion.workspace_id == charter.workspace_id, CharterVersion.charter_id == charter.id)
        .order_by(CharterVersion.number.desc())
        .limit(1)
    ).one()


def in_force(workspace_id: UUID, pair_id: UUID, uow: UnitOfWork) -> CharterVersion | None:
    """Return the signed version that counts now, whatever newer text is being discussed."""
    return uow.db.scalars(
        select(CharterVersion)
        .join(
            Charter,
            (Charter.workspace_id == CharterVersion.workspace_id) & (Charter.id == CharterVersion.charter_id),
        )
        .where(
            Charter.workspace_id == workspace_id,
            Charter.pair_id == pair_id,
            is_word(CharterVersion.state, CharterVersionState.IN_FORCE),
        )
    ).one_or_none()


def is_in_force(workspace_id: UUID, pair_id: UUID, uow: UnitOfWork) -> bool:
    """Tell whether the pair has a charter that counts, without which nothing else begins."""
    return bool(uow.db.scalar(_is_in_force(), {"workspace_id": workspace_id, "pair_id": pair_id}))


@cache
def _is_in_force() -> Select[bool]:
    return select(
        exists()
        .where(Charter.workspace_id == bindparam("workspace_id"), Charter.pair_id == bindparam("pair_id"))
        .where(CharterVersion.workspace_id == Charter.workspace_id, CharterVersion.charter_id == Charter.id)
        .where(is_word(CharterVersion.state, CharterVersionState.IN_FORCE))
    )


def signatures(version: CharterVersion, uow: UnitOfWork) -> dict[UUID, Signature]:
    """Return who signed this very version, by membership id."""
    rows = uow.db.scalars(
        select(Signature).where(Signature.workspace_id == version.workspace_id, Signature.version_id == version.id)
    )
    return {signature.membership_id: signature for signature in rows}


def is_signed_by_anybody(version: CharterVersion, uow: UnitOfWork) -> bool:
    """Tell whether the text is settled: signed words are never changed under a signature."""
    count = uow.db.scalar(
        select(func.count())
        .select_from(Signature)
        .where(Signature.workspace_id == version.workspace_id, Signature.version_id == version.id)
    )
    return bool(count)
