"""An owner hands in a sheet of people: the form for the file, and what its columns are."""

import json
from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct
from slack_sdk.models.blocks import PlainTextObject, StaticSelectElement

from mentoring.participants import Actor
from mentoring.programmes.queries import OwnProgramme
from mentoring.roster.columns import CONFIRMED, Column
from mentoring.roster.commands import ConfirmColumns
from mentoring.roster.queries import ColumnsForm, Gathered, ImportPage, InImport
from mentoring.roster.rules import SIZE_LIMIT, Field
from views.choosing import which_programme
from views.kit import (
    Block,
    Modal,
    actions,
    button,
    confirm_danger,
    confirm_quiet,
    context,
    escape,
    field,
    modal,
    option,
    plain_text,
    section,
)
from views.payloads import Payload, Typed, actor, submission_receipt
from views.reader import Reader

OPEN = "roster.open"
ANEW = "roster.anew"
GO_ON = "roster.go_on"
FORGET = "roster.forget"
HANDED_IN = "roster.handed_in"
CONFIRMED_COLUMNS = "roster.columns"
LOOK_AGAIN = "roster.look_again"
ANY = "any"
"""The value of a button that names no programme."""
KINDS = ["csv", "xlsx", "tsv", "txt"]
NEVER_SHOWN = 8
HEADING_SHOWN = 44
EXAMPLE_SHOWN = 30
"""Characters of a heading, and of an example below it."""


class Upload(Struct, frozen=True):
    """
    A sheet as it was handed in.

    Attributes:
        size: bytes, by Slack's word.
        name: what the file is called.
    """

    actor: Actor
    programme_id: UUID
    url: str
    size: int
    receipt: str
    name: str

    @property
    def is_too_long(self) -> bool:
        """Whether Slack says already that it is larger than we read."""
        return self.size > SIZE_LIMIT


def page(reader: Reader, card: ImportPage) -> Modal:
    """Return the sheet that waits, or the form for one."""
    if card.waiting is None:
        return form(reader, card)
    waiting = card.waiting
    return modal(
        reader.say("Bring people in"),
        [
            section(f"*{escape(card.programme)}*"),
            section(
                reader.say(
                    "*A sheet of {rows} rows waits for you.* Handed in: {day}. Nobody is brought in yet.",
                    rows=waiting.rows,
                    day=reader.day(waiting.begun_at),
                )
            ),
            actions(
                [
                    button(reader.say("Go on with it"), GO_ON, waiting.import_id.hex, style="primary"),
                    button(
                        reader.say("Another sheet"),
                        ANEW,
                        card.programme_id.hex,
                        confirm=confirm_quiet(
                            reader.say("Another sheet?"),
                            reader.say("As soon as you hand it in, the one that waits is forgotten."),
                            reader.say("Another sheet"),
                            reader.say("Back"),
                        ),
                    ),
                    button(
                        reader.say("Forget it"),
                        FORGET,
                        waiting.import_id.hex,
                        confirm=confirm_danger(
                            reader.say("Forget this sheet?"),
                            reader.say("What was read of it is deleted at once. Nobody was brought in by it."),
                            reader.say("Forget it"),
                            reader.say("Back"),
                        ),
                    ),
                ],
                block_id="waiting",
            ),
            context(
                reader.say("It is kept encrypted until {day}, then it is forgotten.", day=reader.day(waiting.until))
            ),
        ],
        close=reader.say("Close"),
    )


def open_button(reader: Reader, programme_id: UUID | None, *, spoken: str | None = None) -> Block:
    """Return the button that begins, or goes on where a sheet waits."""
    value = programme_id.hex if programme_id else ANY
    return button(reader.say("Bring people in"), OPEN, value, spoken=spoken)


def by_posting(reader: Reader) -> Block:
    """Return the line that tells an owner of the way that needs no button."""
    return context(
        reader.say(
            "You have people in a sheet, CSV or XLSX? Post it to me in our direct messages: I ask before I open it."
        )
    )


