"""The check-in: one line is enough, nothing typed is lost, and only those see it who should."""

import json

import pytest

from bot.demo.humans import NotPossible, Payload
from models import CheckIn
from tests.scenarios.people import Person, fields, heard, typed, words
from tests.scenarios.stage import Stage

BAD_FOR_SLACK = ["ftp://example.com/x", "not a link", "http://a b"]
BAD_FOR_US = ["https://localhost", "https://localhost:8080/page", "http://nowhere/page", "https://a.example/x|y"]


@pytest.fixture
async def pair(stage: Stage) -> tuple[Person, Person]:
    """Alex and Bea, whose charter is in force."""
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    return alex, bea


async def test_a_bad_link_is_told_beside_its_field_and_nothing_typed_is_lost(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, _ = pair
    form = await alex.opens("/mentor-checkin")
    await alex.hands_in(form, moved="The draft is done", stuck="Waiting for legal", evidence=BAD_FOR_SLACK[0])
    refused_by = [*((link, "slack") for link in BAD_FOR_SLACK), *((link, "app") for link in BAD_FOR_US)]
    for link, judged_by in refused_by:
        answer = await alex.hands_in(form, evidence=link)
        assert (answer["response_action"], answer["errors_by"]) == ("errors", judged_by), link
        assert list(answer["errors"]) == ["evidence"]
        held = [typed(answer["view"], name) for name in ("moved", "stuck", "evidence")]
        assert held == ["The draft is done", "Waiting for legal", link]
    assert stage.stored(CheckIn) == []
    right = await alex.hands_in(form, evidence="https://example.com/draft")
    assert "Kept, and shared" in words(right["view"])
    assert len(stage.stored(CheckIn)) == 1


async def test_whatever_else_does_not_fit_is_told_beside_its_field(pair: tuple[Person, Person]) -> None:
    alex, _ = pair
    misfits = {
        "moved": {"moved": "   "},
        "metric": {"reading": "42"},
        "reading": {"metric": "Tickets a week"},
        "next_step_by": {"next_step_by": "2027-01-31"},
    }
    for field, values in misfits.items():
        answer = await alex.hands_in(await alex.opens("/mentor-checkin"), **({"moved": "The draft is done"} | values))
        assert list(answer["errors"]) == [field]


async def test_what_is_private_reaches_nobody_but_its_author(stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    secret = "I am thinking of leaving the team"
    form = await alex.opens("/mentor-checkin")
    kept = await alex.hands_in(form, moved=secret, stuck="Nobody listens here", visibility="private")
    assert "Kept for you alone" in words(kept["view"])
    await stage.settles()
    assert secret in words(await alex.home())

    own = await alex.clicks("checkin.read", await alex.home())
    assert "Only you see this one." in words(own["view"])

    assert secret not in "".join(post.words for post in await bea.conversation_with(alex))
    assert secret not in "".join(post.words for post in await bea.inbox())
    assert secret not in words(await bea.home())
    assert "checkin.read" not in json.dumps(await bea.home())
    with pytest.raises(NotPossible):
        await bea.clicks("checkin.read", await alex.home())

    for call in (each for each in stage.entries() if each["direction"] == "to_slack"):
        if secret in json.dumps(call["request"]) or "Nobody listens" in json.dumps(call["request"]):
            # On a slow machine it follows in the window that was opened.
            assert call["name"] in {"views.publish", "views.open", "views.update"}
            assert recipient(call, stage) == alex.id


def recipient(call: Payload, stage: Stage) -> str:
    """Who sees the view of a call."""
    if call["name"] == "views.publish":
        return str(call["request"]["user_id"])
    if call["name"] == "views.update":
        owned = stage.serving.slack.views.owner(call["request"]["view_id"])
        assert owned is not None
        return owned[0]
    clicks = [each["request"] for each in stage.entries() if each["direction"] == "to_app"]
    [click] = [each for each in clicks if each.get("trigger_id") == call["request"]["trigger_id"]]
    return str(click["user"]["id"])


async def test_a_partner_who_forges_the_id_of_a_private_check_in_is_refused(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    await alex.hands_in(await alex.opens("/mentor-checkin"), moved="For my eyes alone", visibility="private")
    await bea.hands_in(await bea.opens("/mentor-checkin"), moved="Bea's own line")
    await stage.settles()
    [secret] = [each.id for each in stage.stored(CheckIn) if each.visibility == "private"]
    home = await bea.home()
    # What a person cannot do with a mouse a forged payload could: only the button's value is changed.
    shown = stage.serving.slack.views.home(bea.id)
    assert shown is not None
    [own] = [block for block in shown["blocks"] if block.get("accessory", {}).get("action_id") == "checkin.read"]
    own["accessory"]["value"] = secret.hex
    answer = await bea.clicks("checkin.read", home)
    assert "a pair you are not part of" in words(answer["view"])
    assert "For my eyes alone" not in json.dumps([each["request"] for each in stage.entries()][-3:])


async def test_what_is_shared_reaches_the_partner_and_its_notification_says_only_who(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    await alex.hands_in(
        await alex.opens("/mentor-checkin"),
        moved="The draft <!channel> & *more*",
        next_step="Ask legal",
        next_step_who=bea.id,
        next_step_by="2027-02-08",
        metric="Tickets a week",
        reading="108.5",
        evidence="https://example.com/a?b=1&c=2",
    )
    before = len(await bea.conversation_with(alex))
    await stage.settles()
    posts = await bea.conversation_with(alex)
    assert len(posts) == before, "it joins the card that stands"
    [post] = [each for each in posts if "checked in" in each.words]
    assert post.notification.startswith("Session 1 is proposed")
    for line in ("The draft &lt;!channel&gt; &amp; *more*", "Ask legal", bea.mention, "Tickets a week: 108.5"):
        assert line in post.words
    read = await bea.clicks("checkin.read", await bea.home())
    assert "Ask legal" in words(read["view"])


async def test_somebody_in_several_pairs_is_asked_for_which(stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    cleo = await stage.person("cleo")
    await stage.become_a_pair(cleo, alex)
    assert "pair" not in fields(await alex.opens("/mentor-checkin"))
    choice = (await alex.types("/mentor-charter"))["view"]
    assert "You are in several pairs" in words(choice)
    editor = (await cleo.hands_in(await cleo.opens("/mentor-charter"), purpose="Learn to plan", success="A plan"))[
        "view"
    ]
    await cleo.hands_in(editor)
    await stage.settles()
    await alex.hands_in((await alex.clicks("charter.open", (await alex.conversation_with(cleo))[-1]))["view"])
    await stage.settles()
    form = await alex.opens("/mentor-checkin")
    assert "pair" in fields(form)
    [question] = [block for block in form["blocks"] if block.get("block_id") == "pair"]
    second = question["element"]["options"][1]["value"]
    await alex.hands_in(form, pair=second, moved="Only for the second pair")
    await stage.settles()
    assert "Only for the second pair" in (await cleo.conversation_with(alex))[-1].words
    assert "Only for the second pair" not in "".join(post.words for post in await bea.conversation_with(alex))
    wrong = await alex.hands_in(
        await alex.opens("/mentor-checkin"), pair=second, moved="For Bea, by mistake", next_step_who=bea.id
    )
    assert "The next step belongs to one of you" in wrong["errors"]["next_step_who"]


async def test_without_a_pair_or_a_charter_it_says_what_to_do(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    alone = await alex.types("/mentor-checkin")
    assert "Start one with `/mentor with @colleague`" in heard(alone)
    # On a slow machine it is a window that says so, without a button.
    assert alone["view"] or alone["ephemerals"][0]["blocks"][-1]["elements"][0]["action_id"] == "pair.start"
    await stage.become_a_pair(alex, bea)
    early = await alex.types("/mentor-checkin")
    assert "Your charter comes first" in heard(early)
    assert "Your charter comes first" in heard(await alex.types("/mentor-pulse"))


async def test_a_form_open_when_the_pair_ends_keeps_its_text_and_says_why(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    form = await alex.opens("/mentor-checkin")
    await bea.clicks("pair.leave", await bea.home())
    late = await alex.hands_in(form, moved="A long story I do not want to lose")
    assert late["response_action"] == "update"
    assert "This pair has ended" in words(late["view"])
    assert typed(late["view"], "moved") == "A long story I do not want to lose"
    assert stage.stored(CheckIn) == []


async def test_after_the_end_each_still_reads_what_they_could_read_before(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    await alex.hands_in(await alex.opens("/mentor-checkin"), moved="The shared line")
    await alex.hands_in(await alex.opens("/mentor-checkin"), moved="The line for me alone", visibility="private")
    await alex.closes_every_modal()
    await bea.clicks("pair.leave", await bea.home())
    await stage.settles()
    seen_by_alex, seen_by_bea = words(await alex.home()), words(await bea.home())
    assert "The shared line" in seen_by_alex
    assert "The line for me alone" in seen_by_alex
    assert "The shared line" in seen_by_bea
    assert "The line for me alone" not in seen_by_bea
    page = (await bea.clicks("checkin.read", await bea.home()))["view"]
    assert "The shared line" in words(page)
