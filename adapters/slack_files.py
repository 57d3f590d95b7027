"""
A file that somebody handed in through a form of ours: fetched into memory, and nowhere else.

Slack sends a client that may not have a file to a page of HTML and calls that no error, so redirects are not followed;
and the token goes to Slack's own hosts alone, whatever address is named.
"""

from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from mentoring.transcripts.rules import SIZE_LIMIT, NotATranscript, TranscriptOutOfReach, TranscriptTooLong

SECONDS = 20
FILES_OF_SLACK = "files.slack.com"
TEXT_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


async def fetch_text(web: AsyncWebClient, url: str) -> str:
    """
    Return a text file that was handed in.

    Raises:
        TranscriptOutOfReach: Slack did not hand it over.
        TranscriptTooLong, NotATranscript: it is no transcript.
    """
    if not _is_slacks(url, web.base_url):
        raise TranscriptOutOfReach(field="file")
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    headers = {"Authorization": f"Bearer {web.token}"}
    content = b""
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, headers=headers, allow_redirects=False) as answer,
        ):
            if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
                raise TranscriptOutOfReach(field="file")
            async for piece in answer.content.iter_any():
                content += piece
                if len(content) > SIZE_LIMIT:
                    raise TranscriptTooLong(field="file")
    except (TimeoutError, aiohttp.ClientError, ConnectionError):
        # Without its cause: the address in it leads to the file.
        raise TranscriptOutOfReach(field="file") from None
    return _decoded(content)


def _is_slacks(url: str, api_url: str) -> bool:
    parts, api = urlsplit(url), urlsplit(api_url)
    if (parts.scheme, parts.netloc) == (api.scheme, api.netloc):
        return True
    return parts.scheme == "https" and parts.netloc == FILES_OF_SLACK


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
