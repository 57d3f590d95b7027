"""An owner sets what may be set for a programme."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from mentoring.programmes import audit_questions
from mentoring.programmes import settings as domain
from mentoring.programmes.audit_questions import OpenAuditQuestions
from mentoring.programmes.settings import OpenSettings
from views import audit_questions as questions
from views import programme_settings as views
from views import programmes
from views.kit import Modal
from views.payloads import Payload
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, background: Background) -> None:
    """Listen for everything about a programme's settings."""

    async def form_of(command: OpenSettings) -> Modal:
        return views.form(Reader(), await transact(domain.look, command))

    @app.action(views.OPEN)
    async def open_form(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(views.read_open(body)), background)
        await ack()

    @app.view(views.KEEP)
    async def keep(body: Payload, ack: AsyncAck) -> None:
        card = await transact(domain.change, views.read_keep(body))
        await ack(response_action="update", view=views.kept(Reader(), card, programmes.PAGE))

    async def questions_of(command: OpenAuditQuestions) -> Modal:
        return questions.form(Reader(), await transact(audit_questions.look, command))

    @app.action(questions.OPEN)
    async def open_questions(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, questions_of(questions.read_open(body)), background)
        await ack()

    @app.view(questions.KEEP)
    async def keep_questions(body: Payload, ack: AsyncAck) -> None:
        card = await transact(audit_questions.change, questions.read_keep(body))
        await ack(response_action="update", view=questions.kept(Reader(), card, programmes.PAGE))
