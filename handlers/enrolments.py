"""Somebody joins a programme, changes what they said, or leaves."""

import re
from collections.abc import Mapping
from uuid import UUID

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from adapters.slack import fetch_profile
from handlers import opening
from handlers.background import Background
from handlers.entered import said_yes
from handlers.home_tab import HomeTab
from handlers.subcommands import Subcommand
from mentoring.enrolments import commands as domain
from mentoring.enrolments import imported, queries, skills
from mentoring.enrolments.commands import Enrolled, KeepFirstStep
from mentoring.enrolments.queries import FirstForm, OpenForm
from mentoring.enrolments.skills import Suggest
from mentoring.participants import Actor
from views import enrolment_fields, enrolment_words, held, zones
from views import enrolments as views
from views.kit import Modal
from views.payloads import Payload, actor, submission_receipt
from views.reader import Reader

SKILLS = re.compile(f"^({'|'.join(views.SKILL_FIELDS)})$")


def register(
    app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background, away: frozenset[str]
) -> Mapping[str, Subcommand]:
    """
    Listen for everything about enrolments; return the subcommands of `/mentor` that belong to them.

    Args:
        away: names of the emoji whose status counts as being away.
    """

    async def form_of(who: Actor, programme_id: UUID | None) -> Modal:
        found = await transact(queries.open_form, OpenForm(who, programme_id))
        return views.first(Reader(), found) if isinstance(found, FirstForm) else views.choose(Reader(), found)

    async def left(card: Enrolled) -> Modal:
        return views.left(Reader(), card)

    async def enrolled(card: Enrolled) -> Modal:
        return views.done(Reader(), card)

    async def join(body: Payload, client: AsyncWebClient, ack: AsyncAck, _typed: str) -> None:
        await opening.show(client, body, form_of(actor(body), None), background)
        await ack()

    @app.action(enrolment_words.OPEN)
    async def open_form(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(actor(body), views.programme_id(body)), background)
        await ack()

    @app.view(views.FIRST)
    async def first_step(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        who = actor(body)
        programme_id, step = views.read_first(body)
        me = await fetch_profile(client, who.user_id, away)
        command = KeepFirstStep(who, me, programme_id, step, submission_receipt(body))
        second = await transact(domain.keep_first_step, command)
        home_tab.changed(client, who)
        await ack(response_action="update", view=views.second(Reader(), second))

    @app.view(views.SECOND)
    async def second_step(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_second(body)
        card = await transact(domain.enrol, command)
        home_tab.changed(client, command.actor)
        await ack(response_action="update", view=views.done(Reader(), card))

    @app.action(held.KEEP_IN)
    async def keep_in(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_keep_in(body)
        card = await said_yes(transact, imported.keep_in, command)
        home_tab.changed(client, command.actor)
        await opening.show_outcome(client, body, enrolled(card), background)
        await ack()

    @app.action(views.LEAVE)
    async def leave(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_leave(body)
        card = await transact(domain.leave, command)
        home_tab.changed(client, command.actor)
        await opening.show_outcome(client, body, left(card), background)
        await ack()

    @app.options(SKILLS)
    async def skill_words(body: Payload, ack: AsyncAck) -> None:
        reader, typed = Reader(), str(body.get("value") or "")
        known = await transact(skills.suggest, Suggest(actor(body), typed))
        await ack(options=views.suggested(typed, known, enrolment_words.starters(reader)))

    @app.options(enrolment_fields.COUNTRY_FIELD)
    async def country_names(body: Payload, ack: AsyncAck) -> None:
        await ack(options=views.countries(Reader(), str(body.get("value") or "")))

    @app.options(enrolment_fields.ZONE_FIELD)
    async def zone_names(body: Payload, ack: AsyncAck) -> None:
        await ack(options=zones.found(Reader(), str(body.get("value") or ""), views.slack_zone(body)))

    return {"join": join}
