"""Asking a colleague, answering, taking back, leaving."""

import asyncio

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from adapters.slack import fetch_profile
from handlers import opening
from handlers.background import Background
from handlers.entered import said_yes
from handlers.home_tab import HomeTab
from mentoring.charters import queries as charters
from mentoring.pairs import commands as domain
from mentoring.pairs import queries
from mentoring.pairs.commands import Answer, AnswerInvitation, InvitePartner
from mentoring.pairs.rules import NotWithYourself
from mentoring.participants import InPair
from views import charters as charter_views
from views import invitations, remedies
from views import pairs as views
from views.kit import Modal
from views.payloads import Payload, actor, submission_receipt
from views.reader import Reader


def register(
    app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background, away: frozenset[str]
) -> None:
    """
    Listen for everything about becoming a pair and ceasing to be one.

    Args:
        away: names of the emoji whose status counts as being away.
    """

    async def accepted(command: AnswerInvitation) -> Modal:
        place = InPair(command.actor, command.pair_id)
        invitation = await transact(queries.still_open, place)
        if invitation is not None:
            return invitations.accepted(Reader(), invitation)
        return charter_views.page(Reader(), await transact(charters.open_page, place))

    async def ended() -> Modal:
        return remedies.released(Reader())

    @app.action(views.START)
    async def start(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=views.form(Reader(), None))
        await ack()

    @app.view(views.INVITE)
    async def invite(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        me = actor(body)
        colleague_id, my_role = views.read_form(body["view"])
        if colleague_id == me.user_id:
            raise NotWithYourself(field="colleague")
        mine, theirs = await asyncio.gather(
            fetch_profile(client, me.user_id, away), fetch_profile(client, colleague_id, away)
        )
        await transact(domain.invite, InvitePartner(me, mine, theirs, my_role, submission_receipt(body)))
        home_tab.changed(client, me)
        await ack(response_action="update", view=views.sent(Reader(), colleague_id))

    @app.action(invitations.ACCEPT)
    async def accept(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = invitations.read_answer(body, Answer.ACCEPT)
        await said_yes(transact, domain.answer, command)
        home_tab.changed(client, command.actor)
        await opening.show_outcome(client, body, accepted(command), background)
        await ack()

    @app.action(invitations.DECLINE)
    async def decline(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = invitations.read_answer(body, Answer.DECLINE)
        await transact(domain.answer, command)
        home_tab.changed(client, command.actor)
        await ack()

    @app.action(invitations.WITHDRAW)
    async def withdraw(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = invitations.read_withdrawal(body)
        await transact(domain.withdraw, command)
        home_tab.changed(client, command.actor)
        await ack()

    @app.action(views.LEAVE)
    async def leave(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_leave(body)
        await transact(domain.leave, command)
        home_tab.changed(client, command.actor)
        if (body.get("view") or {}).get("type") == "modal":
            await opening.show_outcome(client, body, ended(), background)
        await ack()
