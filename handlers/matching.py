"""An owner has pairings drafted, looks, edits, approves and sends."""

import re
from collections.abc import Mapping

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from adapters.drafting import Drafted
from handlers import opening
from handlers.background import Background
from handlers.desks import GONE, Desks
from handlers.subcommands import Subcommand
from mentoring.errors import Refusal
from mentoring.rounds import apart as kept_apart
from mentoring.rounds import commands, finding, settings
from mentoring.rounds.apart import LookApart
from mentoring.rounds.rules import OpenDesk
from views.kit import Modal
from views.matching import acts, apart, desk, proposal, rules, supposed
from views.payloads import Payload, actor
from views.reader import Reader

SIDES = re.compile(rf"^({re.escape(acts.SENIOR)}|{re.escape(acts.JUNIOR)})$")
EDITS = re.compile("^({})$".format("|".join(map(re.escape, (acts.PIN, acts.UNPIN, acts.FORBID, acts.THREE)))))
TURNS = {
    acts.EARLIER: -1,
    acts.LATER: 1,
    acts.LEFT_EARLIER: -1,
    acts.LEFT_LATER: 1,
    acts.APART_EARLIER: -1,
    acts.APART_LATER: 1,
}


def register(app: AsyncApp, transact: Transact, background: Background, drafted: Drafted) -> Mapping[str, Subcommand]:
    """
    Listen for everything about rounds of matching; return the subcommand of `/mentor` that belongs to them.

    Args:
        drafted: reckons a draft.
    """
    desks = Desks(transact, background, drafted)
    _listen_to_proposals(app, transact, background, desks)
    _listen_to_swaps(app, transact, background, desks)
    _listen_to_rules(app, transact, background, desks)
    _listen_to_apart(app, transact, background, desks)

    async def match(body: Payload, client: AsyncWebClient, ack: AsyncAck, _typed: str) -> None:
        await opening.show(client, body, desks.page(OpenDesk(actor(body), None)), background)
        await ack()

    @app.action(acts.OPEN)
    async def open_desk(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, desks.page(desk.read_open(body)), background)
        await ack()

    @app.action(acts.EARLIER)
    @app.action(acts.LATER)
    async def turn(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        step = TURNS[body["actions"][0]["action_id"]]
        await opening.show(client, body, desks.page(desk.read_again(body, step)), background)
        await ack()

    @app.action(acts.DRAFT)
    async def draft(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        assigned = await transact(commands.begin, desk.read_begin(body))
        if assigned is not None:
            await desks.draft(client, body, assigned)
        await ack()

    @app.action(acts.APPROVE_UNFLAGGED)
    async def approve_unflagged(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await transact(commands.approve_unflagged, desk.read_approve_unflagged(body))
        await opening.show_outcome(client, body, desks.page(desk.read_again(body)), background)
        await ack()

    @app.action(acts.APPROVE_PAGE)
    async def approve_page(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await transact(commands.approve_these, desk.read_approve_page(body))
        await opening.show_outcome(client, body, desks.page(desk.read_again(body)), background)
        await ack()

    @app.action(acts.SEND)
    async def send(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        first = await transact(commands.send, desk.read_send(body))
        await opening.show_outcome(client, body, desks.sent(body, first), background)
        await ack()

    @app.action(acts.DROP)
    async def drop(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await transact(commands.drop, desk.read_drop(body))
        await opening.show_outcome(client, body, desks.page(desk.read_again(body)), background)
        await ack()

    return {"match": match}


def _listen_to_proposals(app: AsyncApp, transact: Transact, background: Background, desks: Desks) -> None:
    """Listen for what is done about one proposal, and about those left over."""

    @app.action(acts.APPROVE)
    @app.action(acts.TAKE_BACK)
    async def decide(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        try:
            await transact(commands.edit, proposal.read_edit(body))
        except GONE as refusal:
            await desks.say_gone(client, body, refusal)
        else:
            await desks.decided(client, body)
        await ack()

    @app.action(EDITS)
    async def edit(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        try:
            assigned = await transact(commands.edit, proposal.read_edit(body))
        except GONE as refusal:
            await desks.say_gone(client, body, refusal)
        else:
            if assigned is not None:
                await desks.edit(client, body, assigned)
        await ack()

    @app.action(acts.JOIN)
    async def pick(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, desks.three(client, body), background)
        await ack()

    @app.action(acts.LOOK)
    async def look(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        # From the question whether these three are meant it leads back to the page about the two.
        is_back = acts.read_carried(body["view"]).proposal_id is not None
        show = opening.show if is_back else opening.show_on_top
        await show(client, body, desks.closer(client, body), background)
        await ack()

    @app.action(acts.LEFT_OVER)
    async def left_over(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show_on_top(client, body, desks.left_over(body, None), background)
        await ack()

    @app.action(acts.FAIRNESS)
    async def compare(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show_on_top(client, body, desks.fairness(body), background)
        await ack()

    @app.action(acts.LEFT_EARLIER)
    @app.action(acts.LEFT_LATER)
    async def turn_left_over(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        step = TURNS[body["actions"][0]["action_id"]]
        await opening.show(client, body, desks.left_over(body, step), background)
        await ack()


def _listen_to_swaps(app: AsyncApp, transact: Transact, background: Background, desks: Desks) -> None:
    """Listen for whom an owner wants together instead."""

    @app.action(acts.SWAP)
    async def swap(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, desks.swap_form(client, body), background)
        await ack()

    @app.options(SIDES)
    async def find(body: Payload, ack: AsyncAck) -> None:
        try:
            found = await transact(finding.people, proposal.read_find(body))
        except Refusal:
            # A menu has no place for a sentence: whoever may not look finds nobody.
            found = ()
        await ack(options=proposal.choices(found))

    @app.view(acts.SWAPPED)
    async def swapped(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        carried = acts.read_carried(body["view"])
        try:
            assigned = await transact(commands.edit, proposal.read_swap(body))
        except GONE as refusal:
            await ack(response_action="update", view=desks.gone(client, body, refusal))
            return
        if assigned is not None:
            desks.swap(client, body, assigned)
        await ack(response_action="update", view=proposal.reckoning(Reader(), carried))


def _listen_to_rules(app: AsyncApp, transact: Transact, background: Background, desks: Desks) -> None:
    """Listen for the rules by which a programme is matched."""

    async def form_of(body: Payload) -> Modal:
        found = await transact(settings.look, rules.read_open(body))
        return rules.form(Reader(), found, is_over_desk=rules.is_over_desk(body))

    @app.action(acts.RULES)
    async def open_rules(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        # Slack shows three pages on top of each other at the most, and what would change comes on top of this one.
        is_lowest = body["view"]["root_view_id"] == body["view"]["id"]
        show = opening.show_on_top if is_lowest else opening.show
        await show(client, body, form_of(body), background)
        await ack()

    @app.action(acts.SUPPOSE)
    async def suppose(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show_on_top(client, body, desks.what_if(body), background)
        await ack()

    @app.action(acts.KEEP_SUPPOSED)
    async def keep_supposed(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        card = await transact(settings.change, supposed.read_kept(body))
        await desks.rules_kept(client, body, card)
        await ack()

    @app.view(acts.RULES_KEPT)
    async def keep_rules(body: Payload, ack: AsyncAck) -> None:
        card = await transact(settings.change, rules.read_kept(body))
        await ack(response_action="update", view=rules.kept(Reader(), card, is_over_desk=rules.is_over_desk(body)))


def _listen_to_apart(app: AsyncApp, transact: Transact, background: Background, desks: Desks) -> None:
    """Listen for whom an owner said no to, and allows again."""

    async def page_of(body: Payload, command: LookApart) -> Modal:
        return apart.page(Reader(), await transact(kept_apart.look, command), acts.read_carried(body["view"]))

    @app.action(acts.APART)
    async def open_apart(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show_on_top(client, body, page_of(body, apart.read_open(body)), background)
        await ack()

    @app.action(acts.APART_EARLIER)
    @app.action(acts.APART_LATER)
    async def turn(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        step = TURNS[body["actions"][0]["action_id"]]
        await opening.show(client, body, page_of(body, apart.read_again(body, step)), background)
        await ack()

    @app.action(acts.ALLOW)
    async def allow(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await transact(kept_apart.allow, apart.read_allow(body))
        await opening.show_outcome(client, body, page_of(body, apart.read_again(body)), background)
        desks.renew_below(client, body)
        await ack()
