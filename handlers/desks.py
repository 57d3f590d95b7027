"""
An owner's desk while a draft is reckoned: it says so, and what came of it takes its place by itself.

The click is answered before; the reckoning goes on beside, in a process of its own, between two transactions.
"""

import asyncio
from datetime import datetime

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from adapters.drafting import Drafted, complete, gathered
from handlers import opening
from handlers.background import Background
from mentoring.errors import Refusal
from mentoring.matching import PinRefused
from mentoring.roster.rules import SheetGoesIn
from mentoring.rounds import keeping, queries, settings, supposing
from mentoring.rounds.cards import Desk
from mentoring.rounds.rules import (
    Assignment,
    CompareDrafts,
    NotDrafted,
    OpenDesk,
    ProposalIsGone,
    RoundIsOver,
    Suppose,
    TellDrafted,
)
from mentoring.rounds.settings import MatchingSettings, OpenMatchingRules
from views.kit import Modal
from views.matching import acts, desk, fairness, joining, leftover, proposal, rules, supposed, waiting
from views.matching.supposed import Tried
from views.payloads import Payload, actor
from views.reader import Reader

SOON = 8
"""Seconds after which an owner may be looking elsewhere, and gets a message when the draft is there."""
GONE = (ProposalIsGone, RoundIsOver)
"""What is said to whoever clicks on a page that is older than the draft."""

log = structlog.get_logger()


