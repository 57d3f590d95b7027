"""`python -m sandbox`: run a local Slack until it is interrupted."""

import argparse
import asyncio
import logging
import signal
import sys
from pathlib import Path

from sandbox.companion import CannotStart, beside
from sandbox.manifest import ManifestError
from sandbox.server import Serving, serve
from sandbox.storage import StorageError
from sandbox.workspaces import PATIENCE, PAUSE


def argument_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bothways workspace", description="A Slack workspace on this machine.")
    parser.add_argument("--manifest", type=Path, default=Path("manifest.yml"), help="the app's manifest")
    parser.add_argument("--port", type=int, default=8065, help="0 takes any free port")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--data", type=Path, help="a folder that keeps the workspace; without it, memory")
    parser.add_argument("--request-url", help="POST payloads there, signed, instead of Socket Mode")
    parser.add_argument("--rates", choices=("on", "off"), default="on", help="rate limits as Slack's")
    parser.add_argument(
        "--patience",
        type=float,
        default=PATIENCE,
        help="seconds Slack waits for an answer; more for an app in a debugger",
    )
    parser.add_argument("--not-installed", action="store_true", help="begin without the app, to try its install flow")
    parser.add_argument("--quiet", action="store_true", help="tell of warnings alone, and not of each refused call")
    parser.add_argument(
        "app",
        nargs=argparse.REMAINDER,
        metavar="-- COMMAND …",
        help="an app to run in it, with all of this in its environment",
    )
    return parser


async def run(options: argparse.Namespace) -> int:
    """Serve until a signal, or until the app that runs in it ends; return the exit code."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with serve(
        options.manifest,
        port=options.port,
        data=options.data,
        rates=options.rates == "on",
        request_url=options.request_url,
        host=options.host,
        installed=not options.not_installed,
        patience=options.patience,
        pause=PAUSE,
    ) as serving:
        lines = [f"{key}={value}" for key, value in serving.environment().items()]
        sys.stdout.write("\n".join([*lines, serving.url]) + "\n")
        sys.stdout.flush()
        command = options.app[1:] if options.app[:1] == ["--"] else options.app
        return await _with_app(command, serving, stop) if command else await _alone(stop)


async def _alone(stop: asyncio.Event) -> int:
    await stop.wait()
    return 0


async def _with_app(command: list[str], serving: Serving, stop: asyncio.Event) -> int:
    async with beside(command, serving.environment()) as app:
        stopped, ended = asyncio.ensure_future(stop.wait()), asyncio.ensure_future(app.wait())
        await asyncio.wait({stopped, ended}, return_when=asyncio.FIRST_COMPLETED)
        if not stopped.done():
            sys.stderr.write(f"local slack: {command[0]} ended, and so does the workspace\n")
        code = ended.result() if ended.done() else 0
        stopped.cancel()
        ended.cancel()
        # A program that a signal ended has a negative code here; shells say it so.
        return code if code >= 0 else 128 - code


def main(arguments: list[str] | None = None) -> int:
    options = argument_parser().parse_args(arguments)
    level = logging.WARNING if options.quiet else logging.INFO
    logging.basicConfig(level=level, stream=sys.stderr, format="local slack %(levelname)s %(message)s")
    try:
        return asyncio.run(run(options))
    except (CannotStart, ManifestError, StorageError) as error:
        sys.stderr.write(f"local slack: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"local slack: {options.host}:{options.port} cannot be used: {error.strerror or error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
