"""Who may ask: programs of this machine and its own page; no other web site, and another machine only with a secret."""

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from aiohttp import web

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# What carries its own secret may be called from another container; everything else is for this machine alone.
_OPEN_PATHS = ("/api/", "/link/", "/response/", "/upload/", "/files-pri/")
# What a browser says of a request by the page itself, and of one that its person began.
_OWN = {"same-origin", "none"}


def refusal(request: web.Request) -> str | None:
    """Why a request is not answered; None where it is."""
    if not request.path.startswith(_OPEN_PATHS):
        # A browser says by the name what it was led to believe; a program on another machine may say any name.
        is_named_so = _name_in(f"//{request.host}") in _LOOPBACK
        if not is_named_so or not _is_this_machine(request.remote or ""):
            return "this address answers on the loopback interface only"
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        return "no other web site may drive the local Slack"
    # A picture or a frame on another site asks without an origin. A link there is a person's own step.
    if request.headers.get("Sec-Fetch-Site", "none") not in _OWN and not _is_followed(request):
        return "no other web site may show the local Slack"
    return None


def _name_in(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _is_this_machine(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_loopback


def _is_followed(request: web.Request) -> bool:
    """Whether a person follows a link, into a window and not into a frame of the other site's."""
    wanted = request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest")
    return request.method == "GET" and wanted == ("navigate", "document")
