"""Chromium for the page and the scenarios: the machine's, else Debian's where we are root, else Playwright's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.environment.reasons import reason_in

NAMED_BY = "BOTHWAYS_CHROMIUM"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

LEFT_OUT = (
    # What fills the menu below the address bar, which no test opens, is a page of its own in each window: it took a
    # second of a processor for each page that a test opened, more than the page itself.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    # Of this argument only the last one counts, so what Playwright leaves out, by its own, is named here again.
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *(
        "HttpsFirstBalancedModeAutoEnable",
        "LensOverlay",
        "MediaRouter",
        "PaintHolding",
        "ThirdPartyStoragePartitioning",
    ),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    "PreconnectToSearch",
)
ARGUMENTS = [
    # Without a sandbox, because continuous integration runs as root, and the only pages opened are our own.
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    f"--disable-features={','.join(LEFT_OUT)}",
]


def candidates(environment: Mapping[str, str]) -> Iterator[str]:
    """The browsers to try, best first; one that is named in the environment is the only one."""
    named = environment.get(NAMED_BY)
    if named:
        yield named
        return
    for command in COMMANDS:
        found = shutil.which(command, path=environment.get("PATH"))
        if found:
            yield found


def identity(browser: str) -> str:
    """This very file: another version in the same place has another identity."""
    return f"{browser} {int(Path(browser).stat().st_mtime)}"


def starts(browser: str) -> bool:
    """Whether this browser runs here; one with a library missing is there, and does not."""
    try:
        run = subprocess.run([browser, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return run.returncode == 0 and any(name in run.stdout for name in ("Chrom", "chrom"))


def find_chromium() -> str | None:
    """The first browser that starts."""
    return next((browser for browser in candidates(os.environ) if starts(browser)), None)


def get_chromium() -> tuple[str | None, str]:
    """
    A Chromium, installed where there is none: its path and an empty reason, or None and why it could not be
    had.

    One that is named in the environment and does not start is never replaced: whoever named it wants to know.
    """
    found = find_chromium()
    if found:
        return found, ""
    if os.environ.get(NAMED_BY):
        return None, f"{NAMED_BY} names {os.environ[NAMED_BY]}, which does not start"
    reasons = []
    for install in (_by_apt, _by_playwright):
        found, reason = install()
        if found:
            return found, ""
        reasons.append(reason)
    return None, "; ".join(reasons)


def _by_apt() -> tuple[str | None, str]:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return None, "no apt-get here" if apt is None else "apt-get needs root"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = [[apt, "update", "-q"], [apt, "install", "-y", "-q", "--no-install-recommends", "chromium"]]
    failed = ""
    for step in steps:
        run = subprocess.run(step, env=environment, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            # A failed update need not hinder: the lists that are there may do.
            failed = f"{' '.join(step[1:2])} failed: {reason_in(run.stderr)}"
    found = find_chromium()
    return found, failed or "the package chromium does not start"


def _by_playwright() -> tuple[str | None, str]:
    command = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return None, f"playwright could not download one: {reason_in(run.stderr)}"
    browser = playwrights_own()
    if browser is None or not starts(browser):
        return None, "Playwright's does not start here (a system library is missing?)"
    return browser, ""


def playwrights_own() -> str | None:
    """Where Playwright keeps its Chromium, None if it has not downloaded it."""
    # Imported here, because it starts a driver and takes half a second that nobody else should pay for.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.executable_path
    return browser if Path(browser).is_file() else None
