"""From the facts of an outbox row to the message: one builder a kind."""

from collections.abc import Callable, Mapping
from typing import Any

from mentoring.calendars.rules import CalendarFile
from mentoring.charters.notices import CharterInForce, CharterToSign
from mentoring.charters.unsigned import CharterNudge, ReleaseChoice
from mentoring.closes.rules import CloseQuestion
from mentoring.commitments.rules import DueCommitments
from mentoring.home import HomeCard
from mentoring.learning_log.files import LogFiles
from mentoring.learning_log.notices import SharingQuestion
from mentoring.learning_log.words import WordsCard
from mentoring.notices import Notice
from mentoring.off_week import OffWeekCard
from mentoring.pairs.course import InvitationReminder
from mentoring.pairs.notices import Invitation, InvitationDeclined, PairEnded, PairFarewell, PairOpened
from mentoring.pairs.onward import OnwardQuestion
from mentoring.prep.rules import PrepCard
from mentoring.programmes.notices import ProgrammeDutyGiven, ProgrammeOpen, ProgrammeShutOut
from mentoring.remedies.gone import PartnerGone
from mentoring.remedies.silence import GladToHear, PartnerSilent
from mentoring.roster.posted import SheetOffer
from mentoring.roster.queries import Report
from mentoring.rounds.notices import DraftNotMade, DraftReady, NobodyThisTime
from mentoring.sessions.rules import LastCall, StillTogether
from mentoring.show_and_tell.telling import PresenterCard, ShowCard, ShowNews
from mentoring.side_by_side import SessionCard
from views import (
    calendar,
    charters,
    closes,
    commitments,
    invitations,
    menu,
    off_week,
    onward,
    pairs,
    posted_sheets,
    prep,
    programmes,
    remedies,
    roster_report,
    rounds,
    session_notices,
    show_and_tell,
    side_by_side,
    unsigned,
)
from views.fitting import fitted
from views.kit import Message
from views.learning_log import entries, exports, words
from views.matching import waiting as matching
from views.reader import Reader

BUILDERS: Mapping[type, Callable[[Reader, Any], Message]] = {
    HomeCard: menu.message,
    ProgrammeOpen: programmes.told,
    ProgrammeDutyGiven: programmes.duty,
    ProgrammeShutOut: programmes.shut_out,
    Invitation: invitations.invitation,
    InvitationDeclined: invitations.declined,
    InvitationReminder: invitations.reminder,
    PairOpened: pairs.opened,
    OnwardQuestion: onward.question,
    PairEnded: pairs.ended,
    PairFarewell: pairs.farewell,
    CharterToSign: charters.to_sign,
    CharterInForce: charters.in_force,
    CharterNudge: unsigned.nudge,
    ReleaseChoice: unsigned.choice,
    WordsCard: words.question,
    SharingQuestion: entries.question,
    LogFiles: exports.message,
    ShowCard: show_and_tell.announcement,
    PresenterCard: show_and_tell.presenter,
    ShowNews: show_and_tell.news,
    OffWeekCard: off_week.message,
    SessionCard: side_by_side.message,
    LastCall: session_notices.last_call,
    StillTogether: session_notices.still_together,
    PrepCard: prep.message,
    CalendarFile: calendar.file,
    CloseQuestion: closes.question,
    PartnerSilent: remedies.partner_silent,
    PartnerGone: remedies.partner_gone,
    GladToHear: remedies.glad_to_hear,
    DueCommitments: commitments.reminder,
    NobodyThisTime: rounds.nobody,
    DraftReady: matching.ready,
    DraftNotMade: matching.not_ready,
    Report: roster_report.message,
    SheetOffer: posted_sheets.offer,
}
"""A test holds these against every kind there is."""


def render(reader: Reader, notice: Notice) -> Message:
    """Return the words for what happened, in the reader's language, as many as Slack takes in one message."""
    return fitted(BUILDERS[type(notice)](reader, notice))
