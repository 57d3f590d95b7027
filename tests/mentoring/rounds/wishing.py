"""A private wish, said, taken back and said again; and a survey, which says some of them, as it is handed in."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import delete, select, update

from mentoring.enrolments import commands as enrolments
from mentoring.enrolments import queries as enrolment_queries
from mentoring.enrolments.commands import Enrol
from mentoring.enrolments.queries import FirstForm, OpenForm, SecondForm
from mentoring.enrolments.rules import FirstStep, SecondStep
from models import Enrolment, EnrolmentState, Membership, MembershipState, NeverAgain, Pair, Participant, Programme
from models.base import new_id
from tests.factories.cast import receipt
from tests.factories.enrolled import begins as says
from tests.mentoring.rounds.made_up import MadeUp
from tests.mentoring.rounds.two_worlds import World


class SurveyKept(NamedTuple):
    """What somebody has said of themselves; `never` are Slack user ids."""

    first: FirstStep
    second: SecondStep


def survey_of(world: World, name: str) -> SurveyKept | None:
    """What somebody has handed in, or an owner has entered of them; nothing of whoever is not in."""
    cast = world.made.cast
    first = cast.store.do(enrolment_queries.open_form, OpenForm(cast.actor(name), world.programme_id))
    assert isinstance(first, FirstForm)
    if first.standing is None:
        return None
    with cast.store.transaction() as uow:
        found = uow.db.execute(
            select(Programme, Participant, Enrolment).where(
                Programme.id == world.programme_id,
                Participant.slack_user_id == cast.profile(name).user_id,
                Enrolment.programme_id == Programme.id,
                Enrolment.participant_id == Participant.id,
            )
        ).one()
        second = _as_it_is(enrolment_queries.second_form(*found, uow))
    return SurveyKept(FirstStep(first.wish, first.offers, first.seeks), second)


def _as_it_is(form: SecondForm) -> SecondStep:
    return SecondStep(
        form.goal,
        form.languages,
        form.zone,
        form.work_starts,
        form.work_ends,
        form.country,
        form.capacity,
        form.team,
        form.manager,
        form.never,
        company=form.company,
        location=form.location,
    )


def hands_in(world: World, name: str, survey: SurveyKept) -> None:
    """Both steps, one after the other."""
    cast = world.made.cast
    says(cast, name, world.programme_id, survey.first)
    cast.store.do(enrolments.enrol, Enrol(cast.actor(name), world.programme_id, survey.second, receipt()))


def with_never(survey: SurveyKept, world: World, also: Sequence[str] = (), but: Sequence[str] = ()) -> SurveyKept:
    """The same survey, with some more of whom they never want, and without others; by first name."""
    more, less = ({world.made.cast.profile(each).user_id for each in names} for names in (also, but))
    kept = tuple(each for each in survey.second.never if each not in more | less)
    return SurveyKept(survey.first, replace(survey.second, never=(*kept, *sorted(more))))


def hands_in_anew(world: World, name: str, also: Sequence[str] = (), but: Sequence[str] = ()) -> None:
    """Somebody opens their survey and hands it in once more as it is, but for of whom they never want."""
    kept = survey_of(world, name)
    with world.made.cast.store.transaction() as uow:
        state = uow.db.scalar(
            select(Enrolment.state).where(
                Enrolment.programme_id == world.programme_id, Enrolment.participant_id == world.made.ids[name]
            )
        )
    if kept is not None and state is EnrolmentState.ACTIVE:
        hands_in(world, name, with_never(kept, world, also, but))


# Wishes of one about another


class Wish(NamedTuple):
    """
    How somebody says it, and how they take it back.

    Attributes:
        in_survey_of: which of the two says it in their survey, so that it goes with it as they leave.
    """

    say: Callable[[World, str, str], None]
    take_back: Callable[[World, str, str], None]
    in_survey_of: int | None = None


def _never(world: World, one: str, other: str) -> None:
    hands_in_anew(world, one, also=(other,))


def _never_no_more(world: World, one: str, other: str) -> None:
    hands_in_anew(world, one, but=(other,))


def asked_elsewhere(made: MadeUp, two: tuple[str, str]) -> None:
    """
    One of the two asked the other, before all, and it did not come about: no answer stands.

    Without it a no that comes late would come with an invitation, which may show; and whom a programme asked in vain is
    drafted with them no more, whatever the answer was.
    """
    made.declined(*two)
    _answers(made, two[0], two[1], MembershipState.INVITED)
    with made.cast.store.transaction() as uow:
        of_both = [select(Membership.pair_id).where(Membership.participant_id == made.ids[each]) for each in two]
        uow.db.execute(
            update(Pair).where(*(Pair.id.in_(each) for each in of_both)).values(invited_by_id=made.ids[two[0]])
        )


def _answers(made: MadeUp, one: str, other: str, answer: MembershipState) -> None:
    with made.cast.store.transaction() as uow:
        of_other = select(Membership.pair_id).where(Membership.participant_id == made.ids[other])
        elsewhere = select(Pair.id).where(Pair.programme_id == made.elsewhere)
        uow.db.execute(
            update(Membership)
            .where(
                Membership.participant_id == made.ids[one],
                Membership.pair_id.in_(of_other),
                Membership.pair_id.in_(elsewhere),
            )
            .values(state=answer)
        )


def _said_no(world: World, one: str, other: str) -> None:
    _answers(world.made, one, other, MembershipState.DECLINED)


def _it_was_the_time(world: World, one: str, other: str) -> None:
    """No answer of theirs stands any more, as where it was the time."""
    _answers(world.made, one, other, MembershipState.INVITED)


def _not_again(world: World, one: str, other: str) -> None:
    with world.made.cast.store.transaction() as uow:
        uow.db.add(
            NeverAgain(
                workspace_id=world.made.cast.workspace_id,
                id=new_id(),
                participant_id=world.made.ids[one],
                other_id=world.made.ids[other],
                created_at=uow.now,
            )
        )


def _again_after_all(world: World, one: str, other: str) -> None:
    with world.made.cast.store.transaction() as uow:
        uow.db.execute(
            delete(NeverAgain).where(
                NeverAgain.participant_id == world.made.ids[one], NeverAgain.other_id == world.made.ids[other]
            )
        )


def _turned(act: Callable[[World, str, str], None]) -> Callable[[World, str, str], None]:
    return lambda world, one, other: act(world, other, one)


WISHES: dict[str, Wish] = {
    "never": Wish(_never, _never_no_more, 0),
    "never, the other way round": Wish(_turned(_never), _turned(_never_no_more), 1),
    "said no": Wish(_said_no, _it_was_the_time),
    "said no, the other way round": Wish(_turned(_said_no), _turned(_it_was_the_time)),
    "not again": Wish(_not_again, _again_after_all),
}
