"""Every surface in every state passes Slack's own types, the local Slack, and our own rules for people."""

import re
from collections import Counter
from typing import get_args

import pytest

from mentoring.notices import Notice
from mentoring.pulses import Score
from sandbox.blocks.checking import require_message_blocks, view_problems
from sandbox.content import require_short_together
from sandbox.errors import SlackError
from tests.oracle.slack_types import SlackTypes
from tests.views import facts, gallery
from tests.views.gallery import Kind, blocks_of, elements_of, every_surface, texts_of
from views import notices, pulses

LABEL_LIMIT = 24
"""Longer labels are cut on a phone."""
LINE_LIMIT = 44
SHOWN_WHOLE = re.compile(r"^(With|Theirs:)\b")
"""Labels that carry a name, which we may not shorten further than Slack wants."""
DATE = re.compile(r"<!date\^\d+\^[^|>]+\|[^>]+>")
OURS = re.compile(r"<(@U\w+|#C\w+|https?://[^>]+)>")


def label_of(element: dict[str, object]) -> str:
    text = element["text"]
    assert isinstance(text, dict)
    return str(text["text"])


def failing(check: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: faults for name, faults in check.items() if faults}


@pytest.mark.oracle
def test_slacks_own_types_find_nothing(slack_types: SlackTypes) -> None:
    found = {
        surface.name: slack_types.errors(
            gallery.slack_type(surface.kind),
            surface.payload["blocks"] if surface.kind is Kind.MESSAGE else surface.payload,
        )
        for surface in every_surface()
    }
    assert failing(found) == {}


def test_the_local_slack_refuses_none() -> None:
    found: dict[str, list[str]] = {}
    for surface in every_surface():
        if surface.kind is not Kind.MESSAGE:
            found[surface.name] = view_problems(surface.payload, surface.kind)
            continue
        try:
            require_short_together(require_message_blocks(surface.payload["blocks"]))
        except SlackError as error:
            found[surface.name] = error.fields.get("errors", [error.name])
    assert failing(found) == {}


def test_each_has_a_name_of_its_own() -> None:
    assert [name for name, times in Counter(surface.name for surface in every_surface()).items() if times > 1] == []


def test_every_message_says_in_plain_text_what_it_is_about() -> None:
    for surface in every_surface():
        if surface.kind is Kind.MESSAGE:
            text = surface.payload["text"]
            assert text.strip(), surface.name
            assert len(text) < 3000, surface.name
            # What a person typed after `/mentor` is quoted back as it was typed.
            assert "*" not in text or "unknown word" in surface.name, surface.name


def test_no_notification_holds_what_somebody_wrote_into_a_form() -> None:
    for surface in every_surface():
        if surface.kind is Kind.MESSAGE and "check-in" in surface.name:
            assert not any(typed in surface.payload["text"] for typed in surface.typed), surface.name


def test_no_surface_shouts_twice() -> None:
    for surface in every_surface():
        primaries = [
            sum(element.get("style") == "primary" for element in block.get("elements", []) if isinstance(element, dict))
            for block in blocks_of(surface)
        ]
        assert max(primaries, default=0) <= 1, surface.name
        if surface.kind is not Kind.HOME:
            # Slack paints a modal's own button green as well.
            assert sum(primaries) + ("submit" in surface.payload) <= 1, surface.name


def test_the_way_out_of_a_pair_is_quiet_and_last_and_asks_first() -> None:
    leaving = [
        (surface, block)
        for surface in every_surface()
        if surface.kind is Kind.HOME
        for block in blocks_of(surface)
        if str(block.get("block_id", "")).startswith("leave-")
    ]
    assert leaving
    for surface, block in leaving:
        [button] = block["elements"]
        assert "style" not in button, surface.name
        assert button["confirm"]["style"] == "danger", surface.name
        after = blocks_of(surface)[blocks_of(surface).index(block) + 1 :]
        assert not after or after[0]["type"] == "divider", surface.name


