"""
A file that somebody posted to the bot, as Slack describes it: whose it is and where it stands, before it is fetched.

`files:read` reaches every file in every conversation of the bot's, so that each is asked about first: only one that was
uploaded by whoever wants it read, and that still stands in their own direct message with the bot, is theirs to show.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import SlackRefused, called
from mentoring.roster.rules import PostedSheetGone, SheetOutOfReach

GONE = frozenset({"file_deleted", "file_not_found"})


class PostedFile(Struct, frozen=True):
    """
    A file that may be fetched.

    Attributes:
        size: bytes, by Slack's word.
    """

    file_id: str
    name: str
    url: str
    size: int


async def look_at(web: AsyncWebClient, user_id: str, channel_id: str, file_id: str) -> PostedFile:
    """
    Return a file that this person uploaded, and that stands in this conversation.

    Raises:
        PostedSheetGone: it does not, or is somebody else's.
        SheetOutOfReach: Slack does not tell.
    """
    try:
        answer = await called("files.info", web.files_info(file=file_id))
    except SlackRefused as refused:
        raise (PostedSheetGone() if refused.error in GONE else SheetOutOfReach()) from None
    file: dict[str, Any] = answer["file"]
    if file.get("user") != user_id or channel_id not in _places(file):
        raise PostedSheetGone
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    return PostedFile(file_id, str(file.get("name") or ""), url, int(file.get("size") or 0))


async def look_at_each(
    web: AsyncWebClient, user_id: str, channel_id: str, file_ids: Sequence[str]
) -> tuple[PostedFile, ...]:
    """
    Return those of several that are still theirs and still there.

    Raises:
        PostedSheetGone: none of them is.
        SheetOutOfReach: Slack does not tell.
    """
    looks = (look_at(web, user_id, channel_id, each) for each in file_ids)
    found = await asyncio.gather(*looks, return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException) and not isinstance(each, PostedSheetGone):
            raise each
    there = tuple(each for each in found if isinstance(each, PostedFile))
    if not there:
        raise PostedSheetGone
    return there


def _places(file: dict[str, Any]) -> set[str]:
    shares: dict[str, dict[str, Any]] = file.get("shares") or {}
    return {channel for side in shares.values() for channel in side} | set(file.get("ims") or ())
