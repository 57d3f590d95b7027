"""The emoji every workspace has, by their Slack names: `emoji.txt`, from iamcal's emoji-data (MIT), as Slack's are."""

from functools import cache
from pathlib import Path

_LIST = Path(__file__).parent / "emoji.txt"
_TONES = {f"skin-tone-{number}" for number in range(2, 7)}
# Beside a name in the list: this one also comes in skin tones.
_TONED = "*"


def is_known(name: str) -> bool:
    """Whether there is such an emoji: `wave`, or with a tone `wave::skin-tone-3`."""
    plain, _, tone = name.partition("::")
    if not tone:
        return plain in _names()
    return tone in _TONES and _names().get(plain, False)


def categories() -> dict[str, list[str]]:
    """The names by category, each as Slack's picker has them."""
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            names = found.setdefault(line.removeprefix("# "), [])
        else:
            names.extend(name.removesuffix(_TONED) for name in line.split())
    return found


@cache
def _names() -> dict[str, bool]:
    """Each name, and whether it comes in skin tones."""
    lines = [line for line in _LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return {word.removesuffix(_TONED): word.endswith(_TONED) for line in lines for word in line.split()}
