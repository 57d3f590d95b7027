"""
A season of matching, as those live it who are in it: a messy sheet of sixty rows, two rounds, and ninety days between.

All of it goes through Slack: what people did is what they clicked, and where a round left them is what they can see.
"""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from bot.demo.humans import Payload
from models import Enrolment, EnrolmentState, Membership, NeverAgain, Pair, PairState, Participant
from tests.factories.sheets import MESSY
from tests.scenarios import at_the_desk as desks
from tests.scenarios.people import buttons, heard, words
from tests.scenarios.season import BERLIN, BY_THEMSELVES, LATER, TWO, Group, Place, Season, begun, zones
from tests.scenarios.stage import Stage
from tests.scenarios.test_import import handed_in, settled

IN_THE_SHEET = 49
SEVERAL = {"ivo", "omar"}
"""Who would take more than one pair."""
NOT_IN = {"quin", "gone", "left", "drafter", *LATER}
"""Who has an account, and is not in the first round: two said so themselves, and Quin teaches and learns nothing."""


@dataclass
class Answers:
    """
    What became of those who were asked or told.

    Attributes:
        joined: who takes part by their own yes.
        no, silent: who did not want this pair, and who said nothing.
        waits: who said yes to one of these.
        held: whom the sheet brought, and who has said no yes to that.
    """

    joined: set[str] = field(default_factory=lambda: set(BY_THEMSELVES))
    no: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    waits: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)


async def test_everybody_of_a_messy_sheet_ends_somewhere_and_the_next_round_makes_up_for_it(stage: Stage) -> None:
    season = await begun(stage)
    done = await the_sheet_comes_in(season)
    await a_draft_comes_of_it(season, done)
    apart, wanted = await it_is_edited(season)
    desk = await desks.approves_everything(season)
    figures = await desks.sends(season, desk)
    groups, told = await everybody_reads_of_it(season, figures)
    assert wanted <= groups
    assert not [group for group in groups if apart <= group]
    answers = await they_answer(season, groups, told)
    await who_says_nothing_is_reminded_and_released(season, answers)
    once = await everybody_is_in_one_place(season, answers)
    await what_nobody_agreed_to_is_erased(season, answers)
    on = await ninety_days_later(season, once)
    await the_second_round(season, answers, once, on, apart)


async def the_sheet_comes_in(season: Season) -> Payload:
    """Olga confirms the columns, and leaves out two words that are no skills."""
    columns = await handed_in(season.scene, MESSY.read_bytes())
    assert "I read 60 rows" in words(columns)
    review = await settled(season.olga, await season.olga.hands_in(columns))
    assert "4 words are new to me" in words(review)
    asked = [each for each in review["blocks"] if each["type"] == "input"]
    nonsense = [each["block_id"] for each in asked if "HYPERLINK" in words(each) or "Click" in words(each)]
    done = await settled(season.olga, await season.olga.hands_in(review, **dict.fromkeys(nonsense, "none")))
    assert f"{IN_THE_SHEET} people are brought in" in words(done)
    assert "Row 19, Rosa Rirel: Nobody in this Slack has this address" in words(done)
    assert "Row 37, Drew Drel: Left, or began to join, by themselves" in words(done)
    await season.stage.settles()
    assert [name for name in season.people if await season.posts(name)] == [], "nobody is written to"
    return done


