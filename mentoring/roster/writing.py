"""
Writing many people at once: all of them count with the transaction that brings them in, and none before.

A thousand people one by one would keep the store's one writer from everybody's clicks for seconds, so rows go in by
the hundred; what would be done for one alone is done for all, in the same order. Of tens of thousands the most is
prepared before, some at a time (`mentoring/roster/arriving.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, select

from mentoring import participants, working_time
from mentoring.enrolments import skills
from mentoring.enrolments.agreeing import redraw_what_is_held
from mentoring.enrolments.rules import fold
from mentoring.participants import DEFAULT_LOCALE, USUAL_DAY
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
Each = TypeVar("Each")


def write(
    programme: Programme, newcomers: Sequence[Newcomer], looked_up_at: datetime, uow: UnitOfWork
) -> dict[int, Why]:
    """
    Make everybody somebody who will be asked, or bring up to date what an earlier sheet said of them.

    Args:
        looked_up_at: when they were found in Slack; whoever left since stays away.

    Returns:
        What became of each row, by its number: somebody may have joined or left by themselves just now.
    """
    ids, lives_otherwise = _participants(programme.workspace_id, newcomers, looked_up_at, uow)
    became = {each.answer.number: Why.CLOSED for each in newcomers if each.profile.user_id not in ids}
    here = [each for each in newcomers if each.profile.user_id in ids]
    written: dict[UUID, Newcomer] = {}
    held_otherwise = set(lives_otherwise)
    for some in batches(here):
        wanted = {ids[each.profile.user_id]: (new_id(), each) for each in some}
        add_enrolments(programme, wanted, uow)
        brought_before: dict[UUID, Newcomer] = {}
        for enrolment_id, participant_id, state in standing_of(programme, list(wanted), uow):
            own_id, newcomer = wanted[participant_id]
            # What another sheet prepared, and does not count, is overtaken by this one.
            is_new = enrolment_id == own_id or state is EnrolmentState.ARRIVING
            became[newcomer.answer.number] = Why.NEW if is_new else BY_STANDING[state]
            if state in {EnrolmentState.IMPORTED, EnrolmentState.ARRIVING}:
                written[enrolment_id] = newcomer
                if enrolment_id != own_id:
                    brought_before[enrolment_id] = newcomer
                    held_otherwise.add(participant_id)
        _update(programme, brought_before, uow)
    uow.db.flush()
    write_skills(programme.workspace_id, written, uow)
    # A yes to a message is a yes to what it shows.
    redraw_what_is_held(programme.workspace_id, held_otherwise, uow)
    return became


def left_since(looked_up_at: datetime) -> ColumnElement[bool]:
    """Return the condition that somebody is known to have left Slack after they were looked up."""
    return and_(Participant.state == ParticipantState.GONE, Participant.gone_at >= looked_up_at)


def _participants(
    workspace_id: UUID, newcomers: Sequence[Newcomer], looked_up_at: datetime, uow: UnitOfWork
) -> tuple[dict[str, UUID], list[UUID]]:
    """
    Return everybody's id by Slack id, made where they are not known yet; always in the order of these ids.

    Nobody is returned who left after they were looked up. Returned as well is who lives by another clock from now on.
    """
    by_user = {each.profile.user_id: each for each in newcomers}
    known: set[str] = set()
    lives_otherwise: list[UUID] = []
    for some in batches(sorted(by_user)):
        for person in uow.db.scalars(
            select(Participant)
            .where(Participant.workspace_id == workspace_id, Participant.slack_user_id.in_(some))
            .order_by(Participant.slack_user_id)
        ):
            known.add(person.slack_user_id)
            if person.state is ParticipantState.GONE:
                if person.gone_at is not None and person.gone_at >= looked_up_at:
                    continue
                # Slack says that they have an account again.
                participants.open_again(person, ParticipantState.INVITED)
            if person.state is ParticipantState.INVITED:
                # Whoever has said something themselves lives by that; of the others this is all that is known.
                clock = changed_clock(person, by_user)
                for name, value in clock.items():
                    setattr(person, name, value)
                if clock:
                    lives_otherwise.append(person.id)
    add_participants(workspace_id, [each for user_id, each in by_user.items() if user_id not in known], uow)
    ids: dict[str, UUID] = {}
    for some in batches(sorted(by_user)):
        found = uow.db.execute(
            select(Participant.slack_user_id, Participant.id).where(
                Participant.workspace_id == workspace_id,
                Participant.slack_user_id.in_(some),
                Participant.state != ParticipantState.GONE,
            )
        )
        ids |= dict(found.all())
    return ids, lives_otherwise


def add_participants(workspace_id: UUID, newcomers: Sequence[Newcomer], uow: UnitOfWork) -> None:
    """Add those who are not known yet."""
    uow.add_all_once(Participant, [_new_participant(workspace_id, each, uow) for each in newcomers])


def changed_clock(person: Participant | Row[*tuple[Any, ...]], by_user: Mapping[str, Newcomer]) -> dict[str, Any]:
    """Return what a sheet says otherwise of somebody's clock."""
    says = lives(by_user[person.slack_user_id])
    return {name: value for name, value in says.items() if getattr(person, name) != value}


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
    } | lives(newcomer)


