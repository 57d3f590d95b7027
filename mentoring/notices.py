"""From an outbox row to what it tells now: one reader a kind, each beside its noun."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mentoring import checkins, home, pulses
from mentoring.charters import notices as charters
from mentoring.checkins import WrittenCheckIn
from mentoring.home import HomeCard
from mentoring.learning_log import notices as learning_log
from mentoring.learning_log.words import WordsCard
from mentoring.outbox import NoticeKind
from mentoring.pairs import notices as pairs
from mentoring.pulses import PulseCard
from mentoring.unit_of_work import UnitOfWork
from models import OutboxRow

Notice = (
    HomeCard
    | pairs.Invitation
    | pairs.InvitationDeclined
    | pairs.PairOpened
    | pairs.PairEnded
    | pairs.PairFarewell
    | charters.CharterToSign
    | charters.CharterInForce
    | WrittenCheckIn
    | WordsCard
    | learning_log.SharingQuestion
    | PulseCard
)
"""The facts of one message, ready to be put into words."""


@dataclass(frozen=True)
class Telling:
    """
    How one kind is told.

    Attributes:
        read: returns the facts as they are now, or nothing when the message is no longer true.
        keeps_hours: nobody asked for it at this moment, so it waits for the reader's working hours.
        is_pinned: the message is pinned once posted.
    """

    read: Callable[[OutboxRow, UnitOfWork], Notice | None]
    keeps_hours: bool = False
    is_pinned: bool = False


TELLINGS: Mapping[NoticeKind, Telling] = {
    NoticeKind.HELLO: Telling(home.greeting),
    NoticeKind.PAIR_INVITATION: Telling(pairs.invitation),
    NoticeKind.INVITATION_DECLINED: Telling(pairs.declined),
    NoticeKind.PAIR_OPENED: Telling(pairs.opened),
    NoticeKind.PAIR_ENDED: Telling(pairs.ended),
    NoticeKind.PAIR_FAREWELL: Telling(pairs.farewell),
    NoticeKind.CHARTER_TO_SIGN: Telling(charters.to_sign),
    NoticeKind.CHARTER_IN_FORCE: Telling(charters.in_force, is_pinned=True),
    NoticeKind.CHECKIN_SHARED: Telling(checkins.shared),
    NoticeKind.LOG_WORDS_ASKED: Telling(learning_log.words_asked, keeps_hours=True),
    NoticeKind.LOG_SHARING_ASKED: Telling(learning_log.sharing_asked, keeps_hours=True),
    NoticeKind.PULSE_QUESTION: Telling(pulses.asked, keeps_hours=True),
}
