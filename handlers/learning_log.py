"""The Learning Log is opened, searched, added to, shared, taken along; a message is kept."""

import re
from collections import OrderedDict
from collections.abc import Awaitable
from uuid import UUID

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from handlers.home_tab import HomeTab
from mentoring.errors import NoPairYet
from mentoring.learning_log import commands, files, queries, sharing, words
from mentoring.learning_log.files import LogFiles
from mentoring.learning_log.queries import OpenLog, ReadEntry
from mentoring.participants import Actor, InPair
from views.kit import Modal
from views.learning_log import acts, entries, exports, forms, pages
from views.learning_log import words as words_views
from views.learning_log.words import SavedMessage
from views.payloads import Payload, actor
from views.reader import Reader

TYPED = re.compile(rf"^({re.escape(acts.SEARCH)}|{re.escape(acts.FILTER)})$")
TURNED = re.compile(rf"^({re.escape(acts.OLDER)}|{re.escape(acts.NEWER)})$")
SHARING_ANSWERED = re.compile(rf"^({re.escape(acts.AGREE_TO_SHARE)}|{re.escape(acts.REFUSE_TO_SHARE)})$")
WORDS_ANSWERED = re.compile(rf"^({re.escape(acts.LET_WORDS_BE_KEPT)}|{re.escape(acts.REFUSE_WORDS)})$")
REMEMBERED = 1_000


class Typing:
    """Which letter was typed last in each search: an answer that a newer one has overtaken is not shown."""

    def __init__(self) -> None:
        self._latest: OrderedDict[str, str] = OrderedDict()

    def comes(self, body: Payload) -> None:
        """Take note of a letter that was typed or a choice that was made."""
        view_id, at = body["view"]["id"], body["actions"][0]["action_ts"]
        self._latest[view_id] = max(at, self._latest.get(view_id, ""))
        self._latest.move_to_end(view_id)
        if len(self._latest) > REMEMBERED:
            self._latest.popitem(last=False)

    def is_latest(self, body: Payload) -> bool:
        """Tell whether nothing was typed since."""
        latest = self._latest.get(body["view"]["id"])
        return latest is not None and latest <= str(body["actions"][0]["action_ts"])


