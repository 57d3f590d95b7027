"""What the advisory databases say is told as it is; and what they did not say is never taken for a good sign."""

import json

from tests.environment.audit import SAFE, UNKNOWN, UNSAFE, Verdict, read_npm, read_pip, told

SOUND = {"name": "rich", "version": "15.0.0", "vulns": []}
FLAWED = {"name": "pyyaml", "version": "5.3", "vulns": [{"id": "PYSEC-2021-142", "fix_versions": ["5.4"]}]}
SKIPPED = {"name": "aiohttp", "skip_reason": "Dependency not found on PyPI and could not be audited: aiohttp (3.14.5)"}


def pip_says(*packages: object) -> Verdict:
    return read_pip("runtime", json.dumps({"dependencies": packages, "fixes": []}))


def test_all_is_well_only_if_all_was_checked() -> None:
    assert told([pip_says(SOUND), read_npm("oracle", '{"vulnerabilities": {}}')])[0] == SAFE


def test_an_advisory_is_named_with_what_mends_it() -> None:
    code, [line] = told([pip_says(SOUND, FLAWED)])
    assert (code, line) == (UNSAFE, "runtime: pyyaml 5.3: PYSEC-2021-142, mended in 5.4")
    flawed = {"vulnerabilities": {"left-pad": {"severity": "high", "range": "<1.3"}}}
    assert told([read_npm("oracle", json.dumps(flawed))]) == (UNSAFE, ["oracle: left-pad: high (<1.3)"])


def test_what_a_mirror_knows_nothing_of_was_not_checked_whatever_the_tool_says_of_it() -> None:
    code, [line] = told([pip_says(SOUND, SKIPPED)])
    assert code == UNKNOWN
    assert line == ("Not checked on this machine: runtime (the advisory database knows nothing of 1 of 2 packages).")


def test_a_machine_without_the_databases_is_told_so_in_one_line() -> None:
    refused = json.dumps({"message": "405 Method Not Allowed", "error": {"summary": ""}})
    for said in ("", "No route to host", "[]", "null", refused):
        code, lines = told([read_pip("runtime", said), read_npm("oracle", said)])
        assert code == UNKNOWN
        why = "the advisory database was not reached"
        assert lines == [f"Not checked on this machine: runtime ({why}); oracle ({why})."]
