"""The tokens that installations hold: whose each is, until when it opens anything, and what renews it."""

import secrets
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from sandbox.clock import WorkspaceClock
from sandbox.errors import SlackError
from sandbox.storage import Storage

LIFETIME = 43_200


class Holder(StrEnum):
    BOT = "bot"
    USER = "user"


@dataclass(frozen=True)
class Token:
    """
    An access token, or with `is_refresh` one that buys the next. `user` is the bot's user, or the person who gave it.

    `expires_at` is workspace time, 0 for never; `number` counts what was issued. A token that ended opens nothing any
    more, and is remembered.
    """

    value: str
    holder: Holder
    team: str
    user: str
    is_refresh: bool = False
    expires_at: float = 0.0
    is_ended: bool = False
    is_exchanged: bool = False
    number: int = 0


@dataclass(frozen=True)
class Issued:
    """What an app gets: an access token, and where tokens rotate also its refresh token."""

    access: Token
    refresh: Token | None

    @property
    def expires_in(self) -> int | None:
        return LIFETIME if self.refresh is not None else None


class Tokens:
    """All tokens of all workspaces, by their value."""

    def __init__(self, storage: Storage, clock: WorkspaceClock) -> None:
        self._storage = storage
        self._clock = clock
        documents = (document for _, document in storage.all("token"))
        kept = [Token(**one | {"holder": Holder(one["holder"])}) for one in documents]
        self._all = {token.value: token for token in sorted(kept, key=lambda token: token.number)}

    def find(self, value: str) -> Token | None:
        return self._all.get(value)

    def refusal(self, token: Token) -> str | None:
        """Slack's word for an access token that opens nothing now, or None where it does."""
        if token.is_ended:
            return "account_inactive" if token.holder is Holder.BOT else "token_revoked"
        if token.expires_at and token.expires_at <= self._clock.now():
            return "token_expired"
        return None

    def newest(self, team: str, user: str) -> Issued | None:
        """The newest tokens that a user of this workspace was given, if they have not ended."""
        issued = self.last(team, user)
        return None if issued is None or issued.access.is_ended else issued

    def last(self, team: str, user: str) -> Issued | None:
        """The tokens that a user of this workspace was given last, also where they have ended."""
        own = [token for token in self._all.values() if (token.team, token.user) == (team, user)]
        access = next((token for token in reversed(own) if not token.is_refresh), None)
        refresh = next((token for token in reversed(own) if token.is_refresh), None)
        return None if access is None else Issued(access, refresh)

    def restore(self, issued: Issued) -> None:
        """The very same tokens, as if they were issued now."""
        until = self._clock.now() + LIFETIME if issued.access.expires_at else 0.0
        self.keep(replace(issued.access, expires_at=until, is_ended=False))
        if issued.refresh is not None:
            self.keep(replace(issued.refresh, is_ended=False))

    def issue(self, holder: Holder, team: str, user: str, *, rotates: bool) -> Issued:
        """New tokens; what was issued before goes on until it expires or is revoked."""
        kind = "xoxb" if holder is Holder.BOT else "xoxp"
        if not rotates:
            return Issued(self.keep(Token(_value(kind), holder, team, user)), None)
        expiring = Token(_value(f"xoxe.{kind}-1"), holder, team, user, expires_at=self._clock.now() + LIFETIME)
        renewing = Token(_value("xoxe-1"), holder, team, user, is_refresh=True)
        return Issued(self.keep(expiring), self.keep(renewing))

    def renew(self, refresh: str) -> Issued:
        """
        Buy the next pair with a refresh token, which is used up by it.

        Raises:
            SlackError: invalid_refresh_token.
        """
        token = self._all.get(refresh)
        if token is None or not token.is_refresh or token.is_ended:
            raise SlackError("invalid_refresh_token")
        self.keep(replace(token, is_ended=True))
        return self.issue(token.holder, token.team, token.user, rotates=True)

    def exchange(self, token: Token) -> Issued:
        """Trade a token that never expires for a pair that rotates."""
        self.keep(replace(token, is_ended=True, is_exchanged=True))
        return self.issue(token.holder, token.team, token.user, rotates=True)

    def revoke(self, team: str, user: str) -> None:
        """End every token of a user in a workspace."""
        for token in [one for one in self._all.values() if (one.team, one.user) == (team, user)]:
            self.keep(replace(token, is_ended=True))

    def holders(self, team: str) -> list[tuple[Holder, str]]:
        """Who holds a token in a workspace that was not revoked, each once."""
        live = [(token.holder, token.user) for token in self._all.values() if token.team == team and not token.is_ended]
        return list(dict.fromkeys(live))

    def clear(self) -> None:
        """Forget all of them, with a storage that was emptied."""
        self._all.clear()

    def keep(self, token: Token) -> Token:
        token = token if token.number else replace(token, number=len(self._all) + 1)
        self._all[token.value] = token
        self._storage.put("token", token.value, asdict(token))
        return token


def _value(prefix: str) -> str:
    return f"{prefix}-{secrets.randbelow(10**12):012}-local-{secrets.token_hex(12)}"
