"""
A file that somebody handed in through a form of ours: fetched into memory, and nowhere else.

Slack sends a client that may not have a file to a page of HTML and calls that no error, so redirects are not followed;
and the token goes to Slack's own hosts alone, whatever address is named.
"""

from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from mentoring.errors import Refusal

SECONDS = 20
FILES_OF_SLACK = "files.slack.com"


async def fetch(web: AsyncWebClient, url: str, limit: int, out_of_reach: Refusal, too_long: Refusal) -> bytes:
    """
    Return the bytes of a file that was handed in.

    Args:
        out_of_reach: raised when Slack does not hand it over.
        too_long: raised when there are more bytes than the limit; no more than that are fetched.
    """
    if not _is_slacks(url, web.base_url):
        raise out_of_reach
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    headers = {"Authorization": f"Bearer {web.token}"}
    content = bytearray()
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, headers=headers, allow_redirects=False) as answer,
        ):
            if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
                raise out_of_reach
            async for piece in answer.content.iter_any():
                content += piece
                if len(content) > limit:
                    raise too_long
    except (TimeoutError, aiohttp.ClientError, ConnectionError):
        # Without its cause: the address in it leads to the file.
        raise out_of_reach from None
    return bytes(content)


def _is_slacks(url: str, api_url: str) -> bool:
    parts, api = urlsplit(url), urlsplit(api_url)
    if (parts.scheme, parts.netloc) == (api.scheme, api.netloc):
        return True
    return parts.scheme == "https" and parts.netloc == FILES_OF_SLACK
