"""
Writing many people at once: all of them count with the transaction that brings them in, and none before.

A thousand people one by one would keep the store's one writer from everybody's clicks for seconds, so rows go in by
the hundred; what would be done for one alone is done for all, in the same order. Of tens of thousands the most is
written down before, some at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, select, update

from mentoring import participants, working_time
from mentoring.enrolments import skills
from mentoring.enrolments.rules import fold
from mentoring.participants import DEFAULT_LOCALE, USUAL_DAY
from mentoring.roster.plan import BY_STANDING, Newcomer
from mentoring.roster.rules import ARRIVES_WITHIN, ASKED_FOR, Why
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


def prepare(programme: Programme, newcomers: Sequence[Newcomer], uow: UnitOfWork) -> dict[str, UUID]:
    """
    Write down those of some people who are new, so that nothing reads of it yet; return their enrolments by Slack id.

    What was prepared before and never came to count is written anew; who is known otherwise is left to `write`.
    """
    _add_participants(programme.workspace_id, newcomers, uow)
    by_id = {each.id: each.slack_user_id for each in _known(programme.workspace_id, newcomers, uow)}
    standing = _standing(programme, list(by_id), uow)
    _undo(programme, [enrolment_id for enrolment_id, _, state in standing if state is EnrolmentState.ARRIVING], uow)
    has_one = {by_id[participant_id] for _, participant_id, state in standing if state is not EnrolmentState.ARRIVING}
    new = {each.profile.user_id: (new_id(), each) for each in newcomers if each.profile.user_id not in has_one}
    wanted = {participant_id: new[user_id] for participant_id, user_id in by_id.items() if user_id in new}
    _add_enrolments(programme, wanted, uow, state=EnrolmentState.ARRIVING, look_at=uow.now + ARRIVES_WITHIN)
    is_own = {enrolment_id for enrolment_id, _, _ in _standing(programme, list(wanted), uow)}
    added = {enrolment_id: each for enrolment_id, each in wanted.values() if enrolment_id in is_own}
    _write_skills(programme.workspace_id, added, uow)
    return {each.profile.user_id: enrolment_id for enrolment_id, each in added.items()}


def write(
    programme: Programme, newcomers: Sequence[Newcomer], prepared: Mapping[str, UUID], uow: UnitOfWork
) -> dict[int, Why]:
    """
    Make everybody somebody who will be asked, or bring up to date what an earlier sheet said of them.

    Args:
        prepared: the enrolments that `prepare` wrote down for this very sheet, by Slack id.

    Returns:
        What became of each row, by its number: somebody may have joined or left by themselves just now.
    """
    arrived = _arrive(programme, sorted(prepared.values()), uow)
    rest: list[Newcomer] = []
    became: dict[int, Why] = {}
    for each in newcomers:
        if prepared.get(each.profile.user_id) in arrived:
            became[each.answer.number] = Why.NEW
        else:
            rest.append(each)
    return became | _write(programme, rest, uow)


def _write(programme: Programme, newcomers: Sequence[Newcomer], uow: UnitOfWork) -> dict[int, Why]:
    ids = _participants(programme.workspace_id, newcomers, uow)
    became: dict[int, Why] = {}
    written: dict[UUID, Newcomer] = {}
    for some in batches(newcomers):
        wanted = {ids[each.profile.user_id]: (new_id(), each) for each in some}
        _add_enrolments(programme, wanted, uow)
        brought_before: dict[UUID, Newcomer] = {}
        for enrolment_id, participant_id, state in _standing(programme, list(wanted), uow):
            own_id, newcomer = wanted[participant_id]
            # What another sheet prepared, and does not count, is overtaken by this one.
            is_new = enrolment_id == own_id or state is EnrolmentState.ARRIVING
            became[newcomer.answer.number] = Why.NEW if is_new else BY_STANDING[state]
            if state in {EnrolmentState.IMPORTED, EnrolmentState.ARRIVING}:
                written[enrolment_id] = newcomer
                if enrolment_id != own_id:
                    brought_before[enrolment_id] = newcomer
        _update(programme, brought_before, uow)
    uow.db.flush()
    _write_skills(programme.workspace_id, written, uow)
    return became


def _participants(workspace_id: UUID, newcomers: Sequence[Newcomer], uow: UnitOfWork) -> dict[str, UUID]:
    """Return everybody's id by Slack id, made where they are not known yet; always in the order of these ids."""
    by_user = {each.profile.user_id: each for each in newcomers}
    known: set[str] = set()
    for some in batches(sorted(by_user)):
        for person in uow.db.scalars(
            select(Participant)
            .where(Participant.workspace_id == workspace_id, Participant.slack_user_id.in_(some))
            .order_by(Participant.slack_user_id)
        ):
            known.add(person.slack_user_id)
            if person.state is ParticipantState.GONE:
                # Slack says that they have an account again.
                person.state = ParticipantState.INVITED
            if person.state is ParticipantState.INVITED:
                # Whoever has said something themselves lives by that; of the others this is all that is known.
                for name, value in _changed(person, by_user).items():
                    setattr(person, name, value)
    _add_participants(workspace_id, [each for user_id, each in by_user.items() if user_id not in known], uow)
    ids: dict[str, UUID] = {}
    for some in batches(sorted(by_user)):
        found = uow.db.execute(
            select(Participant.slack_user_id, Participant.id).where(
                Participant.workspace_id == workspace_id, Participant.slack_user_id.in_(some)
            )
        )
        ids |= dict(found.all())
    return ids


