"""What a column is, by its heading and by what stands below it."""

import pytest
from babel import Locale, localedata
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.enrolments.rules import SPOKEN
from mentoring.roster import answers, columns, values
from mentoring.roster.columns import looked_at, without_never
from mentoring.roster.own_names import OWN_NAMES
from mentoring.roster.rules import Field, Line, NothingToRead, Remark, Sheet, TwoColumns, WhoIsWho
from mentoring.states import RoleWish


def sheet(*headings: str, rows: tuple[tuple[str, ...], ...] = ()) -> Sheet:
    return Sheet(headings, tuple(Line(number, row) for number, row in enumerate(rows or (("x",) * len(headings),), 2)))


def fields(found: Sheet, remembered: dict[str, str] | None = None) -> list[Field]:
    return [each.field for each in looked_at(found, remembered)]


@pytest.mark.parametrize(
    ("field", "headings"),
    [
        (Field.TIMESTAMP, ["Timestamp", "Zeitstempel", "Submit Date (UTC)"]),
        (Field.EMAIL, ["Email Address", "E-Mail-Adresse", "Username", "Nutzername", "Work e-mail"]),
        (Field.NAME, ["Name", "Your full name", "Vorname", "Nachname"]),
        (Field.SLACK, ["Slack ID", "Your Slack handle", "Member ID"]),
        (Field.WISH, ["Mentor or mentee?", "I would like to take part as", "Rolle", "Senior oder Junior?"]),
        (Field.OFFERS, ["What can you teach?", "Skills", "Deine Stärken", "Was kannst du anderen beibringen?"]),
        (Field.SEEKS, ["What do you want to learn?", "Skills you want to develop", "Was möchtest du lernen?"]),
        (Field.LANGUAGES, ["Languages", "Sprachen", "Languages you can meet in"]),
        (Field.ZONE, ["Time zone", "Zeitzone", "Timezone"]),
        (Field.HOURS, ["Working hours", "Arbeitszeiten"]),
        (Field.CAPACITY, ["How many mentees could you take?", "Kapazität", "Number of partners"]),
        (Field.TEAM, ["Team", "Department", "Abteilung"]),
        (Field.MANAGER, ["Line manager", "Manager email", "Vorgesetzte Person (E-Mail)", "Who do you report to?"]),
        (Field.LOCATION, ["Location", "Office", "Standort"]),
        (Field.COMPANY, ["Would a group of three be fine?", "Auch zu dritt?"]),
        (Field.NOTHING, ["Goal", "Anything else?", "#", "Network ID", "Programming languages", "Company name", ""]),
    ],
)
def test_headings_tell_what_a_column_is(field: Field, headings: list[str]) -> None:
    assert [(each, fields(sheet(each))[0]) for each in headings] == [(each, field) for each in headings]


@pytest.mark.parametrize(
    "heading",
    [
        "People I would rather not be matched with",
        "Anyone you'd like not to be paired with?",
        "Never match with",
        "Who don’t you want to meet",
        "Conflicts of interest",
        "Wen möchtest du auf keinen Fall treffen?",
        "Mit wem sollen wir dich nicht matchen?",
        "Exclusions",
        "Anyone you wouldn’t want to be matched with?",
        "Any colleagues you'd prefer we didn't match you with?",
        "People I cannot work with",
        "Is there anybody you do not get along with?",
        "Who makes you uncomfortable?",
        "Keep me away from",
        "People to be kept apart from",
        "Blocked people",
        "Not with",
        "Wen möchtest du nicht als Partner?",
        "Mit wem willst du keinesfalls arbeiten?",
        "Wer kommt für dich nicht infrage?",
        "Mit wem verstehst du dich nicht?",
        "Kein Match mit",
    ],
)
def test_a_column_of_people_never_to_be_matched_with_is_named_and_emptied(heading: str) -> None:
    whole = sheet("Email", heading, rows=(("ada@example.com", "Ben"),))
    found = looked_at(whole)[1]
    assert (found.is_never, found.field, found.examples) == (True, Field.NOTHING, ())
    assert without_never(whole).lines == (Line(2, ("ada@example.com", "")),)
    assert fields(whole, {columns.folded(whole.headings)[1]: "offers"})[1] is Field.NOTHING, "nor by what was said once"


