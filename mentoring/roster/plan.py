"""What a sheet would bring: who is found, which row counts, what became of each and why. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field
from msgspec.structs import replace

from mentoring.enrolments.rules import MOST_SKILLS, fold
from mentoring.participants import Profile
from mentoring.roster.answers import Answer
from mentoring.roster.rules import Remark, Told, Why
from mentoring.roster.words import Lexicon, Word, at_most, remembered_as
from mentoring.states import EnrolmentState

SHORT_NAME = 10
"""Letters up to which two names are the same or not: Ana May and Ann May are two people."""
BY_STANDING = {
    EnrolmentState.ACTIVE: Why.BY_THEMSELVES,
    EnrolmentState.DRAFT: Why.THEIR_WORD,
    EnrolmentState.LEFT: Why.THEIR_WORD,
    EnrolmentState.IMPORTED: Why.UPDATED,
}


class Newcomer(Struct, frozen=True):
    """Somebody whom a sheet brings, with what it says of them."""

    answer: Answer
    profile: Profile
    offers: tuple[str, ...]
    seeks: tuple[str, ...]
    manager_user_id: str | None


class Plan(Struct, frozen=True):
    """
    What would come of a sheet.

    Attributes:
        newcomers: those of the rows that are kept, in the order of their Slack ids.
        report: each row, in the sheet's order.
        words: what an owner is to look at, the most frequent first.
        sheet: what its file is called; empty where nobody knows.
    """

    newcomers: tuple[Newcomer, ...]
    report: tuple[Told, ...]
    words: tuple[Word, ...]
    sheet: str = ""


class Rest(Struct, frozen=True):
    """
    Who is still to be written of a sheet that counts already.

    Attributes:
        fresh: the rows, by their numbers, that bring somebody who was not in the programme.
        looked_up_at: when they were found in Slack.
        counts_since: when the sheet began to count.
        became: what became of rows that are written, by their numbers.
    """

    newcomers: tuple[Newcomer, ...]
    fresh: frozenset[int]
    looked_up_at: datetime
    counts_since: datetime
    became: Mapping[int, Why] = field(default_factory=dict)


def made(
    answers: Sequence[Answer],
    people: Mapping[str, Profile],
    standing: Mapping[str, EnrolmentState],
    lexicon: Lexicon,
) -> Plan:
    """
    Return what would come of the rows.

    Args:
        people: who was found in Slack, by what they were looked up.
        standing: how people stand to the programme, by Slack user id.
    """
    counted = _latest(answers, people)
    similar = _similar([each for each in answers if counted[each.number] == each.number], people)
    newcomers: list[Newcomer] = []
    report: list[Told] = []
    for answer in answers:
        later = counted[answer.number]
        who = answer.name or answer.key or ""
        if later != answer.number:
            report.append(Told(answer.number, who, Why.LATER_ROW, later))
            continue
        profile = _profile(answer, people)
        why, newcomer = _settled(answer, profile, people, standing, lexicon)
        remarks = [(Remark.SIMILAR_NAME, other) for other in similar.get(answer.number, ())]
        if newcomer is not None:
            newcomers.append(newcomer)
            remarks += [(each, 0) for each in _remarks(newcomer, people, lexicon)]
        report.append(Told(answer.number, who, why, remarks=tuple(remarks)))
    newcomers.sort(key=lambda each: each.profile.user_id)
    return Plan(tuple(newcomers), tuple(report), _words(newcomers, lexicon))


def changed(report: Iterable[Told], now: Mapping[int, Why]) -> tuple[Told, ...]:
    """Return a report with what became of some rows in the end."""
    return tuple(replace(each, why=now[each.number]) if each.number in now else each for each in report)


def _latest(answers: Sequence[Answer], people: Mapping[str, Profile]) -> dict[int, int]:
    """Return for each row which row of its person counts: the one handed in last, or else the one furthest down."""
    groups: dict[str, list[Answer]] = {}
    for each in answers:
        profile = _profile(each, people)
        groups.setdefault(profile.user_id if profile else each.key or f"row {each.number}", []).append(each)
    return {
        each.number: max(same, key=lambda one: (one.at, one.number)).number for same in groups.values() for each in same
    }


def _settled(
    answer: Answer,
    profile: Profile | None,
    people: Mapping[str, Profile],
    standing: Mapping[str, EnrolmentState],
    lexicon: Lexicon,
) -> tuple[Why, Newcomer | None]:
    if answer.key is None:
        return Why.NO_ADDRESS, None
    if profile is None:
        return Why.NOT_IN_SLACK, None
    if profile.is_bot or profile.is_gone:
        return (Why.BOT if profile.is_bot else Why.CLOSED), None
    stands = standing.get(profile.user_id)
    why = BY_STANDING[stands] if stands else Why.NEW
    if why not in {Why.NEW, Why.UPDATED}:
        return why, None
    offers, seeks = at_most(lexicon.skills(answer.offers)), at_most(lexicon.skills(answer.seeks))
    if not offers and not seeks:
        return Why.NO_SKILLS, None
    manager = people.get(answer.manager) if answer.manager else None
    is_somebody = manager is not None and not manager.is_bot and manager.user_id != profile.user_id
    return why, Newcomer(answer, profile, offers, seeks, manager.user_id if manager and is_somebody else None)


def _remarks(newcomer: Newcomer, people: Mapping[str, Profile], lexicon: Lexicon) -> Iterator[Remark]:
    answer = newcomer.answer
    yield from answer.remarks
    if answer.manager and newcomer.manager_user_id is None:
        manager = people.get(answer.manager)
        is_self = manager is not None and manager.user_id == newcomer.profile.user_id
        yield Remark.OWN_MANAGER if is_self else Remark.MANAGER_UNKNOWN
    if not newcomer.offers:
        yield Remark.ONLY_LEARNS
    if not newcomer.seeks:
        yield Remark.ONLY_TEACHES
    if max(len(lexicon.skills(answer.offers)), len(lexicon.skills(answer.seeks))) > MOST_SKILLS:
        yield Remark.TOO_MANY_SKILLS


def _words(newcomers: Sequence[Newcomer], lexicon: Lexicon) -> tuple[Word, ...]:
    times: Counter[str] = Counter()
    first: dict[str, Word] = {}
    for each in newcomers:
        for reading in (*lexicon.readings(each.answer.offers), *lexicon.readings(each.answer.seeks)):
            if lexicon.is_sure(reading):
                continue
            folded = remembered_as(reading.typed)
            times[folded] += 1
            first.setdefault(
                folded, Word(reading.typed, folded, reading.skill.name if reading.skill else None, times=0)
            )
    words = [replace(word, times=times[folded]) for folded, word in first.items()]
    return tuple(sorted(words, key=lambda each: (-each.times, each.folded)))


def _similar(answers: Sequence[Answer], people: Mapping[str, Profile]) -> dict[int, tuple[int, ...]]:
    """
    Return rows of seemingly different people whose names are the same, or a letter apart; each with the others.

    Two names a letter apart are the same once one letter is left out of each, so no name is held against all others.
    """
    sharing: dict[str, list[Answer]] = {}
    for each in answers:
        name = " ".join(sorted(fold(each.name).replace("-", " ").split()))
        if name:
            shorter = {name[:at] + name[at + 1 :] for at in range(len(name))} if len(name) > SHORT_NAME else set()
            for form in {name, *shorter}:
                sharing.setdefault(form, []).append(each)
    found: dict[int, set[int]] = {}
    for same in sharing.values():
        if len(same) > 1:
            for one, other in zip(same, [*same[1:], same[0]], strict=True):
                if _person(one, people) != _person(other, people):
                    found.setdefault(one.number, set()).add(other.number)
                    found.setdefault(other.number, set()).add(one.number)
    return {number: tuple(sorted(others)) for number, others in found.items()}


def _person(answer: Answer, people: Mapping[str, Profile]) -> str:
    profile = _profile(answer, people)
    return profile.user_id if profile else answer.key or f"row {answer.number}"


def _profile(answer: Answer, people: Mapping[str, Profile]) -> Profile | None:
    return next((people[key] for key in (answer.key, answer.instead) if key and key in people), None)
