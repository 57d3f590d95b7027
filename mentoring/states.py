"""The words for roles and states, for the layers above, which never reach into the store."""

from models import CharterVersionState, MembershipState, OutboxAct, PairState, PulseState, Role, Visibility

__all__ = [
    "CharterVersionState",
    "MembershipState",
    "OutboxAct",
    "PairState",
    "PulseState",
    "Role",
    "Visibility",
]
