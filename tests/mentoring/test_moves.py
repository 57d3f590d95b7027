"""Whose clock counts: Slack's zone as long as nobody chose another, and what was planned follows at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from mentoring import profiles
from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import Enrol
from mentoring.enrolments.rules import UnknownZone
from mentoring.participants import ChangeProfile
from mentoring.sessions import commands, queries
from mentoring.sessions.commands import MoveSession
from mentoring.sessions.rules import SessionView
from models import OutboxRow, Participant, Schedule
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import SECOND, begins, enrolled, finishes, paired
from tests.factories.store import Store

LISBON, MADRID, TOKYO, NEW_YORK = "Europe/Lisbon", "Europe/Madrid", "Asia/Tokyo", "America/New_York"


def ada(cast: Cast) -> Participant:
    return next(each for each in cast.store.rows(Participant) if each.slack_user_id == "UADA")


def slack_says(cast: Cast, zone: str) -> None:
    cast.store.do(profiles.change, ChangeProfile(cast.team, cast.profile("ada", zone)))


def together(cast: Cast) -> UUID:
    """Ada and Ben are enrolled and under way; the programme in which they are."""
    programme_id = cast.programme()
    enrolled(cast, programme_id, "ada", "ben", country=None)
    pair_id = paired(cast, programme_id, "ada", "ben")
    for name in ("ada", "ben"):
        cast.answer(name, pair_id)
    cast.agree(pair_id, "ada", "ben")
    return programme_id


def ahead(cast: Cast) -> SessionView:
    [view] = cast.store.do(queries.sessions_ahead, cast.actor("ada"))
    return view


def prep(cast: Cast) -> OutboxRow:
    """Ada's, for the session's present time."""
    preps = [row for row in cast.store.rows(OutboxRow) if row.kind == "prep" and row.participant_id == ada(cast).id]
    return max(preps, key=lambda row: int(row.facts["revision"]))


def question(cast: Cast) -> Schedule:
    """Ada's: her schedule alone is moved in these tests."""
    return max(cast.store.rows(Schedule), key=lambda each: abs(each.next_due_at.hour - 10))


def test_who_keeps_slacks_zone_follows_it_and_who_chose_another_stays(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    enrolled(each_cast, programme_id, "ada", zone=LISBON, country=None)
    slack_says(each_cast, TOKYO)
    assert (ada(each_cast).zone, ada(each_cast).country) == (TOKYO, "JP")
    finishes(each_cast, "ada", programme_id, zone=MADRID, country=None)
    for zone in (NEW_YORK, MADRID, LISBON):
        slack_says(each_cast, zone)
        assert (ada(each_cast).zone, ada(each_cast).slack_zone, ada(each_cast).country) == (MADRID, zone, "ES")
    finishes(each_cast, "ada", programme_id, zone=LISBON, country=None)
    slack_says(each_cast, TOKYO)
    assert (ada(each_cast).zone, ada(each_cast).country) == (TOKYO, "JP"), "she picked Slack's again"


def test_an_empty_field_means_slacks_zone_and_an_old_name_means_the_same_place(cast: Cast) -> None:
    programme_id = cast.programme()
    cast.profile("ada", "Asia/Calcutta")
    enrolled(cast, programme_id, "ada", zone=MADRID)
    finishes(cast, "ada", programme_id, zone=None)
    assert ada(cast).own_zone is None
    finishes(cast, "ada", programme_id, zone="Asia/Kolkata")
    assert ada(cast).own_zone is None
    slack_says(cast, TOKYO)
    assert ada(cast).zone == TOKYO


def test_the_country_is_guessed_from_the_zone_until_somebody_names_one(cast: Cast) -> None:
    programme_id = cast.programme()
    enrolled(cast, programme_id, "ada", zone=NEW_YORK, country=None)
    form = begins(cast, "ada", programme_id)
    assert (form.zone, form.slack_zone, form.country, form.guessed_country) == (NEW_YORK, LISBON, None, "US")
    finishes(cast, "ada", programme_id, zone=NEW_YORK, country="BR")
    assert begins(cast, "ada", programme_id).country == "BR"
    finishes(cast, "ada", programme_id, zone=TOKYO, country="BR")
    assert ada(cast).country == "BR"
    finishes(cast, "ada", programme_id, zone=TOKYO, country=None)
    assert ada(cast).country == "JP"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "", "Etc/GMT+5", "localtime", "Europe"])