@pytest.mark.parametrize(
    "heading",
    [
        "What would you like to learn that you do not know yet?",
        "What skills do you not have but want?",
        "How many people do you want to be matched with?",
        "What blocks you at work?",
        "What do you want to work on together?",
        "Was möchtest du lernen, das du noch nicht kannst?",
        "Welche Kenntnisse hast du?",
    ],
)
def test_a_column_that_asks_something_else_is_read(heading: str) -> None:
    assert not columns.is_never(heading)


def test_contents_tell_it_where_the_heading_does_not() -> None:
    found = sheet("A", "B", "C", "D", "E", rows=(("ada@example.com", "U0ADA1234", "Europe/Berlin", "9-17", "Mentor"),))
    assert fields(found) == [Field.EMAIL, Field.SLACK, Field.ZONE, Field.HOURS, Field.WISH]


@pytest.mark.parametrize(
    ("heading", "cells", "field"),
    [
        ("B", ("W0001234", "W0001235"), Field.NOTHING),
        ("B", ("U0ADA1234", "U01BEN567"), Field.SLACK),
        ("B", ("<@U00001234>",), Field.SLACK),
        ("Employee ID", ("W0ADA1234", "W01BEN567"), Field.NOTHING),
        ("Personalnummer", ("W0ADA1234",), Field.NOTHING),
        ("Slack ID", ("U00001234",), Field.SLACK),
        ("Team", ("W0001234",), Field.TEAM),
    ],
)
def test_an_employees_number_is_no_slack_id(heading: str, cells: tuple[str, ...], field: Field) -> None:
    assert fields(sheet(heading, rows=tuple((each,) for each in cells))) == [field]


@pytest.mark.parametrize(
    ("cell", "capacity"),
    [
        ("2", 2),
        ("two", 2),
        ("zwei Personen", 2),
        ("12", 5),
        ("1.0", 1),
        ("1-2", 1),
        ("2 since May", 2),
        ("0", None),
        ("none", None),
        ("many", None),
        ("2026-02-01 00:00:00", None),
        ("01/02/2026", None),
        ("02.01.2026", None),
        ("2-Jan", None),
        ("02. März", None),
        ("Feb 1", None),
    ],
)
def test_how_many_at_once_is_read_as_people_write_it(cell: str, capacity: int | None) -> None:
    assert values.capacity(cell) == capacity
    [answer] = answers.of(sheet("Pairs", rows=((cell,),)), {0: Field.CAPACITY})
    assert answer.capacity == (capacity or 1)
    assert answer.remarks == (() if capacity else (Remark.CAPACITY_UNCLEAR,))
    assert answers.of(sheet("Pairs", rows=(("",),)), {0: Field.CAPACITY})[0].remarks == (), "nothing was said"


def test_a_managers_address_is_no_address_of_ones_own() -> None:
    found = sheet("Manager", "Contact", rows=(("boss@example.com", "ada@example.com"),))
    assert fields(found) == [Field.MANAGER, Field.EMAIL]


def test_of_two_columns_of_one_kind_the_first_is_taken_and_several_may_hold_skills() -> None:
    found = sheet("Email", "Work email", "Skill 1", "Skill 2")
    assert fields(found) == [Field.EMAIL, Field.NOTHING, Field.OFFERS, Field.OFFERS]


def test_what_was_said_last_time_goes_before_any_guess() -> None:
    found = sheet("Email", "Skills", "Skills")
    assert fields(found, {"skills": "nothing", "skills (2)": "seeks"}) == [Field.EMAIL, Field.NOTHING, Field.SEEKS]
    assert fields(sheet("Email", "Work email"), {"work email": "email"}) == [Field.NOTHING, Field.EMAIL]
    assert fields(found, {"skills": "no such thing"})[1] is Field.OFFERS


def test_what_cannot_be_is_refused_beside_its_field() -> None:
    with pytest.raises(TwoColumns) as twice:
        answers.checked({0: Field.EMAIL, 3: Field.EMAIL, 4: Field.OFFERS})
    assert twice.value.field == "column-3"
    with pytest.raises(WhoIsWho):
        answers.checked({0: Field.NAME, 1: Field.OFFERS})
    with pytest.raises(NothingToRead):
        answers.checked({0: Field.EMAIL, 1: Field.NAME})


