"""The type-ahead of external menus: what a person types is sent to the app, which answers with options."""

from typing import Any

from sandbox.blocks.filling import filled_text
from sandbox.blocks.objects import MAX_OPTIONS, OPTION, OPTION_GROUP, offered_options
from sandbox.blocks.rules import Problems, Shape, array, exactly_one
from sandbox.blocks.state import EXTERNAL, find_element
from sandbox.control.actions import own_view, place_of, visible_message
from sandbox.control.reading import human_of
from sandbox.errors import ControlError, Json
from sandbox.inbound import payloads
from sandbox.local_slack import LocalSlack

# Slack's own default: fewer characters are not sent to the app.
DEFAULT_QUERY_LENGTH = 3
_LONGEST_QUERY = 3000

ANSWER = Shape(
    optional={"options": array(OPTION, MAX_OPTIONS, 0), "option_groups": array(OPTION_GROUP, MAX_OPTIONS, 0)},
    together=(exactly_one("options", "option_groups"),),
)


async def suggest(slack: LocalSlack, body: Json) -> Json:
    """
    What an external menu offers for a query, as the app answers: `{options, option_groups, asked, error}`.

    `asked` is false when the query is shorter than the menu wants and the app was therefore not asked. `error` is
    operation_timeout or dispatch_failed, or invalid_options when Slack would not show the answer.
    """
    person = human_of(slack, body)
    if body.get("view_id"):
        view = own_view(slack, person, str(body["view_id"]))
        blocks, where, place = view["blocks"], payloads.in_view(view), view["id"]
    else:
        channel, message = visible_message(slack, person, body)
        blocks, where = message.get("blocks") or [], payloads.in_message(channel, message)
        place = place_of(channel, message)
    block, element = find_element(blocks, str(body.get("action_id") or ""), str(body.get("block_id") or ""))
    if element["type"] not in EXTERNAL:
        raise ControlError("not_external", f"a {element['type']} has its options in itself")
    query = str(body.get("query") or "")
    if len(query) > _LONGEST_QUERY:
        raise ControlError("query_too_long", f"a query holds {_LONGEST_QUERY} characters at most")
    if len(query) < element.get("min_query_length", DEFAULT_QUERY_LENGTH):
        return _answer({}, asked=False)
    outcome = await slack.dispatcher.deliver(payloads.suggestion(slack, person, where, block, element, query))
    if outcome.failure is not None:
        return _answer({}, error=outcome.failure) | {"message": outcome.detail}
    problems = _problems(outcome.body)
    if problems:
        return _answer({}, error="invalid_options") | {"message": "; ".join(problems)}
    answer = outcome.body or {}
    slack.offers.note(person.id, place, block, element, [filled_text(option) for option in offered_options(answer)])
    return _answer(answer)


def _answer(answer: Json, *, asked: bool = True, error: str | None = None) -> Json:
    return {
        "options": answer.get("options") or [],
        "option_groups": answer.get("option_groups") or [],
        "asked": asked,
        "error": error,
    }


def _problems(answer: Any) -> list[str]:
    problems = Problems()
    ANSWER({} if answer is None else answer, "", problems)
    return problems.found
