"""What Bothways keeps: SQLAlchemy models, one table family a file, every key led by its workspace."""

from models.audit import AuditEntry
from models.base import Base
from models.calendar_feed import CalendarFeed, CalendarHold
from models.charter import Charter, CharterVersion, CharterVersionState, Signature
from models.checkin import CheckIn, Visibility
from models.commitment import Commitment, CommitmentState
from models.consent import Consent, ConsentDecision, ConsentKind
from models.enrolment import (
    Company,
    Enrolment,
    EnrolmentSkill,
    EnrolmentState,
    NeverAgain,
    RoleWish,
    Skill,
    SkillReading,
    SkillSide,
)
from models.inbound import InboundEvent
from models.installation import Installation, InstallState
from models.log_entry import LogEntry, LogKind, WordsRequest, WordsState
from models.matching import (
    DecisionKind,
    MatchDecision,
    MatchProposal,
    MatchRound,
    MatchUnmatched,
    ProposalState,
    RoundState,
)
from models.outbox import Gate, OutboxAct, OutboxRow, OutboxState, Pace
from models.pair import Membership, MembershipState, Onward, Pair, PairState, Role
from models.participant import Participant, ParticipantState
from models.programme import Programme, ProgrammeDuty, ProgrammeKind, ProgrammeRole
from models.pulse import Pulse, PulseState
from models.resource import Resource, ResourceKind
from models.roster_import import ImportState, RosterImport
from models.schedule import Occurrence, OccurrenceState, Schedule, ScheduleKind, ScheduleState
from models.session import Close, Prep, Session, SessionState, Transcript
from models.show_and_tell import Exhibit, Presenter, Reply, Rsvp, ShowAndTell, ShowState
from models.support_wish import SupportWish
from models.workspace import Workspace, WorkspaceState

__all__ = [
    "AuditEntry",
    "Base",
    "CalendarFeed",
    "CalendarHold",
    "Charter",
    "CharterVersion",
    "CharterVersionState",
    "CheckIn",
    "Close",
    "Commitment",
    "CommitmentState",
    "Company",
    "Consent",
    "ConsentDecision",
    "ConsentKind",
    "DecisionKind",
    "Enrolment",
    "EnrolmentSkill",
    "EnrolmentState",
    "Exhibit",
    "Gate",
    "ImportState",
    "InboundEvent",
    "InstallState",
    "Installation",
    "LogEntry",
    "LogKind",
    "MatchDecision",
    "MatchProposal",
    "MatchRound",
    "MatchUnmatched",
    "Membership",
    "MembershipState",
    "NeverAgain",
    "Occurrence",
    "OccurrenceState",
    "Onward",
    "OutboxAct",
    "OutboxRow",
    "OutboxState",
    "Pace",
    "Pair",
    "PairState",
    "Participant",
    "ParticipantState",
    "Prep",
    "Presenter",
    "Programme",
    "ProgrammeDuty",
    "ProgrammeKind",
    "ProgrammeRole",
    "ProposalState",
    "Pulse",
    "PulseState",
    "Reply",
    "Resource",
    "ResourceKind",
    "Role",
    "RoleWish",
    "RosterImport",
    "RoundState",
    "Rsvp",
    "Schedule",
    "ScheduleKind",
    "ScheduleState",
    "Session",
    "SessionState",
    "ShowAndTell",
    "ShowState",
    "Signature",
    "Skill",
    "SkillReading",
    "SkillSide",
    "SupportWish",
    "Transcript",
    "Visibility",
    "WordsRequest",
    "WordsState",
    "Workspace",
    "WorkspaceState",
]
