"""Why a tool failed, in one line of its own words."""

import re

_TELLING = re.compile(r"^\s*(?:×\s*|npm error code|E: |error: |\w*Error: )|: \w*Error: |^Error\b", re.IGNORECASE)


def reason_in(stderr: str) -> str:
    """
    The first line that names a cause, else the last that says something.

    The last line alone will not do: npm's points at a log file, and Node's is the end of a stack.
    """
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    telling = (line for line in lines if _TELLING.search(line))
    return next(telling, lines[-1] if lines else "it said nothing")
