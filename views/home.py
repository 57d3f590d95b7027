"""The Home tab: where I stand, what is next and when, and the one thing to do now."""

from mentoring.breaks import Pausing
from mentoring.charters.queries import CharterPage
from mentoring.checkins import WrittenCheckIn
from mentoring.commitments.rules import PairCommitments
from mentoring.home import EndedPair, HomeCard, PairOnHome
from mentoring.pairs.queries import OpenInvitation
from mentoring.states import CharterVersionState, EnrolmentState, SessionState, Visibility
from views import (
    breaks,
    calendar,
    checkins,
    commitments,
    enrolments,
    invitations,
    pairs,
    prep,
    programmes,
    pulses,
    sessions,
    who_sees_what,
)
from views.kit import (
    Block,
    actions,
    both_or_all,
    button,
    context,
    divider,
    escape,
    header,
    mention,
    mentions,
    section,
    you_and,
)
from views.learning_log import acts, pages
from views.payloads import Payload
from views.reader import Reader

LINE = 120
"""Characters of a check-in's first line on Home; the whole is one tap away."""


def view(reader: Reader, card: HomeCard) -> Payload:
    """Return the Home tab of one person."""
    blocks: list[Block] = []
    if card.greeting_first:
        blocks += _greeting(reader)
    for invitation in card.invitations:
        blocks += _invitation(reader, invitation)
    for pair in card.pairs:
        blocks += _pair(reader, pair)
    answers_for = programmes.on_home(reader, card.programmes)
    if _only_runs(card):
        blocks += [header(reader.say("What you run")), *answers_for]
        answers_for = []
    if not card.pairs and not card.invitations:
        blocks += _unpaired(reader, card)
    blocks += enrolments.on_home(reader, card.programmes)
    blocks += answers_for
    if card.ended:
        blocks += [divider(), header(reader.say("Pairs that were"))]
    for ended in card.ended:
        blocks += _ended(reader, ended)
    blocks += _foot(reader, card)
    return {"type": "home", "blocks": blocks[:100]}


def _only_runs(card: HomeCard) -> bool:
    """Tell whether somebody answers for a programme and takes part in nothing: then that is what they come for."""
    takes_part = (
        card.pairs or card.invitations or any(each.standing is EnrolmentState.ACTIVE for each in card.programmes)
    )
    return not takes_part and any(each.is_owner for each in card.programmes)


def _greeting(reader: Reader) -> list[Block]:
    return [
        header(reader.say("Welcome, you are the first here")),
        section(
            reader.say(
                "Bothways helps two people teach each other: one brings strategy and influence, the other hands-on"
                " practice with AI and tools. It carries the routine, so that you keep the relationship."
            )
        ),
    ]


def _unpaired(reader: Reader, card: HomeCard) -> list[Block]:
    """Return what a person without a pair can do; whoever waits in a programme is told what comes next instead."""
    enrolled = [each for each in card.programmes if each.standing is EnrolmentState.ACTIVE]
    names = [escape(each.name) for each in enrolled if not each.is_owner]
    if enrolled and not names:
        title = reader.say("A pair of your own, if you like")
        told = [
            section(
                reader.say(
                    "You are in *{programme}*, and answer for it: you see its drafts, so its rounds leave you out. Ask"
                    " somebody yourself whom you would like to learn with.",
                    programme=escape(enrolled[0].name),
                )
            )
        ]
    elif names:
        title = (
            reader.say("You have no pair at the moment")
            if card.ended
            else reader.say("You are in; your pair comes next")
        )
        waits_for = f"*{names[0]}*" if len(names) == 1 else reader.say("one of your programmes")
        told = [
            section(
                reader.say(
                    "As soon as {programme} has somebody for you, you are asked in private, and may decline without a"
                    " reason. Until then there is nothing you have to do.",
                    programme=waits_for,
                )
            ),
            section(reader.say("You know already whom you would like to learn with? Then ask them yourself.")),
        ]
    else:
        if _only_runs(card):
            title = reader.say("A pair of your own, if you like")
        elif card.greeting_first:
            title = reader.say("Start with one colleague")
        else:
            title = reader.say("You have no pair at the moment")
        told = [
            section(
                reader.say(
                    "Ask somebody you would learn from and who would learn from you. When they accept, your own"
                    " conversation opens and you write a one-page charter together. No programme is needed."
                )
            )
        ]
    return [
        header(title),
        *told,
        actions(
            [
                button(reader.say("Start a pair"), pairs.START, "home", style=None if names else "primary"),
                button(reader.say("Who sees what"), who_sees_what.OPEN, "home"),
            ],
            block_id="begin",
        ),
        divider(),
    ]