def test_no_button_is_red_before_it_was_asked_whether_it_is_meant() -> None:
    for surface in every_surface():
        assert not any(element.get("style") == "danger" for element in elements_of(surface)), surface.name


def test_whom_a_programmes_rounds_leave_out_is_promised_no_pair() -> None:
    """They answer for it, and see its drafts."""
    [surface] = [each for each in every_surface() if each.name == "plain: Home, enrolled where they answer for it"]
    text = " ".join(each["text"] for each in texts_of(surface))
    assert "its rounds leave you out" in text
    assert "you are asked in private" not in text


def test_nobody_is_urged_to_join_what_they_answer_for() -> None:
    for name, is_urged in {"only an owner": False, "a programme to join": True}.items():
        [surface] = [each for each in every_surface() if each.name == f"plain: Home, {name}"]
        assert ("programme you can join" in " ".join(each["text"] for each in texts_of(surface))) is is_urged


def test_whoever_waits_for_a_pair_is_told_what_comes_next() -> None:
    for name, told in {
        "enrolled, another owned": "You are in; your pair comes next",
        "enrolled, a pair ended": "You have no pair at the moment",
    }.items():
        [surface] = [each for each in every_surface() if each.name == f"plain: Home, {name}"]
        text = " ".join(each["text"] for each in texts_of(surface))
        assert told in text
        assert "you are asked in private, and may decline without a reason" in text
        assert "No programme is needed" not in text


def test_whoever_only_runs_a_programme_sees_it_first() -> None:
    [surface] = [each for each in every_surface() if each.name == "plain: Home, only an owner"]
    first, second, *_ = blocks_of(surface)
    assert first["text"]["text"] == "What you run"
    assert second["accessory"]["action_id"] == "programme.page"
    text = " ".join(each["text"] for each in texts_of(surface))
    assert text.count("You answer for") == 1
    assert "You have no pair" not in text


def test_what_was_just_signed_is_said_without_scrolling() -> None:
    signed = [surface for surface in every_surface() if "just signed" in surface.name]
    assert len(signed) > 5
    for surface in signed:
        first = blocks_of(surface)[0]["text"]["text"]
        assert "in force" in first or "You signed" in first, surface.name
        assert len(blocks_of(surface)) <= 4, surface.name


def test_button_labels_are_short_and_never_a_sign_alone() -> None:
    for surface in every_surface():
        for element in elements_of(surface):
            if element["type"] != "button":
                continue
            label = label_of(element)
            assert re.search(r"\w{2}", label), (surface.name, label)
            if not SHOWN_WHOLE.match(label):
                assert len(label) <= LABEL_LIMIT, (surface.name, label)


def test_labels_of_fields_fit_a_line() -> None:
    for surface in every_surface():
        for block in blocks_of(surface):
            if block["type"] == "input":
                assert len(block["label"]["text"]) <= LINE_LIMIT, (surface.name, block["label"]["text"])


def test_titles_are_our_words_alone() -> None:
    for surface in every_surface():
        if surface.kind is Kind.MODAL:
            assert not any(typed in surface.payload["title"]["text"] for typed in surface.typed), surface.name


def test_what_people_type_commands_nothing() -> None:
    """In mrkdwn no `<…>` is anybody's but ours: mentions, dates, and the one link that a person gave as a link."""
    for surface in every_surface():
        for text in texts_of(surface):
            if text["type"] == "mrkdwn":
                left = OURS.sub("", DATE.sub("", text["text"]))
                assert "<" not in left, (surface.name, left)
                assert ">" not in left, (surface.name, left)
        if surface.kind is Kind.MESSAGE:
            assert "<" not in OURS.sub("", DATE.sub("", surface.payload["text"])), surface.name


def test_hostile_words_are_still_readable() -> None:
    shown = "\n".join(
        text["text"] for surface in every_surface() for text in texts_of(surface) if "hostile" in surface.name
    )
    assert "&lt;!channel&gt; &amp; &lt;@U1&gt; *x*" in shown


