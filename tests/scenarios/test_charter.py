"""The charter: written by either, signed by all, in force once, replaced only by what all signed."""

import asyncio

import pytest

from bot.demo.humans import NotPossible, Payload
from models import CharterVersion, CharterVersionState, Signature
from tests.scenarios.people import Person, Post, buttons, heard, typed, words
from tests.scenarios.stage import Stage

FIRST = {"purpose": "Answer ten questions", "success": "Fewer tickets"}


async def written_by(writer: Person, **text: str) -> Payload:
    """Write the page; return what its writer reads then."""
    answer = await writer.hands_in(await writer.opens("/mentor-charter"), **(FIRST | text))
    page: Payload = answer["view"]
    return page


async def announcements(reader: Person, *others: Person) -> list[Post]:
    """The messages that told of a charter in force, or what they were edited into."""
    posts = await reader.conversation_with(*others)
    return [post for post in posts if post.notification.startswith(("Your charter is in force.", "Charter, version"))]


@pytest.fixture
async def pair(stage: Stage) -> tuple[Person, Person]:
    """Two who accepted; nothing is written yet."""
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.become_a_pair(alex, bea)
    return alex, bea


async def test_either_edits_until_somebody_signs(stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    await written_by(alex)
    page = await bea.opens("/mentor-charter")
    assert "Answer ten questions" in words(page)
    editor = (await bea.clicks("charter.edit", page))["view"]
    assert typed(editor, "purpose") == "Answer ten questions"
    edited = await bea.hands_in(editor, purpose="Answer the ten most asked questions")
    assert "Answer the ten most asked questions" in words(edited["view"])
    assert "Answer the ten most asked questions" in words(await alex.opens("/mentor-charter"))
    [version] = stage.stored(CharterVersion)
    assert (version.number, version.revision) == (1, 2)


async def test_the_two_lines_that_give_it_meaning_are_asked_for_and_the_rest_is_kept(
    pair: tuple[Person, Person],
) -> None:
    alex, _ = pair
    editor = await alex.opens("/mentor-charter")
    assert "between us" in typed(editor, "confidentiality")
    answer = await alex.hands_in(editor, purpose="   ", success="Fewer tickets", norms="We are kind")
    assert set(answer["errors"]) == {"purpose"}
    assert typed(answer["view"], "norms") == "We are kind"


async def ways_to_sign(reader: Person, other: Person) -> list[str]:
    """The messages of the pair's conversation that ask for a signature."""
    return [post.ts for post in await reader.conversation_with(other) if "Read and sign" in post.words]


async def test_a_change_after_a_signature_is_a_new_version_that_all_sign(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    await alex.hands_in(await written_by(alex))
    await stage.settles()
    asking = (await bea.conversation_with(alex))[-1]
    assert "Still missing" in asking.words
    assert await ways_to_sign(bea, alex) == [asking.ts], "one button for one thing"
    page = (await bea.clicks("charter.open", asking))["view"]
    editor = (await bea.clicks("charter.edit", page))["view"]
    assert "Somebody has signed this text" in words(editor)
    to_sign = (await bea.hands_in(editor, cadence="Every Tuesday"))["view"]
    await stage.settles()
    assert len(await ways_to_sign(bea, alex)) == 1, "the new text has no signature that a card could ask to add to"
    await bea.hands_in(to_sign)
    await stage.settles()
    assert len(await ways_to_sign(alex, bea)) == 1
    assert await announcements(alex, bea) == []
    replaced = next(post for post in await alex.conversation_with(bea) if post.ts == asking.ts)
    assert "replaced by a newer text" in replaced.words
    await alex.hands_in(await alex.opens("/mentor-charter"))
    await stage.settles()
    [told] = await announcements(alex, bea)
    assert "Version 2" in told.words
    states = {version.number: version.state for version in stage.stored(CharterVersion)}
    assert states == {1: CharterVersionState.REPLACED, 2: CharterVersionState.IN_FORCE}


async def test_a_signed_version_stays_in_force_until_its_successor_is_signed_by_all(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    await stage.sign_a_charter(alex, bea)
    [first] = await announcements(alex, bea)
    assert first.is_pinned
    editor = (await bea.clicks("charter.edit", await bea.opens("/mentor-charter")))["view"]
    await bea.hands_in((await bea.hands_in(editor, success="Half the tickets"))["view"])
    await stage.settles()
    assert "until then version 1 stays in force" in words(await alex.opens("/mentor-charter")).lower()
    assert "moved" in {block.get("block_id") for block in (await alex.opens("/mentor-checkin"))["blocks"]}
    assert [post.ts for post in await announcements(alex, bea)] == [first.ts]
    await alex.hands_in(await alex.opens("/mentor-charter"))
    await stage.settles()
    old, new = await announcements(alex, bea)
    assert (old.ts, old.is_pinned, new.is_pinned) == (first.ts, False, True)
    assert "replaced by a newer one" in old.words
    assert "Version 2" in new.words


async def test_the_text_that_counts_can_be_read_while_another_is_proposed_and_after_the_end(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    await stage.sign_a_charter(alex, bea)
    editor = (await bea.clicks("charter.edit", await bea.opens("/mentor-charter")))["view"]
    await bea.hands_in((await bea.hands_in(editor, success="Half the tickets"))["view"])
    proposed = await alex.opens("/mentor-charter")
    assert "Half the tickets" in words(proposed)
    counting = (await alex.clicks("charter.read_in_force", proposed))["view"]
    assert "Version 1, in force." in words(counting)
    assert "A tenth fewer tickets" in words(counting)
    assert "Half the tickets" not in words(counting)
    back = (await alex.clicks("charter.open", counting))["view"]
    assert back["submit"]["text"] == "Sign"
    await bea.clicks("pair.leave", await bea.home())
    await alex.closes_every_modal()
    ended = (await alex.clicks("charter.open", await alex.home()))["view"]
    assert "This pair has ended. Version 1, to read." in words(ended)
    assert "A tenth fewer tickets" in words(ended)
    assert "charter.read_in_force" not in buttons(ended)


async def test_a_signature_under_a_text_that_has_changed_meanwhile_is_not_taken(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    await written_by(alex)
    shown_to_bea = await bea.opens("/mentor-charter")
    editor = (await alex.clicks("charter.edit", await alex.opens("/mentor-charter")))["view"]
    await alex.hands_in(editor, purpose="Something else entirely")
    answer = await bea.hands_in(shown_to_bea)
    assert "The text has changed since you opened it" in words(answer["view"])
    assert "Something else entirely" in words(answer["view"])
    assert stage.stored(Signature) == []
    await bea.hands_in(answer["view"])
    assert len(stage.stored(Signature)) == 1


async def test_two_who_write_at_once_lose_nothing_they_typed(stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    await written_by(alex)
    pages = [await person.opens("/mentor-charter") for person in (alex, bea)]
    editors = [
        (await person.clicks("charter.edit", page))["view"] for person, page in zip((alex, bea), pages, strict=True)
    ]
    first = await alex.hands_in(editors[0], purpose="What Alex wants", norms="Alex asks first")
    assert "What Alex wants" in words(first["view"])
    second = await bea.hands_in(editors[1], purpose="What Bea wants", cadence="Every Tuesday")
    assert "Yours is kept below and not saved yet" in words(second["view"])
    assert "What Alex wants" in words(second["view"])
    assert "Alex asks first" in words(second["view"])
    assert typed(second["view"], "purpose") == "What Bea wants"
    assert typed(second["view"], "cadence") == "Every Tuesday"
    third = await bea.hands_in(second["view"], norms="Alex asks first, Bea too")
    page = words(third["view"])
    for line in ("What Bea wants", "Every Tuesday", "Alex asks first, Bea too"):
        assert line in page
    assert words(await alex.opens("/mentor-charter")).count("What Bea wants") == 1


async def test_two_who_begin_the_blank_page_at_once_lose_nothing_they_typed(pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    editors = [await alex.opens("/mentor-charter"), await bea.opens("/mentor-charter")]
    answers = await asyncio.gather(
        alex.hands_in(editors[0], purpose="What Alex wants", success="Alex knows"),
        bea.hands_in(editors[1], purpose="What Bea wants", success="Bea knows"),
    )
    kept = [answer["view"] for answer in answers if "Yours is kept below" in words(answer["view"])]
    assert len(kept) == 1
    mine = typed(kept[0], "purpose")
    theirs = ({"What Alex wants", "What Bea wants"} - {mine}).pop()
    assert theirs in words(kept[0])


async def test_a_double_click_signs_once_and_tells_the_pair_once(stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    await alex.hands_in(await written_by(alex))
    page = await bea.opens("/mentor-charter")
    await asyncio.gather(bea.hands_in(page), bea.hands_in(page), return_exceptions=True)
    await stage.settles()
    assert len(stage.stored(Signature)) == 2
    assert len(await announcements(alex, bea)) == 1
    assert len(stage.calls("pins.add")) == 1


async def test_a_stranger_sees_no_charter_and_signs_none(stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    await written_by(alex)
    cleo = await stage.person("cleo")
    answer = await cleo.types("/mentor-charter")
    assert "You have no pair under way" in heard(answer)
    with pytest.raises(NotPossible):
        await cleo.hands_in(await bea.opens("/mentor-charter"))
    assert stage.stored(Signature) == []


async def test_when_the_pair_has_ended_its_charter_can_be_read_and_not_signed(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    await written_by(alex)
    page = await bea.opens("/mentor-charter")
    await alex.clicks("pair.leave", await alex.home())
    late = await bea.hands_in(page)
    assert "This pair has ended" in words(late["view"])
    assert stage.stored(Signature) == []
    await stage.settles()
    assert f"Your pair with {alex.mention} has ended" in (await bea.inbox())[-1].words
    home = await bea.home()
    assert "What you wrote stays readable" in words(home)
    read = (await bea.clicks("charter.open", home))["view"]
    assert "Answer ten questions" in words(read)
    assert read["submit"] is None