def form(reader: Reader, card: ImportPage) -> Modal:
    """Return the form that takes the file."""
    return modal(
        reader.say("Bring people in"),
        [
            section(f"*{escape(card.programme)}*"),
            section(
                reader.say(
                    "Hand in a sheet with one row a person: an export of Google Forms or Typeform, or any other. Each"
                    " row needs an email address or a Slack id."
                )
            ),
            {
                "type": "input",
                "block_id": "file",
                "label": plain_text(reader.say("The sheet")),
                # Slack's SDK has no class for this element.
                "element": {"type": "file_input", "action_id": "file", "filetypes": KINDS, "max_files": 1},
                "hint": plain_text(reader.say("CSV or XLSX, up to 15 MB. The first row holds the headings.")),
            },
            context(
                reader.say(
                    "*Nobody is written to.* They are asked when you match them, are shown what the sheet says, and are"
                    " in only by their own yes. What nobody answers to is deleted after 30 days."
                )
            ),
        ],
        callback_id=HANDED_IN,
        submit=reader.say("Read it"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"programme": card.programme_id.hex}),
    )


def choose(reader: Reader, programmes: Sequence[OwnProgramme]) -> Modal:
    """Return the question which programme, for owners of several."""
    return which_programme(reader, [(each.name, open_button(reader, each.programme_id)) for each in programmes])


def columns(reader: Reader, card: ColumnsForm) -> Modal:
    """Return the question what each column is, with the guesses filled in."""
    blocks: list[Block] = [
        section(
            reader.say("*What is in each column?* I read one row and guessed. Please look it through.")
            if card.rows == 1
            else reader.say(
                "*What is in each column?* I read {rows} rows and guessed. Please look it through.", rows=card.rows
            )
        )
    ]
    never = [f"“{escape(_heading(reader, each))}”" for each in card.columns if each.is_never]
    if len(never) > NEVER_SHOWN:
        never[NEVER_SHOWN:] = [reader.say("{number} more", number=len(never) - NEVER_SHOWN)]
    if never:
        blocks.append(
            section(
                reader.say(
                    "*Left out: {columns}.* It seems to say whom people would never be matched with. I read none of it:"
                    " each of them tells that to me alone.",
                    columns=reader.listed(never),
                )
            )
        )
    names = field_names(reader)
    options = {each: option(name, each.value) for each, name in names.items()}
    asked = [each for each in card.columns if not each.is_never]
    blocks += [
        field(
            f"column-{each.index}",
            _heading(reader, each),
            StaticSelectElement(
                action_id=f"column-{each.index}",
                options=list(options.values()),
                initial_option=options[each.field],
                placeholder=PlainTextObject(text=reader.say("Pick what it is")),
            ),
            hint=_examples(reader, each),
        )
        for each in asked[:CONFIRMED]
    ]
    if len(asked) > CONFIRMED:
        blocks.append(
            context(
                reader.say(
                    "There are more columns; those after the first {number} are left as guessed.", number=CONFIRMED
                )
            )
        )
    blocks.append(context(reader.say("I remember it for the next sheet. Goals and other answers stay out.")))
    return modal(
        reader.say("Its columns"),
        blocks,
        callback_id=CONFIRMED_COLUMNS,
        submit=reader.say("Look people up"),
        close=reader.say("Not now"),
        private_metadata=json.dumps({"import": card.import_id.hex}),
    )


def looking_up(reader: Reader) -> Modal:
    """Return what an owner sees while people are looked up."""
    return modal(
        reader.say("One moment"),
        [
            section(reader.say("*Looking people up in Slack …* With many of them it takes a minute.")),
            context(reader.say("You may close this window. `/mentor import` shows what was found.")),
        ],
        close=reader.say("Close"),
    )