async def a_draft_comes_of_it(season: Season, done: Payload) -> None:
    """Nearly all are of one team, which a rule keeps apart: Olga tries what it costs before she does without it."""
    desk = (await season.olga.clicks("match.open", done))["view"]
    assert f"{IN_THE_SHEET - 1} of them were imported" in words(desk)
    # All but Olga herself, who is in the sheet and owns the programme.
    people = IN_THE_SHEET - 1 + len(BY_THEMSELVES)
    desk = await desks.drafts(season, desk, people)
    tried = await desks.tries_and_keeps(season, desk, lifted=["team"])
    compared = re.search(r"(\d+) people would have somebody; now (\d+) have", tried)
    assert compared, tried
    assert int(compared[2]) < len(BY_THEMSELVES) + TWO < int(compared[1])
    desk = await desks.drafts(season, await desks.reopened(season), people)
    assert "match.send" not in buttons(desk), "nothing is approved yet"
    assert "*To look at*" in words(desk)
    assert "*Without a flag*" not in words(desk), "what is to be looked at comes first"
    for stranger in (season.scene.admin, season.people["eve"]):
        assert "Only the owner of a programme can do this" in heard(await stranger.types("/mentor", "match"))


async def it_is_edited(season: Season) -> tuple[Group, set[Group]]:
    """Olga pins two, parts two for good, gives one another junior, and has somebody join; return whom she parted."""
    touched = {*BY_THEMSELVES, *SEVERAL}

    pinned = await desks.a_pair(season, touched)
    assert "Nobody is with somebody else for it" in await desks.pins(season, pinned)
    touched |= pinned

    apart = await desks.a_pair(season, touched)
    said = await desks.parts(season, apart)
    assert all(season.people[name].mention in said for name in apart)
    assert "Since the draft before:" in words(await desks.reopened(season))
    touched |= apart

    lonely = await desks.left_over(season)
    assert all("stood for" in said or "Of those on the other side" in said for said in lonely.values())
    junior = next(name for name, said in lonely.items() if "· junior" in said and name not in touched)
    together, said = await desks.puts_together(season, await desks.a_pair(season, touched), junior)
    assert season.people[junior].mention in said
    touched |= together

    three, said = await desks.lets_join(season, await desks.a_pair(season, touched), touched)
    assert all(season.people[name].mention in said for name in three)
    return apart, {pinned, together, three}


async def everybody_reads_of_it(season: Season, figures: tuple[int, int]) -> tuple[set[Group], set[str]]:
    """Each is asked into a group of which all the others read the same, or told that there is nobody."""
    asked, told = await season.asked_and_told()
    assert figures == (len(asked), len(told))
    assert asked.keys() | told == season.people.keys() - NOT_IN
    assert not asked.keys() & told
    assert "bela" in told
    groups = {group for mine in asked.values() for group in mine}
    assert all(group in asked[name] for group in groups for name in group)
    assert all(len(mine) == 1 for name, mine in asked.items() if name not in SEVERAL)
    assert not [post for post in await season.olga.inbox() if "pair.accept" in post.buttons]
    assert "You could learn: *Knitting*" in (await season.posts("eve"))[0].words
    for name, mine in asked.items():
        [invitation, *_] = await season.posts(name)
        # To whom an owner had join two others, there may be nothing to say.
        assert "*Why you t" in invitation.words or len(min(mine, key=len)) > TWO
        assert ("What is held about you" in invitation.words) is (name not in BY_THEMSELVES)
    return groups, told


async def they_answer(season: Season, groups: set[Group], told: set[str]) -> Answers:
    """Yes, no with a reason and without, not now, or nothing; and of those who have nobody some stay and one goes."""
    answers = Answers()
    plain = sorted(sorted(group) for group in groups if len(group) == TWO and not group & {*BY_THEMSELVES, *SEVERAL})
    (hurt, no), (hurt_too, no_with_reason), (waits, silent), both_silent, *_ = plain
    answers.no |= {no, no_with_reason, "rita"}
    answers.silent |= {silent, *both_silent, "tom"}
    answers.waits |= {hurt, hurt_too, waits, "hugo", "uma"}
    await asyncio.gather(season.clicks("eve", "pair.accept"), season.clicks("ines", "pair.accept"))
    for group in groups - {frozenset({"eve", "ines"})}:
        for name in sorted(group - answers.no - answers.silent):
            await season.clicks(name, "pair.accept", group)
            answers.joined.add(name)
    await season.stage.settles()
    for name in (no, no_with_reason):
        await season.clicks(name, "pair.decline")
    form = (await season.clicks("rita", "pair.not_now"))["view"]
    day = (season.stage.now + timedelta(days=40)).date().isoformat()
    thanks = await season.people["rita"].hands_in(form, available_from=day)
    assert "You are in no new pair before" in words(thanks["view"])
    await season.stage.settles()
    await season.clicks(no_with_reason, "pair.not_again.0")
    assert len(season.stage.stored(NeverAgain)) == 1

    deletes, ignores, *stay = sorted(told - answers.joined)
    answers.held |= {no, no_with_reason, silent, *both_silent, ignores}
    await season.clicks(deletes, "enrolment.leave")
    for name in stay:
        await season.clicks(name, "enrolment.keep_in")
        answers.joined.add(name)
    await season.stage.settles()
    assert "what was kept about you there is erased" in (await season.posts(deletes))[-1].words
    return answers


