"""An owner hands in a sheet of people, looks it through, and brings them in."""

import asyncio
from collections.abc import Mapping

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters import sheets
from adapters.database import Transact
from adapters.slack_downloads import fetch
from adapters.slack_people import look_up_all
from adapters.slack_posted import look_at, look_at_each
from handlers import opening
from handlers.background import Background
from handlers.subcommands import Subcommand
from mentoring.programmes.queries import InProgramme
from mentoring.roster import commands, posted, queries, settling
from mentoring.roster.commands import BringIn, ConfirmColumns, HandIn, MayHandIn, PeopleFound
from mentoring.roster.imports import Held
from mentoring.roster.plan import Plan
from mentoring.roster.posted import OneWaits, TakePosted, WhichProgramme, WhichSheet
from mentoring.roster.queries import Gathered, ImportPage, InImport
from mentoring.roster.rules import (
    SIZE_LIMIT,
    LookedUpLongAgo,
    NoSuchImport,
    SheetMovedOn,
    SheetOutOfReach,
    SheetTooLong,
)
from mentoring.roster.settling import Settle
from mentoring.states import ImportState
from views import posted_sheets, programmes, roster_report, roster_rows, roster_words
from views import roster as views
from views.kit import Modal
from views.payloads import Payload, actor
from views.reader import Reader
from views.roster import Upload
from views.roster_rows import RowsOf

TURNS = {roster_rows.EARLIER: -1, roster_rows.LATER: 1}
"""By how many pages each button turns."""


class _Steps:
    """What leads from one window to the next; each reads anew where the sheet stands."""

    def __init__(self, transact: Transact, away: frozenset[str]) -> None:
        self._transact = transact
        self._away = away

    async def page(self, command: InProgramme) -> Modal:
        found = await self._transact(queries.page, command)
        return views.page(Reader(), found) if isinstance(found, ImportPage) else views.choose(Reader(), found)

    async def form(self, command: InProgramme) -> Modal:
        found = await self._transact(queries.page, command)
        return views.form(Reader(), found) if isinstance(found, ImportPage) else views.choose(Reader(), found)

    async def handed_in(self, client: AsyncWebClient, upload: Upload) -> Modal:
        """Fetch it and read it; nobody's file is fetched before it is known that they may hand one in."""
        if upload.is_too_long:
            raise SheetTooLong(field="file")
        await self._transact(commands.may_hand_in, MayHandIn(upload.actor, upload.programme_id))
        out_of_reach, too_long = SheetOutOfReach(field="file"), SheetTooLong(field="file")
        content = await fetch(client, upload.url, SIZE_LIMIT, out_of_reach, too_long)
        # Neither the store's one writer nor the others' clicks wait for the reading.
        sheet = await asyncio.to_thread(sheets.read, content, upload.name)
        command = HandIn(upload.actor, upload.programme_id, sheet, upload.receipt)
        return views.columns(Reader(), await self._transact(commands.hand_in, command))

    async def taken(self, client: AsyncWebClient, command: TakePosted) -> Modal:
        """Ask what is still to be asked; then look whose file it is, and read it as if it came by the form."""
        match found := await self._transact(posted.next_step, command):
            case InImport():
                return await self.gone_on(found)
            case WhichSheet(channel_id, file_ids):
                files = await look_at_each(client, command.actor.user_id, channel_id, file_ids)
                return posted_sheets.which_sheet(Reader(), command, [(each.file_id, each.name) for each in files])
            case WhichProgramme(file_id, choices):
                return posted_sheets.which_programme(Reader(), command, file_id, choices)
            case OneWaits():
                return posted_sheets.one_waits(Reader(), command, found)
        file = await look_at(client, command.actor.user_id, found.channel_id, found.file_id)
        return await self.handed_in(
            client, Upload(command.actor, found.programme_id, file.url, file.size, found.receipt, file.name)
        )

    async def looked_up(self, client: AsyncWebClient, command: ConfirmColumns) -> Modal:
        held = await self._transact(commands.confirm, command)
        return await self._found(client, InImport(command.actor, command.import_id), held)

    async def looked_up_again(self, client: AsyncWebClient, where: InImport) -> Modal:
        held = await self._transact(queries.look_again, where)
        return await self.review(where) if held is None else await self._found(client, where, held)

    async def _found(self, client: AsyncWebClient, where: InImport, held: Held) -> Modal:
        people = await look_up_all(client, held, self._away)
        fields, since = held.fields or {}, held.looked_up_at
        await self._transact(commands.keep_people, PeopleFound(where.actor, where.import_id, fields, people, since))
        return await self.review(where)

    async def forgotten(self, card: ImportPage) -> Modal:
        return views.page(Reader(), card)

    async def gone_on(self, where: InImport) -> Modal:
        state = await self._transact(queries.stands, where)
        if state is ImportState.READ:
            return views.columns(Reader(), await self._transact(queries.form, where))
        return await self.report(where) if state is ImportState.DONE else await self.review(where)

    async def review(self, where: InImport) -> Modal:
        gathered, plan = await self._reckoned(where)
        if gathered.is_old:
            return views.look_again(Reader(), gathered)
        return roster_words.review(Reader(), gathered.import_id, gathered.programme, plan)

    async def reviewed(self, body: Payload) -> Modal:
        """Keep what was decided; when nothing is left to look at, bring everybody in."""
        where = roster_words.read_sheet(body)
        try:
            return await self._gone_on_with(body, where)
        except LookedUpLongAgo:
            return await self.review(where)
        except (NoSuchImport, SheetMovedOn):
            if await self._transact(queries.stands, where) is not ImportState.DONE:
                raise
            # Clicked twice, and the other click was quicker, perhaps while this one was under way.
            return await self.report(where)

    async def _gone_on_with(self, body: Payload, where: InImport) -> Modal:
        gathered, plan = await self._reckoned(where)
        decided = roster_words.read_words(body, plan.words)
        if decided.names:
            await self._transact(commands.decide, decided)
            gathered, plan = await self._reckoned(where)
        if gathered.is_old:
            return views.look_again(Reader(), gathered)
        if plan.words:
            return roster_words.review(Reader(), gathered.import_id, gathered.programme, plan)
        command = BringIn(where.actor, where.import_id, plan, gathered.seen, gathered.looked_up_at)
        while not command.is_prepared:
            command = await self._transact(commands.prepare, command)
        report = await self._transact(commands.bring_in, command)
        while report.rest is not None:
            report = await self._transact(settling.settle, Settle(where.actor, where.import_id, report.rest))
        return roster_report.done(Reader(), report, programmes.PAGE)

    async def rows(self, wanted: RowsOf) -> Modal:
        _, plan = await self._reckoned(wanted.where)
        return roster_rows.page(Reader(), wanted.where.import_id, plan.report, wanted.page)

    async def all_taken(self, where: InImport) -> Modal:
        _, plan = await self._reckoned(where)
        await self._transact(commands.decide, roster_words.all_guesses(where, plan.words))
        return await self.review(where)

    async def report(self, where: InImport) -> Modal:
        return roster_report.done(Reader(), await self._transact(queries.report, where), programmes.PAGE)

    async def _reckoned(self, where: InImport) -> tuple[Gathered, Plan]:
        gathered = await self._transact(queries.gather, where)
        return gathered, await asyncio.to_thread(gathered.plan)


