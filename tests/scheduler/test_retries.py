"""What a refusal means, and how long to wait: pure rules."""

import pytest

from scheduler import retries
from scheduler.retries import FIRST_WAIT_MS, LONGEST_WAIT_MS, Meaning


@pytest.mark.parametrize("error", sorted(retries.PARKING))
def test_without_access_the_workspace_is_parked(error: str) -> None:
    assert retries.meaning(error) is Meaning.PARK_WORKSPACE


@pytest.mark.parametrize("error", sorted([*retries.FOR_GOOD, *retries.MALFORMED]))
def test_what_will_not_go_away_is_given_up_with_a_reason_for_a_person(error: str) -> None:
    assert retries.meaning(error) is Meaning.GIVE_UP
    reason = retries.reason(error)
    assert reason.endswith(".")
    assert error not in reason


@pytest.mark.parametrize("error", ["team_added_to_org", "something_new", "ekm_access_denied", "unreadable_answer"])
def test_what_nobody_knows_is_tried_again(error: str) -> None:
    assert retries.meaning(error) is Meaning.TRY_AGAIN


def test_each_wait_is_twice_the_last_up_to_an_hour() -> None:
    waits = [retries.wait_ms(attempts) for attempts in range(30)]
    assert waits[:3] == [FIRST_WAIT_MS, FIRST_WAIT_MS * 2, FIRST_WAIT_MS * 4]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT_MS


def test_no_error_means_two_things() -> None:
    assert not set(retries.PARKING) & {*retries.FOR_GOOD, *retries.MALFORMED}
    assert not set(retries.FOR_GOOD) & set(retries.MALFORMED)
