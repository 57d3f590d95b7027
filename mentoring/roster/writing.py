"""
Writing many people at once, in the transaction that brings them in.

A thousand people one by one would keep the store's one writer from everybody's clicks for seconds, so rows go in by
the hundred; what would be done for one alone is done for all, in the same order.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, select

from mentoring import participants, working_time
from mentoring.enrolments import skills
from mentoring.enrolments.rules import fold
from mentoring.participants import DEFAULT_LOCALE
from mentoring.roster.plan import BY_STANDING, Newcomer
from mentoring.roster.rules import ASKED_FOR, Why
from mentoring.unit_of_work import UnitOfWork
from models import (
    Enrolment,
    EnrolmentSkill,
    EnrolmentState,
    Participant,
    ParticipantState,
    Programme,
    SkillSide,
)
from models.base import new_id

AT_ONCE = 500
"""Rows a statement asks for: SQLite takes 32 766 values, and no statement should be longer than a page."""
USUAL_DAY = (9 * 60, 17 * 60)
Each = TypeVar("Each")


def write(programme: Programme, newcomers: Sequence[Newcomer], uow: UnitOfWork) -> dict[int, Why]:
    """
    Make everybody somebody who will be asked, or bring up to date what an earlier sheet said of them.

    Returns:
        What became of each row, by its number: somebody may have joined or left by themselves just now.
    """
    people = _participants(programme.workspace_id, newcomers, uow)
    became: dict[int, Why] = {}
    written: dict[UUID, Newcomer] = {}
    for some in _batches(newcomers):
        new_ids = _add_enrolments(programme, [(people[each.profile.user_id], each) for each in some], uow)
        for enrolment in _enrolments(programme, [people[each.profile.user_id] for each in some], uow):
            newcomer = new_ids[enrolment.participant_id][1]
            if enrolment.id == new_ids[enrolment.participant_id][0]:
                became[newcomer.answer.number] = Why.NEW
            else:
                became[newcomer.answer.number] = BY_STANDING[enrolment.state]
                if enrolment.state is not EnrolmentState.IMPORTED:
                    continue
                _update(enrolment, newcomer, uow)
            written[enrolment.id] = newcomer
    uow.db.flush()
    _write_skills(programme.workspace_id, written, uow)
    return became


def _participants(workspace_id: UUID, newcomers: Sequence[Newcomer], uow: UnitOfWork) -> dict[str, Participant]:
    """Return everybody by Slack id, made where they are not known yet; always in the order of these ids."""
    uow.add_all_once(Participant, [_new_participant(workspace_id, each, uow) for each in newcomers])
    found: dict[str, Participant] = {}
    by_id = {each.profile.user_id: each for each in newcomers}
    for some in _batches(sorted(by_id)):
        for person in uow.db.scalars(
            select(Participant)
            .where(Participant.workspace_id == workspace_id, Participant.slack_user_id.in_(some))
            .order_by(Participant.slack_user_id)
        ):
            found[person.slack_user_id] = person
            if person.state is ParticipantState.GONE:
                # Slack says that they have an account again.
                person.state = ParticipantState.INVITED
            if person.state is ParticipantState.INVITED:
                # Whoever has said something themselves lives by that; of the others this is all that is known.
                for name, value in _lives(by_id[person.slack_user_id]).items():
                    if getattr(person, name) != value:
                        setattr(person, name, value)
    return found


def _new_participant(workspace_id: UUID, newcomer: Newcomer, uow: UnitOfWork) -> dict[str, Any]:
    profile = newcomer.profile
    return {
        "workspace_id": workspace_id,
        "id": new_id(),
        "slack_user_id": profile.user_id,
        "name": profile.name,
        "slack_zone": profile.zone,
        "locale": profile.locale or DEFAULT_LOCALE,
        "state": ParticipantState.INVITED,
        "created_at": uow.now,
        "away_until": profile.status_ends or uow.now + participants.BELIEVED_FOR if profile.is_away else None,
        "own_zone": None,
        "country": working_time.country_of(profile.zone),
        "work_starts": USUAL_DAY[0],
        "work_ends": USUAL_DAY[1],
    } | _lives(newcomer)


def _lives(newcomer: Newcomer) -> dict[str, Any]:
    """Return by which clock somebody lives, as far as the sheet says."""
    profile, answer = newcomer.profile, newcomer.answer
    said: dict[str, Any] = {}
    if answer.zone is not None:
        said["own_zone"] = None if working_time.is_same_zone(answer.zone, profile.zone) else answer.zone
        said["country"] = working_time.country_of(answer.zone)
    if answer.hours is not None:
        said["work_starts"], said["work_ends"] = answer.hours
    return said


def _add_enrolments(
    programme: Programme, wanted: Sequence[tuple[Participant, Newcomer]], uow: UnitOfWork
) -> dict[UUID, tuple[UUID, Newcomer]]:
    """Add enrolments where there are none; return by participant the id of a new one, and whose it is."""
    ids = {person.id: (new_id(), newcomer) for person, newcomer in wanted}
    rows = [
        {
            "workspace_id": programme.workspace_id,
            "id": enrolment_id,
            "programme_id": programme.id,
            "participant_id": participant_id,
            "state": EnrolmentState.IMPORTED,
            "missed": 0,
            "created_at": uow.now,
            **_said(newcomer, uow),
        }
        for participant_id, (enrolment_id, newcomer) in ids.items()
    ]
    uow.add_all_once(Enrolment, rows)
    return ids


def _said(newcomer: Newcomer, uow: UnitOfWork) -> dict[str, Any]:
    answer = newcomer.answer
    language = (newcomer.profile.locale or DEFAULT_LOCALE).replace("_", "-").split("-")[0].lower()
    return {
        "wish": answer.wish,
        "capacity": answer.capacity,
        "languages": list(answer.languages) or [language],
        "company": answer.company,
        "team": answer.team or None,
        "location": answer.location or None,
        "manager_user_id": newcomer.manager_user_id,
        "look_at": uow.now + ASKED_FOR,
        "changed_at": uow.now,
    }


def _enrolments(programme: Programme, people: Sequence[Participant], uow: UnitOfWork) -> Sequence[Enrolment]:
    return uow.db.scalars(
        select(Enrolment)
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.programme_id == programme.id,
            Enrolment.participant_id.in_([each.id for each in people]),
        )
        .order_by(Enrolment.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _update(enrolment: Enrolment, newcomer: Newcomer, uow: UnitOfWork) -> None:
    for name, value in _said(newcomer, uow).items():
        setattr(enrolment, name, value)


def _write_skills(workspace_id: UUID, written: Mapping[UUID, Newcomer], uow: UnitOfWork) -> None:
    before: set[UUID] = set()
    for some in _batches(sorted(written)):
        theirs = (EnrolmentSkill.workspace_id == workspace_id, EnrolmentSkill.enrolment_id.in_(some))
        before |= set(uow.db.scalars(select(EnrolmentSkill.skill_id).where(*theirs)))
        uow.db.execute(delete(EnrolmentSkill).where(*theirs))
    words: dict[str, str] = {}
    for newcomer in written.values():
        for name in (*newcomer.offers, *newcomer.seeks):
            words.setdefault(fold(name), name)
    known = skills.known(workspace_id, words, uow)
    uow.add_all_once(
        EnrolmentSkill,
        [
            {
                "workspace_id": workspace_id,
                "id": new_id(),
                "enrolment_id": enrolment_id,
                "skill_id": known[fold(name)],
                "side": side,
            }
            for enrolment_id, newcomer in written.items()
            for side, names in ((SkillSide.OFFER, newcomer.offers), (SkillSide.SEEK, newcomer.seeks))
            for name in names
        ],
    )
    skills.forget(workspace_id, before - set(known.values()), uow)


def _batches(things: Sequence[Each]) -> Iterator[Sequence[Each]]:
    for start in range(0, len(things), AT_ONCE):
        yield things[start : start + AT_ONCE]
