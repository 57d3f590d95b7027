"""What Slack is handed of a file that comes with a message."""

from adapters import calendar
from views.kit import AttachedEvent, Attachment


def content_of(attached: Attachment) -> bytes:
    """Return the bytes of a file that comes with a message."""
    if isinstance(attached, AttachedEvent):
        return calendar.file_of(attached.entry, attached.title)
    return attached.content.encode()
