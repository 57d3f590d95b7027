"""
Matching: surveys in, proposals and reasons out.

Pure functions without store, Slack or clock. What reckons needs the extra `matching` (numpy, scipy, ortools); it is
loaded when a draft is asked for, and only then.
"""

from mentoring.matching.drafts import (
    Certificate,
    Cut,
    Draft,
    Flag,
    Gain,
    Help,
    Parts,
    Proposal,
    RunnerUp,
    Summary,
    Teaching,
    Triad,
    Unmatched,
)
from mentoring.matching.parity import Parity, Served, audit
from mentoring.matching.rules import LIFTABLE, SCALE, MatchingNotInstalled, PinRefused, Rule, Rules, Weights
from mentoring.matching.surveys import Company, Pair, Round, Side, Survey

__all__ = [
    "LIFTABLE",
    "SCALE",
    "Certificate",
    "Company",
    "Cut",
    "Draft",
    "Flag",
    "Gain",
    "Help",
    "MatchingNotInstalled",
    "Pair",
    "Parity",
    "Parts",
    "PinRefused",
    "Proposal",
    "Round",
    "Rule",
    "Rules",
    "RunnerUp",
    "Served",
    "Side",
    "Summary",
    "Survey",
    "Teaching",
    "Triad",
    "Unmatched",
    "Weights",
    "audit",
    "propose",
]

RECKONING = frozenset({"numpy", "scipy", "ortools"})


def propose(asked: Round, *, pricing_rounds: int = 0) -> Draft:
    """
    Draft pairings: milliseconds for a hundred people, some twenty seconds for forty thousand.

    While a flow is solved, which for a large pool takes seconds at a time, nothing else runs in this process: ortools
    keeps the interpreter's lock. Whoever serves people meanwhile calls it in a process of its own.

    Args:
        pricing_rounds: how often all pairs may be priced for a certificate; none is made at 0. One round proves how
            near the draft is to the best; further ones add what was missing and come nearer.

    Raises:
        MatchingNotInstalled: the extra `matching` is missing.
        PinRefused: a pinned pair breaks a rule.
        ValueError: the surveys cannot be meant.
    """
    try:
        from mentoring.matching.drafting import draft  # noqa: PLC0415 - loads what a bot without matching has not
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in RECKONING:
            raise
        raise MatchingNotInstalled from missing
    return draft(asked, pricing_rounds)