@pytest.mark.parametrize(
    ("cell", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("(GMT+01:00) Europe/Berlin", "Europe/Berlin"),
        ("CET", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("Lisbon, Portugal", "Europe/Lisbon"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("GMT+5", None),
        ("somewhere", None),
    ],
)
def test_time_zones_are_read_as_people_write_them(cell: str, zone: str | None) -> None:
    assert values.zone(cell) == zone


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("9-17", (540, 1020)),
        ("09:00–17:30 Uhr", (540, 1050)),
        ("9am to 5pm", (540, 1020)),
        ("9 to 5", (540, 1020)),
        ("22:00-06:00", (1320, 360)),
        ("12-8", (720, 1200)),
        ("9-9", None),
        ("flexible", None),
        ("99-123", None),
    ],
)
def test_working_hours_are_read_as_people_write_them(cell: str, hours: tuple[int, int] | None) -> None:
    assert values.hours(cell) == hours


def test_languages_are_read_by_any_of_their_names() -> None:
    assert values.languages("English (fluent), Deutsch und français") == (("en", "de", "fr"), True)
    assert values.languages("Portuguese; Klingon") == (("pt",), False)


def test_when_a_row_came_is_read_in_whatever_order_its_form_writes_it() -> None:
    for earlier, later in (
        ("11/3/2026 9:15:22", "11/13/2026 8:00:00"),
        ("3/11/2026 9:15", "13/11/2026 8:00"),
        ("03.11.2026 09:15:22", "13.11.2026 08:00"),
        ("2026/11/03 9:15:22 AM GMT+1", "2026/11/03 1:15:22 PM GMT+1"),
        ("2026-11-03T09:15:22Z", "2026-11-03T10:15:22Z"),
        ("", "2026-11-03"),
    ):
        first, second = values.moments([earlier, later])
        assert first < second, (earlier, later)


def test_a_row_says_of_somebody_what_its_cells_mean() -> None:
    found = sheet(
        "First name",
        "Surname",
        "Email",
        "Role",
        "Teach",
        "Zone",
        "Hours",
        "Pairs",
        "Manager",
        "Three?",
        rows=(
            ("Zoë", "Müller", "Zoe <Zoe@Example.com>", "Mentee", "'=SUM", "nowhere", "9-17", "3", "Ada", "if needed"),
        ),
    )
    said = dict(
        enumerate(
            (
                Field.NAME,
                Field.NAME,
                Field.EMAIL,
                Field.WISH,
                Field.OFFERS,
                Field.ZONE,
                Field.HOURS,
                Field.CAPACITY,
                Field.MANAGER,
                Field.COMPANY,
            )
        )
    )
    [answer] = answers.of(found, said)
    assert (answer.name, answer.key, answer.wish) == ("Zoë Müller", "zoe@example.com", RoleWish.JUNIOR)
    assert (answer.offers, answer.hours, answer.capacity, answer.company.value) == ("=SUM", (540, 1020), 3, "if needed")
    assert answer.remarks == (Remark.ZONE_UNCLEAR, Remark.MANAGER_UNKNOWN)


HOSTILE = st.text(max_size=300) | st.sampled_from(
    ["9" * 2_000, "a@" * 900, "- " * 900, "(" * 1_900, "U" + "A" * 1_900, "9-" * 900, "not " * 500, "a/" * 900]
)


@given(st.lists(HOSTILE, min_size=3, max_size=3), st.lists(st.sampled_from(Field), min_size=3, max_size=3))
@settings(max_examples=200, deadline=None)
def test_whatever_a_sheet_says_it_is_understood_or_remarked_on(cells: list[str], kinds: list[Field]) -> None:
    found = sheet(*cells, rows=(tuple(cells),))
    assert len(looked_at(found)) == 3
    [answer] = answers.of(without_never(found), dict(enumerate(kinds)))
    assert 1 <= answer.capacity <= 5
    assert answer.hours is None or all(0 <= minute < 24 * 60 for minute in answer.hours)


def test_languages_are_called_as_by_those_who_speak_them() -> None:
    known = {code: Locale(code).get_language_name(code) for code in SPOKEN if localedata.exists(code)}
    assert known == OWN_NAMES
    assert {values.languages(name) for name in known.values()} == {((code,), True) for code in known}
