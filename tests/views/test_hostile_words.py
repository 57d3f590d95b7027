"""Whatever people type, on no surface does it mention, link, call, or turn around what we say ourselves."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.views import gallery
from tests.views.facts import World
from tests.views.gallery import Kind, Surface
from views.kit import escape, prose

HOSTILE = (
    "<!channel> <!here> <!everyone>",
    "<!subteam^S0123ABCD|@leads> <@U0123ABCD> <#C0123ABCD|general>",
    "<https://evil.example|your bank> <mailto:a@evil.example|Ada>",
    "<!date^1^{date}^https://evil.example|today>",
    "&lt;!channel&gt; &amp;lt;@U0123ABCD&amp;gt;",
    "*bold* _italic_ ~gone~ `code` ```\n<!here>\n```",
    "\n> quoted\n• listed\n\n# heading\r\n<!channel>",
    "\u202eevil\u202d \u200b<\u200b!channel> \ufeff<!here>",
    "{name} {0} {__class__} %(name)s %s ${name}",
    "<", ">", "<!", "<@", "|", "><", "<<!channel>>",
    "\0\x1b[31m\x07",
    "＜!channel＞ ‹!here›",
)  # fmt: skip
TOGETHER = 5
OURS = re.compile(r"<(?:@U\w+|#C\w+|https?://[^<>|]+(?:\|[^<>]*)?|!date\^\d+\^[^<>|]+\|[^<>|]+)>")
CALLS = re.compile(r"<!(?!date\^)|<@U0123|<#C0123|<https?://evil|<mailto:")
TEXTS = st.text(st.sampled_from("<>!@#&|^;lgtamp*_~`\n\u202e\u200b x"), max_size=40)


def commanding(surface: Surface) -> list[str]:
    """What of a surface Slack would act on and is not ours."""
    texts = [each["text"] for each in gallery.texts_of(surface) if each["type"] == "mrkdwn"]
    if surface.kind is Kind.MESSAGE:
        texts.append(surface.payload["text"])
    return [text for text in texts if re.search(r"[<>]", OURS.sub("", text)) or CALLS.search(text)]


@pytest.mark.parametrize("at", range(0, len(HOSTILE), TOGETHER))
def test_hostile_words_command_nothing_on_any_surface(at: int) -> None:
    typed = " ".join(HOSTILE[at : at + TOGETHER])
    surfaces = list(gallery.surfaces([World("hostile", typed, 2, typed)]))
    assert len(surfaces) > 200
    found = {each.name: texts for each in surfaces if (texts := commanding(each))}
    assert found == {}


def test_no_surface_is_turned_around_by_what_was_typed_there() -> None:
    for surface in gallery.surfaces([World("hostile", "\u202ea\u202d", 2, "\u202eAda")]):
        shown = [each["text"] for each in gallery.texts_of(surface)]
        assert not re.search("[\u202d\u202e]", "".join(shown)), surface.name
        if surface.kind is Kind.MESSAGE:
            assert not re.search("[\u202d\u202e]", surface.payload["text"]), surface.name


@given(typed=TEXTS)
def test_what_is_escaped_reads_as_it_was_typed_and_commands_nothing(typed: str) -> None:
    escaped = escape(typed)
    assert not re.search("[<>\u202d\u202e]", escaped)
    shown = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert shown == re.sub("[\u202d\u202e]", "", typed)


@given(typed=TEXTS.filter(bool), times=st.integers(1, 200))
def test_a_long_text_is_never_cut_inside_an_escape(typed: str, times: int) -> None:
    texts = [block["text"]["text"] for block in prose("Said", typed * times)]
    assert "".join(texts).removeprefix("*Said*\n") == escape(typed * times)
    for text in texts:
        assert not re.search("[<>]", text)
        assert not re.search(r"&(?!(amp|lt|gt);)", text)
