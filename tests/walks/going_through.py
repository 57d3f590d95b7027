"""The whole house gone through: every act that anybody in it is shown, and which of them open a modal."""

from mentoring.pairs import queries as pairs
from models import RosterImport
from tests.factories.statements import noted
from tests.walks.acts import SEARCHED_FOR, Kind
from tests.walks.forging import Holdings
from tests.walks.gathering import Done, Gatherer
from tests.walks.house import House
from tests.walks.kept import Kept
from tests.walks.outright import outright
from tests.walks.postman import shown_by

GO_THROUGH = ("kim", "jan", "ada", "gus", "ben", "carl", "hugo", "dora", "olga", "root")
"""Whoever is shown something that others are not; Kim first, whom an owner entered, then Jan, who is enrolled."""


def holdings_of_ada(house: House) -> Holdings:
    """Her pairs that are under way; whoever is only invited to one is nobody's secret."""
    under_way = house.cast.store.do(pairs.under_way, house.cast.actor("ada"))
    return Holdings(house.cast.store, [each.pair_id for each in under_way])


async def gather(house: House, kept: Kept) -> Gatherer:
    """Do everything that can be done, once; the store is as before after each."""
    # Of sheets that wait, each leads somewhere else; the one left long ago leads to looking people up again.
    left = min(house.cast.store.rows(RosterImport), key=lambda each: each.created_at)
    matters = Holdings(house.cast.store, [house.prize.pair_id]).ids | {left.id, left.programme_id}
    found = Gatherer(house.postman, kept, matters)
    newest_first = reversed(house.stage.entries())
    seen = [surface for entry in newest_first if (surface := shown_by(entry, "")) and not surface.is_view]
    with noted(house.bot.database.engines) as found.asked:
        for name in GO_THROUGH:
            user_id = house.id_of(name)
            await found.goes_through(user_id, outright(house, user_id), seen if name == "ada" else ())
    return found


def openers(gathered: Gatherer) -> list[Done]:
    """What opens or changes a modal without handing one in: of each act in each kind of place one."""
    found = {
        (each.name, each.place): each
        for each in gathered.done
        if each.modal and each.answer.payload.get("type") != Kind.FORM and not each.name.endswith(SEARCHED_FOR)
    }
    return list(found.values())
