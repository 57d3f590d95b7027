"""Files of people: uploading, deleting, and choosing them for a message or a modal."""

import base64
import binascii
import re
from typing import Any

from sandbox import files
from sandbox.blocks.state import Values
from sandbox.control.reading import human_of
from sandbox.errors import ControlError, Json
from sandbox.local_slack import LocalSlack
from sandbox.state.files import StoredFile
from sandbox.state.people import Person

MOST_IN_MESSAGE = 10
_LONGEST_NAME = 255
_MIMETYPE = re.compile(r"[\w.+-]+/[\w.+-]+(?:; ?[\w.+=\"-]+)*", re.ASCII)
_ENCODINGS = ("text", "base64")


async def add_file(slack: LocalSlack, body: Json) -> Json:
    """
    A person uploads a file, to be put into a message or a modal; until then only they see it.

    `content` is text, or base64 for a mimetype that is no text; `encoding` ("text" or "base64") says it otherwise.
    """
    person = human_of(slack, body)
    name = str(body.get("name") or "").strip()
    if not name or len(name) > _LONGEST_NAME or "/" in name or not name.isprintable():
        raise ControlError(
            "invalid_name", f"give the file's name, without a folder, {_LONGEST_NAME} characters at most"
        )
    mimetype = str(body.get("mimetype") or "")
    if mimetype and not _MIMETYPE.fullmatch(mimetype):
        raise ControlError("invalid_mimetype", "a mimetype looks like text/plain")
    content = _decoded(body.get("content"), _encoding(body, mimetype))
    if not content:
        raise ControlError("empty_file", "an empty file cannot be uploaded")
    return {"file": files.file_json(slack, slack.files.add(person.id, name, content, mimetype))}


def _encoding(body: Json, mimetype: str) -> str:
    textual = not mimetype or mimetype.startswith("text/") or mimetype == "application/json"
    encoding = str(body.get("encoding") or ("text" if textual else "base64"))
    if encoding not in _ENCODINGS:
        raise ControlError("invalid_encoding", f"encoding is one of: {', '.join(_ENCODINGS)}")
    return encoding


def _decoded(content: Any, encoding: str) -> bytes:
    if not isinstance(content, str):
        raise ControlError("invalid_content", "content is a string")
    if encoding == "text":
        return content.encode()
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error as error:
        raise ControlError("invalid_content", f"content is no base64: {error}") from error


async def delete_file(slack: LocalSlack, body: Json) -> Json:
    """A person deletes a file of their own."""
    person = human_of(slack, body)
    files.remove(slack, _own(slack, person, body.get("file")))
    return {}


def chosen_files(slack: LocalSlack, person: Person, wanted: list[Any]) -> list[StoredFile]:
    """
    The person's own files of these ids.

    Raises:
        ControlError: one is not theirs, is gone, or comes twice.
    """
    if len(set(map(str, wanted))) < len(wanted):
        raise ControlError("duplicate_file", "each file can be given once")
    return [_own(slack, person, one) for one in wanted]


def with_files(slack: LocalSlack, person: Person, values: Values) -> Values:
    """
    The values with the ids of files replaced by the files, as Slack sends them.

    Raises:
        ControlError: a file is not the person's own, or is gone.
    """
    return {
        block: {action: _filled(slack, person, entry) for action, entry in entries.items()}
        for block, entries in values.items()
    }


def _filled(slack: LocalSlack, person: Person, entry: Json) -> Json:
    if entry["type"] != "file_input":
        return entry
    ids = [one["id"] if isinstance(one, dict) else one for one in entry["files"]]
    return entry | {"files": [files.file_json(slack, file) for file in chosen_files(slack, person, ids)]}


def hand_in(slack: LocalSlack, values: Values) -> None:
    """Let the app read the files of a submitted modal."""
    for entries in values.values():
        for entry in entries.values():
            for file in entry["files"] if entry["type"] == "file_input" else []:
                slack.files.give(file["id"])


def _own(slack: LocalSlack, person: Person, file_id: Any) -> StoredFile:
    file = slack.files.get(str(file_id or ""))
    if file is None or file.is_deleted or file.user != person.id:
        raise ControlError("file_not_found", f"@{person.name} has no file {file_id}", status=404)
    return file
