"""Time zones are found by what people type, and called by city and country."""

import pytest

from views import zones
from views.reader import Reader

READER = Reader("en")


def offered(typed: str, first: str | None = None) -> list[str]:
    return [each["text"]["text"] for each in zones.found(READER, typed, first)]


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("lisb", "Lisbon, Portugal"),
        ("new york", "New York, United States"),
        ("York, united", "New York, United States"),
        ("  PORTUGAL ", "Azores, Portugal"),
        ("calcutta", "Kolkata, India"),
        ("india", "Kolkata, India"),
        ("Asunción", "Asunción, Paraguay"),
        ("asuncion", "Asunción, Paraguay"),
        ("Europe/Kiev", "Kyiv, Ukraine"),
        ("central european", "Algiers, Algeria"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_by_its_city_country_clock_or_former_name(typed: str, label: str) -> None:
    assert offered(typed)[0] == label


def test_what_nobody_is_called_finds_nothing() -> None:
    assert offered("xyzzy") == []
    assert offered("lisbon spain") == []


def test_while_nothing_is_typed_slacks_zone_leads_and_a_menu_holds_a_hundred() -> None:
    assert offered("", "Asia/Calcutta")[:2] == ["Kolkata, India", "Abidjan, Côte d’Ivoire"]
    assert len(offered("")) == 100
    assert offered("", "Etc/GMT+5")[0] == "Abidjan, Côte d’Ivoire"


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("Europe/Lisbon", "Lisbon, Portugal"),
        ("US/Eastern", "New York, United States"),
        ("America/Argentina/ComodRivadavia", "Catamarca, Argentina"),
        ("Asia/Singapore", "Singapore"),
        ("Etc/UTC", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_each_zone_has_a_name_for_people(zone: str, label: str) -> None:
    assert zones.label(READER, zone) == label


def test_what_is_picked_is_the_zones_present_technical_name() -> None:
    assert [each["value"] for each in zones.found(READER, "calcutta", None)] == ["Asia/Kolkata"]
    assert "America/New_York" in {each["value"] for each in zones.found(READER, "us", None)}
