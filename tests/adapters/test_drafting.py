"""A draft is reckoned beside the bot, and not in it."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from adapters.drafting import InTurn, drafted
from mentoring.matching import Pair, PinRefused, Round, Side, Survey
from mentoring.rounds.reckoning import Gathered, Reckoned

ADA = Survey("U1", Side.SENIOR, frozenset({"strategy"}), frozenset({"prompting"}), managers=("U2",))
BEN = Survey("U2", Side.JUNIOR, frozenset({"prompting"}), frozenset({"strategy"}))
CLEO = Survey("U3", Side.JUNIOR, frozenset({"prompting"}), frozenset({"strategy"}))


def its_process(_gathered: Gathered) -> Reckoned:
    raise PinRefused(senior=str(os.getpid()), junior="numpy" if "numpy" in sys.modules else "")


def never_done(_gathered: Gathered) -> Reckoned:
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    Event().wait()
    raise AssertionError


async def test_it_comes_back_from_a_process_of_its_own() -> None:
    found = await drafted(Gathered(Round([ADA, BEN, CLEO])))
    assert [each.pair for each in found.draft.proposals] == [Pair("U1", "U3")]
    with pytest.raises(PinRefused) as caught:
        await drafted(Gathered(Round([ADA, BEN])), its_process)
    assert caught.value.facts["senior"] != str(os.getpid())


async def test_one_is_reckoned_after_the_other_and_one_that_fails_lets_the_next_begin() -> None:
    begun: list[Gathered] = []
    may_end = asyncio.Event()

    async def notes(gathered: Gathered) -> Reckoned:
        begun.append(gathered)
        await may_end.wait()
        raise PinRefused(senior="U1", junior="U2")

    in_turn = InTurn(notes)
    asked = [asyncio.create_task(in_turn(Gathered(Round([ADA, each])))) for each in (BEN, CLEO)]
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(begun) == 1
    may_end.set()
    assert [type(each) for each in await asyncio.gather(*asked, return_exceptions=True)] == [PinRefused] * 2
    assert len(begun) == 2


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


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT], ids=["killed", "stopped"])
def test_it_ends_with_the_bot_in_the_middle_of_a_draft_and_leaves_nothing_behind(end: signal.Signals) -> None:
    program = (
        "import asyncio\n"
        "from adapters.drafting import drafted\n"
        "from tests.adapters.test_drafting import ADA, CLEO, never_done\n"
        "from mentoring.matching import Round\n"
        "from mentoring.rounds.reckoning import Gathered\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(drafted(Gathered(Round([ADA, CLEO])), never_done))\n"
    )
    bot = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert bot.stdout is not None
        assert bot.stdout.readline() == "begun\n"
        shared = shared_by(bot)
        bot.send_signal(end)
        # Every process that came of the bot holds its output, which ends with the last of them.
        bot.communicate(timeout=timedelta(minutes=1).total_seconds())
    finally:
        bot.kill()
    assert [each for each in shared if each.exists()] == []


def shared_by(process: subprocess.Popen[str]) -> set[Path]:
    """The files in memory that a process shares with others, on Linux."""
    if sys.platform != "linux":
        return set()
    maps = Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8").splitlines()
    found = {Path(line.split(maxsplit=5)[5]) for line in maps if "/dev/shm/" in line}  # noqa: S108 - where they are
    assert found, "the queues to the process are locked by some"
    return found
