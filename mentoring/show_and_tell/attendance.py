"""The events of one person: those they said they come to, and those at which a pair of theirs shows something."""

from datetime import datetime

from sqlalchemy import select

from mentoring.learning_log import permission
from mentoring.unit_of_work import UnitOfWork
from models import (
    Exhibit,
    Membership,
    MembershipState,
    Participant,
    Presenter,
    Reply,
    Rsvp,
    ShowAndTell,
    ShowState,
)


def events_of(person: Participant, since: datetime, uow: UnitOfWork) -> tuple[ShowAndTell, ...]:
    """
    Return the events from a moment on that take place for one person, the first one first.

    Whoever presents comes, unless they say that they do not; a pair that took back all it brought does not present.
    """
    replies = {
        row.show_id: row.reply
        for row in uow.db.scalars(
            select(Rsvp).where(Rsvp.workspace_id == person.workspace_id, Rsvp.slack_user_id == person.slack_user_id)
        )
    }
    coming = {show_id for show_id, reply in replies.items() if reply is Reply.COMING}
    presenting = {
        each.show_id
        for each in _presenters(person, uow)
        if replies.get(each.show_id) is not Reply.NOT_COMING and each.show_id not in coming and _shows(each, uow)
    }
    return tuple(
        uow.db.scalars(
            select(ShowAndTell)
            .where(
                ShowAndTell.workspace_id == person.workspace_id,
                ShowAndTell.id.in_(coming | presenting),
                ShowAndTell.state != ShowState.CANCELLED,
                ShowAndTell.starts_at > since,
            )
            .order_by(ShowAndTell.starts_at, ShowAndTell.id)
        )
    )


def _presenters(person: Participant, uow: UnitOfWork) -> list[Presenter]:
    """Return what pairs of theirs present, as far as each of the pair agreed once."""
    return list(
        uow.db.scalars(
            select(Presenter)
            .join(
                Membership,
                (Membership.workspace_id == Presenter.workspace_id) & (Membership.pair_id == Presenter.pair_id),
            )
            .where(
                Membership.workspace_id == person.workspace_id,
                Membership.participant_id == person.id,
                Membership.state == MembershipState.ACCEPTED,
                Presenter.confirmed_at.is_not(None),
                Presenter.withdrawn_at.is_(None),
            )
        )
    )


def _shows(presenter: Presenter, uow: UnitOfWork) -> bool:
    """Tell whether there is still something that each of the pair agrees to show."""
    brought = uow.db.scalars(
        select(Exhibit.log_entry_id).where(
            Exhibit.workspace_id == presenter.workspace_id,
            Exhibit.presenter_id == presenter.id,
            Exhibit.withdrawn_at.is_(None),
        )
    ).all()
    return bool(brought and permission.may_be_shown(presenter.workspace_id, brought, uow))
