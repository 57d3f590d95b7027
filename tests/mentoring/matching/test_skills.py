"""What people type finds the skill they mean, and never one that only looks like it."""

from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentoring.matching.skills import How, Reading, Skill, read, read_all, shipped
from mentoring.matching.skills.vocabulary import fold

KNOWN = shipped()
SKILLS = sorted(set(KNOWN.words.values()))


def meant(typed: str) -> str | None:
    skill = read(typed, KNOWN).skill
    return skill.name if skill else None


def names(cell: str) -> list[str | None]:
    return [each.skill.name if each.skill else None for each in read_all(cell, KNOWN)]


def test_the_list_has_some_three_hundred_skills_each_found_by_its_own_name() -> None:
    assert 300 <= len(SKILLS) <= 400
    assert all(read(each.name, KNOWN) == Reading(each.name, each, How.LISTED) for each in SKILLS)
    assert Counter(each.id for each in SKILLS).most_common(1)[0][1] == 1


def test_two_skills_never_share_a_word() -> None:
    said = Counter[str]()
    for line in files("mentoring.matching.skills").joinpath("terms.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, aliases = line.partition(":")
            said.update({fold(each) for each in (name, *aliases.split(";")) if each.strip()})
    assert [word for word, count in said.items() if count > 1] == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Prompt Engineering", "Prompt engineering"),
        ("prompting", "Prompt engineering"),
        ("  how to write better PROMPTS ", None),
        ("basic knowledge of SQL", "SQL"),
        ("I can teach Excel", "Excel"),
        ("advanced Excel skills", "Excel"),
        ("public speaking skills", "Public speaking"),
        ("Introduction to machine learning", "Machine learning"),
        ("getting started with Power BI", "Power BI"),
        ("powerBI", "Power BI"),
        ("pivot-tables", "Excel"),
        ("Datenschutz", None),
        ("ChatGPT", "AI assistants"),
        ("organizational politics", "Office politics"),
        ("prioritising", "Prioritisation"),
        ("Résumé", "CV writing"),
        ("CI/CD", "CI/CD"),
        ("A/B tests", "A/B testing"),
        (".NET", ".NET"),
        ("Node JS", "Node.js"),
        ("D&I", "Diversity, equity and inclusion"),
        ("learning", None),
        ("", None),
        ("???", None),
    ],
)
def test_what_people_write_is_understood_or_left_to_a_person(typed: str, name: str | None) -> None:
    assert meant(typed) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [("Java", "JavaScript"), ("C", "C++"), ("C", "C#"), ("SQL", "NoSQL"), ("Go", "Google Cloud"), ("R", "Rust")],
)
def test_what_only_looks_alike_stays_apart(one: str, other: str) -> None:
    assert (meant(one), meant(other)) == (one, other)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("negociation", "Negotiation"),
        ("pyhton", "Python"),
        ("storyteling", "Storytelling"),
        ("stakholder managment", "Stakeholder management"),
        ("knowledge of facillitation", "Facilitation"),
    ],
)
def test_a_slip_of_the_finger_is_mended_and_shown_for_approval(typed: str, name: str) -> None:
    reading = read(typed, KNOWN)
    assert reading.how is How.MENDED
    assert reading.skill is not None
    assert reading.skill.name == name


@pytest.mark.parametrize(
    "typed",
    [
        "sqk",  # Short words are exact.
        "kython",  # The first letter stands …
        "project nanagement",  # … of each word.
        "rusty python",  # Each word has its match.
        "pythonnn",  # Two slips are too many in a short word.
        "stakholdr managment",  # Three are too many in any.
    ],
)
def test_what_is_not_certain_is_left_to_a_person(typed: str) -> None:
    assert read(typed, KNOWN) == Reading(typed, None, How.OPEN)


def test_where_two_are_as_near_a_person_decides() -> None:
    known = KNOWN.with_more([("Flankers", ()), ("Flanders", ())])
    assert read("Flanxers", known).how is How.OPEN
    assert read("Flanker", known).how is How.MENDED


def test_a_workspaces_own_words_are_known_beside_the_list_and_do_not_bend_it() -> None:
    known = KNOWN.with_more([("Beekeeping", ("bees", "sql")), ("Python", ("snakes",))])
    assert read("bees", known).skill == Skill("beekeeping", "Beekeeping")
    assert read("sql", known).skill == read("sql", KNOWN).skill
    assert read("snakes", known).skill == read("python", KNOWN).skill


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Python, SQL; Excel\nStorytelling", ["Python", "SQL", "Excel", "Storytelling"]),
        ("• Negotiation\n• prompting, Prompt Engineering", ["Negotiation", "Prompt engineering"]),
        ("- SQL\n- Tableau", ["SQL", "Tableau"]),
        ("Diversity, equity and inclusion, SQL", ["Diversity, equity and inclusion", "SQL"]),
        ("Excel and PowerPoint", ["Excel", "Slide design"]),
        ("HTML and CSS", ["HTML and CSS"]),
        ("SQL / Python", ["SQL", "Python"]),
        ("bread and butter", [None]),
        ("self-management", ["Self-organisation"]),
        (" , ;; ", []),
    ],
)
def test_a_cell_is_parted_where_one_skill_ends(cell: str, found: list[str | None]) -> None:
    assert names(cell) == found


def test_what_nobody_knows_is_kept_as_it_was_typed() -> None:
    [reading] = read_all("  Bread   and butter ", KNOWN)
    assert reading == Reading("Bread and butter", None, How.OPEN)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read(typed: str) -> None:
    for reading in (read(typed, KNOWN), *read_all(typed, KNOWN)):
        assert (reading.skill is None) is (reading.how is How.OPEN)


@given(st.sampled_from(SKILLS), st.sampled_from(SKILLS))
def test_no_skill_is_taken_for_another(one: Skill, other: Skill) -> None:
    [first, *rest] = read_all(f"{one.name}; {other.name}", KNOWN)
    assert first.skill == one
    assert [each.skill for each in rest] == ([other] if other != one else [])


@given(st.text(), st.text())
@example("ΣΑΣ", "́ise")
@example("C+", "+")
def test_a_comma_parts_words_so_that_what_is_folded_together_is_what_was_folded_apart(one: str, other: str) -> None:
    assert fold(f"{one},{other}") == f"{fold(one)} {fold(other)}".strip()