def look_again(reader: Reader, card: Gathered) -> Modal:
    """Return what an owner sees whose people were looked up long ago: one thing to do, and nothing lost."""
    when = reader.say("*I looked these people up more than a day ago.*")
    if card.looked_up_at is not None:
        when = reader.say("*I looked these people up on {day}.*", day=reader.day(card.looked_up_at))
    return modal(
        reader.say("Still the same people?"),
        [
            section(f"*{escape(card.programme)}*"),
            section(
                f"{when} "
                + reader.say(
                    "Somebody may have left Slack since, or come back, so I look once more before anybody comes in."
                )
            ),
            context(reader.say("What you said of columns and words stays. Nobody is brought in yet, or written to.")),
        ],
        callback_id=LOOK_AGAIN,
        submit=reader.say("Look them up again"),
        close=reader.say("Not now"),
        private_metadata=json.dumps({"import": card.import_id.hex}),
    )


def field_names(reader: Reader) -> dict[Field, str]:
    """Return what a column can be, in the order of the menu."""
    return {
        Field.NOTHING: reader.say("Leave it out"),
        Field.EMAIL: reader.say("Email address"),
        Field.SLACK: reader.say("Slack id or @handle"),
        Field.NAME: reader.say("Name, or a part of it"),
        Field.TIMESTAMP: reader.say("When they answered"),
        Field.WISH: reader.say("Senior, junior or either"),
        Field.OFFERS: reader.say("What they can teach"),
        Field.SEEKS: reader.say("What they want to learn"),
        Field.LANGUAGES: reader.say("Languages"),
        Field.ZONE: reader.say("Time zone"),
        Field.HOURS: reader.say("Working hours"),
        Field.CAPACITY: reader.say("How many pairs at once"),
        Field.COMPANY: reader.say("Whether three are fine"),
        Field.TEAM: reader.say("Team"),
        Field.MANAGER: reader.say("Manager (email or Slack id)"),
        Field.LOCATION: reader.say("Location"),
    }


def programme_id(body: Payload) -> UUID | None:
    """Return the programme whose button was clicked; nothing where there may be several."""
    value = str(body["actions"][0].get("value") or ANY)
    return None if value == ANY else UUID(value)


def read_import(body: Payload) -> InImport:
    """Return the sheet whose button was clicked."""
    return InImport(actor(body), UUID(body["actions"][0]["value"]))


def read_upload(body: Payload) -> Upload:
    """Return the file that was handed in; what it says is not in the payload."""
    view = body["view"]
    programme = UUID(json.loads(view["private_metadata"])["programme"])
    [file] = view["state"]["values"]["file"]["file"]["files"]
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    name = str(file.get("name") or "")
    return Upload(actor(body), programme, url, int(file.get("size") or 0), submission_receipt(body), name)


def read_columns(body: Payload) -> ConfirmColumns:
    """Return what an owner says the columns are."""
    view = body["view"]
    typed = Typed(view)
    chosen: dict[int, Field] = {}
    for name in view["state"]["values"]:
        _, _, index = str(name).partition("column-")
        choice = typed.choice(name)
        if index.isdecimal() and choice in set(Field):
            chosen[int(index)] = Field(choice)
    return ConfirmColumns(actor(body), UUID(json.loads(view["private_metadata"])["import"]), chosen)


def _heading(reader: Reader, column: Column) -> str:
    heading = " ".join(column.heading.split()) or reader.say("Column {number}", number=column.index + 1)
    return heading if len(heading) <= HEADING_SHOWN else f"{heading[: HEADING_SHOWN - 1]}…"


def _examples(reader: Reader, column: Column) -> str:
    if not column.examples:
        return reader.say("No row says anything here.")
    short = [" ".join(each.split()) for each in column.examples]
    short = [each if len(each) <= EXAMPLE_SHOWN else f"{each[: EXAMPLE_SHOWN - 1]}…" for each in short]
    return reader.say("Such as: {examples}", examples=" · ".join(short))