def register(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> None:
    """Listen for everything about the log."""
    _reading(app, transact, background)
    _keeping(app, transact, home_tab, background)
    _sharing(app, transact, home_tab, background)
    _saving(app, transact, home_tab, background)


def _reading(app: AsyncApp, transact: Transact, background: Background) -> None:
    async def page_of(command: OpenLog) -> Modal:
        return pages.page(Reader(), await transact(queries.page, command))

    async def page_or_choice(who: Actor, typed: str) -> Modal:
        logs = await transact(queries.logs, who)
        if not logs:
            raise NoPairYet
        if len(logs) > 1:
            return pages.choose(Reader(), logs, typed)
        return await page_of(OpenLog(who, logs[0].pair_id, words=typed))

    async def asked(card: LogFiles) -> Modal:
        return exports.on_their_way(Reader(), card)

    async def entry_of(command: ReadEntry, place: str) -> Modal:
        return entries.page(Reader(), await transact(queries.read, command), place)

    typing = Typing()

    @app.command("/mentor-log")
    async def command(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        typed = (body.get("text") or "").strip()[: pages.SEARCH_LIMIT]
        await opening.show(client, body, page_or_choice(actor(body), typed), background)
        await ack()

    @app.action(acts.OPEN)
    async def open_log(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(pages.read_open(body)), background)
        await ack()

    @app.action(TYPED)
    async def search(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        typing.comes(body)
        found = await transact(queries.page, pages.read_search(body))
        if typing.is_latest(body):
            await client.views_update(view_id=body["view"]["id"], view=pages.page(Reader(), found))
        await ack()

    @app.view(acts.FIND)
    async def find(body: Payload, ack: AsyncAck) -> None:
        await ack(response_action="update", view=await page_of(pages.read_search(body)))

    @app.action(TURNED)
    async def turn(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(pages.read_turn(body)), background)
        await ack()

    @app.action(acts.READ)
    async def read(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        view = body.get("view") or {}
        place = pages.kept_place(view) if view.get("type") == "modal" else ""
        await opening.show(client, body, entry_of(entries.read_entry(body), place), background)
        await ack()

    @app.action(acts.EXPORT)
    async def export(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        card = await transact(files.ask, exports.read_ask(body))
        await opening.show_outcome(client, body, asked(card), background)
        await ack()


def _keeping(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> None:
    async def form_of(place: InPair, link: str) -> Modal:
        card = await transact(queries.form, place)
        note = words_views.only_a_link(Reader()) if link else None
        return forms.form(Reader(), card, link=link, note=note)

    @app.action(acts.ADD)
    async def open_form(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        place = InPair(actor(body), forms.read_pair(body))
        await opening.show(client, body, form_of(place, words_views.read_link(body)), background)
        await ack()

    @app.action(acts.CHOOSE_KIND)
    async def choose_kind(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        pair_id, kind = forms.read_kind(body)
        card = await transact(queries.form, InPair(actor(body), pair_id))
        await client.views_update(view_id=body["view"]["id"], view=forms.form(Reader(), card, kind))
        await ack()

    @app.view(acts.KEEP)
    async def keep(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        handed_in = forms.read_keep(body)
        await transact(commands.add, handed_in)
        home_tab.changed(client, handed_in.actor)
        await ack(
            response_action="update",
            view=await opening.outcome(_log_with(transact, handed_in.actor, handed_in.pair_id)),
        )

    @app.action(acts.WITHDRAW)
    async def withdraw(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = entries.read_withdrawal(body)
        pair_id = await transact(commands.withdraw, command)
        home_tab.changed(client, command.actor)
        await opening.show_outcome(client, body, log_without(command.actor, pair_id), background)
        await ack()

    async def log_without(who: Actor, pair_id: UUID) -> Modal:
        reader = Reader()
        card = await transact(queries.page, OpenLog(who, pair_id))
        return pages.page(reader, card, reader.say("Withdrawn; its words were erased."))


def _sharing(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> None:
    async def entry_of(who: Actor, entry_id: UUID, place: str) -> Modal:
        return entries.page(Reader(), await transact(queries.read, ReadEntry(who, entry_id)), place)

    async def show_again(client: AsyncWebClient, body: Payload, entry_id: UUID) -> None:
        home_tab.changed(client, actor(body))
        view = body.get("view") or {}
        if view.get("type") == "modal":
            making: Awaitable[Modal] = entry_of(actor(body), entry_id, pages.kept_place(view))
            await opening.show_outcome(client, body, making, background)

    @app.action(acts.ASK_TO_SHARE)
    async def ask(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await show_again(client, body, await transact(sharing.ask, entries.read_ask(body)))
        await ack()

    @app.action(SHARING_ANSWERED)
    async def answer(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        """The question's own message is drawn anew by the outbox."""
        await show_again(client, body, await transact(sharing.answer, entries.read_sharing(body)))
        await ack()


def _saving(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> None:
    async def form_of(who: Actor, message: SavedMessage) -> Modal:
        pairs = words_views.candidates(message, await transact(words.pairs_to_keep_for, who))
        if not pairs:
            raise NoPairYet
        reader = Reader()
        fitting = words_views.written_in(message, pairs)
        if fitting:
            return words_views.form(reader, message, fitting)
        if len(pairs) > 1:
            return words_views.choose_for_link(reader, pairs, message.link)
        card = await transact(queries.form, InPair(who, pairs[0].pair_id))
        return forms.form(reader, card, link=message.link, note=words_views.only_a_link(reader))

    @app.message_shortcut(acts.SAVE)
    async def save(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(actor(body), words_views.read_message(body)), background)
        await ack()

    @app.view(acts.SAVE_WORDS)
    async def keep(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = words_views.read_keep(body)
        kept = await transact(words.keep_words, command)
        if kept.asked is not None:
            await ack(response_action="update", view=words_views.asked(Reader(), kept))
            return
        home_tab.changed(client, command.actor)
        await ack(
            response_action="update", view=await opening.outcome(_log_with(transact, command.actor, kept.pair_id))
        )

    @app.action(WORDS_ANSWERED)
    async def answer(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        """The question's own message is drawn anew by the outbox."""
        command = words_views.read_answer(body)
        await transact(words.answer_words, command)
        home_tab.changed(client, command.actor)
        await ack()


async def _log_with(transact: Transact, who: Actor, pair_id: UUID) -> Modal:
    """The log after something was kept."""
    reader = Reader()
    return pages.page(reader, await transact(queries.page, OpenLog(who, pair_id)), reader.say("Kept."))
