"""The app beside the workspace: a command that gets what opens it in its environment, and ends together with it."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

# How long an app may take to end when it is asked to.
_PATIENCE = 5.0


class CannotStart(Exception):
    """The app's command cannot be started; the message says why."""


@asynccontextmanager
async def beside(command: Sequence[str], environment: Mapping[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """
    The app as a process of its own, for as long as the context lasts.

    Args:
        environment: what opens the workspace. Everything else of ours that is Slack's is kept from it, since Bolt takes
            a client id in its environment for the wish to be installed, and then ignores a token.

    Raises:
        CannotStart: there is no such program, or it may not be run.
    """
    others = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
    try:
        process = await asyncio.create_subprocess_exec(*command, env={**others, **environment})
    except OSError as error:
        raise CannotStart(f"{command[0]} cannot be started: {error.strerror or error}") from error
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()