async def who_says_nothing_is_reminded_and_released(season: Season, answers: Answers) -> None:
    await season.stage.passes(days=4)
    for name in answers.silent:
        reminder = (await season.posts(name))[-1]
        assert "Your answer is still awaited" in reminder.notification
        # Whom the sheet brought answers where all that is kept about them is shown.
        assert ("pair.accept" in reminder.buttons) is (name in answers.joined)
    await season.stage.passes(days=8)
    asked, _ = await season.asked_and_told()
    assert asked == {}, "nobody is waited for without end"


async def everybody_is_in_one_place(season: Season, answers: Answers) -> set[Group]:
    """By all that they can see, and by the store as well; return the pairs that came of it."""
    together = {name: await season.together(name) for name in season.people}
    places = {name: await season.places(name, together[name]) for name in season.people}
    unpaired = answers.joined & (answers.no | answers.silent)
    assert unpaired == {"rita", "tom"}, "they said so themselves"
    nowhere = {name for name in answers.joined - unpaired if len(places[name]) != 1}
    assert nowhere == set(), {name: places[name] for name in nowhere}
    assert {Place.PAIR, Place.TRIAD, Place.TOLD} == {each for name in answers.joined for each in places[name]}
    assert all(places[name] == {Place.TOLD} for name in answers.waits)
    words_of_it = {season.without_names((await season.posts(name))[-1].words) for name in answers.waits}
    assert len(words_of_it) == 1, "a no, no time and no answer read alike"
    told_only = {name for name in season.people.keys() - answers.joined if places[name]}
    assert told_only <= answers.held, "who has not said yes is in no pair"
    for name in answers.no | answers.silent:
        assert places[name] == set()
    assert missed(season) == {name for name in answers.joined if places[name] == {Place.TOLD}}
    groups = {group for mine in together.values() for group in mine}
    assert all(group in together[name] for group in groups for name in group)
    assert groups == under_way(season)
    return groups


async def what_nobody_agreed_to_is_erased(season: Season, answers: Answers) -> None:
    await season.stage.passes(days=19)
    for name in answers.held:
        assert "There is a programme you can join" in words(await season.people[name].home())
        assert "What is held about you" not in "".join(post.words for post in await season.posts(name))
    assert people_in(season, EnrolmentState.ACTIVE) == answers.joined
    assert people_in(season, EnrolmentState.IMPORTED) == set()


