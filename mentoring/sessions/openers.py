"""
The catalogue of openers: short invitations to be honest, none twice within a pair.

The keys are kept with the session; the words stand in `views`, where they are translated.
"""

from collections.abc import Iterable

CATALOGUE = (
    "may_be_wrong",
    "help_thinking",
    "small_risk",
    "data_against_hunch",
    "changed_my_mind",
    "not_understood",
    "easier_without",
    "last_mistake",
    "unasked_question",
    "overrated",
    "customer_surprise",
    "advice_ignored",
    "would_stop",
    "hard_to_say",
    "outdated_rule",
    "asked_too_late",
)
"""The first is for the first session: it begins by inviting risk."""


def pick(used: Iterable[str]) -> str:
    """Return the next opener that a pair has not had; after the last one they begin anew, least used first."""
    had = list(used)
    return min(CATALOGUE, key=lambda key: (had.count(key), CATALOGUE.index(key)))
