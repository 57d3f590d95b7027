"""The page draws each emoji that the server knows, and knows of no other."""

import re
from pathlib import Path

from sandbox import emoji
from sandbox.page_api import FOLDER


def test_the_page_has_a_character_for_each_name_in_the_servers_order() -> None:
    table = (Path(FOLDER) / "js" / "emoji_table.js").read_text(encoding="utf-8")
    drawn = {title: lines.strip() for title, lines in re.findall(r'"([^"]+)": `(.*?)`', table, re.DOTALL)}
    names = {title: [entry.rsplit(" ", 1)[0] for entry in re.split(r"[|\n]", lines)] for title, lines in drawn.items()}
    assert names == emoji.categories()
