"""Marking text for translation where it is written, to be translated where it is shown."""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name, which extraction looks for
    """Return the message unchanged; its presence tells the extractor to list it."""
    return message
