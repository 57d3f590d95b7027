"""What a browser shows to whoever brings Bothways to a workspace, or takes it away."""

from collections.abc import Sequence

from views.reader import Reader
from views.web_page import bullets, deed, document, heading, paragraph, small_print, steps, way_on

INSTALL_PATH = "/slack/install"
LEAVE_PATH = "/slack/uninstall"


def ask(reader: Reader, scopes: Sequence[str], days: int) -> str:
    """Return the page with which installing begins."""
    return document(
        reader.language,
        reader.say("Bring Bothways to your workspace"),
        [
            paragraph(
                reader.say(
                    "Bothways carries mentoring in both directions inside Slack: two people teach each other, and the"
                    " routine of it (agendas, notes, reminders, dates) is taken off their hands."
                )
            ),
            paragraph(
                reader.say(
                    "It cannot read what people say to each other, not in channels and not in a pair’s conversation:"
                    " only a message that a member saves with its shortcut reaches it."
                )
            ),
            deed(reader.say("Continue to Slack"), INSTALL_PATH),
            heading(reader.say("What it asks Slack for")),
            bullets([permissions(reader)[scope] for scope in scopes]),
            small_print(
                reader.say(
                    "Slack asks you once more before anything is installed. Removed from the workspace, Bothways stops"
                    " at once, and {days} days later everything it kept is deleted.",
                    days=days,
                ),
                reader.say("How to remove it"),
                LEAVE_PATH,
            ),
        ],
    )


def installed(reader: Reader, team: str, address: str) -> str:
    """
    Return the page that says it is done.

    Args:
        address: where Slack opens in that workspace.
    """
    return document(
        reader.language,
        reader.say("Bothways is in {team}", team=team),
        [
            paragraph(
                reader.say("It has written to nobody yet, and writes to nobody who did not ask. What comes next:")
            ),
            steps(
                [
                    reader.say("Open Slack, find Bothways among the apps, and look at its Home tab."),
                    reader.say("To start a pair with somebody you know, type `/mentor with @colleague`."),
                    reader.say("To start a programme for many, type `/mentor programme new`."),
                    reader.say("`/mentor privacy` tells everybody who sees what."),
                ]
            ),
            way_on(reader.say("Open Slack"), address),
        ],
    )


def denied(reader: Reader) -> str:
    """Return the page for whoever said no at Slack."""
    return _again(
        reader,
        reader.say("Nothing was installed"),
        reader.say("You told Slack not to, and so nothing has changed. Should you think again, begin here:"),
    )


def start_again(reader: Reader) -> str:
    """Return the page for a way back that is not good: too late, used before, or begun in another browser."""
    return _again(
        reader,
        reader.say("Please begin once more"),
        reader.say(
            "This way back from Slack is good once, for ten minutes, and in the browser that it was begun in. Nothing"
            " was installed just now. Begin here, and it will work:"
        ),
    )


def not_reached(reader: Reader) -> str:
    """Return the page for when Slack or the store did not answer."""
    return _again(
        reader,
        reader.say("That did not work just now"),
        reader.say("Slack or Bothways’ own store did not answer in time. Please begin once more in a minute:"),
    )


def too_many(reader: Reader) -> str:
    """Return the page for whoever comes when too many came just before."""
    return _again(
        reader,
        reader.say("Too many at once"),
        reader.say(
            "Very many have begun to install Bothways just now. Nothing is lost: wait a minute, then load this page"
            " again, or begin once more:"
        ),
    )


def scopes_missing(reader: Reader, missing: Sequence[str]) -> str:
    """Return the page for a token that may not do enough."""
    return document(
        reader.language,
        reader.say("Some permissions are missing"),
        [
            paragraph(
                reader.say("Slack installed Bothways with less than it needs, so it is not at work yet. Missing:")
            ),
            bullets([f"{permissions(reader)[each]} (`{each}`)" for each in missing]),
            paragraph(reader.say("Begin once more and allow all of them; nothing else is asked for.")),
            deed(reader.say("Begin once more"), INSTALL_PATH),
        ],
    )


def whole_organisation(reader: Reader) -> str:
    """Return the page that refuses an installation for all workspaces of an Enterprise Grid organisation."""
    return document(
        reader.language,
        reader.say("One workspace at a time, please"),
        [
            paragraph(
                reader.say(
                    "It was installed for a whole Enterprise Grid organisation. Bothways keeps each workspace’s people"
                    " apart and so cannot serve them under one token; the permission was given back to Slack at once,"
                    " and nothing is kept."
                )
            ),
            steps(
                [
                    reader.say("Begin once more."),
                    reader.say("On Slack’s page choose a single workspace in the corner, and not the organisation."),
                    reader.say("Do the same for each further workspace that wants it."),
                ]
            ),
            deed(reader.say("Begin once more"), INSTALL_PATH),
            small_print(
                reader.say(
                    "Should the organisation’s admin page still list Bothways, an organisation’s admin can remove it"
                    " there."
                )
            ),
        ],
    )


def leave(reader: Reader, days: int) -> str:
    """Return the page that says how Bothways is removed, and what then becomes of everything."""
    return document(
        reader.language,
        reader.say("How to remove Bothways"),
        [
            steps(
                [
                    reader.say("In Slack open the workspace’s menu, then Tools and settings, then Manage apps."),
                    reader.say("Choose Bothways, then Configuration, and at the foot of the page Remove App."),
                ]
            ),
            heading(reader.say("What happens then")),
            bullets(
                [
                    reader.say("At that moment Bothways falls silent, and its key to the workspace is forgotten."),
                    reader.say(
                        "For {days} days what was kept stays, and nobody can reach it. Installed again in that time,"
                        " everything is there as before.",
                        days=days,
                    ),
                    reader.say("Then all of it is deleted, for good; that it was deleted, and when, is noted."),
                    reader.say("Messages in Slack stay in Slack, as Slack’s own rules say."),
                ]
            ),
            paragraph(
                reader.say("Who wants to take something along does so before: `/mentor-log` hands each pair its log.")
            ),
            small_print(reader.say("Not what you wanted?"), reader.say("Install Bothways"), INSTALL_PATH),
        ],
    )


def _again(reader: Reader, title: str, text: str) -> str:
    return document(reader.language, title, [paragraph(text), deed(reader.say("Begin once more"), INSTALL_PATH)])


def permissions(reader: Reader) -> dict[str, str]:
    """Return each scope of the manifest, in words for whoever is asked."""
    return {
        "channels:join": reader.say("Join the public channel that a programme’s owner chose, to post there"),
        "chat:write": reader.say("Write messages as itself"),
        "commands": reader.say("Answer `/mentor` and its other commands, and one message shortcut"),
        "dnd:read": reader.say("See when somebody does not want to be disturbed, and wait"),
        "files:read": reader.say(
            "Open the files that people hand in through its own forms, or post to it and then ask it to read; Slack"
            " would let it open others where it is a member, and it does not"
        ),
        "files:write": reader.say("Bring you files you asked for: calendar entries, and your own notes"),
        "im:history": reader.say("Read its own direct messages with you, so that nothing is sent twice"),
        "im:write": reader.say("Open a direct message with you"),
        "mpim:write": reader.say("Open one conversation for the people of a pair"),
        "pins:write": reader.say("Pin the pair’s charter in that conversation"),
        "users:read": reader.say("See names, time zones and status, to write at decent hours"),
        "users:read.email": reader.say("Find people of a sheet that an owner brings, by their email addresses"),
    }
