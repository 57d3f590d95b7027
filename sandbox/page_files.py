"""
The page's own files. Its first document names every module and an address of this very version of them: none waits for
another to be read first, and a browser that was here before asks for nothing.
"""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from aiohttp import web

from sandbox import page_api

_STATIC = "/page/static/"
# No module: it runs before anything is drawn.
_AT_ONCE = "js/theme-first.js"
_FOR_EVER = "max-age=31536000, immutable"


async def index(_request: web.Request) -> web.StreamResponse:
    """The page's first document."""
    names = sorted(
        path.relative_to(page_api.FOLDER).as_posix() for path in page_api.FOLDER.rglob("*") if path.is_file()
    )
    static = f"{_STATIC}{_version(names)}/"
    modules = [name for name in names if name.endswith(".js") and name != _AT_ONCE]
    preloads = "".join(f'<link rel="modulepreload" href="{static}{name}">' for name in modules)
    document = _read(page_api.FOLDER / "index.html").decode().replace(_STATIC, static)
    return _answer(document.replace("</head>", f"{preloads}</head>").encode(), "index.html", "no-cache")


def _version(names: Iterable[str]) -> str:
    """A word for what all files hold now."""
    digest = sha256()
    for name in names:
        digest.update(name.encode() + _read(page_api.FOLDER / name))
    return f"v{digest.hexdigest()[:12]}"


async def static(request: web.Request) -> web.StreamResponse:
    """A file by its name, or by a version of the page and its name: what stands there never changes."""
    version, name = request.match_info.get("version"), request.match_info["name"]
    wanted = (page_api.FOLDER / name).resolve()
    if not wanted.is_relative_to(page_api.FOLDER.resolve()) or not wanted.is_file():
        raise web.HTTPNotFound(text="The page has no such file.")
    return _answer(_read(wanted), name, "no-cache" if version is None else _FOR_EVER)


def _answer(content: bytes, name: str, keep: str) -> web.Response:
    headers = {"Content-Security-Policy": page_api.CONTENT_SECURITY_POLICY, "Cache-Control": keep}
    kind = guess_type(name)[0] or "application/octet-stream"
    return web.Response(
        body=content, content_type=kind, charset="utf-8" if kind.startswith("text/") else None, headers=headers
    )


def _read(path: Path) -> bytes:
    """A file's content, read anew only when it changed."""
    return _content(path, path.stat().st_mtime_ns)


@cache
def _content(path: Path, _changed: int) -> bytes:
    return path.read_bytes()
