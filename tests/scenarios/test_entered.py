"""Somebody whom an owner entered from a sheet is asked, the other says no, and what is held is still theirs to keep."""

from models import Consent, ConsentKind, Enrolment, EnrolmentState, Participant
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, Post, words
from tests.scenarios.test_desk_pages import drafted
from tests.scenarios.test_enrolment import Scene, joins, opened
from tests.scenarios.test_import import handed_in, looked_up, settled

SHEET = b"Email,I am,Can teach,Wants to learn,Team\nada@example.com,junior,Prompting,Telling stories,Heliotrope\n"


async def invitation(person: Person) -> Post:
    """The bot's message about the pair, as it stands now."""
    return next(each for each in await person.inbox() if "would like you to pair" in each.words)


async def asked(scene: Scene) -> None:
    """Olga brings Ada in, and has her and Ben, who joined by himself, asked into a pair."""
    ready = await looked_up(scene, await handed_in(scene, SHEET))
    assert "One person is brought in" in words(await settled(scene.olga, await scene.olga.hands_in(ready)))
    await joins(scene.people[1], scene, "senior")
    await scene.stage.settles()
    await scene.olga.closes_every_modal()
    desk = await drafted(scene)
    desk = await scene.olga.clicks_through("match.approve_unflagged", desk)
    assert "on their way" in words(await scene.olga.clicks_through("match.send", desk))
    await scene.stage.settles()


async def test_after_somebody_elses_no_what_is_held_is_still_shown_and_takes_a_yes(
    any_store: str, raise_stage: RaiseStage
) -> None:
    scene = await opened(await raise_stage(any_store), "ada", "ben")
    ada, ben = scene.people
    await asked(scene)
    assert "Heliotrope" in (await invitation(ada)).words
    await ben.clicks("pair.decline", await invitation(ben))
    await scene.stage.settles()
    card = await invitation(ada)
    for said in ("This pair will not come about.", "Team: Heliotrope", "without one it is erased on"):
        assert said in card.words, card.words
    assert card.buttons == ["enrolment.keep_in", "enrolment.open", "enrolment.leave"]
    assert "Heliotrope" not in repr([each.words for each in await ben.inbox()])
    done = await ada.clicks("enrolment.keep_in", card)
    assert "You are in" in words(done["view"])
    await scene.stage.settles()
    card = await invitation(ada)
    assert ("There is nothing to do." in card.words, card.buttons) == (True, [])
    names = {each.id: each.name for each in scene.stage.stored(Participant)}
    enrolled = {names[each.participant_id]: each.state for each in scene.stage.stored(Enrolment)}
    assert set(enrolled.values()) == {EnrolmentState.ACTIVE}, enrolled
    assert sum(each.kind is ConsentKind.ENROLMENT for each in scene.stage.stored(Consent)) == len(scene.people)