def _invitation(reader: Reader, card: OpenInvitation) -> list[Block]:
    return [header(reader.say("Invitation")), *invitations.open_invitation(reader, card), divider()]


def _pair(reader: Reader, card: PairOnHome) -> list[Block]:
    title = f"*{you_and(reader, card.charter.others)}*"
    about = [
        reader.say("You are the {role}", role=pairs.role_name(reader, card.charter.me.role)),
        reader.say("since {day}", day=reader.day(card.since)),
    ]
    if card.programme:
        about.insert(0, escape(card.programme))
    blocks = [header(reader.say("Your pair")), section(title), context(" · ".join(about))]
    blocks += [context(_pauses(reader, card, each)) for each in card.pausing]
    blocks.append(section(f"{_next_line(reader, card)}\n{_charter_line(reader, card.charter)}"))
    blocks.append(actions(_buttons(reader, card), block_id=f"pair-{card.pair_id.hex}"))
    if card.charter.number_in_force:
        mine_first = PairCommitments(card.pair_id, card.charter.me, card.charter.others, card.commitments)
        blocks += commitments.on_home(reader, mine_first)
        blocks.append(_log(reader, card))
    if card.checkins:
        blocks.append(section(reader.say("*Latest check-ins*")))
        blocks += [_checkin(reader, checkin) for checkin in card.checkins]
    return [*blocks, _leave(reader, card), divider()]


def _pauses(reader: Reader, card: PairOnHome, pausing: Pausing) -> str:
    day = reader.calendar_day(pausing.last_day)
    who = next((each for each in card.charter.others if each.membership_id == pausing.membership_id), None)
    if who is None:
        return reader.say("You pause until {day}.", day=day)
    return reader.say("{who} pauses until {day}.", who=mention(who), day=day)


def _leave(reader: Reader, card: PairOnHome) -> Block:
    """Return the way out: last and quiet, since it is there for whoever looks for it, and asks before it counts."""
    leave = button(
        reader.say("Leave this pair …"),
        pairs.LEAVE,
        card.pair_id.hex,
        confirm=pairs.leave_question(reader, card.charter.others),
    )
    return actions([leave], block_id=f"leave-{card.pair_id.hex}")


def _charter_line(reader: Reader, card: CharterPage) -> str:
    written = card.written
    if written is None:
        return reader.say("*Charter:* not written yet. It starts everything else.")
    if written.state is CharterVersionState.IN_FORCE and written.in_force_at:
        return reader.say("*Charter:* in force since {day}.", day=reader.day(written.in_force_at))
    if card.number_in_force:
        return reader.say(
            "*Charter:* version {number} waits for {missing}; version {old} stays in force.",
            number=written.number,
            old=card.number_in_force,
            missing=mentions(reader, written.missing),
        )
    if card.i_signed:
        return reader.say("*Charter:* you signed; it waits for {missing}.", missing=mentions(reader, written.missing))
    return reader.say("*Charter:* written, and waits for your signature.")


def _next_line(reader: Reader, card: PairOnHome) -> str:
    if card.charter.number_in_force is None:
        return both_or_all(
            len(card.charter.others) + 1,
            reader.say("*Next:* check-ins and pulses begin when you have both signed."),
            reader.say("*Next:* check-ins and pulses begin when you have all signed."),
        )
    if card.session is not None and card.session.state is not SessionState.CLOSED:
        said = [sessions.line(reader, card.session), sessions.way_to_card(reader, card.session)]
        session = " · ".join(each for each in said if each)
        lines = [
            reader.say("*Now:* {session}", session=session)
            if card.session.is_now
            else reader.say("*Next:* {session}", session=session)
        ]
    else:
        lines = [reader.say("*Next:* a check-in, whenever something moved.")]
    if card.next_pulse_at is not None:
        lines.append(reader.say("*Pulse:* one private question comes {day}.", day=reader.day(card.next_pulse_at)))
    return "\n".join(lines)


