"""
Looking many people up in Slack: a few one by one, many by reading once who there is.

Slack answers fifty questions for an address a minute, so that a sheet of a thousand people would take twenty; its list
of everybody comes 900 at a time. Of that list only those who were asked for are kept.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

from msgspec.structs import replace
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import NotSent, OutcomeLost, RateLimited, SlackRefused, called, client
from mentoring.participants import Profile
from mentoring.roster.imports import Held
from mentoring.roster.rules import MayNotLookUp, SlackIsAway
from views.payloads import profile

ONE_BY_ONE = 20
A_PAGE = 900
TRIES = 5
LONGEST_WAIT = 60
NOBODY = frozenset({"users_not_found", "user_not_found", "user_not_visible", "invalid_arguments"})
"""What Slack says of those it does not know; of an address that it takes for none, that the argument is invalid."""
NOT_ALLOWED = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})


async def look_up_all(web: AsyncWebClient, held: Held, away: frozenset[str] = frozenset()) -> dict[str, Profile]:
    """
    Return who of a sheet was found; by their address where Slack does not know the id that a row has.

    Neither the store's one writer nor the others' clicks wait for the reckoning.

    Raises:
        MayNotLookUp, SlackIsAway: as below.
    """
    found = await look_up(web, await asyncio.to_thread(held.wanted), away)
    if instead := await asyncio.to_thread(held.wanted_instead, found):
        # Where addresses may not be looked up, ids have to do, as they did for the others.
        with suppress(MayNotLookUp):
            found |= await look_up(web, instead, away)
    return found


async def look_up(web: AsyncWebClient, keys: frozenset[str], away: frozenset[str] = frozenset()) -> dict[str, Profile]:
    """
    Return who was found, by what they were looked up: a Slack id, an email address in lower case, or an @handle.

    An @handle is what people call themselves: where two have the same, nobody is found by it.

    Args:
        away: names of the emoji whose status counts as being away.

    Raises:
        MayNotLookUp: Slack does not let the bot see addresses.
        SlackIsAway: it could not be asked.
    """
    # A click's own client gives up after two seconds; this may take its time.
    patient = client(web.token or "", web.base_url)
    try:
        if len(keys) > ONE_BY_ONE or any(key.startswith("@") for key in keys):
            found = await _in_list(patient, keys)
        else:
            each = {key: await _one(patient, key) for key in sorted(keys)}
            found = {key: profile(user) for key, user in each.items() if user is not None}
    except SlackRefused as refused:
        if refused.error in NOT_ALLOWED:
            raise MayNotLookUp from None
        raise SlackIsAway from None
    return {key: replace(one, is_away=one.status in away) for key, one in found.items()}


async def _one(web: AsyncWebClient, key: str) -> dict[str, Any] | None:
    def by_address() -> Awaitable[AsyncSlackResponse]:
        return web.users_lookupByEmail(email=key)

    def by_id() -> Awaitable[AsyncSlackResponse]:
        return web.users_info(user=key, include_locale=True)

    try:
        answer = await _patiently("users", by_address if "@" in key else by_id)
    except SlackRefused as refused:
        if refused.error in NOBODY:
            return None
        raise
    user: dict[str, Any] = answer["user"]
    return user


async def _in_list(web: AsyncWebClient, keys: frozenset[str]) -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    shared: set[str] = set()
    sees_addresses = False
    cursor: str | None = None
    while True:

        def a_page(after: str | None = cursor) -> Awaitable[AsyncSlackResponse]:
            return web.users_list(limit=A_PAGE, cursor=after, include_locale=True)

        answer = await _patiently("users.list", a_page)
        members: list[dict[str, Any]] = answer["members"]
        for user in members:
            sees_addresses |= bool((user.get("profile") or {}).get("email"))
            for key in _names_of(user):
                # Of two with one address the one whose account is open is meant.
                if key not in keys:
                    continue
                if key not in found or found[key].is_gone:
                    found[key] = profile(user)
                elif key.startswith("@") and not user.get("deleted"):
                    shared.add(key)
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            break
    if not sees_addresses and any("@" in key[1:] for key in keys):
        raise MayNotLookUp
    return {key: one for key, one in found.items() if key not in shared}


def _names_of(user: dict[str, Any]) -> Iterator[str]:
    yield str(user["id"])
    if address := (user.get("profile") or {}).get("email"):
        yield str(address).casefold()
    handles = {user.get("name"), (user.get("profile") or {}).get("display_name")}
    yield from sorted({f"@{str(each).casefold()}" for each in filter(None, handles)})


async def _patiently(method: str, call: Callable[[], Awaitable[AsyncSlackResponse]]) -> AsyncSlackResponse:
    """Ask again when Slack wants to be asked later, or did not answer: reading twice does no harm."""
    pause = 0.0
    for attempt in range(TRIES):
        await asyncio.sleep(pause)
        try:
            return await called(method, call())
        except RateLimited as limited:
            pause = min(limited.retry_after, LONGEST_WAIT)
        except (NotSent, OutcomeLost):
            pause = 0.2 * 2**attempt
    raise SlackIsAway
