"""Response URLs: an answer to one act of one person, five times within half an hour of workspace time."""

from dataclasses import dataclass

from sandbox.clock import WorkspaceClock
from sandbox.errors import SlackError
from sandbox.state.ids import new_secret

MAX_USES = 5
LIFETIME = 30 * 60.0
_KEPT = 2000


@dataclass
class ResponseUrl:
    """
    Where answers go. `message_ts` is the message that was acted on, empty for a command; `is_ephemeral` says whether
    only the one who acted sees that message.
    """

    user: str
    channel: str
    made_at: float
    message_ts: str = ""
    is_ephemeral: bool = False
    uses: int = 0


class ResponseUrls:
    def __init__(self, clock: WorkspaceClock) -> None:
        self._clock = clock
        self._urls: dict[str, ResponseUrl] = {}

    def mint(self, user: str, channel: str, message_ts: str = "", *, is_ephemeral: bool = False) -> str:
        """The unguessable end of a new URL."""
        secret = new_secret("")
        self._urls[secret] = ResponseUrl(user, channel, self._clock.now(), message_ts, is_ephemeral)
        if len(self._urls) > _KEPT:
            del self._urls[next(iter(self._urls))]
        return secret

    def knows(self, secret: str) -> bool:
        return secret in self._urls

    def use(self, secret: str) -> ResponseUrl:
        """
        Count one use.

        Raises:
            SlackError: expired_url or used_url.
        """
        url = self._urls.get(secret)
        if url is None or self._clock.now() - url.made_at > LIFETIME:
            raise SlackError("expired_url")
        if url.uses >= MAX_USES:
            raise SlackError("used_url")
        url.uses += 1
        return url