class Desks:
    """
    Shows desks and what lies on them, and drafts.

    Args:
        drafted: reckons a draft.
        soon: seconds after which an owner gets a message when it is there.
    """

    def __init__(self, transact: Transact, background: Background, drafted: Drafted, soon: float = SOON) -> None:
        self._transact = transact
        self._background = background
        self._drafted_apart = drafted
        self._soon = soon

    # What is shown

    async def page(self, command: OpenDesk) -> Modal:
        """Return a desk, or the choice between several."""
        found = await self._transact(queries.desk, command)
        return desk.page(Reader(), found) if isinstance(found, Desk) else waiting.choose(Reader(), found)

    async def sent(self, body: Payload, first: datetime | None) -> Modal:
        """Return what an owner reads who has sent the invitations, with when the first arrive, where that is known."""
        return waiting.sent(Reader(), acts.read_carried(body["view"]).programme_id, first)

    async def closer(self, client: AsyncWebClient, body: Payload) -> Modal:
        """Return the proposal that a click on the desk looks at."""
        asked, carried = proposal.read_look(body), acts.read_carried(body["view"])
        try:
            found = await self._transact(queries.proposal, asked)
        except GONE as refusal:
            return self.gone(client, body, refusal)
        return proposal.page(Reader(), found, proposal.about(carried, asked.proposal_id))

    async def swap_form(self, client: AsyncWebClient, body: Payload) -> Modal:
        """Return the question whom the owner wants together instead."""
        try:
            found = await self._transact(queries.proposal, proposal.read_look(body))
        except GONE as refusal:
            return self.gone(client, body, refusal)
        return proposal.swap_form(Reader(), found, acts.read_carried(body["view"]))

    async def three(self, client: AsyncWebClient, body: Payload) -> Modal:
        """Return the question whether who was picked is to join; where they may not any more, the page as it is now."""
        carried = acts.read_carried(body["view"])
        try:
            found = await self._transact(queries.proposal, proposal.read_again(body))
        except GONE as refusal:
            return self.gone(client, body, refusal)
        picked = joining.read_picked(body)
        for each in found.joiners:
            if each.person.user_id == picked:
                return joining.question(Reader(), found, each, carried)
        return proposal.page(Reader(), found, carried)

    def gone(self, client: AsyncWebClient, body: Payload, refusal: Refusal) -> Modal:
        """Return that a page is older than the draft; the desk that it leads back to is drawn anew meanwhile."""
        if _is_about_one(body):
            self.renew_below(client, body)
        else:
            self._background.start(self._renew_desk(client, body, body["view"]["id"]))
        reader = Reader()
        return waiting.not_changed(reader, reader.refusal(refusal))

    async def say_gone(self, client: AsyncWebClient, body: Payload, refusal: Refusal) -> None:
        """Say on top of the desk, in place of a page about a proposal, that it is older than the draft."""
        told = self.gone(client, body, refusal)
        if _is_about_one(body):
            await client.views_update(view_id=body["view"]["id"], view=told)
        else:
            await client.views_push(trigger_id=body["trigger_id"], view=told)

    async def left_over(self, body: Payload, step: int | None) -> Modal:
        """Return a page of those left over: so many pages on, or the first."""
        found = await self._transact(queries.left_over, leftover.read_page(body, step))
        return leftover.page(Reader(), found, acts.read_carried(body["view"]))

    async def fairness(self, body: Payload) -> Modal:
        """Return how groups of people fare."""
        found = await self._transact(queries.audit, leftover.read_page(body, None))
        return fairness.page(Reader(), found, acts.read_carried(body["view"]))

    async def what_if(self, body: Payload) -> Modal:
        """Return what a draft would be like under the rules of a form; nothing of it is kept."""
        who, (programme_id, wanted) = actor(body), rules.read_supposed(body)
        found = await self._transact(queries.desk, OpenDesk(who, programme_id))
        if not isinstance(found, Desk) or found.round_id is None:
            return supposed.nothing_to_compare(Reader())
        asked = await gathered(supposing.supposed, Suppose(who, found.round_id, wanted), self._transact)
        reckoned = await self._drafted_apart(asked)
        compared = await self._transact(supposing.what_if, CompareDrafts(who, found.round_id, reckoned))
        set_now = await self._transact(settings.look, OpenMatchingRules(who, programme_id))
        tried = Tried(programme_id, wanted, are_set=set_now.rules == wanted, over_desk=rules.is_over_desk(body))
        return supposed.page(Reader(), compared, tried)

    # What is done

    async def decided(self, client: AsyncWebClient, body: Payload) -> None:
        """Show what a yes, or one taken back, has made of the page it was said on, and of the desk below."""
        if not _is_about_one(body):
            await opening.show_outcome(client, body, self.page(desk.read_again(body)), self._background)
            return
        await opening.show_outcome(client, body, self._same(body), self._background)
        self.renew_below(client, body)

    def renew_below(self, client: AsyncWebClient, body: Payload) -> None:
        """
        Draw the desk anew, beside, that lies right under the modal that was clicked in.

        It need not be the lowest: opened from the settings it lies on top of them.
        """
        self._background.start(self._renew_desk(client, body, body["view"].get("previous_view_id")))

    async def rules_kept(self, client: AsyncWebClient, body: Payload, card: MatchingSettings) -> None:
        """Show that rules are kept which were only supposed, and, beside, the form below with what is set now."""
        await opening.show_outcome(client, body, self._kept(), self._background)
        below = body["view"].get("previous_view_id")
        if below:
            form = rules.form(Reader(), card, is_over_desk=supposed.was_over_desk(body), is_kept=True)
            self._background.start(self._put(client, below, form))

    async def _kept(self) -> Modal:
        return supposed.kept(Reader())

    async def draft(self, client: AsyncWebClient, body: Payload, assigned: Assignment) -> None:
        """Draft beside, and say so meanwhile."""
        meanwhile = waiting.drafting(Reader(), acts.read_carried(body["view"]).programme_id, assigned.to_pair)
        try:
            await self._put(client, body["view"]["id"], meanwhile)
        finally:
            self._background.start(self._drafted(client, body, assigned))

    async def edit(self, client: AsyncWebClient, body: Payload, assigned: Assignment) -> None:
        """Reckon an edit beside, and say so meanwhile."""
        meanwhile = proposal.reckoning(Reader(), acts.read_carried(body["view"]))
        try:
            await self._put(client, body["view"]["id"], meanwhile)
        finally:
            self._background.start(self._edited(client, body, assigned))

    def swap(self, client: AsyncWebClient, body: Payload, assigned: Assignment) -> None:
        """Reckon a swap beside; the acknowledgement of its form says so meanwhile."""
        self._background.start(self._edited(client, body, assigned, after=opening.PATIENCE))

    async def _drafted(self, client: AsyncWebClient, body: Payload, assigned: Assignment) -> None:
        why_not = await self._reckoned(assigned, body)
        if why_not is None:
            shown = await self.page(desk.read_again(body))
        else:
            shown = waiting.not_drafted(Reader(), acts.read_carried(body["view"]).programme_id, why_not)
        await self._put(client, body["view"]["id"], shown)

    async def _edited(self, client: AsyncWebClient, body: Payload, assigned: Assignment, after: float = 0) -> None:
        why_not = await self._reckoned(assigned, body)
        # Not before the acknowledgement that shows what is there meanwhile is with Slack, or that would win.
        await asyncio.sleep(after)
        reader, found = Reader(), await self._transact(queries.desk, desk.read_again(body))
        if why_not is not None:
            # The desk lies below: a second one on top of it would leave that as it was.
            shown = waiting.not_changed(reader, why_not)
        elif isinstance(found, Desk):
            shown = proposal.changed(reader, found)
        else:
            shown = waiting.choose(reader, found)
        await self._put(client, body["view"]["id"], shown)
        await self._renew_desk(client, body, body["view"].get("previous_view_id"))

    async def _reckoned(self, assigned: Assignment, body: Payload) -> str | None:
        """
        Reckon a draft and keep it; return why there is none, for a person, if there is none.

        Whatever goes wrong, all is as it was before. Who waited long is told what came of it: they may look elsewhere.
        """
        reader, is_late = Reader(), False
        task = asyncio.ensure_future(complete(assigned, self._transact, self._drafted_apart))
        try:
            await asyncio.wait({task}, timeout=self._soon)
            is_late = not task.done()
            await task
        except asyncio.CancelledError:
            # A bot that is stopped gives the draft up first, so that its owner may begin another at once.
            task.cancel()
            await asyncio.wait({task})
            await self._tell(assigned, body, NotDrafted.BROKE_OFF, is_late=is_late)
            raise
        except RoundIsOver as refusal:
            # They began another, of which they hear, or let the round be.
            return reader.refusal(refusal)
        except SheetGoesIn as refusal:
            await self._tell(assigned, body, NotDrafted.SHEET_GOES_IN, is_late=is_late)
            return reader.refusal(refusal)
        except Refusal as refusal:
            await self._tell(assigned, body, NotDrafted.REFUSED, is_late=is_late)
            if isinstance(refusal, PinRefused):
                return waiting.pin_refused(reader, refusal)
            return reader.refusal(refusal)
        except Exception as error:  # noqa: BLE001 - whatever it was, its owner is told, and the draft before stands
            log.error("draft.not_made", error=type(error).__name__)  # noqa: TRY400 - a traceback may name people
            await self._tell(assigned, body, NotDrafted.BROKE_OFF, is_late=is_late)
            return waiting.broke_off(reader)
        await self._tell(assigned, body, None, is_late=is_late)
        return None

    async def _tell(self, assigned: Assignment, body: Payload, why_not: NotDrafted | None, *, is_late: bool) -> None:
        """Tell an owner who waited long what came of it; the page shows it as well."""
        if not is_late:
            return
        told = TellDrafted(
            actor(body), acts.read_carried(body["view"]).programme_id, assigned.round_id, assigned.revision, why_not
        )
        try:
            await self._transact(keeping.tell, told)
        except Exception as error:  # noqa: BLE001 - what was made stands, and so does what was not
            log.warning("draft.not_told", error=type(error).__name__)

    async def _same(self, body: Payload) -> Modal:
        asked, carried = proposal.read_again(body), acts.read_carried(body["view"])
        return proposal.page(Reader(), await self._transact(queries.proposal, asked), carried)

    async def _renew_desk(self, client: AsyncWebClient, body: Payload, view_id: str | None) -> None:
        """Draw the desk anew that lies in a modal."""
        if view_id:
            await self._put(client, view_id, await self.page(desk.read_again(body)))

    async def _put(self, client: AsyncWebClient, view_id: str, view: Modal) -> None:
        """Show something in a modal, if it is open still: what was done stands in any case."""
        try:
            await client.views_update(view_id=view_id, view=view)
        except opening.SLACK_FAILED as error:
            log.info("desk.not_shown", error=type(error).__name__)


def _is_about_one(body: Payload) -> bool:
    """Tell whether a modal is about one proposal, on top of the desk."""
    return acts.read_carried(body["view"]).proposal_id is not None
