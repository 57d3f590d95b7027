"""A transcript that somebody handed in, as text."""

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack_downloads import fetch
from mentoring.transcripts.rules import SIZE_LIMIT, NotATranscript, TranscriptOutOfReach, TranscriptTooLong

TEXT_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


async def fetch_text(web: AsyncWebClient, url: str) -> str:
    """
    Return a text file that was handed in.

    Raises:
        TranscriptOutOfReach: Slack did not hand it over.
        TranscriptTooLong, NotATranscript: it is no transcript.
    """
    return _decoded(
        await fetch(web, url, SIZE_LIMIT, TranscriptOutOfReach(field="file"), TranscriptTooLong(field="file"))
    )


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in TEXT_MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        # Without its cause, which holds the content.
        raise NotATranscript(field="file") from None
    if "\0" in text:
        raise NotATranscript(field="file")
    return text
