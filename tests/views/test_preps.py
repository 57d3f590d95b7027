"""A prep is read on a phone in a minute, shows nothing that is its author's alone, and brings three things to read."""

import re

import pytest
from msgspec.structs import replace

from mentoring.prep.resources import Brought, Linked
from mentoring.prep.rules import PrepPage
from mentoring.states import ResourceKind
from tests.views import gallery, prep_surfaces
from tests.views.facts import WORLDS
from tests.views.gallery import Kind, Surface
from tests.views.prep_surfaces import READER, cards, points
from views import originals, prep

PLAIN = WORLDS[0]


def words(payload: object) -> str:
    surface = Surface("one", Kind.MODAL, {"payload": payload})
    return "\n".join(text["text"] for text in gallery.texts_of(surface))


@pytest.mark.parametrize("kind", ResourceKind)
def test_our_own_texts_are_worth_reading_and_short(kind: ResourceKind) -> None:
    page = originals.page(READER, kind)
    body = words([block for block in page["blocks"][1:] if block["type"] == "section"])
    assert 150 <= len(re.findall(r"[\w’'-]+", body)) <= 250
    assert "http" not in body, "no invented links"


def test_the_notification_says_only_that_the_prep_is_there() -> None:
    for world in WORLDS:
        for card in cards(world).values():
            assert prep.message(READER, card).text == f"Your prep for session {card.session.number} is here."


def test_ones_own_points_are_in_the_form_and_the_page_and_never_in_the_message() -> None:
    world = WORLDS[1]
    card = cards(world)["written"]
    own = PrepPage(card, points(world))
    typed = world.words.split()[0].replace("<", "&lt;").replace(">", "&gt;")
    without_what_the_pair_knows = prep.message(
        READER, type(card)(card.session, card.me, card.others, (), (), (), (), has_points=True, is_shared=False)
    )
    assert typed not in words(without_what_the_pair_knows.blocks)
    assert typed in words(prep.kept(READER, own))
    assert world.words in str(prep.form(READER, own)["blocks"])


def test_the_first_one_names_power_and_confidentiality_and_later_ones_do_not() -> None:
    states = cards(PLAIN)
    first, later = (words(prep.message(READER, states[name]).blocks) for name in ("first", "full"))
    for said in ("rank, age or field", "what you tell each other stays between you"):
        assert said in first
        assert said not in later


def test_every_prep_brings_one_of_each_kind_with_its_source() -> None:
    own = cards(PLAIN)["first"]
    linked = tuple(Brought(kind, Linked("Prompts", "https://example.com/p", "Our handbook")) for kind in ResourceKind)
    for card, source in ((own, "Bothways"), (replace(own, resources=linked), "Our handbook")):
        text = words(prep.message(READER, card).blocks)
        lines = [line for line in text.splitlines() if line.startswith(("*Tutorial*", "*Case*", "*Template*"))]
        assert len(lines) == 3
        assert all(line.endswith(source) for line in lines), lines


def test_one_thing_is_the_thing_to_do() -> None:
    for card in cards(PLAIN).values():
        blocks = prep.message(READER, card).blocks
        primaries = [
            each["text"]["text"]
            for block in blocks
            for each in block.get("elements", [])
            if each.get("style") == "primary"
        ]
        assert primaries == (["My three points"] if card.is_open else [])


def test_nothing_has_to_be_filled_in_to_keep_points() -> None:
    for name, surface in prep_surfaces.surfaces(PLAIN):
        if name.endswith("form") and isinstance(surface, dict):
            assert all(block["optional"] for block in surface["blocks"] if block["type"] == "input"), name
