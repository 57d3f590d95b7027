"""The words of Slack's descriptions, as they stand in its packages, become the right numbers."""

import pytest

from tests.oracle.limits import Limits, limited, limits_in

PLAIN_TEXT = {"$ref": "#/definitions/PlainTextElement"}


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        ("Maximum length of 3000 characters.", Limits(longest=3000)),
        ("Maximum length for the `text` in this field is 75 characters.", Limits(longest=75)),
        ("Must be a {@link PlainTextElement } with a\nmaximum length of 24 characters.", Limits(longest=24)),
        ("`text` may truncate with ~30 characters.\nMaximum length for the text is 75 characters.", Limits(longest=75)),
        ("The minimum length is 1 and maximum length is 3000 characters.", Limits(shortest=1, longest=3000)),
        ("`text` within must be less than 200 characters.", Limits(longest=199)),
        ("Limit this field to 12,000 characters.", Limits(longest=12000)),
        ("There is a maximum of 25 elements in each action block.", Limits(most=25)),
        ("Max of 100 blocks.", Limits(most=100)),
        ("An array of up to 5 {@link PlainTextOption } to display in the menu.", Limits(most=5)),
        ("Minimum 1, maximum 10 cards.", Limits(least=1, most=10)),
        ("Minimum of `1`, maximum of `10`. Defaults to `10`.", Limits(least=1, most=10)),
        ("Must be between 1 and 100. Defaults to `8` when not specified.", Limits(least=1, most=100)),
        (
            "Maximum number of items is 10.\nMaximum length for the text in each item is 2000 characters.",
            Limits(longest=2000, most=10),
        ),
        ("See {@link https://docs.slack.dev/max-5-characters the maximum of 5}.", Limits()),
        ("The maximum value, cannot be less than `min_value`.", Limits()),
        ("A unique string. Should be unique among all.", Limits()),
        ("", Limits()),
    ],
)
def test_limits_are_read_from_words(words: str, limits: Limits) -> None:
    assert limits_in(words) == limits


def test_a_limit_on_a_text_object_binds_its_words() -> None:
    described = PLAIN_TEXT | {"description": "Maximum length of 24 characters."}
    assert limited(described, described) == {"allOf": [described, {"properties": {"text": {"maxLength": 24}}}]}


def test_a_limit_on_the_texts_of_a_list_binds_each() -> None:
    described = {
        "type": "array",
        "items": PLAIN_TEXT,
        "description": "Maximum number of items is 10. Maximum length for the text in each item is 2000 characters.",
    }
    rule = {"maxItems": 10, "items": {"properties": {"text": {"maxLength": 2000}}}}
    assert limited(described, described)["allOf"][1] == rule


def test_a_property_without_limits_stays_as_it_is() -> None:
    described = {"type": "boolean", "description": "Maximum fun."}
    assert limited(described, described) is described
