"""The words for roles and states, for the layers above, which never reach into the store."""

from models import (
    CharterVersionState,
    LogKind,
    MembershipState,
    OutboxAct,
    PairState,
    PulseState,
    Role,
    Visibility,
    WordsState,
)

__all__ = [
    "CharterVersionState",
    "LogKind",
    "MembershipState",
    "OutboxAct",
    "PairState",
    "PulseState",
    "Role",
    "Visibility",
    "WordsState",
]
