"""The command line of the demo: `bothways` as its operator would have it, with the demo's own settings."""

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

NOT_OF_THE_DEMO = (
    *("SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"),
    *("BOTHWAYS_ENCRYPTION_KEYS", "BOTHWAYS_PUBLIC_URL"),
)
"""Set to nothing, so that those of a real installation, in .env or the environment, do not mix with the demo's."""


def settings(data: Path, workspace: Mapping[str, str]) -> dict[str, str]:
    """
    Return the demo's settings, by their names in the environment.

    Args:
        workspace: the settings that the local Slack printed.
    """
    folder = (data / "bot").resolve()
    return {
        **dict.fromkeys(NOT_OF_THE_DEMO, ""),
        **{
            name: workspace[name]
            for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "BOTHWAYS_CLOCK_URL")
        },
        "BOTHWAYS_DATA": str(folder),
        "BOTHWAYS_DATABASE_URL": f"sqlite:///{folder / 'bothways.sqlite3'}",
        "BOTHWAYS_LEASE_SECONDS": "30",
        "BOTHWAYS_SETTLE_SECONDS": "60",
        "BOTHWAYS_MESSAGES_PER_SECOND": "5",
        "BOTHWAYS_LOG_LEVEL": "WARNING",
    }


def write(target: Path, said: Mapping[str, str]) -> None:
    """Write a script that runs `bothways` with these settings, whatever the folder it is called in."""
    set_to = [f"{name}={shlex.quote(value)}" for name, value in said.items()]
    bothways = shlex.join([sys.executable, "-P", "-m", "bot"])
    target.touch(mode=0o700)
    target.write_text(f'#!/bin/sh\nexec env {" ".join(set_to)} {bothways} "$@"\n', encoding="utf-8")
