"""`python -m bot.reference`: write docs/reference/settings.md from the settings themselves."""

from pathlib import Path

from pydantic_core import PydanticUndefined

from bot.settings import Settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "settings.md"

HEAD = """\
# Settings

Written by `make texts` from `bot/settings.py`; a test keeps the two equal.

Each is an environment variable or a line of the file `.env` in the folder where the bot is started; the environment
wins. A wrong or missing one stops the bot with one line that names it and says how to mend it.

| Setting | Default | What it is |
| --- | --- | --- |
"""


def page() -> str:
    """Return the page."""
    rows = []
    for field in Settings.model_fields.values():
        default = field.get_default(call_default_factory=True) if not field.is_required() else PydanticUndefined
        if isinstance(default, list):
            default = ",".join(default)
        shown = "required" if default is PydanticUndefined else f"`{default}`" if default else ""
        rows.append(f"| `{field.validation_alias}` | {shown} | {field.description} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
