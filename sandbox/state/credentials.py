"""The app's own secrets, the same in every workspace: made once for a data folder, and stable from then on."""

import secrets
from dataclasses import asdict, dataclass

from sandbox.state.ids import Ids
from sandbox.storage import Storage


@dataclass(frozen=True)
class Credentials:
    """What identifies the app and proves who calls it. Tokens of its installations are kept apart from these."""

    app_id: str
    app_token: str
    signing_secret: str
    client_id: str
    client_secret: str
    verification_token: str


def kept_or_new(storage: Storage, ids: Ids) -> Credentials:
    """The credentials of this data folder, made on its first use."""
    kept = storage.get("meta", "credentials")
    if kept is not None:
        # A folder of an earlier version kept the app's id with its only workspace, and that one's bot token here.
        app_id = kept.get("app_id") or (storage.get("meta", "team") or {})["app_id"]
        known = Credentials.__dataclass_fields__.keys()
        return Credentials(**{name: value for name, value in kept.items() if name in known} | {"app_id": app_id})
    number = str(secrets.randbelow(10**12)).zfill(12)
    made = Credentials(
        app_id=ids.new("A"),
        app_token=f"xapp-1-local-{number}-{secrets.token_hex(24)}",
        signing_secret=secrets.token_hex(16),
        client_id=f"{number}.{secrets.randbelow(10**12)}",
        client_secret=secrets.token_hex(16),
        verification_token=secrets.token_urlsafe(18),
    )
    storage.put("meta", "credentials", asdict(made))
    return made
