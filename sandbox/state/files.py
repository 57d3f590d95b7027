"""Files: what people and the app uploaded, where each was shared, and uploads still on their way."""

import mimetypes
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import PurePath

from sandbox.clock import WorkspaceClock
from sandbox.errors import Json
from sandbox.state.ids import Ids, new_secret
from sandbox.storage import Storage

# A canvas is a file as well, of a type that Slack alone knows.
CANVAS = "application/vnd.slack-docs"
_UPLOAD_SECONDS = 24 * 3600.0
# Slack's words for some extensions; the others are their own.
_FILETYPES = {"jpeg": "jpg", "md": "markdown", "py": "python", "txt": "text", "js": "javascript", "yml": "yaml"}


@dataclass(frozen=True)
class StoredFile:
    """
    A file. `shares` are the messages that show it, `{channel, ts}`; `is_given` says that it came to the app through
    a modal. `created` is in whole seconds since 1970, `size` in bytes.
    """

    id: str
    name: str
    title: str
    mimetype: str
    user: str
    created: int
    size: int
    alt_text: str = ""
    shares: list[Json] = field(default_factory=list)
    is_given: bool = False
    is_deleted: bool = False

    @property
    def extension(self) -> str:
        return PurePath(self.name).suffix.removeprefix(".").lower()

    @property
    def filetype(self) -> str:
        if self.mimetype == CANVAS:
            return "canvas"
        return _FILETYPES.get(self.extension, self.extension) or "binary"


@dataclass
class Upload:
    """An upload the app asked for: announced with a length, then sent, then completed."""

    file: StoredFile
    until: float
    content: bytes | None = None


class Files:
    """Every file by its id. What was never completed is not kept."""

    def __init__(self, storage: Storage, ids: Ids, clock: WorkspaceClock) -> None:
        self._storage = storage
        self._ids = ids
        self._clock = clock
        self._all = {key: StoredFile(**document) for key, document in storage.all("file")}
        self._uploads: dict[str, Upload] = {}

    def __iter__(self) -> Iterator[StoredFile]:
        """The files there are, newest first."""
        present = [file for file in self._all.values() if not file.is_deleted]
        return iter(sorted(present, key=lambda file: (file.created, file.id), reverse=True))

    def get(self, file_id: str) -> StoredFile | None:
        """A file, also one that was deleted; None when there never was one."""
        return self._all.get(file_id)

    def content(self, file: StoredFile) -> bytes:
        return self._storage.blob(file.id) or b""

    def add(self, user: str, name: str, content: bytes, mimetype: str = "") -> StoredFile:
        """A file a person uploads."""
        return self._keep(self._made(user, name, len(content), mimetype), content)

    def rewrite(self, file: StoredFile, title: str, content: bytes) -> StoredFile:
        """The same file with another title and content."""
        return self._keep(replace(file, name=title, title=title, size=len(content)), content)

    def share(self, file_id: str, channel: str, ts: str) -> None:
        file = self._all[file_id]
        self._keep(replace(file, shares=[*file.shares, {"channel": channel, "ts": ts}]))

    def give(self, file_id: str) -> None:
        """From now on the app may read this file: it was handed in with a modal."""
        self._keep(replace(self._all[file_id], is_given=True))

    def delete(self, file: StoredFile) -> None:
        self._keep(replace(file, is_deleted=True))
        self._storage.delete_blob(file.id)

    # Uploads of the app

    def announce(self, user: str, name: str, length: int, alt_text: str) -> tuple[str, str]:
        """The secret end of an upload's address, and the id its file will have."""
        secret = new_secret("")
        file = replace(self._made(user, name, length, ""), alt_text=alt_text)
        self._uploads = {key: one for key, one in self._uploads.items() if one.until > self._clock.now()}
        self._uploads[secret] = Upload(file, self._clock.now() + _UPLOAD_SECONDS)
        return secret, file.id

    def upload(self, secret: str) -> Upload | None:
        """The upload that waits for its content under this address."""
        found = self._uploads.get(secret)
        return found if found is not None and found.until > self._clock.now() else None

    def sent(self, file_id: str) -> bool:
        """Whether an upload has its content and can be completed."""
        return any(upload.file.id == file_id and upload.content is not None for upload in self._uploads.values())

    def complete(self, file_id: str, title: str) -> StoredFile:
        """The file of an upload that was `sent`; its address is used up."""
        secret, upload = next((key, one) for key, one in self._uploads.items() if one.file.id == file_id)
        del self._uploads[secret]
        return self._keep(replace(upload.file, title=title or upload.file.name), upload.content)

    def _made(self, user: str, name: str, size: int, mimetype: str) -> StoredFile:
        return StoredFile(
            id=self._ids.new("F"),
            name=name,
            title=name,
            mimetype=mimetype or mimetypes.guess_type(name)[0] or "application/octet-stream",
            user=user,
            created=int(self._clock.now()),
            size=size,
        )

    def _keep(self, file: StoredFile, content: bytes | None = None) -> StoredFile:
        if content is not None:
            self._storage.put_blob(file.id, content)
        self._all[file.id] = file
        self._storage.put("file", file.id, asdict(file))
        return file
