"""Readers sit beside builders: what is built and filled in comes back as the same command."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import asdict

from mentoring.charters.commands import Basis
from mentoring.checkins import CheckInDraft, CheckInForm
from mentoring.enrolments.imported import KeepIn
from mentoring.pairs.commands import Answer, AnswerInvitation
from mentoring.participants import Actor
from mentoring.pulses import Score
from mentoring.rounds.notices import NobodyThisTime
from mentoring.states import CharterVersionState, PulseState, Role, Visibility
from tests.views import gallery
from tests.views.asked_surfaces import of_programmes
from tests.views.facts import WORLDS, charter_page, members, pulse_cards, uid
from tests.views.gallery import READER, submitted
from views import charters, checkins, enrolments, held, invitations, pairs, payloads, pulses, rounds
from views.kit import Message

PLAIN = WORLDS[0]
BODY: dict[str, Any] = {"team": {"id": "T1"}, "user": {"id": "U0ABCDEF", "team_id": "T1"}, "type": "view_submission"}
ME = Actor("T1", "U0ABCDEF")


def clicked(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The payload of a click on a button that was built."""
    action = {"action_id": element["action_id"], "value": element["value"], "action_ts": "1.1", **more}
    return {**BODY, "type": "block_actions", "actions": [action], "container": {"type": "message", "message_ts": "9.9"}}


def handed_in(view: dict[str, Any], **values: dict[str, Any]) -> dict[str, Any]:
    typed = {name: {name: value} for name, value in values.items()}
    return {**BODY, "view": {**view, "id": "V1", "hash": "1.a", "state": {"values": typed}}}


def test_a_charter_comes_back_as_it_was_typed_and_over_which_text() -> None:
    page = charter_page(PLAIN, CharterVersionState.OPEN)
    view = submitted(charters.editor(READER, page), "Typed & <kept>")
    command = charters.read_write({**BODY, "view": view})
    assert page.written is not None
    assert (command.actor, command.pair_id) == (ME, page.pair_id)
    assert command.basis == Basis(page.written.version_id, page.written.revision)
    assert set(asdict(command.text).values()) == {"Typed & <kept>"}


def test_a_blank_page_is_written_over_nothing() -> None:
    view = submitted(charters.editor(READER, charter_page(PLAIN, None)), "x")
    assert charters.read_write({**BODY, "view": view}).basis is None


def test_a_signature_names_exactly_the_text_that_was_shown() -> None:
    page = charter_page(PLAIN, CharterVersionState.OPEN)
    command = charters.read_sign({**BODY, "view": charters.page(READER, page)})
    assert page.written is not None
    assert command.basis == Basis(page.written.version_id, page.written.revision)


def test_two_writers_keep_what_each_typed_and_save_over_the_newer_text() -> None:
    page = charter_page(PLAIN, CharterVersionState.OPEN)
    mine = submitted(charters.editor(READER, charter_page(PLAIN, None)), "Mine.")
    merged = charters.conflict(READER, page, mine)
    assert page.written is not None
    assert charters.read_sign({**BODY, "view": merged}).basis == Basis(page.written.version_id, page.written.revision)
    inputs = [block["block_id"] for block in merged["blocks"] if block["type"] == "input"]
    assert inputs == [block["block_id"] for block in mine["blocks"] if block["type"] == "input"]
    shown = "".join(text["text"] for text in gallery.texts_of(gallery.Surface("", gallery.Kind.MODAL, merged)))
    assert "The draft is with Mo." in shown


