"""From an outbox row to what it tells now: one reader a kind, each beside its noun."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from mentoring import home, off_week, side_by_side
from mentoring.calendars import holds
from mentoring.calendars.rules import CalendarFile
from mentoring.charters import notices as charters
from mentoring.charters import unsigned
from mentoring.closes import notices as closes
from mentoring.closes.rules import CloseQuestion
from mentoring.commitments import nudges
from mentoring.commitments.rules import DueCommitments
from mentoring.home import HomeCard
from mentoring.learning_log import files as log_files
from mentoring.learning_log import notices as learning_log
from mentoring.learning_log.words import WordsCard
from mentoring.off_week import OffWeekCard
from mentoring.outbox import NoticeKind
from mentoring.pairs import course as pair_course
from mentoring.pairs import notices as pairs
from mentoring.pairs import onward
from mentoring.prep import notices as prep
from mentoring.prep.rules import PrepCard
from mentoring.programmes import notices as programmes
from mentoring.remedies import gone, silence
from mentoring.roster import notices as roster
from mentoring.roster import posted
from mentoring.roster.queries import Report as RosterReport
from mentoring.rounds import notices as rounds
from mentoring.sessions import queries as sessions
from mentoring.sessions.rules import LastCall, StillTogether
from mentoring.show_and_tell import telling as shows
from mentoring.side_by_side import SessionCard
from mentoring.unit_of_work import UnitOfWork
from models import OutboxRow

Notice = (
    HomeCard
    | programmes.ProgrammeOpen
    | programmes.ProgrammeDutyGiven
    | programmes.ProgrammeShutOut
    | pairs.Invitation
    | pairs.InvitationDeclined
    | pair_course.InvitationReminder
    | onward.OnwardQuestion
    | pairs.PairOpened
    | pairs.PairEnded
    | pairs.PairFarewell
    | charters.CharterToSign
    | charters.CharterInForce
    | unsigned.CharterNudge
    | unsigned.ReleaseChoice
    | WordsCard
    | learning_log.SharingQuestion
    | log_files.LogFiles
    | shows.ShowCard
    | shows.PresenterCard
    | shows.ShowNews
    | OffWeekCard
    | SessionCard
    | LastCall
    | StillTogether
    | CloseQuestion
    | DueCommitments
    | PrepCard
    | silence.PartnerSilent
    | silence.GladToHear
    | gone.PartnerGone
    | CalendarFile
    | rounds.NobodyThisTime
    | rounds.DraftReady
    | rounds.DraftNotMade
    | RosterReport
    | posted.SheetOffer
)
"""The facts of one message, ready to be put into words."""


class Telling(Struct, frozen=True):
    """
    How one kind is told.

    Attributes:
        read: returns the facts as they are now, or nothing when the message is no longer true.
        keeps_hours: nobody asked for it at this moment, so it waits for the reader's working hours.
        at_latest: for what its reader once asked to be told, or must not be told late: it keeps their hours until the
            moment that this returns, if it returns one, and takes none of the room for what nobody asked for.
        is_pinned: the message is pinned once posted.
        given_up: what follows when it can never be delivered and somebody has to act.
    """

    read: Callable[[OutboxRow, UnitOfWork], Notice | None]
    keeps_hours: bool = False
    at_latest: Callable[[OutboxRow, UnitOfWork], datetime | None] | None = None
    is_pinned: bool = False
    given_up: Callable[[OutboxRow, UnitOfWork], None] | None = None


TELLINGS: Mapping[NoticeKind, Telling] = {
    NoticeKind.HELLO: Telling(home.greeting),
    NoticeKind.PROGRAMME_OPEN: Telling(programmes.told, given_up=programmes.not_posted),
    NoticeKind.PROGRAMME_DUTY: Telling(programmes.duty),
    NoticeKind.PROGRAMME_SHUT_OUT: Telling(programmes.shut_out),
    NoticeKind.PAIR_INVITATION: Telling(pairs.invitation),
    NoticeKind.INVITATION_DECLINED: Telling(pairs.declined),
    NoticeKind.INVITATION_REMINDER: Telling(pair_course.reminder, keeps_hours=True),
    NoticeKind.PAIR_OPENED: Telling(pairs.opened),
    NoticeKind.PAIR_ENDED: Telling(pairs.ended, keeps_hours=True, at_latest=pairs.when_they_work),
    NoticeKind.PAIR_FAREWELL: Telling(pairs.farewell, keeps_hours=True, at_latest=pairs.when_they_work),
    NoticeKind.MATCH_DRAFTED: Telling(rounds.ready),
    NoticeKind.MATCH_NOT_DRAFTED: Telling(rounds.not_ready),
    NoticeKind.ONWARD_ASKED: Telling(onward.asked, keeps_hours=True),
    NoticeKind.MATCH_NOBODY: Telling(rounds.nobody),
    NoticeKind.ROSTER_REPORT: Telling(roster.told),
    NoticeKind.SHEET_OFFER: Telling(posted.offer),
    NoticeKind.CHARTER_TO_SIGN: Telling(charters.to_sign),
    NoticeKind.CHARTER_IN_FORCE: Telling(charters.in_force, is_pinned=True),
    NoticeKind.CHARTER_NUDGE: Telling(unsigned.nudge, keeps_hours=True),
    NoticeKind.RELEASE_CHOICE: Telling(unsigned.choice, keeps_hours=True),
    NoticeKind.LOG_WORDS_ASKED: Telling(learning_log.words_asked, keeps_hours=True),
    NoticeKind.LOG_SHARING_ASKED: Telling(learning_log.sharing_asked, keeps_hours=True),
    NoticeKind.LOG_FILES: Telling(log_files.told),
    NoticeKind.SHOW_ANNOUNCED: Telling(shows.announced),
    NoticeKind.SHOW_PRESENTER: Telling(shows.presenting),
    NoticeKind.SHOW_NEWS: Telling(shows.news),
    NoticeKind.SESSION_CARD: Telling(side_by_side.card),
    NoticeKind.LAST_CALL: Telling(sessions.last_call),
    NoticeKind.STILL_TOGETHER: Telling(sessions.still_together, keeps_hours=True),
    NoticeKind.CLOSE_ASKED: Telling(closes.asked, keeps_hours=True),
    NoticeKind.COMMITMENTS_DUE: Telling(nudges.due, keeps_hours=True),
    # Its reader asked for this one; it was put out within their hours.
    NoticeKind.COMMITMENTS_AGAIN: Telling(nudges.due),
    NoticeKind.PARTNER_SILENT: Telling(silence.told, keeps_hours=True),
    NoticeKind.PARTNER_GONE: Telling(gone.told, keeps_hours=True),
    NoticeKind.GLAD_TO_HEAR: Telling(silence.glad_to_hear, keeps_hours=True),
    NoticeKind.PREP: Telling(prep.told, keeps_hours=True),
    NoticeKind.CALENDAR_FILE: Telling(holds.file),
    NoticeKind.CALENDAR_FOLLOWS: Telling(holds.file, keeps_hours=True, at_latest=holds.at_latest),
    NoticeKind.OFF_WEEK: Telling(off_week.card, keeps_hours=True),
}
