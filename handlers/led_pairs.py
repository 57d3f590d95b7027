"""What only people of an owner's programme are asked: from which day on, and whether to go on together."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers.home_tab import HomeTab
from mentoring.pairs import not_now, onward
from mentoring.states import Onward
from views import invitations
from views import onward as views
from views.pairs import pair_id
from views.payloads import Payload
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, home_tab: HomeTab) -> None:
    """Listen for a not now, and for the choice after three months."""

    @app.action(invitations.NOT_NOW)
    async def ask_for_the_day(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        form = invitations.not_now_form(Reader(), pair_id(body))
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view(invitations.PICK_DAY)
    async def not_before(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = invitations.read_not_now(body)
        day = await transact(not_now.not_now, command)
        home_tab.changed(client, command.actor)
        await ack(response_action="update", view=invitations.from_then_on(Reader(), day))

    def chosen(action_id: str, choice: Onward) -> None:
        @app.action(action_id)
        async def choose(body: Payload, ack: AsyncAck) -> None:
            await transact(onward.say, views.read_choice(body, choice))
            await ack()

    chosen(views.TOGETHER, Onward.TOGETHER)
    chosen(views.SOMEBODY_NEW, Onward.SOMEBODY_NEW)
