"""What happens to an event as time goes by: one reminder in its thread, and afterwards a recap."""

from datetime import datetime, timedelta

from mentoring.calendars import holds
from mentoring.show_and_tell import telling
from mentoring.show_and_tell.commands import RECAPPED_AFTER, REMINDED_BEFORE
from mentoring.show_and_tell.telling import News
from mentoring.unit_of_work import UnitOfWork
from models import ShowAndTell, ShowState

WORTH_A_REMINDER = timedelta(minutes=45)
"""Who calls an event less than that before it begins has just been heard."""


def advance(show: ShowAndTell, uow: UnitOfWork) -> None:
    """Do what is due for one event, and say when to look again."""
    if show.state is not ShowState.ANNOUNCED:
        show.look_at = None
        holds.forget(show, uow)
    elif uow.now < show.starts_at:
        if uow.now >= show.starts_at - REMINDED_BEFORE and uow.now <= show.starts_at - WORTH_A_REMINDER:
            telling.tell(show, News.REMINDER, uow, keep_until=show.starts_at)
        show.look_at = recap_at(show)
    elif uow.now < recap_at(show):
        show.look_at = recap_at(show)
    else:
        show.state = ShowState.RECAPPED
        show.look_at = None
        telling.redraw(show, "recapped", uow)
        telling.tell(show, News.RECAP, uow)
        holds.forget(show, uow)


def recap_at(show: ShowAndTell) -> datetime:
    """Return when it is over for certain."""
    return show.starts_at + timedelta(minutes=show.minutes) + RECAPPED_AFTER
