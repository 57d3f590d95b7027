"""Small pages that the server fills in: a template of ours, words from elsewhere escaped, parts we made ourselves."""

from collections.abc import Iterable, Mapping
from html import escape
from string import Template

from aiohttp import web

from sandbox.page_api import CONTENT_SECURITY_POLICY, FOLDER


def page(name: str, words: Mapping[str, str], parts: Mapping[str, str] | None = None) -> web.Response:
    """
    A page of the template of this name.

    Args:
        words: texts that are escaped.
        parts: pieces of HTML in which everything is escaped already.
    """
    template = Template((FOLDER / name).read_text(encoding="utf-8"))
    filled = template.substitute({**{key: escape(word) for key, word in words.items()}, **(parts or {})})
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Cache-Control": "no-store"}
    return web.Response(text=filled, content_type="text/html", headers=headers)


def hidden(fields: Iterable[tuple[str, str]]) -> str:
    """Values that a form carries along."""
    return "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in fields)


def options(choices: Iterable[tuple[str, str]], chosen: str = "") -> str:
    """The choices of a menu, each a value and what is shown."""
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(shown)}</option>'
        for value, shown in choices
    )
