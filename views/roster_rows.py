"""The rows of a sheet that its owner may want to mend: those that cannot be taken, and those with a remark."""

import json
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from mentoring.roster.queries import InImport
from mentoring.roster.rules import Outcome, Told
from views import roster_report
from views.kit import Block, Modal, actions, button, context, modal, section
from views.matching import turning
from views.matching.turning import Turn
from views.payloads import Payload, actor
from views.reader import Reader

OPEN = "roster.rows"
EARLIER = "roster.rows.earlier"
LATER = "roster.rows.later"
FEW = 10
"""Rows of each kind that are shown where others matter more."""
A_PAGE = 50


class RowsOf(Struct, frozen=True):
    """
    Which rows of which sheet somebody looks at.

    Attributes:
        page: from 0; where there are fewer by now, the last one is meant.
    """

    where: InImport
    page: int


def to_mend(reader: Reader, import_id: UUID, rows: Sequence[Told]) -> list[Block]:
    """Return the first of the rows that somebody may want to mend, and a way to the others."""
    refused, noted = _refused(rows), _noted(rows)
    if not refused and not noted:
        return []
    blocks: list[Block] = []
    if refused:
        reasons = Counter(each.why for each in refused)
        why = [f"• {number} · {roster_report.reason(reader, each)}" for each, number in reasons.most_common()]
        blocks.append(section(_refused_title(reader)))
        blocks += [section("\n".join(why))] if len(refused) > FEW else []
        blocks += roster_report.listed(reader, refused[:FEW])
    if noted:
        blocks.append(section(_noted_title(reader)))
        blocks += roster_report.listed(reader, noted[:FEW])
    if max(len(refused), len(noted)) > FEW:
        look = reader.say("All {number} of these rows", number=len(refused) + len(noted))
        blocks.append(actions([button(look, OPEN, import_id.hex)], block_id="rows"))
    mend = reader.say("To mend the sheet first, close this and hand in the mended one: it takes this one’s place.")
    return [*blocks, context(mend)]


def page(reader: Reader, import_id: UUID, rows: Sequence[Told], wanted: int) -> Modal:
    """Return one page of all of them, on top of what would come of the sheet."""
    refused, noted = _refused(rows), _noted(rows)
    pages = max(1, -(-(len(refused) + len(noted)) // A_PAGE))
    number = min(max(wanted, 0), pages - 1)
    first = number * A_PAGE
    here = refused[first : first + A_PAGE]
    after = noted[max(0, first - len(refused)) : max(0, first + A_PAGE - len(refused))]
    blocks: list[Block] = []
    for title, shown in ((_refused_title(reader), here), (_noted_title(reader), after)):
        if shown:
            blocks += [section(title), *roster_report.listed(reader, shown)]
    if not blocks:
        blocks.append(section(reader.say("There is no such row.")))
    blocks += turning.blocks(reader, Turn(EARLIER, LATER, import_id.hex, number, pages))
    return modal(
        reader.say("Rows to look at"),
        blocks,
        close=reader.say("Back"),
        private_metadata=json.dumps({"import": import_id.hex, "page": number}),
    )


def read_open(body: Payload) -> RowsOf:
    """Return the first page of the sheet whose button was clicked."""
    return RowsOf(InImport(actor(body), UUID(body["actions"][0]["value"])), 0)


def read_turned(body: Payload, step: int) -> RowsOf:
    """Return the page that lies so many on from the one that was clicked on."""
    kept = json.loads(body["view"]["private_metadata"])
    return RowsOf(InImport(actor(body), UUID(kept["import"])), int(kept["page"]) + step)


def _refused(rows: Sequence[Told]) -> list[Told]:
    return [each for each in rows if each.outcome is Outcome.REFUSED]


def _noted(rows: Sequence[Told]) -> list[Told]:
    return [each for each in rows if each.remarks and each.outcome is not Outcome.REFUSED]


def _refused_title(reader: Reader) -> str:
    return reader.say("*Rows that I cannot take*")


def _noted_title(reader: Reader) -> str:
    return reader.say("*Rows that I take, with a remark*")
