"""What the story's app shows, for its Python versions. The Node version has its own words for the same."""

from tests.sandbox.driver import Json, actions, button, field, home, modal, plain, section

COLOURS = ("blue", "black", "brown")
SIZES = [{"text": plain(size), "value": size} for size in ("small", "large")]
CHOICES = [{"text": plain(choice), "value": choice} for choice in ("later", "hide")]


def form(metadata: str = "") -> Json:
    colour = {
        "type": "input",
        "block_id": "c",
        "label": plain("Colour"),
        "optional": True,
        "element": {"type": "external_select", "action_id": "colour", "min_query_length": 1},
    }
    return modal(field("q", optional=True), colour, callback_id="form", private_metadata=metadata)


def second(colour: str) -> Json:
    return modal(section("Second"), actions(button("deeper")), callback_id="second", private_metadata=colour)


def third() -> Json:
    return modal(section("Third"), callback_id="third", notify_on_close=True)


def colours(typed: str) -> list[Json]:
    return [{"text": plain(colour), "value": colour} for colour in COLOURS if colour.startswith(typed)]


def decided(colour: str) -> list[Json]:
    size = {"type": "static_select", "action_id": "size", "placeholder": plain("Size"), "options": SIZES}
    more = {"type": "overflow", "action_id": "more", "options": CHOICES}
    return [section(colour), actions(button("thanks"), size, more)]


def home_of(user: str) -> Json:
    return home(section(f"Home of <@{user}>"))


def submitted(view: Json) -> tuple[str, str]:
    """What was answered, and the colour chosen."""
    values = view["state"]["values"]
    chosen = values["c"]["colour"]["selected_option"] or {}
    return values["q"]["answer"]["value"] or "", chosen.get("value", "")
