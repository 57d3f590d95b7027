"""What a sheet may be, what its columns may mean, and what may become of its rows."""

from datetime import timedelta
from enum import StrEnum

from msgspec import Struct

from mentoring.errors import Refusal
from mentoring.wording import N_

SIZE_LIMIT = 15_000_000
"""Bytes of a sheet as it is handed in."""
MOST_ROWS = 50_000
MOST_COLUMNS = 200
FILE_NAME_LIMIT = 200
CELL_LIMIT = 2_000
"""Characters of one cell that are read; nothing that is imported is longer."""
WORTH_ANSWERING = timedelta(hours=1)
"""How long after a sheet was posted the question whether it be read is still worth asking."""
LOOKED_UP_FOR = timedelta(days=1)
"""
How long a look-up of people is believed: who begins in the afternoon may finish the next morning.

Of most people in a sheet nothing is known here but what the look-up said: that they have left since, or that somebody
else has their address now, would be told by nobody.
"""
UNFINISHED_FOR = timedelta(days=7)
REPORT_FOR = timedelta(days=30)
ARRIVES_WITHIN = timedelta(hours=1)
"""After which what was written down of a sheet that never came to count is erased; it takes a minute at the most."""
SETTLES_WITHIN = timedelta(minutes=1)
"""After which somebody else goes on with what is left of a sheet that counts; a step of it takes less than a second."""
ASKED_FOR = timedelta(days=30)
"""How long what was imported of somebody stays who does not answer."""


class NotASheet(Refusal):
    """Something else than a sheet."""

    message = N_("I cannot read this as a sheet. Save it as CSV or XLSX, and hand in that file.")


class QuoteLeftOpen(Refusal):
    """A cell that begins with a quotation mark and never ends: all rows below would be a part of it."""

    message = N_(
        "From row {row} on the rows run together: a quotation mark is not closed. Open it in a spreadsheet, save it as"
        " XLSX, and hand in that file."
    )


class SheetTooLong(Refusal):
    """More than is read at once."""

    message = N_(
        "I read at most 15 MB, 50,000 rows and 200 columns at once. Hand it in as two sheets, or leave some out."
    )


class NothingInSheet(Refusal):
    """Headings alone, or not even these."""

    message = N_("There is no row of answers in this sheet. Its first row has to hold the headings.")


class SheetOutOfReach(Refusal):
    """Slack did not hand the file over."""

    message = N_("Slack did not give me this file. Please hand it in once more.")


class PostedSheetGone(Refusal):
    """A file that was posted to the bot is deleted, stands there no more, or is not that of whoever wants it read."""

    message = N_(
        "I cannot read this sheet: it is not here any more, or somebody else uploaded it. Post it once more yourself,"
        " or hand it in by `/mentor import`."
    )


class MayNotLookUp(Refusal):
    """The bot was installed before it asked for addresses, or an admin took the permission away."""

    message = N_(
        "I may not look people up by email: a workspace admin can add `users:read.email` to the app. Slack ids work."
    )


class SlackIsAway(Refusal):
    """Slack could not be asked."""

    message = N_("Slack did not answer when I looked people up. Nothing is lost: go on with `/mentor import`.")


class WhoIsWho(Refusal):
    """No column says who a row is about."""

    message = N_(
        "One column has to hold email addresses or Slack ids. Which one is it? If there is none, hand in another sheet."
    )


class TwoColumns(Refusal):
    """Two columns that cannot both be the same thing."""

    message = N_("Two columns cannot both be this. Leave one of them out.")


class NothingToRead(Refusal):
    """Neither a column of what people can teach nor one of what they want to learn."""

    message = N_("One column has to say what people can teach, or want to learn. Which one is it?")


class NoSuchImport(Refusal):
    """It was finished, dropped or forgotten, or it is somebody else's."""

    message = N_("This sheet is not there any more, so nothing was changed. `/mentor import` begins with a new one.")


class LookedUpLongAgo(Refusal):
    """What was found in Slack may not be so any more."""

    message = N_(
        "I looked these people up more than a day ago, and some may have left. `/mentor import` looks them up again;"
        " what you decided stays."
    )


class SheetGoesIn(Refusal):
    """A sheet that counts is being written, some people at a time: half of it would be taken for the whole."""

    message = N_("People from a sheet are going in just now, so nothing was done. Please try again in a minute.")


class SheetMovedOn(Refusal):
    """Somebody went on with it in another window meanwhile."""

    message = N_("You went on with this sheet in another window. `/mentor import` shows where it stands.")


class Field(StrEnum):
    """What a column may hold."""

    NOTHING = "nothing"
    EMAIL = "email"
    SLACK = "slack"
    NAME = "name"
    TIMESTAMP = "timestamp"
    WISH = "wish"
    OFFERS = "offers"
    SEEKS = "seeks"
    LANGUAGES = "languages"
    ZONE = "zone"
    HOURS = "hours"
    CAPACITY = "capacity"
    COMPANY = "company"
    TEAM = "team"
    MANAGER = "manager"
    LOCATION = "location"


SEVERAL = frozenset({Field.NOTHING, Field.NAME, Field.OFFERS, Field.SEEKS, Field.LANGUAGES})
"""What more than one column may hold: first and last name, or a column for each choice."""


class Line(Struct, frozen=True):
    """
    One row.

    Attributes:
        number: as a spreadsheet counts them; the headings are usually row 1.
        cells: as many as there are headings.
    """

    number: int
    cells: tuple[str, ...]


class Sheet(Struct, frozen=True):
    """
    A sheet as text: nothing in it is reckoned or followed.

    Attributes:
        name: what its file is called; empty where nobody knows.
    """

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    name: str = ""


class Outcome(StrEnum):
    """What became of a row."""

    KEPT = "kept"
    MERGED = "merged"
    REFUSED = "refused"


class Why(StrEnum):
    """What became of a row, more closely."""

    NEW = "new"
    UPDATED = "updated"
    LATER_ROW = "later_row"
    NO_ADDRESS = "no_address"
    NOT_IN_SLACK = "not_in_slack"
    BOT = "bot"
    CLOSED = "closed"
    NO_SKILLS = "no_skills"
    BY_THEMSELVES = "by_themselves"
    THEIR_WORD = "their_word"
    """They left, or began to join and have not finished: which of the two is nobody else's business."""


OUTCOMES = {Why.NEW: Outcome.KEPT, Why.UPDATED: Outcome.KEPT, Why.LATER_ROW: Outcome.MERGED}


class Remark(StrEnum):
    """What an owner should know of a row that is kept all the same."""

    SIMILAR_NAME = "similar_name"
    MANAGER_UNKNOWN = "manager_unknown"
    OWN_MANAGER = "own_manager"
    WISH_UNCLEAR = "wish_unclear"
    ZONE_UNCLEAR = "zone_unclear"
    HOURS_UNCLEAR = "hours_unclear"
    LANGUAGE_UNCLEAR = "language_unclear"
    CAPACITY_UNCLEAR = "capacity_unclear"
    ONLY_TEACHES = "only_teaches"
    ONLY_LEARNS = "only_learns"
    TOO_MANY_SKILLS = "too_many_skills"


class Told(Struct, frozen=True):
    """
    One row of a report.

    Attributes:
        who: the name in the sheet, or else the address.
        row: for a merged one, the row that counts.
        remarks: each with the number of another row, or 0.
    """

    number: int
    who: str
    why: Why
    row: int = 0
    remarks: tuple[tuple[Remark, int], ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Whether it was kept, merged or refused."""
        return OUTCOMES.get(self.why, Outcome.REFUSED)
