"""The page of settings is written from the settings."""

from bot import reference


def test_the_settings_page_says_what_the_code_does() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), "run: make texts"
