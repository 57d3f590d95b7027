"""What a person sees happen because of an act: new ephemerals, and a modal that opened or changed."""

from sandbox.errors import Json
from sandbox.local_slack import LocalSlack


class Witness:
    """Remembers what a person saw before an act, and tells what is new after it."""

    def __init__(self, slack: LocalSlack, user: str) -> None:
        self._slack = slack
        self._user = user
        self._ephemerals = {message["ts"] for message in slack.messages.ephemerals(user)}
        self._top = self._mark()

    def _mark(self) -> tuple[str, str]:
        top = self._slack.views.top(self._user)
        return ("", "") if top is None else (top["id"], top["hash"])

    def new_ephemerals(self) -> list[Json]:
        return [m for m in self._slack.messages.ephemerals(self._user) if m["ts"] not in self._ephemerals]

    def new_view(self) -> Json | None:
        """The modal now on top, if it is another one or was changed."""
        return self._slack.views.top(self._user) if self._mark() != self._top else None
