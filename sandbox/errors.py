"""The two ways the local Slack says no: as Slack's Web API would, and as its own control API does."""

from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """
    A refusal of the Web API, under Slack's own name for it.

    It becomes `{"ok": false, "error": name, ...fields}` at HTTP 200, as Slack answers.
    """

    def __init__(self, name: str, **fields: Any) -> None:
        super().__init__(name)
        self.name = name
        self.fields = fields

    def body(self) -> Json:
        return {"ok": False, "error": self.name, **self.fields}


class InvalidArguments(SlackError):
    """Arguments Slack would refuse, each with the reason it would print in `response_metadata.messages`."""

    def __init__(self, *messages: str) -> None:
        super().__init__(
            "invalid_arguments",
            response_metadata={"messages": [f"[ERROR] {message}" for message in messages]},
        )


class RateLimited(Exception):
    """Too many calls: HTTP 429, to be tried again after so many whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class ControlError(Exception):
    """A control call that cannot be done: an HTTP status, a short name, and what to do about it."""

    def __init__(self, error: str, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.error = error
        self.message = message
        self.status = status

    def body(self) -> Json:
        return {"ok": False, "error": self.error, "message": self.message}
