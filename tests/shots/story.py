"""What the people of the living example do, and where they look meanwhile."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

from playwright.async_api import Page

from tests.shots import desk, sheet
from tests.shots.cast import Cast, Hook, Shot

CHARTER = {
    "purpose": "A finance glossary that new colleagues use, drafted with AI and checked by us.",
    "success": "Half as many questions in the finance channel.",
}
TRANSCRIPT = """\
Marta: I will ask the owner of the refund rule by Friday.
Noa: I will write down the three exceptions.
Marta: Next step: compare the numbers.
"""


async def story(cast: Cast) -> AsyncIterator[Shot]:
    """Live on where the example ends, and stop wherever there is something to see."""
    parts = (
        _beginning,
        desk.pictures,
        sheet.pictures,
        _joining,
        _pairing,
        _charter,
        _off_week,
        _log,
        _session,
        _close,
        _show,
        _control,
        _endings,
    )
    for part in parts:
        async for shot in part(cast):
            yield shot


async def _beginning(cast: Cast) -> AsyncIterator[Shot]:
    yield Shot("start-here", "junior", await cast.between("junior", "start-here"))
    yield Shot("pair-conversation", "junior", await cast.pair("senior", "junior"))
    yield Shot("home", "junior", await cast.dm("junior"), home=True)
    yield Shot("home-lower", "junior", await cast.dm("junior"), home=True, then=to_the_end_of_home)
    yield Shot("home-charter-to-sign", "senior2", await cast.dm("senior2"), home=True)
    yield Shot("home-nobody-yet", "newcomer", await cast.dm("newcomer"), home=True)
    yield Shot("home-of-an-owner", "owner", await cast.dm("owner"), home=True)
    general = await cast.channel("newcomer", "general")
    for name, text in (("with-nobody", "with @nobody"), ("menu", ""), ("help-newcomer", "help"), ("unknown", "dance")):
        await cast.types("newcomer", "/mentor", text)
        yield Shot(name, "newcomer", general)
    await cast.types("newcomer", "/mentor-checkin")
    yield Shot("no-pair", "newcomer", general)
    await cast.types("newcomer", "/mentor", "privacy")
    yield Shot("who-sees-what", "newcomer", general)


async def _joining(cast: Cast) -> AsyncIterator[Shot]:
    channel = await cast.channel("newcomer", "both-ways")
    yield Shot("programme-channel", "newcomer", channel)
    first = await cast.clicks("newcomer", channel, "enrolment.open")
    yield Shot("join-step-1", "newcomer", channel, keeps=True)
    yield Shot("join-suggestions", "newcomer", channel, then=opens_list("I can teach"), keeps=True)
    yield Shot("join-own-word", "newcomer", channel, then=opens_list("I want to learn", "cash"), keeps=True)
    for field, word in (("offers", "Budgets"), ("seeks", "AI workflows")):
        await cast.searches("newcomer", first, field, word)
    second = await cast.hands_in("newcomer", first, wish="either", offers=["Budgets"], seeks=["AI workflows"])
    yield Shot("join-step-2", "newcomer", channel, keeps=True)
    yield Shot("join-step-2-end", "newcomer", channel, then=to_the_end, keeps=True)
    await cast.hands_in("newcomer", second, goal="To close a month in two days instead of five")
    yield Shot("joined", "newcomer", channel)
    yield Shot("home-waiting-for-a-pair", "newcomer", await cast.dm("newcomer"), home=True)


async def _pairing(cast: Cast) -> AsyncIterator[Shot]:
    general = await cast.channel("owner", "general")
    await cast.types("ben", "/mentor", "with @chiara")
    yield Shot("start-a-pair", "ben", general, keeps=True)
    form = await cast.types("ben", "/mentor", "with @chiara")
    await cast.hands_in("ben", form, colleague=cast.ids["chiara"], my_role="junior")
    yield Shot("invitation-sent", "ben", general)
    form = await cast.types("owner", "/mentor", "pair @esther @newcomer")
    yield Shot("owner-pairs", "owner", general, keeps=True)
    await cast.hands_in("owner", form)
    yield Shot("owner-paired", "owner", general)
    await cast.types("owner", "/mentor", "programme")
    yield Shot("owner-page", "owner", general)
    await cast.types("owner", "/mentor", "library")
    yield Shot("library", "owner", general)
    await cast.comes(cast.next_morning())
    yield Shot("invitation", "chiara", await cast.dm("chiara"))
    yield Shot("home-invited", "chiara", await cast.dm("chiara"), home=True)
    yield Shot("invitation-by-owner", "newcomer", await cast.dm("newcomer"))
    await cast.clicks("newcomer", await cast.dm("newcomer"), "pair.accept")
    yield Shot("accepted-first", "newcomer", await cast.dm("newcomer"))
    for who in ("esther", "chiara"):
        await cast.clicks(who, await cast.dm(who), "pair.accept")
        await cast.closes(who)
    await cast.settles()


async def _charter(cast: Cast) -> AsyncIterator[Shot]:
    place = await cast.pair("esther", "newcomer")
    yield Shot("pair-opened", "newcomer", place)
    form = await cast.clicks("newcomer", place, "charter.open")
    yield Shot("charter-to-write", "newcomer", place, keeps=True)
    page = await cast.hands_in("newcomer", form, **CHARTER)
    yield Shot("charter-to-sign", "newcomer", place, keeps=True)
    await cast.hands_in("newcomer", page)
    yield Shot("charter-signed-by-one", "newcomer", place)
    await cast.settles()
    yield Shot("charter-missing-one", "esther", place)
    yield Shot("home-charter-signed", "newcomer", await cast.dm("newcomer"), home=True)
    await cast.hands_in("esther", await cast.clicks("esther", place, "charter.open"))
    yield Shot("charter-signed-by-all", "esther", place)
    await cast.settles()
    yield Shot("charter-in-force", "esther", place)
    await cast.types("esther", "/mentor-charter")
    yield Shot("charter", "esther", place)
    await cast.comes(await cast.meets_at("esther", place) - timedelta(hours=18))
    yield Shot("prep-first", "esther", await cast.dm("esther"))
    yield Shot("session-card-first", "esther", place, then=to_the_card)


async def _off_week(cast: Cast) -> AsyncIterator[Shot]:
    place, dm = await cast.pair("senior", "junior"), await cast.dm("senior")
    await cast.passes(days=4)
    yield Shot("off-week", "senior", dm)
    form = await cast.clicks("senior", dm, "checkin.open")
    yield Shot("checkin-form", "senior", dm, keeps=True)
    yield Shot("checkin-bad-link", "senior", dm, then=bad_link, keeps=True)
    written = {
        "moved": "I rewrote the refund rule in one paragraph.",
        "stuck": "Legal has not answered.",
        "next_step": "Ask Chiara to read it",
        "evidence": "https://legal.northwind.example/refunds",
        "next_step_who": cast.ids["junior"],
        "next_step_by": (cast.now + timedelta(days=5)).date().isoformat(),
    }
    await cast.hands_in("senior", form, **written)
    yield Shot("checkin-kept", "senior", dm)
    await cast.settles()
    yield Shot("off-week-answered", "senior", dm)
    yield Shot("side-by-side", "junior", place)
    await cast.types("senior", "/mentor-pulse")
    yield Shot("pulse-modal", "senior", place)
    await cast.clicks("senior", dm, "pulse.answer.2")
    yield Shot("private-options", "senior", dm)
    yield Shot("pulse-answered", "senior", dm)
    await cast.clicks_in("senior", await cast.types("senior", "/mentor-pulse"), "pulse.history")
    yield Shot("pulse-history", "senior", dm)
    yield Shot("home-with-commitments", "junior", await cast.dm("junior"), home=True)


async def _log(cast: Cast) -> AsyncIterator[Shot]:
    place, dm = await cast.pair("senior", "junior"), await cast.dm("junior")
    page = await cast.types("junior", "/mentor-log")
    yield Shot("learning-log", "junior", place, keeps=True)
    form = await cast.clicks_in("junior", page, "log.add")
    yield Shot("log-form", "junior", place, keeps=True)
    link = "https://help.northwind.example/demo"
    page = await cast.hands_in("junior", form, title="The help page in two minutes", link=link)
    yield Shot("log-kept", "junior", place)
    await cast.types("junior", "/mentor-log")
    yield Shot("log-search", "junior", place, then=searches_the_log("help"))
    entry = await cast.clicks_in("junior", await cast.types("junior", "/mentor-log"), "log.read")
    yield Shot("log-entry", "junior", place, keeps=True)
    await cast.clicks_in("junior", entry, "log.ask_to_share")
    yield Shot("log-asked-to-share", "junior", place)
    mine = await cast.says("junior", place, "The page answers two thirds of the refund questions now.")
    theirs = await cast.says("senior", place, "I would not have written it that clearly.")
    await cast.keeps_message("junior", place, mine)
    yield Shot("log-own-words", "junior", place)
    await cast.hands_in("junior", await cast.keeps_message("junior", place, theirs))
    yield Shot("log-words-asked", "junior", place)
    await cast.comes(cast.next_morning())
    await cast.passes(hours=2)
    await cast.is_asked("senior", "log.let_words_be_kept")
    yield Shot("log-questions", "senior", await cast.dm("senior"))
    await cast.clicks("senior", await cast.dm("senior"), "log.let_words_be_kept")
    yield Shot("commitments-due", "junior", dm)


async def _session(cast: Cast) -> AsyncIterator[Shot]:
    place = await cast.pair("senior", "junior")
    await cast.types("junior", "/mentor", "session")
    yield Shot("session-page", "junior", place)
    await cast.clicks("junior", place, "session.move")
    yield Shot("session-another-time", "junior", place)
    await cast.comes(await cast.meets_at("junior", place) - timedelta(hours=20))
    yield Shot("prep", "junior", await cast.dm("junior"))
    form = await cast.clicks("junior", await cast.dm("junior"), "prep.write")
    yield Shot("prep-points", "junior", await cast.dm("junior"), keeps=True)
    points = {"changed": "109 a week, untouched", "blocked": "Nobody owns the wording", "next_step": "Count on"}
    kept = await cast.hands_in("junior", form, **points)
    yield Shot("prep-kept", "junior", await cast.dm("junior"), keeps=True)
    await cast.clicks_in("junior", kept, "prep.share")
    await cast.settles()
    yield Shot("prep-shared", "junior", await cast.dm("junior"))
    await cast.types("junior", "/mentor", "prep")
    yield Shot("prep-page", "junior", place)
    yield Shot("session-planned", "senior", place, then=to_the_card)
    await cast.comes(await cast.meets_at("senior", place) + timedelta(minutes=12))
    yield Shot("session-unstarted", "senior", place, then=to_the_card)
    await cast.clicks("senior", place, "session.start")
    await cast.settles()
    yield Shot("session-safety", "senior", place, then=to_the_card)
    yield Shot("home-session-now", "senior", await cast.dm("senior"), home=True)
    await cast.types("junior", "/mentor", "session")
    yield Shot("session-page-now", "junior", place)
    await cast.clicks("junior", place, "session.write")
    yield Shot("session-write-together", "junior", place)
    form = await cast.clicks("junior", place, "commitment.add")
    yield Shot("commitment-form", "junior", place, keeps=True)
    await cast.hands_in("junior", form, what="Ask who owns the wording", risk="It may be nobody")
    await cast.closes("junior")
    for minutes, name in ((6, "demo"), (20, "troubleshoot"), (15, "commit")):
        await cast.passes(minutes=minutes)
        yield Shot(f"session-{name}", "junior", place, then=to_the_card)
    yield Shot("last-call", "junior", place)


async def _close(cast: Cast) -> AsyncIterator[Shot]:
    place = await cast.pair("senior", "junior")
    for who in ("senior", "junior"):
        page = await cast.clicks(who, place, "transcript.open")
        if who == "senior":
            yield Shot("transcript-consent", who, place, keeps=True)
        await cast.clicks_in(who, page, "transcript.agree")
        await cast.closes(who)
    await cast.clicks("junior", place, "session.end")
    await cast.settles()
    yield Shot("last-call-over", "junior", place)
    yield Shot("session-closing", "senior", place, then=to_the_card)
    form = await cast.clicks("senior", place, "transcript.hand_in")
    yield Shot("transcript-form", "senior", place, keeps=True)
    file = await cast.uploads("senior", "call.txt", TRANSCRIPT)
    await cast.hands_in("senior", form, file=[file])
    yield Shot("transcript-outcome", "senior", place)
    form = await cast.clicks("senior", place, "close.open")
    yield Shot("close", "senior", place, keeps=True)
    await cast.hands_in("senior", form, line="A named owner ends more questions than a better text.", safety="4")
    yield Shot("close-kept", "senior", place)
    await cast.settles()
    yield Shot("session-closing-one-missing", "senior", place, then=to_the_card)
    await cast.comes(cast.next_morning())
    await cast.passes(hours=1)
    yield Shot("close-asked", "junior", await cast.dm("junior"))
    form = await cast.clicks("junior", await cast.dm("junior"), "close.open")
    await cast.hands_in("junior", form, line="I asked the question nobody had dared to ask.")
    await cast.closes("junior")
    await cast.settles()
    yield Shot("session-closed", "junior", place, then=to_the_summary)
    yield Shot("conversation-after", "junior", place)


async def _show(cast: Cast) -> AsyncIterator[Shot]:
    place, channel = await cast.pair("senior", "junior"), await cast.channel("junior", "both-ways")
    form = await cast.types("junior", "/mentor", "show-and-tell")
    yield Shot("show-and-tell-form", "junior", place, keeps=True)
    entries = next(each for each in form["blocks"] if each.get("block_id") == "entries")["element"]["options"]
    await cast.hands_in("junior", form, title="What a quiet fortnight shows", entries=[entries[0]["value"]])
    yield Shot("show-and-tell-called", "junior", place)
    await cast.settles()
    await cast.comes(cast.next_morning())
    await cast.passes(hours=1)
    yield Shot("share-question", "senior", await cast.dm("senior"))
    await cast.clicks("senior", await cast.dm("senior"), "log.agree_to_share")
    await cast.settles()
    await cast.clicks("owner", channel, "show.coming")
    await cast.settles()
    yield Shot("show-and-tell-announced", "owner", channel)
    yield Shot("show-and-tell-thread", "owner", channel, then=opens_the_thread)
    await cast.clicks("junior", channel, "show.open")
    yield Shot("show-and-tell-page", "junior", channel)
    await cast.passes(days=12)
    yield Shot("show-and-tell-recap", "owner", channel, then=opens_the_thread)


async def _control(cast: Cast) -> AsyncIterator[Shot]:
    place = await cast.pair("senior", "junior")
    for name, text in (("help", "help"), ("menu-in-a-pair", "")):
        await cast.types("junior", "/mentor", text, place)
        yield Shot(name, "junior", place)
    await cast.types("junior", "/mentor", "calendar")
    yield Shot("calendar", "junior", place)
    form = await cast.types("junior", "/mentor", "pause")
    yield Shot("break", "junior", place, keeps=True)
    last_day = (cast.now + timedelta(days=10)).date().isoformat()
    await cast.hands_in("junior", form, kind="pause", last_day=last_day)
    yield Shot("break-taken", "junior", place)
    await cast.settles()
    yield Shot("home-of-a-pausing-partner", "senior", await cast.dm("senior"), home=True)


async def _endings(cast: Cast) -> AsyncIterator[Shot]:
    place = await cast.pair("senior2", "junior2")
    yield Shot("unsigned", "senior2", await cast.dm("senior2"))
    yield Shot("unsigned-nobody-wrote", "ben", await cast.dm("ben"))
    for _ in range(5):
        await cast.passes(days=14)
    yield Shot("still-together", "esther", await cast.pair("esther", "newcomer"))
    yield Shot("partner-silent", "esther", await cast.dm("esther"))
    yield Shot("leave-question", "junior2", await cast.dm("junior2"), home=True, then=about_to_leave)
    await cast.clicks_at_home("junior2", "pair.leave")
    await cast.settles()
    yield Shot("pair-ended", "senior2", place)
    yield Shot("pair-ended-told", "senior2", await cast.dm("senior2"))
    yield Shot("home-ended", "senior2", await cast.dm("senior2"), home=True)


# What people still do by hand before a picture.


async def to_the_end(page: Page) -> None:
    """Scroll a modal to its end."""
    await page.locator(".dialog-body").evaluate("node => { node.scrollTop = node.scrollHeight; }")


async def to_the_end_of_home(page: Page) -> None:
    """Scroll the Home tab to its end."""
    await page.locator(".tab-pane").evaluate("node => { node.scrollTop = node.scrollHeight; }")


def _to_a_message(words: str) -> Hook:
    async def scroll(page: Page) -> None:
        message = page.get_by_test_id("message").filter(has_text=re.compile(words)).last
        await message.evaluate("node => node.scrollIntoView({block: 'start'})")

    return scroll


to_the_card = _to_a_message(r"Session \d+(:| ·| is under way)")
to_the_summary = _to_a_message(r"Session \d+: what you took")


async def opens_the_thread(page: Page) -> None:
    """Open the newest thread."""
    await page.locator(".replies").last.click()
    await page.get_by_test_id("thread").get_by_test_id("message").nth(1).wait_for()


def opens_list(label: str, typed: str = "") -> Hook:
    """Open a menu of a modal, and type into it."""

    async def act(page: Page) -> None:
        box = page.get_by_role("combobox", name=label)
        await box.click()
        await box.press_sequentially(typed)
        await page.get_by_role("option").first.wait_for()

    return act


def searches_the_log(words: str) -> Hook:
    """Type into the log's search."""

    async def act(page: Page) -> None:
        await page.get_by_label("Search").first.fill(words)
        await page.get_by_label("Search").first.press("Enter")
        await page.get_by_text("Found:").wait_for()

    return act


async def bad_link(page: Page) -> None:
    """Type an address that is none and submit."""
    await page.get_by_label("What moved?").fill("Two colleagues read the draft.")
    await page.get_by_label("A link to show for it").fill("https://nowhere")
    await page.get_by_role("button", name="Save").click()
    await page.locator("[aria-invalid=true]").first.scroll_into_view_if_needed()


async def about_to_leave(page: Page) -> None:
    """Click to leave, and be asked first."""
    await page.get_by_role("button", name="Leave this pair").click()
    await page.get_by_role("dialog").wait_for()
