"""Whoever reads a surface: in their language, with times that Slack shows in their zone."""

import gettext
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from msgspec import Struct

from mentoring.errors import Refusal

CATALOGUES = Path(__file__).parent / "locale"
DEFAULT_LANGUAGE = "en"


def catalogue(source: Path) -> gettext.NullTranslations:
    """
    Read a translator's file; where there is none, and where a text has no translation, English is read, which the code
    is in.
    """
    if not source.exists():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as lines:
        write_mo(compiled, read_po(lines))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=32)
def _catalogue(language: str) -> gettext.NullTranslations:
    return catalogue(CATALOGUES / language / "LC_MESSAGES" / "bothways.po")


@lru_cache(maxsize=32)
def _conventions(language: str) -> Locale:
    """Return how the language writes dates and lists; our English is British, as the catalogue's is."""
    known = language if (CATALOGUES / language).exists() else DEFAULT_LANGUAGE
    return Locale.parse("en_GB" if known == DEFAULT_LANGUAGE else known)


class Reader(Struct, frozen=True):
    """
    A language.

    Attributes:
        locale: as Slack names it (`en-US`), or a programme's (`en`).
    """

    locale: str = DEFAULT_LANGUAGE

    @property
    def language(self) -> str:
        """The language alone, such as `en`."""
        return self.locale.replace("_", "-").split("-")[0].lower() or DEFAULT_LANGUAGE

    @property
    def conventions(self) -> Locale:
        """How the language writes dates and lists, and what it calls countries and languages."""
        return _conventions(self.language)

    def say(self, message: str, **facts: str | int) -> str:
        """
        Return a text in the reader's language.

        Args:
            message: the English text, the catalogue's key, with `{named}` places.
            facts: what fills them; text typed by people goes through `escape` first.
        """
        return _catalogue(self.language).gettext(message).format(**facts)

    def refusal(self, refusal: Refusal) -> str:
        """Return what a rule said, for the person it was said to."""
        return self.say(refusal.message, **refusal.facts)

    def listed(self, things: Sequence[str]) -> str:
        """Return several things as a sentence holds them: “A”, “A and B”, “A, B and C”."""
        return format_list(things, locale=_conventions(self.language))

    def moment(self, instant: datetime) -> str:
        """Return an instant, with its weekday, as Slack's date token: each reader sees it in their own zone."""
        plain = format_datetime(instant.astimezone(UTC), "EEE d MMM y, HH:mm", locale=_conventions(self.language))
        return f"<!date^{int(instant.timestamp())}^{{date_long_pretty}} at {{time}}|{plain} UTC>"

    def day(self, instant: datetime) -> str:
        """Return the day of an instant, with its weekday, as Slack's date token."""
        plain = format_datetime(instant.astimezone(UTC), "EEE d MMM y", locale=_conventions(self.language))
        return f"<!date^{int(instant.timestamp())}^{{date_long_pretty}}|{plain}>"

    def time(self, instant: datetime) -> str:
        """Return the time of day of an instant as Slack's date token."""
        plain = format_datetime(instant.astimezone(UTC), "HH:mm", locale=_conventions(self.language))
        return f"<!date^{int(instant.timestamp())}^{{time}}|{plain} UTC>"

    def calendar_day(self, day: date) -> str:
        """Return a day of somebody's own calendar; it is the same day for every reader, in whatever zone."""
        return format_date(day, "EEE d MMM y", locale=_conventions(self.language))
