"""Opening a programme: who may, who is told, and what happens when its channel stays shut."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from mentoring.delivery import outcomes
from mentoring.delivery.steps import Undeliverable
from mentoring.errors import Refusal
from mentoring.outbox import NoticeKind
from mentoring.participants import Profile
from mentoring.programmes import commands as programmes
from mentoring.programmes import queries
from mentoring.programmes.commands import (
    NameIt,
    OnlyAnAdmin,
    OpenProgramme,
    OwnerCannotBe,
    PostAgain,
    WhereToPost,
)
from mentoring.programmes.queries import InProgramme, OnlyItsOwner, OwnersPage, OwnProgramme
from mentoring.states import EnrolmentState
from mentoring.typed import TextTooLong
from models import AuditEntry, OutboxRow, OutboxState, Programme, ProgrammeDuty, ProgrammeKind
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import begins, enrolled
from tests.mentoring.delivery.waiting import deliver, send_next


def admin(cast: Cast, name: str = "root") -> Profile:
    return replace(cast.profile(name), is_admin=True)


def command(cast: Cast, **change: object) -> OpenProgramme:
    """Root opens a programme for Olga."""
    usual = OpenProgramme(cast.actor("root"), admin(cast), "Both ways", "C7", cast.profile("olga"), receipt())
    return replace(usual, **change)  # the command's own fields


def opened(cast: Cast) -> UUID:
    return cast.store.do(programmes.open_new, command(cast)).programme_id


def waiting(cast: Cast) -> list[str]:
    return [row.kind for row in cast.store.rows(OutboxRow) if row.state is OutboxState.PENDING]


def shut_out(cast: Cast) -> None:
    """The channel's message cannot be posted."""
    under_way = send_next(cast.store)
    assert under_way.dispatch.kind is NoticeKind.PROGRAMME_OPEN
    cast.store.do(outcomes.give_up, Undeliverable(under_way.claimed, "not there"))


def led(cast: Cast) -> list[Programme]:
    return [each for each in cast.store.rows(Programme) if each.kind is ProgrammeKind.LED]


def test_an_admin_opens_a_programme_and_its_channel_and_owner_are_told(each_cast: Cast) -> None:
    programme_id = opened(each_cast)
    [programme] = led(each_cast)
    assert (programme.id, programme.name, programme.channel_id) == (programme_id, "Both ways", "C7")
    assert sorted(waiting(each_cast)) == ["programme_duty", "programme_open"]
    [entry] = each_cast.store.rows(AuditEntry)
    assert entry.actor_id is not None
    assert isinstance(page(each_cast, "olga"), OwnersPage)
    with pytest.raises(OnlyItsOwner):
        page(each_cast, "root")


def page(cast: Cast, name: str, programme_id: UUID | None = None) -> OwnersPage | tuple[OwnProgramme, ...]:
    return cast.store.do(queries.owners_page, InProgramme(cast.actor(name), programme_id))


def test_an_admin_who_answers_for_it_themselves_needs_no_message(cast: Cast) -> None:
    cast.store.do(programmes.open_new, command(cast, owner=admin(cast)))
    assert waiting(cast) == ["programme_open"]


def test_a_new_owner_is_told_at_work(cast: Cast) -> None:
    cast.profile("olga", "Asia/Tokyo")
    opened(cast)
    [duty] = [row for row in cast.store.rows(OutboxRow) if row.kind == "programme_duty"]
    assert duty.due_at == datetime(2026, 3, 3, 0, 0, tzinfo=UTC), "Tuesday, nine in Tokyo"


def test_nobody_is_an_admin_by_saying_so(cast: Cast) -> None:
    for me in (cast.profile("root"), admin(cast, "somebody else")):
        with pytest.raises(OnlyAnAdmin):
            cast.store.do(programmes.open_new, command(cast, me=me))
    assert led(cast) == []


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"name": "  "}, NameIt, "name"),
        ({"name": "x" * 81}, TextTooLong, "name"),
        ({"channel_id": ""}, WhereToPost, "channel"),
        ({"owner": Profile("UBOT", "Bot", "UTC", is_bot=True)}, OwnerCannotBe, "owner"),
        ({"owner": Profile("UGONE", "Gone", "UTC", is_gone=True)}, OwnerCannotBe, "owner"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    cast: Cast, change: dict[str, object], refusal: type[Refusal], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        cast.store.do(programmes.open_new, command(cast, **change))
    assert refused.value.field == field
    assert led(cast) == []


def test_a_submission_brought_again_opens_one_programme(each_cast: Cast) -> None:
    twice = command(each_cast)
    assert len({each_cast.store.do(programmes.open_new, twice) for _ in range(4)}) == 1
    assert len(led(each_cast)) == len(each_cast.store.rows(ProgrammeDuty)) == 1
    assert len(waiting(each_cast)) == 2


def test_the_owner_of_a_closed_channel_is_told_and_may_have_it_posted_again(each_cast: Cast) -> None:
    programme_id = opened(each_cast)
    shut_out(each_cast)
    assert "programme_shut_out" in waiting(each_cast)
    again = PostAgain(each_cast.actor("olga"), programme_id, receipt())
    for _ in range(3):
        each_cast.store.do(programmes.post_again, again)
    assert waiting(each_cast).count("programme_open") == 1
    each_cast.store.do(programmes.post_again, replace(again, receipt=receipt()))
    assert waiting(each_cast).count("programme_open") == 1, "it is on its way already"


def test_what_stands_in_the_channel_is_not_posted_again(cast: Cast) -> None:
    programme_id = opened(cast)
    deliver(cast, send_next(cast.store))
    cast.store.do(programmes.post_again, PostAgain(cast.actor("olga"), programme_id, receipt()))
    assert "programme_open" not in waiting(cast)


def test_only_its_owner_has_it_posted_again(cast: Cast) -> None:
    programme_id = opened(cast)
    shut_out(cast)
    for name in ("root", "ada"):
        with pytest.raises(OnlyItsOwner):
            cast.store.do(programmes.post_again, PostAgain(cast.actor(name), programme_id, receipt()))


def test_an_owner_of_several_chooses_and_one_elsewhere_sees_nothing(cast: Cast) -> None:
    first, second = cast.programme(name="Spring"), cast.programme(name="Autumn")
    enrolled(cast, second, "ada")
    begins(cast, "ben", second)
    choice = page(cast, "olga")
    assert choice == (OwnProgramme(first, "Spring"), OwnProgramme(second, "Autumn"))
    shown = page(cast, "olga", second)
    assert isinstance(shown, OwnersPage)
    assert (shown.enrolled, [each.user_id for each in shown.people]) == (1, ["UADA"])
    assert EnrolmentState.DRAFT not in repr(shown)
    with pytest.raises(OnlyItsOwner):
        page(Cast(cast.store, "T2"), "olga", second)
