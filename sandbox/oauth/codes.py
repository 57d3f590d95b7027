"""The codes that a person's consent is sent back as: good for one exchange, within ten minutes of workspace time."""

import secrets
from dataclasses import dataclass

from sandbox.clock import WorkspaceClock
from sandbox.errors import SlackError
from sandbox.oauth.asking import Asked

LIFETIME = 600.0
_KEPT = 2000


@dataclass
class Consent:
    """Who agreed to what, in which workspace."""

    team: str
    user: str
    asked: Asked
    given_at: float
    used: bool = False


class Codes:
    def __init__(self, clock: WorkspaceClock) -> None:
        self._clock = clock
        self._consents: dict[str, Consent] = {}

    def mint(self, team: str, user: str, asked: Asked) -> str:
        code = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(32)}"
        self._consents[code] = Consent(team, user, asked, self._clock.now())
        if len(self._consents) > _KEPT:
            del self._consents[next(iter(self._consents))]
        return code

    def redeem(self, code: str, redirect_uri: str) -> Consent:
        """
        Use a code up.

        Raises:
            SlackError: invalid_code, code_already_used or bad_redirect_uri.
        """
        consent = self._consents.get(code)
        if consent is None or self._clock.now() - consent.given_at > LIFETIME:
            raise SlackError("invalid_code")
        if consent.used:
            raise SlackError("code_already_used")
        if redirect_uri != consent.asked.sent_redirect_uri:
            raise SlackError("bad_redirect_uri")
        consent.used = True
        return consent

    def clear(self) -> None:
        self._consents.clear()