def register(
    app: AsyncApp, transact: Transact, background: Background, away: frozenset[str]
) -> Mapping[str, Subcommand]:
    """
    Listen for everything about sheets of people; return the subcommand of `/mentor` that belongs to them.

    Args:
        away: names of the emoji whose status counts as being away.
    """
    steps = _Steps(transact, away)

    async def bring(body: Payload, client: AsyncWebClient, ack: AsyncAck, _typed: str) -> None:
        await opening.show(client, body, steps.page(InProgramme(actor(body), None)), background)
        await ack()

    @app.action(views.OPEN)
    async def open_page(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        where = InProgramme(actor(body), views.programme_id(body))
        await opening.show(client, body, steps.page(where), background)
        await ack()

    @app.action(views.ANEW)
    async def open_form(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        where = InProgramme(actor(body), views.programme_id(body))
        await opening.show(client, body, steps.form(where), background)
        await ack()

    @app.action(views.GO_ON)
    async def go_on(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, steps.gone_on(views.read_import(body)), background)
        await ack()

    @app.action(views.FORGET)
    async def forget(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        card = await transact(commands.drop, views.read_import(body))
        await opening.show_outcome(client, body, steps.forgotten(card), background)
        await ack()

    @app.action(posted_sheets.TAKE)
    async def take_posted(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, steps.taken(client, posted_sheets.read_take(body)), background)
        await ack()

    @app.view(views.HANDED_IN)
    async def hand_in(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        upload = views.read_upload(body)
        await opening.answer(client, body, ack, steps.handed_in(client, upload), background)

    @app.view(views.CONFIRMED_COLUMNS)
    async def confirm_columns(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        making = steps.looked_up(client, views.read_columns(body))
        await opening.answer(client, body, ack, making, background, views.looking_up(Reader()))

    @app.view(views.LOOK_AGAIN)
    async def look_again(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        making = steps.looked_up_again(client, roster_words.read_sheet(body))
        await opening.answer(client, body, ack, making, background, views.looking_up(Reader()))

    @app.view(roster_words.REVIEWED)
    async def review(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.answer(client, body, ack, steps.reviewed(body), background)

    @app.action(roster_words.TAKE_ALL)
    async def take_all(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, steps.all_taken(roster_words.read_all(body)), background)
        await ack()

    @app.action(roster_rows.OPEN)
    async def open_rows(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show_on_top(client, body, steps.rows(roster_rows.read_open(body)), background)
        await ack()

    @app.action(roster_rows.EARLIER)
    @app.action(roster_rows.LATER)
    async def turn_rows(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        step = TURNS[body["actions"][0]["action_id"]]
        await opening.show(client, body, steps.rows(roster_rows.read_turned(body, step)), background)
        await ack()

    return {"import": bring}