def lives(newcomer: Newcomer) -> dict[str, Any]:
    """Return by which clock somebody lives, as far as the sheet says."""
    profile, answer = newcomer.profile, newcomer.answer
    said: dict[str, Any] = {}
    if answer.zone is not None:
        said["own_zone"] = None if working_time.is_same_zone(answer.zone, profile.zone) else answer.zone
        said["country"] = working_time.country_of(answer.zone)
    if answer.hours is not None:
        said["work_starts"], said["work_ends"] = answer.hours
    return said


def add_enrolments(
    programme: Programme, wanted: Mapping[UUID, tuple[UUID, Newcomer]], uow: UnitOfWork, **otherwise: Any
) -> None:
    """Add enrolments, by participant, where there are none; some columns may be given otherwise than usual."""
    rows = [
        {
            "workspace_id": programme.workspace_id,
            "id": enrolment_id,
            "programme_id": programme.id,
            "participant_id": participant_id,
            "missed": 0,
            "created_at": uow.now,
            **said_of(newcomer, uow),
            **otherwise,
        }
        for participant_id, (enrolment_id, newcomer) in wanted.items()
    ]
    uow.add_all_once(Enrolment, rows)


def said_of(newcomer: Newcomer, uow: UnitOfWork) -> dict[str, Any]:
    """Return an enrolment's columns as a sheet has them."""
    answer = newcomer.answer
    language = (newcomer.profile.locale or DEFAULT_LOCALE).replace("_", "-").split("-")[0].lower()
    return {
        "state": EnrolmentState.IMPORTED,
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


def hold(programme: Programme, uow: UnitOfWork) -> None:
    """
    Hold everybody's enrolment until this transaction ends, in the order in which others hold some (`limits.hold`).

    Before any participant is written: whoever says yes holds their enrolment first, and themselves afterwards.
    """
    uow.db.execute(
        select(Enrolment.id)
        .where(Enrolment.workspace_id == programme.workspace_id, Enrolment.programme_id == programme.id)
        .order_by(Enrolment.participant_id)
        .with_for_update(key_share=True)
    )


def standing_of(
    programme: Programme, participant_ids: Sequence[UUID], uow: UnitOfWork
) -> Sequence[tuple[UUID, UUID, EnrolmentState]]:
    """Return everybody's enrolment as it is now, held until this transaction ends, in the order as above."""
    rows = uow.db.execute(
        select(Enrolment.id, Enrolment.participant_id, Enrolment.state)
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.programme_id == programme.id,
            Enrolment.participant_id.in_(participant_ids),
        )
        .order_by(Enrolment.participant_id)
        .with_for_update(key_share=True)
    )
    return [(enrolment_id, participant_id, state) for enrolment_id, participant_id, state in rows]


def _update(programme: Programme, brought_before: Mapping[UUID, Newcomer], uow: UnitOfWork) -> None:
    for enrolment in uow.db.scalars(
        select(Enrolment)
        .where(Enrolment.workspace_id == programme.workspace_id, Enrolment.id.in_(list(brought_before)))
        .execution_options(populate_existing=True)
    ):
        for name, value in said_of(brought_before[enrolment.id], uow).items():
            setattr(enrolment, name, value)


def write_skills(workspace_id: UUID, written: Mapping[UUID, Newcomer], uow: UnitOfWork) -> None:
    """Let enrolments offer and seek just what a sheet says."""
    before: set[UUID] = set()
    for some in batches(sorted(written)):
        theirs = (EnrolmentSkill.workspace_id == workspace_id, EnrolmentSkill.enrolment_id.in_(some))
        before |= set(uow.db.scalars(select(EnrolmentSkill.skill_id).where(*theirs)))
        uow.db.execute(delete(EnrolmentSkill).where(*theirs))
    names = {name for newcomer in written.values() for name in (*newcomer.offers, *newcomer.seeks)}
    folded = {name: fold(name) for name in sorted(names)}
    known = skills.known(workspace_id, {word: name for name, word in folded.items()}, uow)
    uow.add_all_once(
        EnrolmentSkill,
        [
            {
                "workspace_id": workspace_id,
                "id": new_id(),
                "enrolment_id": enrolment_id,
                "skill_id": known[folded[name]],
                "side": side,
            }
            for enrolment_id, newcomer in written.items()
            for side, named in ((SkillSide.OFFER, newcomer.offers), (SkillSide.SEEK, newcomer.seeks))
            for name in named
        ],
    )
    skills.forget(workspace_id, before - set(known.values()), uow)


def batches(things: Sequence[Each]) -> Iterator[Sequence[Each]]:
    """Return things in parts that one statement can ask for."""
    for start in range(0, len(things), AT_ONCE):
        yield things[start : start + AT_ONCE]
