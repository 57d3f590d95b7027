"""The words for roles and states, for the layers above, which never reach into the store."""

from models import (
    CharterVersionState,
    CommitmentState,
    EnrolmentState,
    LogKind,
    MembershipState,
    OutboxAct,
    PairState,
    PulseState,
    ResourceKind,
    Role,
    RoleWish,
    SessionState,
    Visibility,
    WordsState,
)

__all__ = [
    "CharterVersionState",
    "CommitmentState",
    "EnrolmentState",
    "LogKind",
    "MembershipState",
    "OutboxAct",
    "PairState",
    "PulseState",
    "ResourceKind",
    "Role",
    "RoleWish",
    "SessionState",
    "Visibility",
    "WordsState",
]
