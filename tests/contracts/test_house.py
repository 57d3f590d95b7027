"""The house stays small and named by what it holds."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "adapters",
    "bot",
    "handlers",
    "mentoring",
    "migrations",
    "models",
    "sandbox",
    "scheduler",
    "tests",
    "views",
)
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MOST_LINES = 400
NAMES_OF_NOTHING = re.compile(r"(^|_)(util|utils|helper|helpers|common|manager|managers|misc)(_|$)")
SUPPRESSION = re.compile(r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[\w, -]+\])?)")
# A migration is as long as what it makes, and a released one is never edited.
LONG_BY_NATURE = "migrations/versions/"


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_module_is_longer_than_a_reader_likes() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    long = {
        name: lines for name, lines in lengths.items() if lines > MOST_LINES and not name.startswith(LONG_BY_NATURE)
    }
    assert long == {}, "make it a package whose modules are named by what they hold"


def test_no_module_is_named_by_nothing() -> None:
    assert [named(path) for path in MODULES if NAMES_OF_NOTHING.search(path.stem)] == []
    assert NAMES_OF_NOTHING.search("slack_helpers"), "the rule would notice one"


def test_every_module_says_what_it_is() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert not text.strip() or text.lstrip().startswith(('"""', 'r"""')), named(path)


def bare_suppressions(text: str) -> list[int]:
    """The numbers of the lines that silence a tool without saying why, there or in a comment just above."""
    lines = text.splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        [*silenced] = SUPPRESSION.finditer(line)
        if silenced and len(line[silenced[-1].end() :].strip(" -#")) < 4:
            above = [each.strip() for each in lines[max(0, number - 3) : number - 1]]
            if not any(each.startswith("#") for each in above):
                found.append(number)
    return found


def test_every_suppression_has_its_reason_beside_it() -> None:
    found = {named(path): bare_suppressions(path.read_text(encoding="utf-8")) for path in MODULES}
    assert {name: numbers for name, numbers in found.items() if numbers} == {}


def test_a_suppression_without_a_reason_is_noticed() -> None:
    silenced = "x = 1  # " + "noqa: E501"
    assert bare_suppressions(silenced) == [1]
    assert bare_suppressions(silenced + " - the line is an address") == []
    assert bare_suppressions("# The line is an address.\n" + silenced) == []


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX"])
def test_what_remains_to_be_done_is_an_issue_and_not_a_comment(word: str) -> None:
    found = [named(path) for path in MODULES if re.search(rf"#.*\b{word}\b", path.read_text(encoding="utf-8"))]
    assert [name for name in found if name != named(Path(__file__).resolve())] == []


def test_listeners_leave_everything_lasting_to_the_outbox() -> None:
    """What a listener posts is lost with its process, or stands there twice when Slack brings the event again."""
    lasting = re.compile(r"\.(chat|conversations|files|pins|reactions)_\w+\(")
    assert [named(path) for path in (ROOT / "handlers").glob("*.py") if lasting.search(path.read_text("utf-8"))] == []
    assert lasting.search("await client.chat_postMessage(channel=channel)"), "the rule would notice one"


def test_no_lock_is_harder_than_it_must_be() -> None:
    """No row's key ever changes, and a lock that would allow it makes those wait who only refer to the row."""
    lock = re.compile(r"with_for_update\(((?!key_share=True)[^)])*\)|with_for_update=(?!AS_IT_IS)")
    found = [named(path) for path in (ROOT / "mentoring").rglob("*.py") if lock.search(path.read_text("utf-8"))]
    deleting = ["mentoring/enrolments/erasing.py", "mentoring/enrolments/skills.py"]
    assert sorted(found) == deleting, "which delete the row, and so find out whether they would wait"
    assert lock.search("uow.db.refresh(row, with_for_update=True)"), "the rule would notice one"
    assert lock.search("select(Row).with_for_update(skip_locked=True)"), "the rule would notice one"
