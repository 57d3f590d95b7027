"""What Bothways keeps: SQLAlchemy models, one table family a file, every key led by its workspace."""

from models.audit import AuditEntry
from models.base import Base
from models.charter import Charter, CharterVersion, CharterVersionState, Signature
from models.checkin import CheckIn, Visibility
from models.consent import Consent, ConsentDecision, ConsentKind
from models.inbound import InboundEvent
from models.outbox import Gate, OutboxAct, OutboxRow, OutboxState
from models.pair import Membership, MembershipState, Pair, PairState, Role
from models.participant import Participant, ParticipantState
from models.programme import Programme, ProgrammeDuty, ProgrammeKind, ProgrammeRole
from models.pulse import Pulse, PulseState
from models.schedule import Occurrence, OccurrenceState, Schedule, ScheduleKind, ScheduleState
from models.workspace import Workspace, WorkspaceState

__all__ = [
    "AuditEntry",
    "Base",
    "Charter",
    "CharterVersion",
    "CharterVersionState",
    "CheckIn",
    "Consent",
    "ConsentDecision",
    "ConsentKind",
    "Gate",
    "InboundEvent",
    "Membership",
    "MembershipState",
    "Occurrence",
    "OccurrenceState",
    "OutboxAct",
    "OutboxRow",
    "OutboxState",
    "Pair",
    "PairState",
    "Participant",
    "ParticipantState",
    "Programme",
    "ProgrammeDuty",
    "ProgrammeKind",
    "ProgrammeRole",
    "Pulse",
    "PulseState",
    "Role",
    "Schedule",
    "ScheduleKind",
    "ScheduleState",
    "Signature",
    "Visibility",
    "Workspace",
    "WorkspaceState",
]
