"""What the owners of a workspace decided, as far as an app runs into it."""

from sandbox.errors import ControlError, Json
from sandbox.storage import Storage


class Preferences:
    """`edit_window` is for how many minutes a message may be edited; None is for ever, as in a new workspace."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        kept = storage.get("meta", "preferences") or {}
        self.edit_window: int | None = kept.get("edit_window")

    def change(self, wanted: Json) -> None:
        """
        Take over what is named.

        Raises:
            ControlError: edit_window is neither minutes nor null.
        """
        if "edit_window" in wanted:
            minutes = wanted["edit_window"]
            if minutes is not None and (not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 0):
                raise ControlError("invalid_edit_window", "edit_window is a whole number of minutes, or null for ever")
            self.edit_window = minutes
        self._storage.put("meta", "preferences", self.as_json())

    def as_json(self) -> Json:
        return {"edit_window": self.edit_window}
