"""What people type into fields: links, numbers, and how much of it fits; one rule for every form."""

from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from mentoring.errors import Refusal
from mentoring.wording import N_

TEXT_LIMIT = 2000
LINE_LIMIT = 300
LINK_LIMIT = 2000


class TextTooLong(Refusal):
    """A field runs over."""

    message = N_("This is {length} characters long; {limit} fit. The heart of it is enough.")


class NotALink(Refusal):
    """What was pasted cannot be opened by anybody else."""

    message = N_("A link begins with https:// and names a site, such as https://example.com/page.")


class MarkInLink(Refusal):
    """What was pasted holds one of the three characters with which Slack itself marks a link."""

    message = N_("A link cannot hold {mark} in Slack. Copy it from the browser's address bar, or shorten it there.")


class WhatWasMeasured(Refusal):
    """A number without its name."""

    message = N_("Say what this number counts, such as “tickets a week”.")


class NumberPlease(Refusal):
    """A name without a number, or something that is not one."""

    message = N_("Write the reading as a number, such as 42 or 3.5.")


def must_fit(field: str, text: str, limit: int) -> None:
    """
    Refuse a text that runs over.

    Raises:
        TextTooLong: on the field.
    """
    if len(text) > limit:
        raise TextTooLong(field=field, length=len(text), limit=limit)


def must_be_a_link(field: str, text: str) -> None:
    """
    Refuse what others could not open, or what would break Slack's marks.

    Raises:
        MarkInLink, NotALink: on the field.
    """
    mark = next((character for character in text if character in "<>|"), None)
    if mark is not None:
        raise MarkInLink(field=field, mark=mark)
    if not _is_link(text):
        raise NotALink(field=field)


def _is_link(text: str) -> bool:
    """Tell whether others can open it: http or https, and a host with a dot."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    has_blank = any(character.isspace() for character in text)
    return parts.scheme in {"http", "https"} and "." in host.strip(".") and not has_blank


def is_number(text: str) -> bool:
    """Tell whether it is a decimal number, such as `42` or `-3.5`."""
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
