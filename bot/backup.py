"""`bothways backup` and `bothways restore`: a copy of the store while the bot runs, and the way back from one."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import typer
from cryptography.fernet import InvalidToken
from sqlalchemy import make_url

from adapters import migrations
from adapters.database import engine_for
from bot.console import err, out
from bot.settings import KEY_FILE, Settings
from bot.store_access import NoAccess, opened
from mentoring import workspaces
from mentoring.delivery import restoring
from mentoring.delivery.restoring import DoubtUnsent
from mentoring.vault import Vault
from mentoring.workspaces import CheckKey, WrongKey

ANOTHER_KEY = "The encryption key is not the one of this copy. Put the earlier one back."


class Refused(Exception):
    """One line that says why nothing was done, and what to do."""


def back_up(settings: Settings, target: Path) -> None:
    """Copy an SQLite store as it is at this moment; nobody who writes waits for it."""
    try:
        _copy(_file(settings), target)
    except Refused as reason:
        _end(str(reason))
    out.print(f"The store is copied to {target}. Back up the encryption key too, somewhere else.", markup=False)


def restore(settings: Settings, source: Path | None) -> None:
    """Put a copy back where there is no store, and doubt what it still means to say."""
    try:
        doubted = _restored(settings, source)
    except (Refused, NoAccess) as reason:
        _end(str(reason))
    out.print(f"The store is back. {doubted} direct messages are looked for in Slack before they are sent.")
    out.print("Run `bothways doctor`, then start the bot.")


def _restored(settings: Settings, source: Path | None) -> int:
    vault = _vault(settings)
    if source is not None:
        _put(source, _file(settings), vault)
    elif make_url(settings.store_url).get_backend_name() == "sqlite":
        raise Refused("Name the copy: `bothways restore FILE`.")
    return _take_up(settings, vault)


def _end(reason: str) -> NoReturn:
    err.print(reason, markup=False)
    raise typer.Exit(1)


def _file(settings: Settings) -> Path:
    url = make_url(settings.store_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        msg = "The store is PostgreSQL: use pg_dump and pg_restore, then `bothways restore` without a file."
        raise Refused(msg)
    return Path(url.database)


def _copy(store: Path, target: Path) -> None:
    if not store.is_file():
        raise Refused(f"There is no store at {store} yet.")
    try:
        # Its owner's alone from the first moment; SQLite takes a file that is there if it is empty.
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise Refused(f"{target} is there already. Name another file.") from None
    except OSError as error:
        raise Refused(f"{target} cannot be written: {error.strerror}.") from None
    try:
        with closing(sqlite3.connect(store)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        _check(target)
    except (sqlite3.Error, Refused) as error:
        target.unlink()
        raise Refused(f"The store could not be copied ({type(error).__name__}). Is the disk full?") from error


def _put(source: Path, store: Path, vault: Vault) -> None:
    if not source.is_file():
        raise Refused(f"There is no file {source}.")
    if store.exists():
        raise Refused(f"There is a store at {store} already. Move it away first; nothing is written over.")
    _check(source)
    with closing(sqlite3.connect(source)) as connection:
        sealed = connection.execute("SELECT key_check FROM workspaces WHERE state != 'purged'").fetchone()
    if sealed is not None and not vault.opens(sealed[0]):
        raise Refused(ANOTHER_KEY)
    store.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, store)
    store.chmod(0o600)


def _check(copy: Path) -> None:
    """Read a copy from its beginning to its end."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        whole = False
    if not whole:
        raise Refused(f"{copy} is no whole copy of a store. Take an older one.")


def _vault(settings: Settings) -> Vault:
    path = settings.data / KEY_FILE
    if not settings.encryption_keys and not path.exists():
        # Asking for it would make a new one, which opens nothing.
        raise Refused(f"Put the encryption key back first: {path}, or BOTHWAYS_ENCRYPTION_KEYS.")
    try:
        return Vault(settings.keys())
    except (ValueError, OSError, InvalidToken):
        raise Refused(f"The encryption key cannot be used: look at {path}, or at BOTHWAYS_ENCRYPTION_KEYS.") from None


def _take_up(settings: Settings, vault: Vault) -> int:
    engine = engine_for(settings.store_url)
    migrations.upgrade(engine)
    engine.dispose()
    with opened(settings, vault) as database:
        try:
            database.run(workspaces.check_key, CheckKey())
        except WrongKey:
            raise Refused(ANOTHER_KEY) from None
        return database.run(restoring.doubt, DoubtUnsent())[0]
