"""What an app asks for when it sends a person to be installed, read and refused as Slack does."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from sandbox.manifest import Manifest


class Refused(Exception):
    """
    An authorisation that no person is asked about: a short name, and the words on Slack's page.

    Slack shows such a page instead of sending the person back: an address that was not checked is never followed.
    """

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name
        self.words = words


@dataclass(frozen=True)
class Asked:
    """
    A checked request. `sent_redirect_uri` is what the app itself gave, which it must give again with the code;
    `redirect_uri` is where the person goes back to.
    """

    bot_scopes: tuple[str, ...]
    user_scopes: tuple[str, ...]
    redirect_uri: str
    sent_redirect_uri: str
    state: str | None
    team: str

    def back(self, **answer: str) -> str:
        """The app's address with an answer: a code, or an error."""
        state = {} if self.state is None else {"state": self.state}
        joint = "&" if urlsplit(self.redirect_uri).query else "?"
        return f"{self.redirect_uri}{joint}{urlencode({**answer, **state})}"


def asked(query: Mapping[str, str], manifest: Manifest, client_id: str) -> Asked:
    """
    Read the query of an authorize URL.

    Raises:
        Refused: invalid_client_id, bad_redirect_uri or invalid_scope.
    """
    if query.get("client_id") != client_id:
        raise Refused("invalid_client_id", "Invalid client_id parameter")
    sent = query.get("redirect_uri", "")
    back = _redirect_uri(sent, manifest.redirect_urls)
    bot_scopes = _scopes(query.get("scope", ""), manifest.bot_scopes)
    user_scopes = _scopes(query.get("user_scope", ""), manifest.user_scopes)
    if not bot_scopes and not user_scopes:
        raise Refused("invalid_scope", "Invalid permissions requested: no scopes requested")
    return Asked(bot_scopes, user_scopes, back, sent, query.get("state"), query.get("team", ""))


def _redirect_uri(sent: str, allowed: tuple[str, ...]) -> str:
    # Slack takes an address for granted only where there is just one that it could be.
    found = sent or (allowed[0] if len(allowed) == 1 else "")
    if not found or not any(_lies_under(found, one) for one in allowed):
        raise Refused("bad_redirect_uri", f"redirect_uri did not match any configured URIs. Passed URI: {sent}")
    return found


def _lies_under(wanted: str, allowed: str) -> bool:
    """Whether an address is the allowed one or a path below it."""
    there, here = urlsplit(allowed), urlsplit(wanted)
    same_place = (there.scheme, there.netloc.lower()) == (here.scheme, here.netloc.lower())
    below = here.path == there.path or here.path.startswith(there.path.rstrip("/") + "/")
    return same_place and below and ".." not in here.path.split("/")


def _scopes(text: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(scope for scope in text.replace(" ", ",").split(",") if scope))
    unknown = [scope for scope in wanted if scope not in allowed]
    if unknown:
        raise Refused("invalid_scope", f"Invalid permissions requested: {', '.join(unknown)}")
    return wanted