def test_a_zone_that_the_list_does_not_hold_is_refused_beside_its_field_and_moves_nothing(
    cast: Cast, zone: str
) -> None:
    programme_id = cast.programme()
    begins(cast, "ada", programme_id)
    before = cast.store.contents()
    with pytest.raises(UnknownZone) as refused:
        finishes(cast, "ada", programme_id, zone=zone)
    assert refused.value.field == "zone"
    assert cast.store.contents() == before


def test_a_zone_that_slack_tells_may_stay_though_the_list_does_not_hold_it(cast: Cast) -> None:
    programme_id = cast.programme()
    cast.profile("ada", "Etc/GMT+5")
    enrolled(cast, programme_id, "ada", zone="Etc/GMT+5")
    assert (ada(cast).zone, ada(cast).own_zone) == ("Etc/GMT+5", None)


def test_a_zone_of_ones_own_takes_session_prep_and_question_along_at_once(each_cast: Cast) -> None:
    programme_id = together(each_cast)
    before, asked = ahead(each_cast), question(each_cast)
    finishes(each_cast, "ada", programme_id, zone=NEW_YORK, country=None)
    after = ahead(each_cast)
    assert before.starts_at is not None
    assert after.starts_at is not None
    assert after.starts_at.astimezone(ZoneInfo(NEW_YORK)).hour >= 9
    assert after.starts_at.astimezone(ZoneInfo(LISBON)).hour < 17
    told = prep(each_cast).due_at.astimezone(ZoneInfo(NEW_YORK))
    assert (told.date() < after.starts_at.date(), told.hour) == (True, 10)
    moved = question(each_cast)
    assert (moved.next_due_at - asked.next_due_at).total_seconds() / 3600 in {4, 5}, "the same local minute"
    slack_says(each_cast, TOKYO)
    assert ahead(each_cast).starts_at == after.starts_at, "what Slack says moves nothing any more"
    assert question(each_cast).next_due_at == moved.next_due_at


def test_a_waiting_prep_follows_even_where_the_session_stays(each_cast: Cast) -> None:
    programme_id = together(each_cast)
    seen = ahead(each_cast)
    # An evening in Lisbon, agreed on by hand, is an afternoon in New York.
    evening = datetime(2026, 3, 12, 19, tzinfo=UTC)
    each_cast.store.do(commands.move, MoveSession(each_cast.actor("ada"), seen.session_id, seen.revision, evening))
    assert prep(each_cast).due_at == datetime(2026, 3, 11, 10, tzinfo=UTC)
    finishes(each_cast, "ada", programme_id, zone=NEW_YORK, country=None)
    assert ahead(each_cast).starts_at == evening
    assert prep(each_cast).due_at == datetime(2026, 3, 11, 14, tzinfo=UTC)
    finishes(each_cast, "ada", programme_id, zone=NEW_YORK, country=None, work_starts=12 * 60, work_ends=20 * 60)
    assert prep(each_cast).due_at == datetime(2026, 3, 11, 16, tzinfo=UTC)


def test_the_form_tells_the_zone_of_this_moment_even_if_slacks_word_was_missed(cast: Cast) -> None:
    programme_id = cast.programme()
    enrolled(cast, programme_id, "ada", country=None)
    cast.profile("ada", TOKYO)
    form = begins(cast, "ada", programme_id)
    assert (form.zone, form.slack_zone, form.guessed_country) == (TOKYO, TOKYO, "JP")


def test_what_slack_says_while_she_chooses_waits_and_finds_her_choice(store_on_postgres: Store) -> None:
    cast = Cast(store_on_postgres)
    programme_id = together(cast)
    with ThreadPoolExecutor(1) as pool:
        with store_on_postgres.transaction() as uow:
            step = replace(SECOND, zone=NEW_YORK, country=None)
            enrolments.enrol(Enrol(cast.actor("ada"), programme_id, step, receipt()), uow)
            uow.db.flush()
            said = pool.submit(slack_says, cast, TOKYO)
            while not said.done() and not store_on_postgres.somebody_waits():
                pass
        said.result()
    assert (ada(cast).zone, ada(cast).slack_zone, ada(cast).country) == (NEW_YORK, TOKYO, "US")
    assert question(cast).next_due_at.astimezone(ZoneInfo(NEW_YORK)).hour == 10
