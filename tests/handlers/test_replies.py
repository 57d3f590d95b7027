"""Replies go to Slack and nowhere else."""

import pytest

from handlers import replies


@pytest.mark.parametrize(
    ("address", "base_url", "is_slacks"),
    [
        ("https://hooks.slack.com/actions/T1/1/x", "https://slack.com/api/", True),
        ("https://hooks.slack.com/actions/T1/1/x", "https://www.slack.com/api/", True),
        ("https://hooks.slack-gov.com/actions/T1/1/x", "https://slack-gov.com/api/", True),
        ("http://127.0.0.1:8065/response/x", "http://127.0.0.1:8065/api/", True),
        ("http://hooks.slack.com/actions/T1/1/x", "https://slack.com/api/", False),
        ("https://evilslack.com/x", "https://slack.com/api/", False),
        ("https://slack.com.evil.example/x", "https://slack.com/api/", False),
        ("https://slack.com@evil.example/x", "https://slack.com/api/", False),
        ("http://127.0.0.1:8065/response/x", "https://slack.com/api/", False),
        ("", "https://slack.com/api/", False),
    ],
)
def test_only_an_address_of_the_same_slack_is_one(address: str, base_url: str, *, is_slacks: bool) -> None:
    assert replies.is_slacks(address, base_url) is is_slacks