async def ninety_days_later(season: Season, once: set[Group]) -> set[Group]:
    """Each is asked alone; two say they go on, two say nothing, all others have one who would like somebody new."""
    # Whoever has two pairs is asked of the second a day later.
    await season.stage.passes(days=62)
    together, quiet = sorted(
        (group for group in once if len(group) == TWO and not group & {*BY_THEMSELVES, *SEVERAL}), key=sorted
    )[:2]
    for group in once - {quiet}:
        new, *others = sorted(group)
        await season.clicks(new, "pair.onward.together" if group == together else "pair.onward.somebody_new", group)
        for name in others:
            await season.clicks(name, "pair.onward.together", group)
    await season.stage.passes(days=12)
    ends, asked_for = set(), set()
    for group in once:
        for name in group:
            about = [post for post in await season.posts(name) if group - {name} <= season.named(post.notification)]
            assert not [post for post in about if "pair.onward.together" in post.buttons]
            if group in {together, quiet}:
                assert "go on together" in about[-1].notification
            elif name != min(group):
                ends.add(season.without_names(about[-1].words))
            else:
                asked_for.add(season.without_names(about[-1].words))
    assert ends == asked_for, "by the words nobody can tell who wanted it"
    assert all("is in the next round" in each or "are in the next round" in each for each in ends)
    assert under_way(season) == {together, quiet}
    assert {each.onward for each in season.stage.stored(Membership)} == {None}, "what somebody chose is not kept"
    return {together, quiet}


async def the_second_round(season: Season, answers: Answers, once: set[Group], on: set[Group], apart: Group) -> None:
    """Nobody meets again so soon, no stays no, and whoever had nobody comes before those who are new."""
    before = missed(season)
    await season.reads_everything()
    for name, about in LATER.items():
        await season.arrives(name, *about)
    await desks.drafts(season, await desks.reopened(season), len(answers.joined) + len(LATER), in_pairs=4)
    lonely = await desks.left_over(season)
    figures = await desks.sends(season, await desks.approves_everything(season))
    # It is Whit Monday in Berlin, and no holiday in Lisbon.
    assert [name for name, zone in zones().items() if zone == BERLIN and await season.posts(name)] == []
    await season.stage.passes(days=1)
    asked, told = await season.asked_and_told()
    assert figures == (len(asked), len(told))
    goes_on = {name for group in on for name in group}
    assert asked.keys() | told | goes_on == answers.joined | LATER.keys()
    assert not told & (asked.keys() | goes_on)
    assert not asked.keys() & goes_on
    groups = {group for mine in asked.values() for group in mine}
    assert [group for group in groups if any(len(group & each) >= TWO for each in once)] == []
    assert not [group for group in groups if apart <= group]
    assert told >= {"eve", "ines"}, "there is nobody else for them"
    assert "bela" in before
    assert asked.get("bela") == {frozenset({"bela", "sara"})}, "Sara fits Curt better, but Bela had nobody"
    assert "curt" in told
    for name in told & before:
        # Of those who were missed and have nobody again, each competes only with others who were missed.
        if close := re.search(r"people stood for (one|\d+) place", lonely[name]):
            places = 1 if close[1] == "one" else int(close[1])
            assert len(before & asked.keys()) >= places


def names(season: Season) -> dict[UUID, str]:
    """What everybody in the store is called here."""
    known = {person.id: name for name, person in season.people.items()}
    return {each.id: known.get(each.slack_user_id, each.slack_user_id) for each in season.stage.stored(Participant)}


def missed(season: Season) -> set[str]:
    """Who takes part and comes first in the next round, by the store."""
    called = names(season)
    return {
        called[each.participant_id]
        for each in season.stage.stored(Enrolment)
        if each.missed and each.state is EnrolmentState.ACTIVE
    }


def people_in(season: Season, state: EnrolmentState) -> set[str]:
    """Whose enrolment is in a state, by the store."""
    called = names(season)
    return {called[each.participant_id] for each in season.stage.stored(Enrolment) if each.state is state}


def under_way(season: Season) -> set[Group]:
    """The pairs under way, by the store."""
    called = names(season)
    active = {each.id for each in season.stage.stored(Pair) if each.state is PairState.ACTIVE}
    found: dict[UUID, set[str]] = {each: set() for each in active}
    for each in season.stage.stored(Membership):
        if each.pair_id in active:
            found[each.pair_id].add(called[each.participant_id])
    return {frozenset(each) for each in found.values()}
