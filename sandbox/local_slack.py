"""One workspace of the local Slack: its people, conversations and surfaces, and the app installed in it."""

import asyncio
from typing import TYPE_CHECKING

from sandbox.errors import Json
from sandbox.inbound.dispatch import Dispatcher
from sandbox.installing import Installation, furnish
from sandbox.live import Hub
from sandbox.rates import Rates
from sandbox.response_urls import ResponseUrls
from sandbox.state.bookmarks import Bookmarks
from sandbox.state.conversations import Conversation, Conversations
from sandbox.state.files import Files
from sandbox.state.messages import Messages
from sandbox.state.offers import Offers
from sandbox.state.people import People
from sandbox.state.preferences import Preferences
from sandbox.state.reactions import Reactions
from sandbox.state.scheduled import Scheduled
from sandbox.state.threads import Threads
from sandbox.state.tokens import Holder, Token
from sandbox.state.triggers import Triggers
from sandbox.state.usergroups import Usergroups
from sandbox.state.views import Views
from sandbox.storage import Storage

if TYPE_CHECKING:
    from sandbox.workspaces import Workspaces


class LocalSlack:
    """
    Holds all parts of a workspace. Web API methods, control calls and pages reach each other through it only.

    What the workspaces share (the app, its connections, the clock, the log) is theirs together, in `workspaces`, and
    is named here once more, so that whoever acts in a workspace needs this one object.
    """

    def __init__(self, workspaces: "Workspaces", storage: Storage) -> None:
        self.workspaces = workspaces
        self.storage = storage
        self.manifest = workspaces.manifest
        self.background = workspaces.background
        self.faults = workspaces.faults
        self.socket_mode = workspaces.socket_mode
        self.traffic = workspaces.traffic
        self.watchers = workspaces.watchers
        self.pages = Hub()
        self.rates = Rates(enabled=workspaces.options.rates)
        self._home_published = asyncio.Event()
        self.load()

    def load(self) -> None:
        """Read what the storage holds; all that lives in memory alone begins anew."""
        shared, storage = self.workspaces, self.storage
        self.clock, self.ids = shared.clock, shared.ids
        self.credentials = shared.credentials
        self.app_id = self.credentials.app_id
        team = storage.get("meta", "team") or {}
        self.team_id: str = team["id"]
        self.team_name: str = team["name"]
        self.team_domain: str = team["domain"]
        self.bot_id: str = team["bot_id"]
        self.bot_user: str = team["bot_user"]
        self.created: int = team["created"]
        self.installation = Installation(storage, self.manifest)
        self.people = People(storage, self.ids)
        self.channels = Conversations(storage, self.ids)
        self.messages = Messages(storage, self.clock)
        self.files = Files(storage, self.ids, self.clock)
        self.preferences = Preferences(storage)
        self.reactions = Reactions(storage)
        self.scheduled = Scheduled(storage, self.ids)
        self.threads = Threads(storage)
        self.bookmarks = Bookmarks(storage, self.ids)
        self.usergroups = Usergroups(storage, self.ids)
        self.triggers = Triggers(self.clock, shared.options.patience)
        self.response_urls = ResponseUrls(self.clock)
        self.offers = Offers()
        identity = {"team_id": self.team_id, "app_id": self.app_id, "bot_id": self.bot_id}
        self.views = Views(storage, self.ids, self.clock, identity)
        self.dispatcher = Dispatcher(shared.transport, self.clock, self.traffic, self.background, self)
        furnish(self)

    @property
    def base_url(self) -> str:
        return self.workspaces.base_url

    @property
    def page(self) -> str:
        """The beginning of an address of this workspace's page, to which a query is added."""
        return "/?" if self is self.workspaces.first else f"/?team={self.team_id}&"

    # The app

    @property
    def installed(self) -> bool:
        return self.installation.is_installed

    @property
    def bot_scopes(self) -> tuple[str, ...]:
        """What the app may do here."""
        return self.installation.bot_scopes

    def scopes_of(self, token: Token) -> tuple[str, ...]:
        """What the holder of a token may do here."""
        bot = token.holder is Holder.BOT
        return self.bot_scopes if bot else self.installation.user_scopes(token.user)

    @property
    def bot_token(self) -> str:
        """The newest token of the app's bot here; empty where it has none."""
        issued = self.workspaces.tokens.newest(self.team_id, self.bot_user)
        return "" if issued is None else issued.access.value

    @property
    def connections(self) -> int:
        return self.socket_mode.count

    # People and what they may see

    def may_see(self, channel: Conversation, user: str) -> bool:
        return user in channel.members or channel.kind == "channel"

    def tell(self, channel: Conversation, event: Json) -> None:
        """Send an event to the pages of all who may see a conversation."""
        self.pages.publish(event, lambda viewer: self.may_see(channel, viewer))

    def conversations_changed(self, channel: Conversation | None = None) -> None:
        event: Json = {"type": "conversations"}
        if channel is None:
            self.pages.publish(event)
        else:
            self.tell(channel, event)

    def views_changed(self, user: str) -> None:
        event: Json = {"type": "views", "views": self.views.stack(user)}
        self.pages.publish(event, lambda viewer: viewer == user)

    async def home_shown(self, user: str) -> None:
        """Wait until this person has a Home."""
        while self.views.home(user) is None:
            await self._home_published.wait()

    def home_changed(self, user: str) -> None:
        self._home_published.set()
        self._home_published = asyncio.Event()
        event: Json = {"type": "home", "view": self.views.home(user)}
        self.pages.publish(event, lambda viewer: viewer == user)

    def open_direct(self, members: list[str]) -> Conversation:
        """The direct message of exactly these people, made when there is none."""
        before = self.channels.direct(members)
        if before is not None:
            return before
        names = [person.name for member in members if (person := self.people.get(member)) is not None]
        channel = self.channels.open_direct(members, names, self.clock.now())
        self.conversations_changed(channel)
        return channel

    # The app at work

    def call_began(self) -> None:
        self.workspaces.activity.began()

    def call_ended(self) -> None:
        self.workspaces.activity.ended()

    async def quiet(self) -> None:
        """Wait until the app has left the Web API alone for a moment: its reaction is then on the screen."""
        await self.workspaces.activity.quiet()
