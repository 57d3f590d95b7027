"""`bothways workspace -- COMMAND` runs an app in the workspace, and both end together."""

import signal
import sys
from pathlib import Path

import pytest

from tests.sandbox.programs import local_slack, running

TELLS = (
    "import os, sys; print(os.environ['SLACK_API_URL'], os.environ.get('SLACK_CLIENT_ID'), sys.argv[1:], flush=True)"
)


@pytest.mark.parametrize("separator", [["--"], []])
async def test_an_app_gets_what_opens_the_workspace_and_its_end_ends_it(manifest: Path, separator: list[str]) -> None:
    app = [sys.executable, "-c", f"{TELLS}; sys.exit(7)", "--port", "1"]
    async with local_slack(manifest, *separator, *app, variables={"SLACK_CLIENT_ID": "another app's"}) as process:
        out, errors = await process.communicate()
    *_, api, _clock, url, told = out.decode().splitlines()
    assert told == f"{url}/api/ None ['--port', '1']"
    assert api == f"SLACK_API_URL={url}/api/"
    assert (process.returncode, b"ended, and so does the workspace" in errors) == (7, True)


async def test_an_app_is_asked_to_end_when_the_workspace_stops(manifest: Path) -> None:
    waits = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('asked to end')))"
    # Not one long wait, into which a signal could slip unheard.
    program = f"{waits}; {TELLS}\nwhile True: signal.sigtimedwait([], 0.05)"
    async with local_slack(manifest, "--", sys.executable, "-c", program) as process:
        assert process.stdout is not None
        async for line in process.stdout:
            if line.endswith(b"None []\n"):
                break
        process.send_signal(signal.SIGTERM)
        out, errors = await process.communicate()
    assert (out, process.returncode) == (b"asked to end\n", 0), errors


async def test_an_app_that_is_not_there_is_told_in_one_line(manifest: Path) -> None:
    async with local_slack(manifest, "--", "no-such-program") as process:
        _, errors = await process.communicate()
    assert process.returncode == 2
    assert errors == b"local slack: no-such-program cannot be started: No such file or directory\n"


async def test_it_starts_in_a_folder_that_has_a_sandbox_of_its_own(manifest: Path, tmp_path: Path) -> None:
    (tmp_path / "sandbox.py").write_text("print('not this one')")
    bothways = Path(sys.executable).with_name("bothways")
    command: list[str | Path] = [bothways, "workspace", "--port", "0", "--manifest", manifest]
    async with running(command, {}, ready="http://", folder=tmp_path) as workspace:
        assert not any("not this one" in line for line in workspace.said)
