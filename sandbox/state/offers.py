"""What an app offered in its external menus: a person can choose only what was on their screen."""

from collections.abc import Mapping
from typing import Any

from sandbox.blocks.state import EXTERNAL, Values
from sandbox.errors import Json

_KEPT = 2000


class Offers:
    """The options served to each person's menus, by where the menu stands: a view's id, or a channel and ts."""

    def __init__(self) -> None:
        self._offered: dict[tuple[str, str, str, str], dict[str, Json]] = {}

    def note(self, user: str, where: str, block: Json, element: Json, options: list[Json]) -> None:
        key = (user, where, block["block_id"], element["action_id"])
        known = self._offered.setdefault(key, {})
        known.update({str(option["value"]): option for option in options})
        if len(self._offered) > _KEPT:
            del self._offered[next(iter(self._offered))]

    def within(self, user: str, where: str, blocks: list[Json], values: Values) -> list[Json]:
        """The same blocks, with every option this person was offered, or holds already, inside its external menu."""
        return [self._block(user, where, block, values) for block in blocks]

    def _block(self, user: str, where: str, block: Json, values: Values) -> Json:
        def served(element: Any) -> Any:
            if not isinstance(element, dict) or element.get("type") not in EXTERNAL:
                return element
            key = (user, where, block["block_id"], element["action_id"])
            held = values.get(block["block_id"], {}).get(element["action_id"], {})
            known = {**_chosen(element, "initial_option"), **_chosen(held, "selected_option")}
            return element | {"options": list({**known, **self._offered.get(key, {})}.values())}

        single = {key: served(block[key]) for key in ("accessory", "element") if key in block}
        many = {"elements": [served(one) for one in block["elements"]]} if _lists_elements(block) else {}
        children = block.get("child_blocks")
        inside = {"child_blocks": self.within(user, where, children, values)} if isinstance(children, list) else {}
        return block | single | many | inside


def _lists_elements(block: Json) -> bool:
    return block.get("type") == "actions" and isinstance(block.get("elements"), list)


def _chosen(holder: Mapping[str, Any], key: str) -> dict[str, Json]:
    """The option under a key, and those under its plural."""
    options = [holder.get(key), *(holder.get(f"{key}s") or [])]
    return {str(option["value"]): option for option in options if option}