def _buttons(reader: Reader, card: PairOnHome) -> list[Block]:
    value = card.pair_id.hex
    written = card.charter.written
    if card.charter.number_in_force is None:
        label = reader.say("Write our charter")
        if written is not None:
            label = reader.say("Open our charter") if card.charter.i_signed else reader.say("Read and sign")
        style = None if card.charter.i_signed else "primary"
        return [button(label, pairs.OPEN_CHARTER, value, style=style)]
    awaits_me = written is not None and written.state is CharterVersionState.OPEN and not card.charter.i_signed
    charter = button(reader.say("Read and sign") if awaits_me else reader.say("Charter"), pairs.OPEN_CHARTER, value)
    check_in = button(reader.say("Check in"), checkins.OPEN, value)
    buttons = [check_in, charter]
    first = charter if awaits_me else check_in
    if card.session is not None:
        session = button(reader.say("Session"), sessions.OPEN, value)
        if card.session.is_now or card.session.is_unstarted:
            # While a pair is together, nothing else is as near to them as their session.
            buttons.insert(0, session)
            first = session
        else:
            buttons.append(session)
    if _is_ahead(card):
        buttons.append(button(reader.say("Prep"), prep.OPEN, value))
    buttons.append(button(reader.say("Pulse"), pulses.OPEN, value))
    return [{**each, "style": "primary"} if each is first else each for each in buttons]


def _is_ahead(card: PairOnHome) -> bool:
    return card.session is not None and card.session.state is SessionState.PLANNED


def _log(reader: Reader, card: PairOnHome) -> Block:
    lines = [f"• {pages.brief(reader, entry)}" for entry in card.log]
    if not lines:
        lines = [reader.say("Nothing yet: keep what you can show, and numbers that move.")]
    text = "\n".join([reader.say("*Learning Log*"), *lines])
    opens = button(reader.say("Open"), acts.OPEN, card.pair_id.hex, spoken=reader.say("Open the Learning Log"))
    return {**section(text), "accessory": opens}


def _checkin(reader: Reader, card: WrittenCheckIn) -> Block:
    first_line = card.draft.moved.splitlines()[0]
    shown = first_line if len(first_line) <= LINE else f"{first_line[: LINE - 1]}…"
    whose = reader.say("only you see it") if card.visibility is Visibility.PRIVATE else reader.say("shared")
    text = reader.say(
        "{who} · {moment} · {whose}\n{line}",
        who=mention(card.author),
        moment=reader.moment(card.created_at),
        whose=whose,
        line=escape(shown),
    )
    more = button(
        reader.say("Read"), checkins.READ, card.checkin_id.hex, spoken=reader.say("Read this check-in in full")
    )
    return {**section(text), "accessory": more}


def _ended(reader: Reader, card: EndedPair) -> list[Block]:
    return [
        section(reader.say("{people}. What you wrote stays readable.", people=you_and(reader, card.others))),
        actions(
            [
                button(reader.say("Read the charter"), pairs.OPEN_CHARTER, card.pair_id.hex),
                button(reader.say("Learning Log"), acts.OPEN, card.pair_id.hex),
                *pairs.not_again(reader, card.pair_id, card.others, card.not_again),
            ],
            block_id=f"ended-{card.pair_id.hex}",
        ),
        *(_checkin(reader, checkin) for checkin in card.checkins),
    ]


def _foot(reader: Reader, card: HomeCard) -> list[Block]:
    if not card.pairs and not card.invitations:
        return []
    start = reader.say("Start another pair") if card.pairs else reader.say("Start a pair")
    buttons = [button(start, pairs.START, "home")]
    if card.pairs:
        buttons += [
            button(reader.say("Take a break"), breaks.OPEN, "home"),
            button(reader.say("My calendar"), calendar.OPEN, "home"),
        ]
    buttons.append(button(reader.say("Who sees what"), who_sees_what.OPEN, "home"))
    return [
        divider(),
        actions(buttons, block_id="more"),
        context(reader.say("Anywhere in Slack, `/mentor` shows what you can do now.")),
    ]
