"""Every surface of a show-and-tell, in every state, for the gallery."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from mentoring.show_and_tell.queries import CallForm, OwnEntry, ShowPage, StageChoice
from mentoring.show_and_tell.rules import TITLE_LIMIT
from mentoring.show_and_tell.telling import News, PresenterCard, ShowCard, Shown, ShowNews
from mentoring.states import Reply, ShowState
from mentoring.typed import LINE_LIMIT
from tests.views.facts import MOMENT, World, members, uid
from views import notices, show_and_tell
from views.kit import Message
from views.reader import Reader

READER = Reader("en")


def surfaces(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Every message and modal."""
    title = world.text(TITLE_LIMIT).strip() or "x"
    reading = Shown(world.text(LINE_LIMIT), world.link, world.text(LINE_LIMIT), "92", "108")
    shown = (*(Shown(world.text(LINE_LIMIT), world.link) for _ in range(4)), reading, reading)
    pair = PresenterCard(members(world), shown)
    bare = ShowCard(
        uid(300), title, world.text(100).strip() or "x", ShowState.ANNOUNCED, MOMENT, 30, (), dict.fromkeys(Reply, 0)
    )
    full = replace(bare, presenters=(pair,) * 20, replies=dict.fromkeys(Reply, 12))
    yield "show announced, nobody yet", notices.render(READER, bare)
    for state in ShowState:
        yield f"show {state}", notices.render(READER, replace(full, state=state))
    yield "show, a pair's line", notices.render(READER, pair)
    yield "show, a pair's line taken back", notices.render(READER, replace(pair, shown=()))
    for news in News:
        yield f"show, {news} in the thread", notices.render(READER, ShowNews(news, full))
    yield from _modals(world, bare, full)


def _modals(world: World, bare: ShowCard, full: ShowCard) -> Iterator[tuple[str, dict[str, Any]]]:
    entries = tuple(
        OwnEntry(uid(310 + number), world.text(LINE_LIMIT).strip() or "x", number < 3) for number in range(8)
    )
    stages = tuple(StageChoice(uid(330 + number), world.text(100).strip() or "x") for number in range(3))
    yield "call a show", show_and_tell.form(READER, CallForm(stages[:1], MOMENT, entries))
    yield "call a show, several programmes", show_and_tell.form(READER, CallForm(stages, None, ()))
    yield "shows ahead", show_and_tell.listed(READER, (bare, full))
    for name, page in {
        "of mine": ShowPage(full, entries, may_change=True),
        "of a stranger": ShowPage(bare, (), may_change=False),
        "cancelled": ShowPage(replace(full, state=ShowState.CANCELLED), entries, may_change=True),
    }.items():
        yield f"show page {name}", show_and_tell.page(READER, page, "Announced.")
    yield "show, another time", show_and_tell.move_form(READER, ShowPage(full, (), may_change=True))
