"""Every text for people is in the catalogue, and every place in it is filled."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from views.reader import Reader, catalogue

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "views" / "locale"
TEMPLATE = LOCALE / "bothways.pot"
CATALOGUES = [TEMPLATE, *sorted(LOCALE.rglob("*.po"))]
SPEAKING = ("views", "mentoring", "handlers", "scheduler")
SAYING = {"reader", "Reader()", "self"}
"""What says texts to people; the people of the demo have a `say` of their own."""
KEYWORDS: dict[str, None] = {"say": None, "N_": None}
MEND = "run `make texts`, and commit what it wrote"


def extracted() -> set[str]:
    """Every text as the code has it now."""
    return {
        message
        for folder in SPEAKING
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, keywords=KEYWORDS)
        if isinstance(message, str)
    }


def listed(path: Path) -> dict[str, str]:
    """Text and translation of a catalogue."""
    with path.open("rb") as lines:
        return {str(each.id): str(each.string) for each in read_po(lines) if each.id}


def places(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}


def say_calls() -> Iterator[tuple[str, ast.Call]]:
    """Each `….say(…)` of the code, and where it is."""
    for folder in ("bot", *SPEAKING):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr == "say"
                    and ast.unparse(node.func.value) in SAYING
                ):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_the_template_lists_every_text_and_no_other() -> None:
    found, kept = extracted(), set(listed(TEMPLATE))
    assert sorted(found - kept) == [], MEND
    assert sorted(kept - found) == [], MEND


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: str(path.relative_to(LOCALE)))
def test_each_language_has_every_text(catalogue: Path) -> None:
    assert set(listed(catalogue)) == set(listed(TEMPLATE)), MEND


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: str(path.relative_to(LOCALE)))
def test_a_translation_has_the_places_of_its_text(catalogue: Path) -> None:
    for message, translation in listed(catalogue).items():
        assert translation == "" or places(translation) == places(message), message


def test_places_have_names_and_every_text_fills_in() -> None:
    for message in listed(TEMPLATE):
        names = places(message)
        assert all(name.isidentifier() for name in names), message
        facts = {name: f"[{name}]" for name in names}
        said = Reader("en").say(message, **facts)
        assert "{" not in said, message
        assert all(fact in said for fact in facts.values()), message


def test_each_call_fills_exactly_the_places_of_its_text() -> None:
    for where, call in say_calls():
        [first] = call.args
        if not isinstance(first, ast.Constant):
            continue
        given = {keyword.arg for keyword in call.keywords}
        assert places(str(first.value)) == given, where


def test_only_a_refusals_own_text_is_said_without_being_written_there() -> None:
    elsewhere = [where for where, call in say_calls() if not isinstance(call.args[0], ast.Constant)]
    assert [where.split(":")[0] for where in elsewhere] == ["views/reader.py"]


def test_every_folder_that_speaks_is_searched() -> None:
    speaking = {where.split("/")[0] for where, _ in say_calls()}
    speaking |= {
        path.relative_to(ROOT).parts[0]
        for folder in ("bot", "adapters", "models", *SPEAKING)
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\bN_\(", path.read_text(encoding="utf-8"))
    }
    assert speaking <= set(SPEAKING)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [recipe] = re.findall(r"-o views/locale/bothways\.pot (.+)$", makefile, re.MULTILINE)
    assert set(recipe.split()) == set(SPEAKING)


@pytest.mark.parametrize("locale", ["en-US", "en_GB", "EN", "de-DE", "tlh", "xx-YY", ""])
def test_whatever_somebodys_language_they_read_something(locale: str) -> None:
    reader = Reader(locale)
    assert reader.say("Who sees what") == "Who sees what"
    assert reader.calendar_day(date(2026, 3, 2))


def test_what_a_translator_wrote_is_read_and_the_rest_in_english(tmp_path: Path) -> None:
    source = tmp_path / "bothways.po"
    source.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Who sees what"\nmsgstr "Wer sieht wofür was"\n\nmsgid "Done"\nmsgstr ""\n',
        encoding="utf-8",
    )
    texts = catalogue(source)
    assert texts.gettext("Who sees what") == "Wer sieht wofür was"
    assert texts.gettext("Done") == "Done"
    assert catalogue(tmp_path / "nobody.po").gettext("Done") == "Done"
