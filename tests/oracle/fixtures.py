"""The fixture ``slack_types``, for every test that shows a payload to Slack's own types."""

import pytest

from tests.oracle.build import OracleUnavailableError
from tests.oracle.slack_types import SlackTypes, load


@pytest.fixture(scope="session")
def slack_types() -> SlackTypes:
    """Slack's types; the test is skipped, with the reason, where they cannot be had."""
    try:
        return load()
    except OracleUnavailableError as reason:
        pytest.skip(f"Slack's own types cannot be asked: {reason}")
