"""An answer to a letter is not shown once another letter was typed."""

from typing import Any

from handlers.learning_log import REMEMBERED, Typing


def letter(at: str, view_id: str = "V1") -> dict[str, Any]:
    return {"view": {"id": view_id}, "actions": [{"action_id": "log.search", "action_ts": at}]}


def test_only_the_answer_to_the_last_letter_is_shown() -> None:
    typing = Typing()
    first, second = letter("1772445600.000100"), letter("1772445600.000200")
    typing.comes(first)
    assert typing.is_latest(first)
    typing.comes(second)
    assert not typing.is_latest(first)
    assert typing.is_latest(second)


def test_letters_that_come_out_of_order_do_not_bring_back_what_was_before() -> None:
    typing = Typing()
    first, second = letter("1772445600.000100"), letter("1772445600.000200")
    typing.comes(second)
    typing.comes(first)
    assert not typing.is_latest(first)
    assert typing.is_latest(second)


def test_one_persons_typing_does_not_overtake_anothers() -> None:
    typing = Typing()
    mine, theirs = letter("1772445600.000100", "V1"), letter("1772445600.000200", "V2")
    typing.comes(mine)
    typing.comes(theirs)
    assert typing.is_latest(mine)
    assert typing.is_latest(theirs)


def test_no_more_is_remembered_than_said() -> None:
    typing = Typing()
    for number in range(REMEMBERED + 1):
        typing.comes(letter("1772445600.000100", f"V{number}"))
    assert not typing.is_latest(letter("1772445600.000100", "V0"))
    assert typing.is_latest(letter("1772445600.000100", f"V{REMEMBERED}"))
