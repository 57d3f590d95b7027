"""The mark by which a click tells which message it was on."""

from uuid import uuid4

from mentoring.delivery.sighting import Sighting
from mentoring.participants import Actor
from tests.views import gallery
from views.marks import marked, read_sighting
from views.payloads import Payload

ROW = uuid4()


def click(blocks: object, **container: object) -> Payload:
    return {
        "user": {"id": "U1", "team_id": "T1"},
        "team": {"id": "T1"},
        "container": {"type": "message", "channel_id": "G1", "message_ts": "1.1", **container},
        "message": {"blocks": blocks},
    }


def test_every_message_can_carry_it_and_a_click_brings_it_back() -> None:
    messages = [each for each in gallery.surfaces() if each.kind is gallery.Kind.MESSAGE]
    assert len(messages) > 100
    for message in messages:
        blocks = gallery.blocks_of(message)
        carried = marked(blocks, ROW)
        assert [each | {"block_id": ""} for each in carried] == [each | {"block_id": ""} for each in blocks]
        ids = [each["block_id"] for each in carried if "block_id" in each]
        assert len(ids) == len(set(ids)), message.name
        assert read_sighting(click(carried)) == Sighting(Actor("T1", "U1"), ROW, "G1", "1.1"), message.name


def test_what_only_its_reader_sees_is_no_copy_of_anything() -> None:
    carried = marked([{"type": "divider"}], ROW)
    assert read_sighting(click(carried, is_ephemeral=True)) is None
    assert read_sighting(click(carried, type="view")) is None


def test_a_message_without_the_mark_tells_nothing() -> None:
    assert read_sighting(click([{"type": "divider", "block_id": f"outbox-{ROW}"}, {"type": "divider"}])) is None
