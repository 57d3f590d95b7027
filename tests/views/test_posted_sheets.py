"""What of a message to the bot is taken for a sheet: by its name or kind, of whoever posted it, and nowhere else."""

from typing import Any

import pytest

from mentoring.participants import Actor
from views.posted_sheets import read_posted

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def posted(*files: dict[str, Any], channel_type: str = "im") -> dict[str, Any]:
    event = {"type": "message", "subtype": "file_share", "channel": "D1", "channel_type": channel_type, "user": "U1"}
    return {"team_id": "T1", "event_id": "Ev1", "event": event | {"files": list(files)}}


def a_file(
    name: str, mimetype: str = "application/octet-stream", user: str = "U1", file_id: str = "F1"
) -> dict[str, Any]:
    return {"id": file_id, "name": name, "mimetype": mimetype, "user": user}


@pytest.mark.parametrize(
    ("name", "mimetype"),
    [
        ("people.csv", "text/plain"),
        ("People.TSV", "text/plain"),
        ("people.xlsx", "application/zip"),
        ("people", "text/csv"),
        ("people", "text/tab-separated-values"),
        ("people", XLSX),
    ],
)
def test_a_sheet_is_known_by_its_name_or_its_kind(name: str, mimetype: str) -> None:
    found = read_posted(posted(a_file(name, mimetype)))
    assert found is not None
    assert (found.actor, found.channel_id, found.file_ids) == (Actor("T1", "U1"), "D1", ("F1",))
    assert found.receipt == "event:Ev1"


@pytest.mark.parametrize("name", ["cat.png", "notes.txt", "people.csv.pdf", "", "old.xls"])
def test_anything_else_is_none(name: str) -> None:
    assert read_posted(posted(a_file(name))) is None
    assert read_posted(posted()) is None


@pytest.mark.parametrize("channel_type", ["channel", "group", "mpim"])
def test_nothing_is_offered_where_others_read_along(channel_type: str) -> None:
    assert read_posted(posted(a_file("people.csv"), channel_type=channel_type)) is None


def test_of_several_files_the_sheets_of_whoever_posted_them_are_kept() -> None:
    files = [
        a_file("cat.png", file_id="F1"),
        a_file("a.csv", file_id="F2"),
        a_file("b.csv", user="U2", file_id="F3"),
        a_file("c.xlsx", file_id="F4"),
    ]
    found = read_posted(posted(*files))
    assert found is not None
    assert found.file_ids == ("F2", "F4")


def test_somebody_elses_sheet_is_known_and_not_kept() -> None:
    found = read_posted(posted(a_file("people.csv", user="U2")))
    assert found is not None
    assert found.file_ids == ()


def test_of_another_organisations_file_nothing_is_taken() -> None:
    """Slack Connect: only the id is told, and that one has to ask (`check_file_info`)."""
    unknown = {"id": "F1", "mode": "file_access", "file_access": "check_file_info", "user": "", "created": 0}
    assert read_posted(posted(unknown)) is None
