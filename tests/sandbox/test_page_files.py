"""The page's files: named by the first document, kept by the browser for as long as nothing changed, and no others."""

import re

from sandbox import Serving
from sandbox.page_api import FOLDER
from tests.sandbox.driver import Control


async def test_the_first_document_names_every_module_by_an_address_that_never_changes(
    slack: Serving, control: Control
) -> None:
    async with control.http.get("/") as answer:
        document = await answer.text()
        assert answer.headers["Cache-Control"] == "no-cache"
    preloaded = re.findall(r'<link rel="modulepreload" href="/page/static/(v[0-9a-f]{12})/([^"]+)">', document)
    modules = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.js")} - {"js/theme-first.js"}
    assert {name for _, name in preloaded} == modules
    [version] = {version for version, _ in preloaded}
    addresses = re.findall(r'(?:src|href)="(/page/static/[^"]+)"', document)
    assert len(addresses) > len(modules)
    for address in addresses:
        assert address.startswith(f"/page/static/{version}/")
        async with control.http.get(address) as answer:
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"]
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    async with control.http.get("/page/static/css/tokens.css") as answer:
        assert (answer.headers["Cache-Control"], answer.content_type) == ("no-cache", "text/css")


async def test_a_version_opens_nothing_outside_the_pages_folder(slack: Serving, control: Control) -> None:
    for name in ("v0123456789ab/..%2Fserver.py", "v0123456789ab/js", "v0123456789ab/js/none.js"):
        async with control.http.get(f"/page/static/{name}") as answer:
            assert answer.status == 404, name