def test_a_check_in_comes_back_whole() -> None:
    me, *others = members(PLAIN)
    forms = (CheckInForm(uuid4(), me, tuple(others)),)
    body = handed_in(
        checkins.form(READER, forms),
        moved={"value": "Moved"},
        stuck={"value": None},
        next_step={"value": "Ask"},
        next_step_who={"selected_option": {"value": "U1ABCDEF"}},
        next_step_by={"selected_date": "2026-03-09"},
        evidence={"value": "https://example.com"},
        metric={"value": "Tickets"},
        reading={"value": "3.5"},
        visibility={"selected_option": {"value": "private"}},
    )
    command = checkins.read_keep(body)
    assert (command.actor, command.pair_id, command.visibility) == (ME, forms[0].pair_id, Visibility.PRIVATE)
    assert command.draft == CheckInDraft(
        "Moved", "", "Ask", "U1ABCDEF", date(2026, 3, 9), "https://example.com", "Tickets", "3.5"
    )


def test_with_several_pairs_the_chosen_one_counts() -> None:
    me, *others = members(PLAIN)
    forms = tuple(CheckInForm(uuid4(), me, tuple(others)) for _ in range(3))
    view = checkins.form(READER, forms, forms[1].pair_id)
    assert checkins.read_keep(handed_in(view, moved={"value": "x"})).pair_id == forms[1].pair_id
    chosen = {"selected_option": {"value": forms[2].pair_id.hex}}
    assert checkins.read_keep(handed_in(view, moved={"value": "x"}, pair=chosen)).pair_id == forms[2].pair_id


def test_an_invitation_form_gives_the_colleague_and_ones_own_role() -> None:
    view = handed_in(
        pairs.form(READER, None),
        colleague={"selected_user": "U9"},
        my_role={"selected_option": {"value": "junior"}},
    )["view"]
    assert pairs.read_form(view) == ("U9", Role.JUNIOR)
    assert pairs.read_form(handed_in(pairs.form(READER, None))["view"]) == ("", Role.SENIOR)


@pytest.mark.parametrize("state", [PulseState.ASKED, PulseState.ANSWERED])
def test_each_tap_comes_back_as_its_score_and_a_skip_as_none(state: PulseState) -> None:
    card = next(card for card in pulse_cards(PLAIN).values() if card.state is state)
    view = pulses.page(READER, (pulses.reopen(card, card),))
    surface = gallery.Surface("", gallery.Kind.MODAL, view)
    taps = [each for each in gallery.elements_of(surface) if each["action_id"].startswith("pulse.answer")]
    assert [pulses.read_answer(clicked(each)).score for each in taps] == list(Score)
    [skip] = [each for each in gallery.elements_of(surface) if each["action_id"] == pulses.SKIP]
    command = pulses.read_answer(clicked(skip))
    assert (command.score, command.pair_id, command.pulse_id, command.actor) == (None, card.pair_id, card.pulse_id, ME)


def test_an_invited_persons_click_names_the_pair() -> None:
    pair_id = uuid4()
    body = clicked({"action_id": invitations.ACCEPT, "value": pair_id.hex})
    assert invitations.read_answer(body, Answer.ACCEPT).pair_id == pair_id
    assert invitations.read_withdrawal(body).actor == pairs.read_leave(body).actor == ME


def test_a_yes_to_what_an_owner_entered_says_what_was_read_of_it() -> None:
    card = of_programmes(PLAIN)["of somebody imported"]
    assert card.held is not None
    body = clicked(button_of(invitations.invitation(READER, card), invitations.ACCEPT))
    assert invitations.read_answer(body, Answer.ACCEPT) == AnswerInvitation(
        ME, card.pair_id, Answer.ACCEPT, card.held.mark
    )
    body = clicked(button_of(invitations.invitation(READER, card), invitations.DECLINE))
    assert invitations.read_answer(body, Answer.DECLINE) == AnswerInvitation(ME, card.pair_id, Answer.DECLINE)
    nobody = NobodyThisTime(uid(70), "Both ways", None, 0, 0, held=card.held)
    body = clicked(button_of(rounds.nobody(READER, nobody), held.KEEP_IN))
    assert enrolments.read_keep_in(body) == KeepIn(ME, uid(70), card.held.mark)
    body["actions"][0]["value"] = uid(70).hex
    assert enrolments.read_keep_in(body) == KeepIn(ME, uid(70)), "which is no yes"


