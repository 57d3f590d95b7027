"""What each kind of entry is called."""

from mentoring.states import LogKind
from views.reader import Reader

TO_CHOOSE: tuple[LogKind, ...] = tuple(kind for kind in LogKind if kind is not LogKind.WORDS)
"""What can be added by hand; words are kept where they stand."""


def name(reader: Reader, kind: LogKind) -> str:
    """Return what a kind is called, to begin a line with."""
    return {
        LogKind.DEMO: reader.say("Demo"),
        LogKind.PULL_REQUEST: reader.say("Pull request"),
        LogKind.DASHBOARD: reader.say("Dashboard"),
        LogKind.DOCUMENT: reader.say("Document"),
        LogKind.CLIP: reader.say("Clip"),
        LogKind.SCREENSHOT: reader.say("Screenshot"),
        LogKind.BEFORE_AFTER: reader.say("Before and after"),
        LogKind.READING: reader.say("Reading"),
        LogKind.WORDS: reader.say("Words"),
    }[kind]
