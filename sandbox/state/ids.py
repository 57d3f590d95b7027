"""Identifiers that look like Slack's and never repeat within a data folder."""

import secrets

from sandbox.storage import Storage

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LENGTH = 9
_SPACE = 36**_LENGTH
# Odd and no multiple of three, hence coprime to 36**9: counting times this visits each identifier once.
_STRIDE = 58_310_474_017_739


def _spelled(number: int) -> str:
    digits = ""
    for _ in range(_LENGTH):
        number, digit = divmod(number, 36)
        digits = _ALPHABET[digit] + digits
    return digits


class Ids:
    """One counter behind all identifiers; its stand is written before an identifier is used."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.count: int = (storage.get("meta", "ids") or {}).get("count", 0)

    def new(self, prefix: str) -> str:
        """A fresh identifier such as `U0K3J7Q2ZP`."""
        self.count += 1
        self.keep()
        return f"{prefix}0{_spelled(self.count * _STRIDE % _SPACE)}"

    def keep(self) -> None:
        self._storage.put("meta", "ids", {"count": self.count})


def new_secret(prefix: str) -> str:
    """An unguessable value, for tokens, tickets and URLs."""
    return f"{prefix}{secrets.token_hex(16)}"


def short_code() -> str:
    """Five characters, as Slack gives to blocks and elements that came without an identifier."""
    return secrets.token_urlsafe(4)[:5]
