"""The workspace's skill list: words that enrolled people use, each kept once, and none that nobody uses any more."""

from collections.abc import Iterable
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, exists, select

from mentoring import workspaces
from mentoring.enrolments.rules import fold
from mentoring.participants import Actor
from mentoring.unit_of_work import UnitOfWork, reads
from models import Enrolment, EnrolmentSkill, EnrolmentState, Skill, SkillSide
from models.base import new_id

SUGGESTED = 20
AT_ONCE = 500


class Suggest(Struct, frozen=True):
    """Somebody types into a field for skills."""

    actor: Actor
    typed: str


class SkillsOf(Struct, frozen=True):
    """What one enrolment offers and seeks, in the order of the alphabet."""

    offers: tuple[str, ...]
    seeks: tuple[str, ...]


@reads
def suggest(command: Suggest, uow: UnitOfWork) -> tuple[str, ...]:
    """
    Return skills that hold what was typed, those that begin with it first.

    Only words of people who are enrolled are shown, and never whose they are; a draft is nobody else's business.
    """
    workspace = workspaces.of(command.actor.team_id, uow)
    typed = fold(command.typed)
    in_use = exists().where(
        EnrolmentSkill.workspace_id == Skill.workspace_id,
        EnrolmentSkill.skill_id == Skill.id,
        Enrolment.workspace_id == EnrolmentSkill.workspace_id,
        Enrolment.id == EnrolmentSkill.enrolment_id,
        Enrolment.state == EnrolmentState.ACTIVE,
    )
    found = uow.db.scalars(
        select(Skill.name)
        .where(Skill.workspace_id == workspace.id, Skill.folded.contains(typed, autoescape=True), in_use)
        .order_by(Skill.folded.startswith(typed, autoescape=True).desc(), Skill.folded)
        .limit(SUGGESTED)
    )
    return tuple(found)


def of(enrolment: Enrolment, uow: UnitOfWork) -> SkillsOf:
    """Return what one enrolment offers and seeks."""
    rows = uow.db.execute(
        select(Skill.name, EnrolmentSkill.side)
        .join(Skill, (Skill.workspace_id == EnrolmentSkill.workspace_id) & (Skill.id == EnrolmentSkill.skill_id))
        .where(EnrolmentSkill.workspace_id == enrolment.workspace_id, EnrolmentSkill.enrolment_id == enrolment.id)
        .order_by(Skill.folded)
    ).all()
    return SkillsOf(
        tuple(name for name, side in rows if side is SkillSide.OFFER),
        tuple(name for name, side in rows if side is SkillSide.SEEK),
    )


def replace(enrolment: Enrolment, offers: Iterable[str], seeks: Iterable[str], uow: UnitOfWork) -> None:
    """Let an enrolment offer and seek exactly these; words that nobody uses any more are forgotten."""
    wanted = {SkillSide.OFFER: tuple(offers), SkillSide.SEEK: tuple(seeks)}
    words: dict[str, str] = {}
    for name in (*wanted[SkillSide.OFFER], *wanted[SkillSide.SEEK]):
        words.setdefault(fold(name), name)
    found = known(enrolment.workspace_id, words, uow)
    before = set(
        uow.db.scalars(
            select(EnrolmentSkill.skill_id).where(
                EnrolmentSkill.workspace_id == enrolment.workspace_id, EnrolmentSkill.enrolment_id == enrolment.id
            )
        )
    )
    uow.db.execute(
        delete(EnrolmentSkill).where(
            EnrolmentSkill.workspace_id == enrolment.workspace_id, EnrolmentSkill.enrolment_id == enrolment.id
        )
    )
    for side, names in wanted.items():
        for name in names:
            uow.insert(
                EnrolmentSkill(
                    workspace_id=enrolment.workspace_id,
                    id=new_id(),
                    enrolment_id=enrolment.id,
                    skill_id=found[fold(name)],
                    side=side,
                )
            )
    forget(enrolment.workspace_id, before - set(found.values()), uow)


def known(workspace_id: UUID, wanted: dict[str, str], uow: UnitOfWork) -> dict[str, UUID]:
    """Return the ids of skills by their folded names, made where they are missing; always in one order."""
    found: dict[str, UUID] = {}
    # Held as long as this transaction runs: somebody who forgets unused words would otherwise take it away again. It
    # may have gone since it was looked for; then it is made anew.
    while missing := sorted(wanted.keys() - found.keys())[:AT_ONCE]:
        of_all = {"workspace_id": workspace_id, "created_at": uow.now}
        uow.add_all_once(
            Skill, [{**of_all, "id": new_id(), "name": wanted[folded], "folded": folded} for folded in missing]
        )
        rows = uow.db.execute(
            select(Skill.folded, Skill.id)
            .where(Skill.workspace_id == workspace_id, Skill.folded.in_(missing))
            .order_by(Skill.folded)
            .with_for_update(read=True, key_share=True)
        )
        found |= dict(rows.all())
    return found


def forget(workspace_id: UUID, skill_ids: set[UUID], uow: UnitOfWork) -> None:
    """
    Take words off the list that nobody offers or seeks any more.

    Whoever is just taking one up holds it, and is not waited for: they may be about to forget one that is held here.
    """
    is_used = exists().where(EnrolmentSkill.workspace_id == Skill.workspace_id, EnrolmentSkill.skill_id == Skill.id)
    waiting = sorted(skill_ids)
    while waiting:
        some, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        unused = select(Skill.id).where(Skill.workspace_id == workspace_id, Skill.id.in_(some), ~is_used)
        free = uow.db.scalars(unused.with_for_update(skip_locked=True)).all()
        # Asked once more: somebody may have taken one up, and let it go, since the first question began.
        uow.db.execute(
            delete(Skill).where(Skill.workspace_id == workspace_id, Skill.id.in_(free), ~is_used),
            execution_options={"synchronize_session": False},
        )
