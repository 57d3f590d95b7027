"""The log to take along: two files in the asker's own DM, and the window that says so."""

from mentoring.learning_log.exports import as_csv, as_markdown
from mentoring.learning_log.files import AskForFiles, LogFiles
from mentoring.spreadsheets import BYTE_ORDER_MARK
from views.kit import AttachedText, Message, Modal, actions, button, context, mentions, modal, section
from views.learning_log import acts, forms
from views.payloads import Payload, actor, click_receipt
from views.reader import Reader


def message(reader: Reader, card: LogFiles) -> Message:
    """Return the one message with both files; nothing of the log is in its words."""
    text = reader.say(
        "Your Learning Log with {names}, to take along: Markdown to read, CSV for any spreadsheet.",
        names=mentions(reader, [each for each in card.log.members if each.user_id != card.me]),
    )
    if card.log.left_out:
        text += " " + reader.say("The oldest {count} entries are left out.", count=card.log.left_out)
    markdown, csv = _file_names(card)
    files = (
        AttachedText(markdown, as_markdown(card.log)),
        AttachedText(csv, BYTE_ORDER_MARK + as_csv(card.log)),
    )
    return Message(text, [section(text)], files)


def on_their_way(reader: Reader, card: LogFiles) -> Modal:
    """Return what the asker sees meanwhile: where the files come, and who gets them."""
    markdown, csv = _file_names(card)
    told = reader.say(
        "*Two files are on their way.* You find them under Apps, in your direct messages with Bothways:"
        "\n• `{markdown}` to read\n• `{csv}` for any spreadsheet",
        markdown=markdown,
        csv=csv,
    )
    return modal(
        reader.say("Your Learning Log"),
        [
            section(told),
            context(
                reader.say(
                    "Only you get them, and nobody else is told. Slack keeps what is sent there, and whoever you pass"
                    " them on to can read them."
                )
            ),
            actions([button(reader.say("Back to the log"), acts.OPEN, card.log.pair_id.hex)]),
        ],
        close=reader.say("Close"),
    )


def read_ask(body: Payload) -> AskForFiles:
    """Return the click on "Export"."""
    return AskForFiles(actor(body), forms.read_pair(body), click_receipt(body))


def _file_names(card: LogFiles) -> tuple[str, str]:
    stem = f"learning-log-{card.day.isoformat()}"
    return f"{stem}.md", f"{stem}.csv"
