"""A draft is reckoned beside the bot, and not in it."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from adapters.drafting import drafted
from mentoring.matching import Pair, PinRefused, Round, Side, Survey
from mentoring.rounds.reckoning import Gathered, Reckoned

ADA = Survey("U1", Side.SENIOR, frozenset({"strategy"}), frozenset({"prompting"}), managers=("U2",))
BEN = Survey("U2", Side.JUNIOR, frozenset({"prompting"}), frozenset({"strategy"}))
CLEO = Survey("U3", Side.JUNIOR, frozenset({"prompting"}), frozenset({"strategy"}))


def its_process(_gathered: Gathered) -> Reckoned:
    raise PinRefused(senior=str(os.getpid()), junior="numpy" if "numpy" in sys.modules else "")


async def test_it_comes_back_from_a_process_of_its_own() -> None:
    found = await drafted(Gathered(Round([ADA, BEN, CLEO])))
    assert [each.pair for each in found.draft.proposals] == [Pair("U1", "U3")]
    with pytest.raises(PinRefused) as caught:
        await drafted(Gathered(Round([ADA, BEN])), its_process)
    assert caught.value.facts["senior"] != str(os.getpid())


async def test_a_pin_that_breaks_a_rule_is_refused_by_name() -> None:
    with pytest.raises(PinRefused) as caught:
        await drafted(Gathered(Round([ADA, BEN, CLEO], must=[Pair("U1", "U2")])))
    assert caught.value.facts == {"senior": "U1", "junior": "U2"}
    assert caught.value.rule is not None


def test_what_reckons_is_never_loaded_into_the_bot() -> None:
    program = (
        "import asyncio, sys\n"
        "from adapters.drafting import drafted\n"
        "from tests.adapters.test_drafting import ADA, CLEO\n"
        "from mentoring.matching import Round\n"
        "from mentoring.rounds.reckoning import Gathered\n"
        "if __name__ == '__main__':\n"
        "    before = {'numpy', 'scipy', 'ortools'} & set(sys.modules)\n"
        "    found = asyncio.run(drafted(Gathered(Round([ADA, CLEO]))))\n"
        "    print(len(found.draft.proposals), before, {'numpy', 'scipy', 'ortools'} & set(sys.modules))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=timedelta(minutes=2).total_seconds(),
    )
    assert found.stdout.strip() == "1 set() set()"
