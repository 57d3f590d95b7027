"""From the facts of an outbox row to the message: one builder a kind."""

from mentoring.charters.notices import CharterInForce, CharterToSign
from mentoring.checkins import WrittenCheckIn
from mentoring.home import HomeCard
from mentoring.learning_log.notices import SharingQuestion
from mentoring.learning_log.words import WordsCard
from mentoring.notices import Notice
from mentoring.pairs.notices import Invitation, InvitationDeclined, PairEnded, PairFarewell, PairOpened
from mentoring.pulses import PulseCard
from views import charters, checkins, menu, pairs, pulses
from views.kit import Message
from views.learning_log import entries, words
from views.reader import Reader


def render(reader: Reader, notice: Notice) -> Message:  # noqa: C901 - one case a kind; mypy proves that none is missing
    """Return the words for what happened, in the reader's language."""
    match notice:
        case HomeCard():
            return menu.message(reader, notice)
        case Invitation():
            return pairs.invitation(reader, notice)
        case InvitationDeclined():
            return pairs.declined(reader, notice)
        case PairOpened():
            return pairs.opened(reader, notice)
        case PairEnded():
            return pairs.ended(reader, notice)
        case PairFarewell():
            return pairs.farewell(reader, notice)
        case CharterToSign():
            return charters.to_sign(reader, notice)
        case CharterInForce():
            return charters.in_force(reader, notice)
        case WordsCard():
            return words.question(reader, notice)
        case SharingQuestion():
            return entries.question(reader, notice)
        case WrittenCheckIn():
            return checkins.shared(reader, notice)
        case PulseCard():
            return pulses.message(reader, notice)
