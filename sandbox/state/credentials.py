"""The tokens and secrets of a workspace: made once for a data folder, and stable from then on."""

import secrets
from dataclasses import asdict, dataclass

from sandbox.storage import Storage


@dataclass(frozen=True)
class Credentials:
    bot_token: str
    app_token: str
    signing_secret: str
    client_id: str
    client_secret: str
    verification_token: str


def kept_or_new(storage: Storage) -> Credentials:
    """The credentials of this data folder, made on its first use."""
    kept = storage.get("meta", "credentials")
    if kept is not None:
        return Credentials(**kept)
    number = str(secrets.randbelow(10**12)).zfill(12)
    made = Credentials(
        bot_token=f"xoxb-{number}-local-{secrets.token_hex(12)}",
        app_token=f"xapp-1-local-{number}-{secrets.token_hex(24)}",
        signing_secret=secrets.token_hex(16),
        client_id=f"{number}.{secrets.randbelow(10**12)}",
        client_secret=secrets.token_hex(16),
        verification_token=secrets.token_urlsafe(18),
    )
    storage.put("meta", "credentials", asdict(made))
    return made
