"""Who may ask the local Slack for what: other web sites, other machines, and its own page."""

import pytest
from aiohttp.test_utils import make_mocked_request

from sandbox import Serving, guard
from tests.sandbox.driver import Control


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Host": "rebound.example"},
        {"Host": "[127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    ],
)
async def test_no_other_web_site_may_drive_it(control: Control, headers: dict[str, str]) -> None:
    async with control.http.get("/control/state", headers=headers) as response:
        assert (response.status, (await response.json())["error"]) == (403, "forbidden")


async def test_its_own_page_may_drive_it(control: Control, slack: Serving) -> None:
    async with control.http.get("/control/state", headers={"Origin": slack.url}) as response:
        assert response.status == 200
    local = {"Host": f"localhost:{slack.port}", "Origin": f"http://localhost:{slack.port}"}
    async with control.http.get("/control/state", headers=local) as response:
        assert response.status == 200


async def test_the_web_api_may_be_called_by_another_name(slack: Serving, control: Control) -> None:
    headers = {"Host": "slack:8065", "Authorization": f"Bearer {slack.bot_token}"}
    async with control.http.post("/api/auth.test", headers=headers) as response:
        assert (await response.json())["ok"] is True


async def test_a_link_on_another_site_leads_here(slack: Serving, control: Control) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    for path in ("/", "/apps"):
        async with control.http.get(path, headers=followed) as response:
            assert response.status == 200
    async with control.http.post("/apps", headers=followed, data={"act": "uninstall"}) as response:
        assert response.status == 403
    assert slack.slack.installed


class Wire:
    """As much of a connection as says who is on its other side."""

    def __init__(self, address: str) -> None:
        self._address = address

    def get_extra_info(self, name: str) -> object:
        return (self._address, 50_000) if name == "peername" else None


@pytest.mark.parametrize("address", ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::7"])
def test_another_machine_may_not_pass_for_this_one_by_a_name(address: str) -> None:
    """Where the server listens on every address."""
    for path, is_answered in (("/control/state", False), ("/", False), ("/clock", False), ("/api/auth.test", True)):
        request = make_mocked_request("GET", path, {"Host": "localhost:8065"}, transport=Wire(address))
        assert (guard.refusal(request) is None) == is_answered, path


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_known_by_each_address_of_the_loopback_interface(address: str) -> None:
    request = make_mocked_request("GET", "/control/state", {"Host": "localhost:8065"}, transport=Wire(address))
    assert guard.refusal(request) is None