def button_of(message: Message, name: str) -> dict[str, Any]:
    rows = [each["elements"] for each in message.blocks if each["type"] == "actions"]
    return next(each for row in rows for each in row if each["action_id"] == name)


def test_who_acts_is_what_slack_signed_and_nothing_inside_the_view() -> None:
    forged = {**BODY, "view": {"private_metadata": json.dumps({"user": "U9"}), "team_id": "T9"}}
    assert payloads.actor(forged) == ME
    assert payloads.actor({"team_id": "T1", "user_id": "U0ABCDEF", "text": "U9"}) == ME
    shared = {"team": None, "user": {"id": "U0ABCDEF", "team_id": "T1"}}
    assert payloads.actor(shared) == ME


def test_a_delivery_has_one_receipt_and_each_click_its_own() -> None:
    button = {"action_id": "a", "value": "v"}
    first = payloads.click_receipt(clicked(button))
    assert payloads.click_receipt(clicked(button)) == first
    others = [
        payloads.click_receipt(clicked(button, action_ts="1.2")),
        payloads.click_receipt(clicked({**button, "action_id": "b"})),
        payloads.click_receipt({**clicked(button), "user": {"id": "U9"}}),
        payloads.click_receipt({**clicked(button), "container": {"type": "message", "message_ts": "8.8"}}),
    ]
    assert len({first, *others}) == 5


def test_a_submission_has_one_receipt_for_each_state_of_its_view() -> None:
    body = handed_in({"type": "modal"})
    same = payloads.submission_receipt(body)
    assert payloads.submission_receipt(body) == same
    later = {**body, "view": {**body["view"], "hash": "2.b"}}
    assert payloads.submission_receipt(later) != same


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"profile": {"display_name": "Ada", "real_name": "Ada L."}, "real_name": "Ada L."}, "Ada"),
        ({"profile": {"display_name": "", "real_name": "Ada L."}, "real_name": "Ada L."}, "Ada L."),
        ({"profile": {"real_name": "Ada L."}}, "Ada L."),
        ({}, "ada"),
    ],
)
def test_people_are_called_what_they_call_themselves(user: dict[str, Any], name: str) -> None:
    found = payloads.profile({"id": "U1", "name": "ada", **user})
    assert (found.name, found.zone, found.locale, found.is_bot, found.is_gone) == (name, "UTC", "", False, False)


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("Mars/Olympus", "UTC"),
        ("Europe", "UTC"),
        ("../etc/passwd", "UTC"),
        ("", "UTC"),
        (None, "UTC"),
    ],
)
def test_a_zone_this_machine_does_not_know_counts_as_utc(told: str | None, zone: str) -> None:
    assert payloads.profile({"id": "U1", "name": "x", "tz": told}).zone == zone


@pytest.mark.parametrize(
    ("told", "status"),
    [(":palm_tree:", "palm_tree"), (":baby::skin-tone-3:", "baby"), ("", ""), (None, "")],
)
def test_a_status_is_told_by_its_emojis_name_without_a_skin_tone(told: str | None, status: str) -> None:
    details = {"status_emoji": told, "status_expiration": 0}
    found = payloads.profile({"id": "U1", "name": "x", "profile": details})
    assert (found.status, found.status_ends) == (status, None)


@pytest.mark.parametrize(
    ("user", "bot", "gone"),
    [({"is_bot": True}, True, False), ({"id": "USLACKBOT"}, True, False), ({"deleted": True}, False, True)],
)
def test_apps_and_closed_accounts_are_told_apart(user: dict[str, Any], *, bot: bool, gone: bool) -> None:
    found = payloads.profile({"id": "U1", "name": "x", **user})
    assert (found.is_bot, found.is_gone) == (bot, gone)
