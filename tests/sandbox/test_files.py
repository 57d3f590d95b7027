"""Files: uploaded by the app and by people, shared, read with the token alone, and deleted."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from tests.sandbox.conftest import Connect, client_of
from tests.sandbox.driver import Control, Json, field, manifest_document, modal, refusal, until

PICTURE = b"\x89PNG\r\n\x1a\n rest"


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


async def note(control: Control, user: str, name: str = "note.txt", content: str = "hello") -> Json:
    """A file a person uploaded."""
    file: Json = (await control.post("/control/files", user=user, name=name, content=content))["file"]
    return file


async def fetched(slack: Serving, url: str, token: str) -> tuple[int, bytes]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(url, headers={"Authorization": f"Bearer {token}"}, allow_redirects=False) as response,
    ):
        return response.status, await response.read()


async def test_the_app_uploads_with_slacks_own_client_and_the_message_shows_it(
    web: AsyncWebClient, control: Control, ana: str
) -> None:
    dm = str((await web.conversations_open(users=ana))["channel"]["id"])
    done = await web.files_upload_v2(
        channel=dm, filename="plan.ics", content="BEGIN:VCALENDAR", title="The plan", initial_comment="Here"
    )
    shared = (await control.seen(ana, dm))[-1]
    assert (shared["text"], shared["files"][0]["title"], shared["files"][0]["name"]) == ("Here", "The plan", "plan.ics")
    info = (await web.files_info(file=done["files"][0]["id"]))["file"]
    assert info["shares"]["private"][dm][0]["ts"] == shared["ts"]
    assert (info["ims"], info["channels"], info["size"]) == ([dm], [], 15)
    # Slack shares after it has answered: the answer itself names no place.
    assert done["files"][0]["shares"] == {}


async def test_an_upload_goes_into_a_thread(web: AsyncWebClient, control: Control, ana: str) -> None:
    said = await control.say(ana, f"bot:{ana}", "question")
    dm = str((await web.conversations_open(users=ana))["channel"]["id"])
    await web.files_upload_v2(channel=dm, filename="a.txt", content="x", thread_ts=said["ts"])
    thread = (await control.get("/control/messages", {"channel": dm, "as": ana, "thread_ts": said["ts"]}))["messages"]
    assert [len(message.get("files", [])) for message in thread] == [0, 1]
    lost = web.files_upload_v2(channel=dm, filename="a.txt", content="x", thread_ts="1.0")
    assert await refusal(lost) == "thread_not_found"


async def test_one_upload_is_shared_to_several_conversations(web: AsyncWebClient, control: Control, ana: str) -> None:
    dms = [
        str((await web.conversations_open(users=who))["channel"]["id"]) for who in (ana, await control.person("ben"))
    ]
    done = await web.files_upload_v2(channels=dms, filename="a.txt", content="x")
    shares = (await web.files_info(file=done["files"][0]["id"]))["file"]["shares"]["private"]
    assert set(shares) == set(dms)


async def test_an_upload_in_steps_is_checked_at_each(slack: Serving, web: AsyncWebClient, control: Control) -> None:
    club = await control.channel("club")
    ask = web.files_getUploadURLExternal
    assert await refusal(ask(filename="a.txt", length=0)) == "missing_argument"
    assert await refusal(ask(filename="a.png", length=3, alt_txt="x" * 1001)) == "alt_txt_too_large"
    assert await refusal(ask(filename="a.py", length=1_000_001, snippet_type="python")) == "snippet_too_large"
    assert await refusal(ask(filename="a.mov", length=2 * 10**9)) == "file_upload_size_restricted"
    asked = await web.files_getUploadURLExternal(filename="a.txt", length=3)
    one: Any = [{"id": asked["file_id"]}]
    assert await refusal(web.files_completeUploadExternal(files=one)) == "file_not_found"
    for body, status in ((b"abcd", 400), (b"abc", 200)):
        async with control.http.post(asked["upload_url"], data=body) as answer:
            assert answer.status == status
    assert await refusal(web.files_completeUploadExternal(files=one, channel_id="C404")) == "channel_not_found"
    assert await refusal(web.files_completeUploadExternal(files=one, channel_id=club)) == "not_in_channel"
    many = [f"C{number}" for number in range(101)]
    assert await refusal(web.files_completeUploadExternal(files=one, channels=many)) == "channels_limit_exceeded"
    assert await refusal(web.files_list(user="U404")) == "user_not_found"
    assert await refusal(web.files_completeUploadExternal(files=[])) == "invalid_arguments"
    assert (await web.files_completeUploadExternal(files=one))["files"][0]["size"] == 3
    assert await refusal(web.files_completeUploadExternal(files=one)) == "file_not_found"
    async with control.http.post(asked["upload_url"], data=b"abc") as answer:
        assert answer.status == 404
    async with control.http.post(f"{slack.url}/upload/v1/unknown", data=b"abc") as answer:
        assert answer.status == 404


async def test_an_upload_under_way_is_the_app_at_work(slack: Serving, web: AsyncWebClient, control: Control) -> None:
    asked = await web.files_getUploadURLExternal(filename="a.txt", length=6)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"abc"
        begun.set()
        await go_on.wait()
        yield b"def"

    async def upload() -> int:
        async with control.http.post(asked["upload_url"], data=slowly()) as answer:
            return answer.status

    uploading = asyncio.create_task(upload())
    await begun.wait()
    quiet = asyncio.create_task(slack.slack.quiet())
    # Without an upload it is quiet within a few hundredths of a second.
    assert await asyncio.wait({quiet}, timeout=0.3) == (set(), {quiet})
    go_on.set()
    assert await uploading == 200
    await quiet


async def test_a_form_carries_an_upload_as_well(web: AsyncWebClient, control: Control) -> None:
    asked = await web.files_getUploadURLExternal(filename="a.txt", length=3)
    form = aiohttp.FormData()
    form.add_field("file", b"abc", filename="a.txt")
    async with control.http.post(asked["upload_url"], data=form) as answer:
        assert await answer.text() == "OK - 3"


async def test_a_persons_file_reaches_the_app_with_its_message(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    content = base64.b64encode(PICTURE).decode()
    made = await control.post("/control/files", user=ana, name="a.png", content=content, mimetype="image/png")
    file = made["file"]
    assert (file["filetype"], file["mimetype"], file["size"]) == ("png", "image/png", len(PICTURE))
    assert await refusal(web.files_info(file=file["id"])) == "file_not_found"
    await control.say(ana, f"bot:{ana}", "", files=[file["id"]])
    await until(lambda: _have(bodies, 2))
    events = {body["event"]["type"]: body["event"] for body in bodies}
    assert events["file_shared"]["file"] == {"id": file["id"]}
    event = events["message"]
    assert (event["subtype"], event["files"][0]["id"], event["text"]) == ("file_share", file["id"], "")
    assert "blocks" not in event
    assert await fetched(slack, event["files"][0]["url_private_download"], slack.bot_token) == (200, PICTURE)


async def _have(bodies: list[Json], count: int) -> bool:
    return len(bodies) >= count


async def test_a_download_without_the_right_leads_to_a_sign_in_page_and_no_error(
    slack: Serving, control: Control, ana: str
) -> None:
    file = await note(control, ana)
    url = file["url_private_download"]
    # Ana has shared it with nobody, so that the app's own token opens it as little as a wrong one.
    assert (await fetched(slack, url, slack.bot_token))[0] == 302
    await control.say(ana, f"bot:{ana}", "look", files=[file["id"]])
    assert await fetched(slack, url, slack.bot_token) == (200, b"hello")
    assert (await fetched(slack, url, "xoxb-wrong"))[0] == 302
    async with control.http.get(url, allow_redirects=True) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")


@pytest.fixture
def unscoped(manifest: Path) -> Path:
    manifest.write_text(json.dumps(manifest_document(scopes=["chat:write", "im:write"])))
    return manifest


async def test_files_need_their_scopes(unscoped: Path) -> None:
    async with sandbox.serve(unscoped, rates=False) as slack, Control(slack.url) as control:
        web, ana = client_of(slack), await control.person("ana")
        file = await note(control, ana)
        await control.say(ana, f"bot:{ana}", "look", files=[file["id"]])
        assert (await fetched(slack, file["url_private_download"], slack.bot_token))[0] == 302
        for call in (web.files_info(file=file["id"]), web.files_list(), web.files_delete(file=file["id"])):
            assert await refusal(call) == "missing_scope"
        assert await refusal(web.files_getUploadURLExternal(filename="a", length=1)) == "missing_scope"


async def test_the_list_holds_what_the_app_may_see_and_no_more(web: AsyncWebClient, control: Control, ana: str) -> None:
    shown, hidden = await note(control, ana, "shown.pdf"), await note(control, ana, "hidden.txt")
    secret = await control.channel("secret", ana, is_private=True)
    await control.say(ana, secret, "", files=[hidden["id"]])
    await control.say(ana, f"bot:{ana}", "", files=[shown["id"]])
    own = await web.files_upload_v2(filename="own.txt", content="x")
    listed = await web.files_list()
    assert {file["id"] for file in listed["files"]} == {shown["id"], own["files"][0]["id"]}
    assert listed["paging"]["total"] == 2
    assert [file["id"] for file in (await web.files_list(user=ana))["files"]] == [shown["id"]]
    assert [file["id"] for file in (await web.files_list(types="pdfs"))["files"]] == [shown["id"]]
    assert await refusal(web.files_list(types="poems")) == "unknown_type"
    assert (await web.files_list(count=1, page=2))["paging"] == {"count": 1, "total": 2, "page": 2, "pages": 2}


async def test_a_deleted_file_leaves_a_stone_in_its_message(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str
) -> None:
    dm = str((await web.conversations_open(users=ana))["channel"]["id"])
    own = (await web.files_upload_v2(channel=dm, filename="own.txt", content="x"))["files"][0]["id"]
    theirs = await note(control, ana)
    await control.say(ana, dm, "", files=[theirs["id"]])
    assert await refusal(web.files_delete(file=theirs["id"])) == "cant_delete_file"
    assert await refusal(web.files_delete(file="F404")) == "file_not_found"
    await web.files_delete(file=own)
    assert await refusal(web.files_info(file=own)) == "file_deleted"
    assert (await control.post("/control/files/delete", user="ana", file=own))["error"] == "file_not_found"
    await control.post("/control/files/delete", user=ana, file=theirs["id"])
    stones = [message["files"][0] for message in await control.seen(ana, dm)]
    assert stones == [{"id": own, "mode": "tombstone"}, {"id": theirs["id"], "mode": "tombstone"}]
    assert (await fetched(slack, theirs["url_private_download"], slack.bot_token))[0] == 404


async def test_people_see_only_files_that_were_shown_to_them(control: Control, ana: str) -> None:
    ben, cara = await control.person("ben"), await control.person("cara")
    file = await note(control, ana)
    pair = (await control.post("/control/channels", users=[ana, ben]))["channel"]["id"]
    assert (await control.get(f"/page/files/{file['id']}", {"as": ben}))["error"] == "file_not_found"
    await control.say(ana, pair, "", files=[file["id"]])
    async with control.http.get(f"/page/files/{file['id']}", params={"as": ben}) as answer:
        assert await answer.text() == "hello"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (await control.get(f"/page/files/{file['id']}", {"as": cara}))["error"] == "file_not_found"
    other = await control.post("/control/message", user=ben, channel=pair, text="mine?", files=[file["id"]])
    assert other["error"] == "file_not_found"


async def test_a_page_that_was_uploaded_is_saved_and_never_run(control: Control, ana: str) -> None:
    page = await control.post("/control/files", user=ana, name="a.html", content="<p>", mimetype="text/html")
    async with control.http.get(f"/page/files/{page['file']['id']}", params={"as": ana}) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_uploads_that_cannot_be_are_refused(control: Control, ana: str) -> None:
    for fields, error in (
        ({"name": "", "content": "x"}, "invalid_name"),
        ({"name": "../x", "content": "x"}, "invalid_name"),
        ({"name": "a\r\nb", "content": "x"}, "invalid_name"),
        ({"name": "a.txt", "content": "x", "mimetype": "text/plain\r\nSet-Cookie: a=b"}, "invalid_mimetype"),
        ({"name": "a.txt", "content": ""}, "empty_file"),
        ({"name": "a.txt", "content": 7}, "invalid_content"),
        ({"name": "a.png", "content": "no base64!", "mimetype": "image/png"}, "invalid_content"),
        ({"name": "a.txt", "content": "x", "encoding": "rot13"}, "invalid_encoding"),
    ):
        assert (await control.post("/control/files", {"user": ana, **fields}))["error"] == error


async def test_a_modal_takes_files_with_slacks_own_checks(
    slack: Serving, app: AsyncApp, connect: Connect, control: Control, ana: str
) -> None:
    handed_in: list[Json] = []

    @app.command("/help-me")
    async def ask(ack: Any, body: Json, client: AsyncWebClient) -> None:
        wanted = {"type": "file_input", "filetypes": ["txt", "vtt"], "max_files": 1}
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field("files", wanted)))
        await ack()

    @app.view("form")
    async def take(ack: Any, view: Json) -> None:
        handed_in.append(view["state"]["values"]["files"]["answer"])
        await ack()

    await connect(app)
    view = (await control.command(ana))["view"]["id"]
    first, second, wrong = [await note(control, ana, name) for name in ("a.vtt", "b.TXT", "c.pdf")]
    send = {"user": ana, "view_id": view}

    async def errors(*files: Json) -> Any:
        values = {"answer": [file["id"] for file in files]}
        return (await control.post("/control/submit", {**send, "values": values}))["errors"]

    assert await errors() == {"files": "Please complete this required field."}
    assert await errors(first, second) == {"files": "Please upload no more than 1 file."}
    assert await errors(wrong) == {"files": "c.pdf is not of an accepted type: txt, vtt."}
    stolen = {"answer": [(await note(control, await control.person("ben")))["id"]]}
    assert (await control.post("/control/submit", {**send, "values": stolen}))["error"] == "file_not_found"
    assert (await fetched(slack, second["url_private_download"], slack.bot_token))[0] == 302
    assert await errors(second) == {}
    (entry,) = handed_in
    assert (entry["type"], entry["files"][0]["id"], entry["files"][0]["name"]) == ("file_input", second["id"], "b.TXT")
    assert await fetched(slack, entry["files"][0]["url_private_download"], slack.bot_token) == (200, b"hello")
    assert (await client_of(slack).files_info(file=second["id"]))["file"]["shares"] == {}


async def test_files_outlive_the_server_and_not_the_workspace(manifest: Path, tmp_path: Path) -> None:
    async with sandbox.serve(manifest, data=tmp_path) as slack, Control(slack.url) as control:
        file = await note(control, await control.person("ana"))
    async with sandbox.serve(manifest, data=tmp_path) as slack, Control(slack.url) as control:
        async with control.http.get(f"/page/files/{file['id']}", params={"as": "ana"}) as answer:
            assert await answer.text() == "hello"
        await control.post("/control/reset")
        assert slack.slack.storage.blob(file["id"]) is None