def _add_participants(workspace_id: UUID, newcomers: Sequence[Newcomer], uow: UnitOfWork) -> None:
    uow.add_all_once(Participant, [_new_participant(workspace_id, each, uow) for each in newcomers])


def _known(workspace_id: UUID, newcomers: Sequence[Newcomer], uow: UnitOfWork) -> list[Participant]:
    """Return those of whom a sheet says nothing that is new, apart from what is theirs in a programme."""
    by_user = {each.profile.user_id: each for each in newcomers}
    found = uow.db.scalars(
        select(Participant).where(
            Participant.workspace_id == workspace_id,
            Participant.slack_user_id.in_(by_user),
            Participant.state != ParticipantState.GONE,
        )
    )
    return [each for each in found if each.state is ParticipantState.ACTIVE or not _changed(each, by_user)]


def _changed(person: Participant, by_user: Mapping[str, Newcomer]) -> dict[str, Any]:
    """Return what a sheet says otherwise of somebody's clock."""
    says = _lives(by_user[person.slack_user_id])
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
            **_said(newcomer, uow),
            **otherwise,
        }
        for participant_id, (enrolment_id, newcomer) in wanted.items()
    ]
    uow.add_all_once(Enrolment, rows)


def _said(newcomer: Newcomer, uow: UnitOfWork) -> dict[str, Any]:
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


def _standing(
    programme: Programme, participant_ids: Sequence[UUID], uow: UnitOfWork
) -> Sequence[tuple[UUID, UUID, EnrolmentState]]:
    """Return everybody's enrolment as it is now, held until this transaction ends."""
    rows = uow.db.execute(
        select(Enrolment.id, Enrolment.participant_id, Enrolment.state)
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.programme_id == programme.id,
            Enrolment.participant_id.in_(participant_ids),
        )
        .order_by(Enrolment.id)
        .with_for_update(key_share=True)
    )
    return [(enrolment_id, participant_id, state) for enrolment_id, participant_id, state in rows]


def _arrive(programme: Programme, enrolment_ids: Sequence[UUID], uow: UnitOfWork) -> set[UUID]:
    """Let what was prepared count, and return what did: some of it may be gone, or somebody has joined meanwhile."""
    arrived: set[UUID] = set()
    for some in batches(enrolment_ids):
        counts = uow.db.execute(
            update(Enrolment)
            .where(
                Enrolment.workspace_id == programme.workspace_id,
                Enrolment.id.in_(some),
                Enrolment.state == EnrolmentState.ARRIVING,
            )
            .values(state=EnrolmentState.IMPORTED, look_at=uow.now + ASKED_FOR, changed_at=uow.now)
            .returning(Enrolment.id),
            execution_options={"synchronize_session": False},
        )
        arrived |= set(counts.scalars())
    return arrived


def _undo(programme: Programme, enrolment_ids: Sequence[UUID], uow: UnitOfWork) -> None:
    """Take away what was prepared and never came to count."""
    for table, column in ((EnrolmentSkill, EnrolmentSkill.enrolment_id), (Enrolment, Enrolment.id)):
        uow.db.execute(
            delete(table).where(table.workspace_id == programme.workspace_id, column.in_(enrolment_ids)),
            execution_options={"synchronize_session": False},
        )


def _update(programme: Programme, brought_before: Mapping[UUID, Newcomer], uow: UnitOfWork) -> None:
    for enrolment in uow.db.scalars(
        select(Enrolment)
        .where(Enrolment.workspace_id == programme.workspace_id, Enrolment.id.in_(list(brought_before)))
        .execution_options(populate_existing=True)
    ):
        for name, value in _said(brought_before[enrolment.id], uow).items():
            setattr(enrolment, name, value)


def _write_skills(workspace_id: UUID, written: Mapping[UUID, Newcomer], uow: UnitOfWork) -> None:
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
