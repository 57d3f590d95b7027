"""Home: where one person stands, and nothing of anybody else's."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from msgspec.structs import replace

from mentoring import home, participants, profiles, workspaces
from mentoring.delivery import outcomes
from mentoring.delivery.steps import Delivered, DirectMessage, OutcomeUnknown
from mentoring.errors import NoPairYet, UnknownWorkspace
from mentoring.home import HomeCard, OpenHome, SayHello
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, LeavePair
from mentoring.participants import Actor, ChangeProfile, Profile
from mentoring.programmes import commands as programmes
from mentoring.programmes.commands import CreateProgramme
from mentoring.workspaces import MeetWorkspace, ParkWorkspace
from models import (
    OutboxRow,
    OutboxState,
    Participant,
    ParticipantState,
    Programme,
    ProgrammeDuty,
    ProgrammeKind,
    ProgrammeRole,
    Workspace,
)
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import begin, claim_unknown, deliver_all, let_waiting_end, send_next


def person(cast: Cast, name: str) -> Participant:
    return next(row for row in cast.store.rows(Participant) if row.slack_user_id == cast.actor(name).user_id)


def test_the_first_visitor_of_a_workspace_is_greeted_and_nobody_after(cast: Cast) -> None:
    assert cast.store.do(home.open_home, OpenHome(cast.actor("ada"))).greeting_first
    assert not cast.store.do(home.open_home, OpenHome(cast.actor("ada"))).greeting_first
    assert not cast.store.do(home.open_home, OpenHome(cast.actor("ben"))).greeting_first


@pytest.mark.parametrize("rounds", [5])
def test_of_those_who_come_first_at_one_instant_one_is_greeted(each_cast: Cast, rounds: int) -> None:
    for number in range(rounds):
        cast = Cast(each_cast.store, f"T{number + 10}")
        start = Barrier(3)

        def visit(name: str, cast: Cast = cast, start: Barrier = start) -> bool:
            start.wait()
            return cast.store.do(home.open_home, OpenHome(cast.actor(name))).greeting_first

        with ThreadPoolExecutor(3) as threads:
            assert sum(threads.map(visit, ("ada", "ben", "cleo"))) == 1


def test_a_glance_is_no_visit(cast: Cast) -> None:
    cast.store.do(home.glance, cast.actor("ada"))
    assert cast.store.do(home.open_home, OpenHome(cast.actor("ada"))).greeting_first


def test_a_stranger_finds_an_empty_home_and_is_not_recorded(cast: Cast) -> None:
    cast.chartered("ada", "ben")
    card = cast.store.do(home.open_home, OpenHome(cast.actor("eve")))
    assert (card.invitations, card.pairs, card.ended) == ((), (), ())
    assert len(cast.store.rows(Participant)) == 2


def test_home_follows_a_pair_from_invitation_to_end(cast: Cast) -> None:
    pair_id = cast.invitation("ada", "ben")
    [asked] = cast.store.do(home.glance, cast.actor("ben")).invitations
    [asking] = cast.store.do(home.glance, cast.actor("ada")).invitations
    assert (asked.awaits_me, asked.mine, asking.awaits_me, asking.mine) == (True, False, False, True)
    cast.answer("ben", pair_id)
    [pair] = cast.store.do(home.glance, cast.actor("ben")).pairs
    assert (pair.programme, pair.next_pulse_at, pair.charter.written) == (None, None, None)
    cast.agree(pair_id, "ada", "ben")
    [pair] = cast.store.do(home.glance, cast.actor("ben")).pairs
    assert pair.next_pulse_at is not None
    cast.store.do(pairs.leave, LeavePair(cast.actor("ada"), pair_id, receipt()))
    card = cast.store.do(home.glance, cast.actor("ben"))
    assert card.pairs == ()
    assert [(each.pair_id, [other.user_id for other in each.others]) for each in card.ended] == [(pair_id, ["UADA"])]


def test_declined_and_withdrawn_pairs_vanish(cast: Cast) -> None:
    cast.answer("ben", cast.invitation("ada", "ben"), Answer.DECLINE)
    for name in ("ada", "ben"):
        card = cast.store.do(home.glance, cast.actor(name))
        assert (card.invitations, card.pairs, card.ended) == ((), (), ())


def test_a_led_programme_is_named_and_the_built_in_one_is_not(cast: Cast) -> None:
    cast.triad("ada", "ben", "cleo")
    cast.pair("ada", "dan")
    assert [pair.programme for pair in cast.store.do(home.glance, cast.actor("ada")).pairs] == ["Both ways", None]


def test_a_hello_is_answered_once(each_cast: Cast) -> None:
    for receipt_of_event in ("event:Ev1", "event:Ev1", "event:Ev2"):
        each_cast.store.do(home.hello, SayHello(each_cast.actor("eve"), receipt_of_event))
    answers = [each.dispatch for each in deliver_all(each_cast)]
    assert [each.address for each in answers] == [DirectMessage("UEVE")] * 2
    assert all(isinstance(each.notice, HomeCard) for each in answers)


def test_a_hello_of_somebody_in_a_pair_is_answered_with_what_they_can_do_at_that_moment(cast: Cast) -> None:
    cast.pair("ada", "ben")
    deliver_all(cast)
    cast.store.do(home.hello, SayHello(cast.actor("ada"), "event:Ev1"))
    cast.invitation("cleo", "ada")
    [answer] = [each.dispatch for each in deliver_all(cast) if each.dispatch.kind is NoticeKind.HELLO]
    assert (answer.address, answer.locale) == (DirectMessage("UADA"), "en-GB")
    assert isinstance(answer.notice, HomeCard)
    assert (len(answer.notice.pairs), len(answer.notice.invitations)) == (1, 1)


def test_once_a_newcomer_has_the_answer_nothing_leads_back_to_them(cast: Cast) -> None:
    before = cast.store.contents()["participants"]
    cast.store.do(home.hello, SayHello(cast.actor("eve"), "event:Ev1"))
    under_way = send_next(cast.store)
    cast.store.do(outcomes.lose_sight, OutcomeUnknown(under_way.claimed, 1, "the reply was lost"))
    assert "UEVE" in str(cast.store.contents()), "still to be looked for"
    let_waiting_end(cast.store)
    [claimed] = claim_unknown(cast.store)
    ready = begin(cast.store, claimed)
    assert ready is not None
    assert ready.look_since is not None
    cast.store.do(outcomes.deliver, Delivered(claimed, "DEVE", "1.1"))
    assert [row.state for row in cast.store.rows(OutboxRow)] == [OutboxState.SENT]
    assert "EVE" not in str(cast.store.contents())
    assert cast.store.contents()["participants"] == before


def test_a_hello_that_could_not_be_answered_for_a_day_is_let_go(cast: Cast) -> None:
    cast.store.do(home.hello, SayHello(cast.actor("eve"), "event:Ev1"))
    cast.store.clock.advance(hours=25)
    assert deliver_all(cast) == []
    assert [(row.state, row.user_id) for row in cast.store.rows(OutboxRow)] == [(OutboxState.DROPPED, None)]


def test_an_unknown_or_parked_workspace_is_refused_until_it_is_met_again(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    with pytest.raises(UnknownWorkspace):
        cast.store.do(home.open_home, OpenHome(Actor("T404", "UADA")))
    cast.store.do(workspaces.park, ParkWorkspace(cast.team))
    with pytest.raises(UnknownWorkspace):
        cast.store.do(home.open_home, OpenHome(cast.actor("ada")))
    assert cast.store.do(home.glance, cast.actor("ada")).pairs == ()
    with pytest.raises(UnknownWorkspace):
        cast.invitation("ada", "cleo")
    cast.store.do(workspaces.meet, MeetWorkspace(cast.team))
    assert [pair.pair_id for pair in cast.store.do(home.glance, cast.actor("ada")).pairs] == [pair_id]
    cast.store.do(workspaces.park, ParkWorkspace("T404"))


def test_meeting_a_workspace_again_changes_nothing(each_cast: Cast) -> None:
    before = each_cast.store.contents()
    each_cast.store.clock.advance(days=1)
    assert each_cast.store.do(workspaces.meet, MeetWorkspace(each_cast.team)) == each_cast.workspace_id
    assert each_cast.store.contents() == before
    [programme] = each_cast.store.rows(Programme)
    assert programme.kind is ProgrammeKind.OPEN


def test_a_programme_has_an_owner_and_a_sponsor_who_take_part_in_no_pair(cast: Cast) -> None:
    programme_id = cast.store.do(
        programmes.create,
        CreateProgramme(cast.team, "  Spring ", "C7", cast.profile("olga"), cast.profile("sven")),
    )
    programme = next(row for row in cast.store.rows(Programme) if row.id == programme_id)
    assert (programme.name, programme.kind, programme.channel_id) == ("Spring", ProgrammeKind.LED, "C7")
    duties = {row.participant_id: row.role for row in cast.store.rows(ProgrammeDuty)}
    assert duties == {
        person(cast, "olga").id: ProgrammeRole.OWNER,
        person(cast, "sven").id: ProgrammeRole.SPONSOR,
    }
    assert cast.store.do(home.glance, cast.actor("olga")).pairs == ()
    with pytest.raises(UnknownWorkspace):
        cast.store.do(programmes.create, CreateProgramme("T404", "x", "C7", cast.profile("olga"), cast.profile("sven")))


def test_names_languages_and_closed_accounts_follow_slack(cast: Cast) -> None:
    cast.pair("ada", "ben")
    change = Profile("UADA", "Ada L.", "Europe/Lisbon", "pt-PT", is_gone=True)
    cast.store.do(profiles.change, ChangeProfile(cast.team, change))
    assert (person(cast, "ada").name, person(cast, "ada").locale) == ("Ada L.", "pt-PT")
    assert person(cast, "ada").state is ParticipantState.GONE
    back = Profile("UADA", "Ada", "Europe/Lisbon", "")
    cast.store.do(profiles.change, ChangeProfile(cast.team, back))
    assert person(cast, "ada").state is ParticipantState.ACTIVE
    assert person(cast, "ada").locale == "pt-PT", "Slack's user_change does not always tell the language"


def test_coming_back_makes_nobody_active_who_never_said_yes(each_cast: Cast) -> None:
    cast = each_cast
    cast.invitation("ada", "ben")
    cast.programme(owner="olga")
    for name in ("ada", "ben", "olga"):
        for is_gone in (True, False):
            change = replace(cast.profile(name), is_gone=is_gone)
            cast.store.do(profiles.change, ChangeProfile(cast.team, change))
    states = {name: person(cast, name).state for name in ("ada", "ben", "olga")}
    assert states == {
        "ada": ParticipantState.ACTIVE,
        "ben": ParticipantState.INVITED,
        "olga": ParticipantState.ACTIVE,
    }


def test_people_who_take_no_part_are_not_kept(cast: Cast) -> None:
    cast.store.do(profiles.change, ChangeProfile(cast.team, cast.profile("eve")))
    assert cast.store.rows(Participant) == []


def test_who_takes_no_part_has_no_pair_yet(cast: Cast) -> None:
    with cast.store.transaction() as uow, pytest.raises(NoPairYet):
        participants.require(cast.actor("eve"), uow)


def test_two_workspaces_share_a_store_and_nothing_else(each_cast: Cast) -> None:
    other = Cast(each_cast.store, "T2")
    here, there = each_cast.chartered("ada", "ben"), other.chartered("ada", "cleo")
    for cast, pair_id in ((each_cast, here), (other, there)):
        assert [pair.pair_id for pair in cast.store.do(home.glance, cast.actor("ada")).pairs] == [pair_id]
    assert len(each_cast.store.rows(Workspace)) == 2
    assert [row.slack_user_id for row in each_cast.store.rows(Participant)].count("UADA") == 2