def test_nothing_that_was_typed_is_cut_off_where_it_is_read_in_full() -> None:
    for surface in every_surface():
        if not surface.name.startswith("longest:"):
            continue
        text = "".join(each["text"] for each in texts_of(surface))
        if "charter in force" in surface.name and surface.kind is Kind.MODAL and "editor" not in surface.name:
            assert text.count("&amp;") >= 7 * 1500, surface.name
        if "check-in read, all of it" in surface.name:
            assert text.count("&amp;") >= 3 * 2000 + 1900 + 300, surface.name


def test_no_surface_after_an_answer_shows_a_number_that_was_tapped() -> None:
    words = {label.split(" · ")[1] for label in pulses.labels(gallery.READER).values()}
    assert len(words) == len(Score)
    after = [surface for surface in every_surface() if re.search(r"pulse (answered|skipped)", surface.name)]
    assert len(after) > 10
    for surface in after:
        if "reopened" in surface.name:
            continue
        payload = str(surface.payload)
        assert not any(word in payload for word in words), surface.name
        assert "pulse.answer" not in payload, surface.name


def test_before_a_tap_it_is_said_who_can_see_it() -> None:
    asking = [
        each
        for each in every_surface()
        if any(e.get("action_id", "").startswith("pulse.answer") for e in elements_of(each))
    ]
    assert asking
    for surface in asking:
        text = " ".join(each["text"] for each in texts_of(surface))
        for said in (
            "Only you see your answer",
            "nobody else in your pair",
            "five people and three pairs",
            "holds the key",
        ):
            assert said in text, (surface.name, said)


def test_the_required_inputs_are_as_few_as_promised() -> None:
    required = {
        surface.name.split(": ", 1)[1]: sum(
            block["type"] == "input" and not block.get("optional", False) for block in blocks_of(surface)
        )
        for surface in every_surface()
        if surface.name.startswith("plain: ")
    }
    assert required["charter blank, editor"] == 2
    # The visibility has its usual answer chosen; one line is what has to be written.
    assert required["check in"] == 2
    assert required["pulse asked"] == 0


def test_enrolling_asks_for_no_more_than_two_things_that_are_not_there_already() -> None:
    steps = {"plain: enrolment, step 1, None, either": {"offers", "seeks"}, "plain: enrolment, step 2, blank": set()}
    for surface in every_surface():
        if surface.name in steps:
            empty = {
                block["block_id"]
                for block in blocks_of(surface)
                if block["type"] == "input"
                and not block["optional"]
                and not any(name.startswith("initial_") for name in block["element"])
            }
            assert empty == steps.pop(surface.name)
    assert steps == {}


def test_before_the_confidential_field_it_is_said_who_sees_it() -> None:
    asking = [each for each in every_surface() if "enrolment, step 2" in each.name]
    assert asking
    for surface in asking:
        told = [str(block) for block in blocks_of(surface)]
        said = next(number for number, block in enumerate(told) if "only you see your goal and whom" in block)
        asked = next(number for number, block in enumerate(told) if "Never pair me with" in block)
        assert said < asked
        assert "Confidential: nobody sees it, not the owner" in told[asked]


def test_every_refusal_says_what_to_do_in_whole_sentences() -> None:
    for refusal in facts.every_refusal():
        said = gallery.READER.refusal(refusal)
        assert said.endswith((".", "?")), said
        assert said[0].isupper(), said
        assert len(said) <= 150, said


def test_home_never_offers_more_than_slack_shows() -> None:
    for surface in every_surface():
        if surface.kind is Kind.HOME:
            ids = [block["block_id"] for block in blocks_of(surface) if block.get("block_id")]
            assert len(ids) == len(set(ids)), surface.name


def test_every_kind_of_notice_has_its_words() -> None:
    assert set(get_args(Notice)) == set(notices.BUILDERS)
