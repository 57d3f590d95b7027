"""Sealing what people write, so that the database alone tells nobody."""

import json
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Vault:
    """
    Seals with the first key and opens with any of them, so that keys can be rotated.

    Args:
        keys: Fernet keys (url-safe base64 of 32 bytes), newest first.

    Raises:
        ValueError: no key, or one of the wrong form.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            msg = "at least one encryption key is needed"
            raise ValueError(msg)
        self._newest = Fernet(keys[0])
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, content: Any) -> str:
        """Return JSON-able content as text that only a holder of the key can read."""
        return self._fernet.encrypt(json.dumps(content, separators=(",", ":")).encode()).decode()

    def open(self, sealed: str) -> Any:
        """
        Return what was sealed.

        Raises:
            cryptography.fernet.InvalidToken: none of the keys fits.
        """
        return json.loads(self._fernet.decrypt(sealed))

    def opens(self, sealed: str) -> bool:
        """Tell whether one of the keys fits."""
        try:
            self._fernet.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def sealed_anew(self, sealed: str) -> str | None:
        """
        Return the same content sealed with the newest key; nothing where that one sealed it already.

        Raises:
            cryptography.fernet.InvalidToken: none of the keys fits.
        """
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return self._fernet.rotate(sealed).decode()
        return None
