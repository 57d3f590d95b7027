"""Those who must not get in, what they try, and how it is told that they did."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from bot.demo.humans import Payload
from models import Base
from tests.factories.store import Store
from tests.walks.house import ELSEWHERE

NAMED = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")


@dataclass(frozen=True)
class Forger:
    """
    Somebody outside the pair.

    Attributes:
        name: one of the house's people, as whom Slack vouches for them.
        is_elsewhere: in another workspace, whose people may have the same ids.
    """

    who: str
    name: str
    is_elsewhere: bool = False


FORGERS = (
    Forger("a stranger without a pair", "nobody"),
    Forger("a stranger with a pair of their own", "eve"),
    Forger("the sponsor", "sven"),
    Forger("the workspace's admin", "root"),
    Forger("a member of another workspace", "eve", is_elsewhere=True),
    Forger("one with the same id in another workspace", "ada", is_elsewhere=True),
    Forger("the programme's owner", "olga"),
)


def as_brought_by(forger: Forger, payload: Payload, team: str) -> Payload:
    """A payload as it comes from the forger's own workspace."""
    if not forger.is_elsewhere:
        return payload
    moved: Payload = json.loads(json.dumps(payload).replace(team, ELSEWHERE))
    return moved


def shown(entries: Iterable[Payload]) -> str:
    """Everything that was sent to Slack."""
    return json.dumps([each["request"] for each in entries if each["direction"] == "to_slack"], ensure_ascii=False)


def named_in(text: str) -> set[UUID]:
    """Every row that a text names."""
    return {UUID(found) for found in NAMED.findall(text)}


class Holdings:
    """
    Some pairs and everything that hangs on them: each row that names one of them, or names such a row.

    Attributes:
        ids: the rows' own.
    """

    def __init__(self, store: Store, pair_ids: Iterable[UUID]) -> None:
        self._store = store
        self.ids = set(pair_ids)
        contents = store.contents()
        self._before = {table: {repr(row) for row in rows} for table, rows in contents.items()}
        # By then each row that is named stands in a table before those that name it.
        for table, rows in contents.items():
            names = [column.name for column in Base.metadata.tables[table].columns]
            if "id" in names:
                self.ids |= {row[names.index("id")] for row in rows if named_in(repr(row)) & self.ids}  # type: ignore[misc]  # an id is a UUID

    def touched(self) -> list[str]:
        """Return the tables in which a row of theirs is not as it was, or is new."""
        return [
            table
            for table, rows in self._store.contents().items()
            if any(named_in(row) & self.ids for row in {repr(row) for row in rows} ^ self._before[table])
        ]
