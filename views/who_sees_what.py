"""The published table: who sees what. Shown before anything personal is asked."""

from views.kit import Block, Modal, context, divider, modal, section
from views.reader import Reader

OPEN = "who_sees_what.open"


def blocks(reader: Reader) -> list[Block]:
    """Return the table in words, one paragraph a record."""
    return [
        section(
            reader.say(
                "*Your charter*\nYou and your pair. Everybody in it signs the same text. Owners, sponsors and admins"
                " never see it."
            )
        ),
        section(
            reader.say(
                "*Your check-ins*\nYour pair, or only you: you choose each time. A shared one is also posted in your"
                " pair’s conversation, and what is posted in Slack, Slack keeps."
            )
        ),
        section(
            reader.say(
                "*Your sessions*\nTheir times, notes, hypothesis and next test: your pair. Nothing is recorded, and a"
                " calendar is told nothing but when."
            )
        ),
        section(
            reader.say(
                "*Your prep*\nYour three points: only you, until you share them on the session’s card; then your pair."
                " What else a prep tells is your pair’s anyway."
            )
        ),
        section(
            reader.say(
                "*Your Learning Log*\nYour pair. An entry is shown outside it only while each of you agrees, and whose"
                " words are kept is asked first."
            )
        ),
        section(
            reader.say(
                "*Your half of a close*\nYour line: only you, until the session is closed; then your pair. The tap"
                " beside it: only you, as with every pulse."
            )
        ),
        section(reader.say("*Your commitments*\nYour pair. Reminders go to you alone.")),
        section(
            reader.say(
                "*Your safety pulse*\nOnly you. Nobody else in your pair, no owner, no admin. It may count in a group"
                " figure only when at least five people and three pairs are in it. If you ask for help in your private"
                " options, an owner sees that the pair needs attention: not who asked, nor why. After which taps these"
                " options open by themselves, the programme’s owner chooses, and learns nothing by it."
            )
        ),
        section(
            reader.say(
                "*Your enrolment*\nThe programme’s owner sees your name and the place you would take; of a pair that is"
                " drafted, which of its skills meet, and the hours and languages in common; and if a draft leaves you"
                " over, why. Your goal and whom you would never be paired with: only you. The rest is shown to nobody;"
                " skills may be suggested to others as words, without your name."
            )
        ),
        section(
            reader.say(
                "*That you are in a pair*\nYour pair, and, if a programme paired you, its owner: that the pair exists"
                " and whether it is under way. Never what you write."
            )
        ),
        section(
            reader.say(
                "*What you say to each other in Slack*\nBothways does not read it and cannot: it never asks Slack for"
                " that permission. It reads only what you write to Bothways itself."
            )
        ),
        divider(),
        context(
            reader.say(
                "What you write is stored encrypted. Whoever runs this server holds the key, so in the end you trust"
                " them too. We would rather say so."
            )
        ),
    ]


def page(reader: Reader) -> Modal:
    """Return the table as a modal."""
    return modal(reader.say("Who sees what"), blocks(reader), close=reader.say("Close"))
