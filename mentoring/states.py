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
    Reply,
    ResourceKind,
    Role,
    RoleWish,
    SessionState,
    ShowState,
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
    "Reply",
    "ResourceKind",
    "Role",
    "RoleWish",
    "SessionState",
    "ShowState",
    "Visibility",
    "WordsState",
]
