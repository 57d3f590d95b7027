"""Logs that never hold a token, a response_url, a trigger or what people wrote."""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

SECRETS = re.compile(
    r"(xox[a-z]?[-.][\w.-]+|xapp-[\w-]+|xoxe[-.][\w.-]+|https?://[^\s\"']*/(?:response|commands|actions|services)/[^\s\"']*"
    r"|\b\d{6,}\.\d{6,}\.[0-9a-f]{16,}\b|wss?://[^\s\"']+)"
)
HIDDEN = "[hidden]"
QUOTED = re.compile(r"\s*[\n{].*", re.DOTALL)


def configure(level: str, *, to_terminal: bool | None = None) -> None:
    """
    Send everything, ours and the libraries', through the same filters to stderr.

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
        to_terminal: readable lines instead of JSON; by default when stderr is a terminal.
    """
    readable = sys.stderr.isatty() if to_terminal is None else to_terminal
    last: Any = structlog.dev.ConsoleRenderer(colors=readable) if readable else structlog.processors.JSONRenderer()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _frames_only,
        _hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, _without_quotes, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    logging.getLogger("slack_bolt.AsyncApp").addFilter(_is_news)
    # The libraries' INFO tells of every connection; their DEBUG would show whole payloads, so it is never on.
    root.setLevel(logging.WARNING)


def _is_news(record: logging.LogRecord) -> bool:
    """Bolt warns that it will not use SLACK_BOT_TOKEN itself; our settings read it, so that is as it should be."""
    return "will be ignored" not in record.getMessage() and "will be unused" not in record.getMessage()


def _frames_only(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep where it broke and the error's type; its text may quote what somebody wrote."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["frames"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ][-12:]
    return event


def _without_quotes(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep what a library says, and not what it quotes: payloads and answers stand in braces or on further lines."""
    event["event"] = QUOTED.sub(" …", str(event["event"]))
    return event


def _hide_secrets(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    # The underscored ones are the logging machinery's own and are taken out before anything is written.
    return {name: value if name.startswith("_") else _hidden(value) for name, value in event.items()}


def _hidden(value: Any) -> Any:
    """Return what may be written: whatever the value is, no secret is in its text."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return SECRETS.sub(HIDDEN, value)
        case Mapping():
            return {str(_hidden(name)): _hidden(each) for name, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_hidden(each) for each in value]
        case BaseException():
            # Its words may quote what somebody wrote.
            return type(value).__name__
    return SECRETS.sub(HIDDEN, str(value))
