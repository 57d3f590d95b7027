"""Every way into what a pair holds, each with the commands by which somebody would try it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from mentoring import checkins, home, pulses
from mentoring.calendars import commands as calendar_commands
from mentoring.calendars import feeds
from mentoring.calendars.commands import TakeFile, TakeShowFile
from mentoring.calendars.feeds import AskFeed, ChangeFeed
from mentoring.charters import commands as charter_commands
from mentoring.charters import queries as charter_queries
from mentoring.charters import unsigned
from mentoring.charters.commands import Basis, SignCharter, WriteCharter
from mentoring.charters.unsigned import StillWant
from mentoring.checkins import CheckInDraft, KeepCheckIn, ReadCheckIn
from mentoring.closes import commands as closes
from mentoring.closes.commands import CloseHalf
from mentoring.commitments import commands as commitments
from mentoring.commitments import nudges
from mentoring.commitments.commands import AddCommitment, OneCommitment, PutOff
from mentoring.commitments.nudges import SnoozeNudge
from mentoring.commitments.rules import Promise
from mentoring.home import OpenHome, SayHello
from mentoring.learning_log import commands as log_commands
from mentoring.learning_log import files as log_files
from mentoring.learning_log import queries as log_queries
from mentoring.learning_log import sharing as log_sharing
from mentoring.learning_log import words as log_words
from mentoring.learning_log.commands import AddEntry, WithdrawEntry
from mentoring.learning_log.files import AskForFiles
from mentoring.learning_log.queries import OpenLog, ReadEntry
from mentoring.learning_log.rules import EntryDraft
from mentoring.learning_log.sharing import AnswerSharing, AskToShare
from mentoring.learning_log.words import AnswerWords, KeepWords
from mentoring.pairs import by_owner, not_again, not_now, onward
from mentoring.pairs import commands as pair_commands
from mentoring.pairs import queries as pair_queries
from mentoring.pairs.by_owner import ConsiderPair, PairByOwner
from mentoring.pairs.commands import Answer, AnswerInvitation, InvitePartner, LeavePair, WithdrawInvitation
from mentoring.pairs.not_again import NotAgain
from mentoring.pairs.not_now import NotNow
from mentoring.pairs.onward import SayOnward
from mentoring.participants import Actor, InPair, Profile
from mentoring.prep import commands as prep_commands
from mentoring.prep import queries as preps
from mentoring.prep.commands import KeepPoints, OnAgenda
from mentoring.prep.points import Points
from mentoring.pulses import AnswerPulse, AskAgain, Score
from mentoring.remedies import history, options, silence
from mentoring.remedies.options import AskFor, TakeBackWish, Tapped
from mentoring.remedies.rules import Remedy
from mentoring.remedies.silence import AboutPartner
from mentoring.sessions import commands as session_commands
from mentoring.sessions import queries as sessions
from mentoring.sessions.commands import AtRevision, MoveSession, WriteTogether
from mentoring.sessions.queries import InSession
from mentoring.sessions.rules import Plan
from mentoring.show_and_tell import commands as show_commands
from mentoring.show_and_tell import queries as show_queries
from mentoring.show_and_tell.commands import (
    CallShow,
    CancelShow,
    MoveShow,
    PresentEntries,
    SayWhether,
    TakeBackEntry,
)
from mentoring.show_and_tell.queries import OpenShow
from mentoring.states import LogKind, Onward, Reply, Role, Visibility
from mentoring.transcripts import commands as transcripts
from mentoring.transcripts.commands import Decide, Fetch, HandIn, Settled, SettleOwners
from mentoring.transcripts.reading import Proposal
from tests.factories.cast import TEXT, receipt
from tests.factories.clock import MONDAY_MORNING

CANARY = "canary"
PRIVATE = "canary-for-ada-alone"
FRIDAY = MONDAY_MORNING.date() + timedelta(days=4)


@dataclass(frozen=True)
class Prize:
    """What strangers are after: a pair with everything in it, and the ids of it all."""

    pair_id: UUID
    invitation_id: UUID
    checkin_ids: tuple[UUID, ...]
    pulse_ids: tuple[UUID, ...]
    log_ids: tuple[UUID, ...]
    words_ids: tuple[UUID, ...]
    session_ids: tuple[UUID, ...]
    commitment_ids: tuple[UUID, ...]
    basis: Basis
    programme_id: UUID
    show_ids: tuple[UUID, ...]

    @property
    def ids(self) -> set[UUID]:
        return {
            self.pair_id,
            self.invitation_id,
            *self.checkin_ids,
            *self.pulse_ids,
            *self.log_ids,
            *self.words_ids,
            *self.session_ids,
            *self.commitment_ids,
            self.basis.version_id,
        }


Commands = Callable[[Actor, Prize], list[Any]]


def _profile(user_id: str) -> Profile:
    return Profile(user_id, user_id.lower(), "Europe/Lisbon")


def _in_each(actor: Actor, prize: Prize) -> list[Any]:
    return [InPair(actor, each) for each in (prize.pair_id, prize.invitation_id)]


WAYS: dict[Callable[..., Any], Commands] = {
    charter_commands.write: lambda actor, prize: [
        WriteCharter(actor, pair_id, TEXT, basis)
        for pair_id in (prize.pair_id, prize.invitation_id)
        for basis in (prize.basis, None)
    ],
    charter_commands.sign: lambda actor, prize: [SignCharter(actor, prize.pair_id, prize.basis)],
    charter_queries.open_page: _in_each,
    unsigned.still_want: lambda actor, prize: [
        StillWant(actor, pair_id, number) for pair_id in (prize.pair_id, prize.invitation_id) for number in (1, 2)
    ],
    calendar_commands.take: lambda actor, prize: [TakeFile(actor, each, receipt()) for each in prize.session_ids],
    calendar_commands.take_show: lambda actor, prize: [TakeShowFile(actor, each, receipt()) for each in prize.show_ids],
    feeds.page: lambda actor, _prize: [actor],
    feeds.make: lambda actor, _prize: [ChangeFeed(actor, None)],
    feeds.turn_off: lambda actor, _prize: [ChangeFeed(actor, None)],
    feeds.read: lambda _actor, prize: [AskFeed(each.hex, "guessed") for each in prize.ids],
    checkins.forms: lambda actor, _prize: [actor],
    checkins.keep: lambda actor, prize: [
        KeepCheckIn(actor, prize.pair_id, CheckInDraft("forged"), visibility, receipt()) for visibility in Visibility
    ],
    checkins.read: lambda actor, prize: [ReadCheckIn(actor, each) for each in prize.checkin_ids],
    log_commands.add: lambda actor, prize: [
        AddEntry(actor, prize.pair_id, kind, EntryDraft("forged", measured="forged", value="1"), receipt())
        for kind in (LogKind.DEMO, LogKind.READING)
    ],
    log_commands.withdraw: lambda actor, prize: [WithdrawEntry(actor, each) for each in prize.log_ids],
    log_queries.logs: lambda actor, _prize: [actor],
    log_queries.page: lambda actor, prize: [OpenLog(actor, prize.pair_id, words) for words in ("", CANARY)],
    log_queries.read: lambda actor, prize: [ReadEntry(actor, each) for each in prize.log_ids],
    log_queries.form: _in_each,
    log_queries.whole: _in_each,
    log_files.ask: lambda actor, prize: [
        AskForFiles(actor, each, receipt()) for each in (prize.pair_id, prize.invitation_id)
    ],
    log_sharing.ask: lambda actor, prize: [AskToShare(actor, each, receipt()) for each in prize.log_ids],
    log_sharing.answer: lambda actor, prize: [
        AnswerSharing(actor, each, agrees, receipt()) for each in prize.log_ids for agrees in (True, False)
    ],
    log_words.pairs_to_keep_for: lambda actor, _prize: [actor],
    log_words.keep_words: lambda actor, prize: [
        KeepWords(actor, prize.pair_id, "forged", author, "forged", "https://x.y/z", (), MONDAY_MORNING, receipt())
        for author in (actor.user_id, "UADA")
    ],
    log_words.answer_words: lambda actor, prize: [
        AnswerWords(actor, each, agrees) for each in prize.words_ids for agrees in (True, False)
    ],
    closes.form: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    # Ben's own half makes the summary, in which Ada's line is his to read.
    closes.close_half: lambda actor, prize: [
        CloseHalf(actor, each, "forged", Score.NOT_AT_ALL, receipt())
        for each in prize.session_ids
        if actor.user_id != "UBEN"
    ],
    commitments.form: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    commitments.look: _in_each,
    commitments.add: lambda actor, prize: [
        AddCommitment(actor, each, Promise("forged"), whose, FRIDAY, receipt())
        for each in prize.session_ids
        for whose in (actor.user_id, "UADA")
    ],
    commitments.confirm: lambda actor, prize: [OneCommitment(actor, each) for each in prize.commitment_ids],
    commitments.done: lambda actor, prize: [OneCommitment(actor, each) for each in prize.commitment_ids],
    commitments.drop: lambda actor, prize: [OneCommitment(actor, each) for each in prize.commitment_ids],
    commitments.put_off: lambda actor, prize: [
        PutOff(actor, each, until, receipt()) for each in prize.commitment_ids for until in (FRIDAY, None)
    ],
    nudges.snooze: lambda actor, _prize: [SnoozeNudge(actor, FRIDAY)],
    show_queries.ahead: lambda actor, _prize: [actor],
    show_queries.form: lambda actor, _prize: [actor],
    show_queries.page: lambda actor, prize: [OpenShow(actor, each) for each in prize.show_ids],
    show_commands.call: lambda actor, prize: [
        CallShow(actor, prize.programme_id, "forged", MONDAY_MORNING + timedelta(days=3), 30, entries, receipt())
        for entries in (prize.log_ids, ())
    ],
    show_commands.present: lambda actor, prize: [
        PresentEntries(actor, each, prize.log_ids, receipt()) for each in prize.show_ids
    ],
    show_commands.take_back: lambda actor, prize: [
        TakeBackEntry(actor, each, entry, receipt()) for each in prize.show_ids for entry in prize.log_ids
    ],
    # The owner may move and cancel it, and anybody may come; what a pair brings to it is the pair's.
    show_commands.move: lambda actor, prize: [
        MoveShow(actor, each, MONDAY_MORNING + timedelta(days=4)) for each in prize.show_ids
    ],
    show_commands.cancel: lambda actor, prize: [CancelShow(actor, each) for each in prize.show_ids],
    show_commands.say_whether: lambda actor, prize: [
        SayWhether(actor, each, Reply.COMING, receipt()) for each in prize.show_ids
    ],
    transcripts.look: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    transcripts.decide: lambda actor, prize: [
        Decide(actor, each, agrees, receipt()) for each in prize.session_ids for agrees in (True, False)
    ],
    transcripts.may_hand_in: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    transcripts.may_fetch: lambda actor, prize: [Fetch(actor, each, "F1") for each in prize.session_ids],
    transcripts.hand_in: lambda actor, prize: [
        HandIn(actor, each, "F1", (Proposal("Send the forged draft", prize.pair_id, None),))
        for each in prize.session_ids
    ],
    transcripts.settle_owners: lambda actor, prize: [
        SettleOwners(actor, each, (Settled("forged", None, "UADA"),), receipt()) for each in prize.session_ids
    ],
    pulses.open_questions: lambda actor, _prize: [actor],
    pulses.question: lambda actor, prize: [AskAgain(actor, prize.pair_id, each) for each in (*prize.pulse_ids, None)],
    pulses.answer: lambda actor, prize: [
        AnswerPulse(actor, prize.pair_id, each, score, receipt())
        for each in (*prize.pulse_ids, None)
        for score in (Score.NOT_AT_ALL, None)
    ],
    history.own_taps: lambda actor, _prize: [actor],
    options.look: _in_each,
    options.opened_by: lambda actor, prize: [Tapped(actor, prize.pair_id, score) for score in (None, *Score)],
    options.ask_for: lambda actor, prize: [AskFor(actor, prize.pair_id, remedy, receipt()) for remedy in Remedy],
    options.take_back: lambda actor, prize: [
        TakeBackWish(actor, each, receipt()) for each in (prize.pair_id, prize.invitation_id)
    ],
    silence.look: lambda actor, prize: [AboutPartner(actor, prize.pair_id, prize.pair_id)],
    silence.nudge_for_me: lambda actor, prize: [AboutPartner(actor, prize.pair_id, prize.pair_id)],
    sessions.sessions_ahead: lambda actor, _prize: [actor],
    sessions.look: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    session_commands.start: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    session_commands.end: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    session_commands.skip: lambda actor, prize: [AtRevision(actor, each, 1) for each in prize.session_ids],
    session_commands.did_not_happen: lambda actor, prize: [AtRevision(actor, each, 1) for each in prize.session_ids],
    session_commands.move: lambda actor, prize: [
        MoveSession(actor, each, 1, MONDAY_MORNING + timedelta(days=3)) for each in prize.session_ids
    ],
    preps.preps_ahead: lambda actor, _prize: [actor],
    preps.look: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    prep_commands.keep: lambda actor, prize: [
        KeepPoints(actor, each, receipt(), Points("forged")) for each in prize.session_ids
    ],
    prep_commands.share: lambda actor, prize: [OnAgenda(actor, each, receipt()) for each in prize.session_ids],
    prep_commands.unshare: lambda actor, prize: [OnAgenda(actor, each, receipt()) for each in prize.session_ids],
    session_commands.write: lambda actor, prize: [
        WriteTogether(actor, each, "forged", Plan("forged"), 1) for each in prize.session_ids
    ],
    # Anybody may ask anybody; the pair that is there must be untouched by it.
    pair_commands.invite: lambda actor, _prize: [
        InvitePartner(actor, _profile(actor.user_id), _profile("UADA"), Role.SENIOR, receipt())
    ],
    pair_commands.answer: lambda actor, prize: [
        AnswerInvitation(actor, pair_id, answer)
        for pair_id in (prize.pair_id, prize.invitation_id)
        for answer in Answer
    ],
    pair_commands.withdraw: lambda actor, prize: [WithdrawInvitation(actor, prize.invitation_id)],
    pair_commands.leave: lambda actor, prize: [LeavePair(actor, prize.pair_id, receipt())],
    not_now.not_now: lambda actor, prize: [
        NotNow(actor, pair_id, FRIDAY, receipt()) for pair_id in (prize.pair_id, prize.invitation_id)
    ],
    onward.say: lambda actor, prize: [
        SayOnward(actor, pair_id, choice) for pair_id in (prize.pair_id, prize.invitation_id) for choice in Onward
    ],
    not_again.wish: lambda actor, prize: [NotAgain(actor, prize.pair_id, prize.pair_id, receipt())],
    not_again.take_back: lambda actor, prize: [NotAgain(actor, prize.pair_id, prize.pair_id, receipt())],
    pair_queries.under_way: lambda actor, _prize: [actor],
    pair_queries.still_open: _in_each,
    # Of these, and of enrolments, `test_enrolments_are_nobody_elses.py` tries what only an owner could come near.
    by_owner.consider: lambda actor, _prize: [ConsiderPair(actor, ("UADA", "UBEN"))],
    by_owner.pair: lambda actor, _prize: [
        PairByOwner(actor, uuid4(), (("UADA", Role.SENIOR), ("UBEN", Role.JUNIOR)), receipt())
    ],
    home.open_home: lambda actor, _prize: [OpenHome(actor)],
    home.glance: lambda actor, _prize: [actor],
    home.hello: lambda actor, _prize: [SayHello(actor, receipt())],
}
