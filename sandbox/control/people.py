"""Making and changing people and conversations."""

from dataclasses import replace

from sandbox import channel_events, events, statuses
from sandbox.channels import name_is_taken
from sandbox.control.channels import NAMES
from sandbox.control.reading import channel_of, list_of, person_of
from sandbox.errors import ControlError, Json
from sandbox.inbound.dispatch import EventSending
from sandbox.local_slack import LocalSlack
from sandbox.memberships import add_member
from sandbox.shapes import page_channel, page_user
from sandbox.state.conversations import name_problem
from sandbox.state.people import Person


async def add_user(slack: LocalSlack, body: Json) -> Json:
    """A new person: in #general, with a direct message from the app at hand, told to the app as team_join."""
    person = slack.people.add(body, slack.clock.now())
    general = slack.channels.general()
    general.members.append(person.id)
    slack.channels.keep(general)
    slack.open_direct([slack.bot_user, person.id])
    slack.pages.publish({"type": "users"})
    slack.conversations_changed()
    sending = events.person(slack, "team_join", person)
    if sending is not None:
        await sending.first
    return {"user": page_user(slack, person)}


async def change_user(slack: LocalSlack, body: Json) -> Json:
    person = person_of(slack, body)
    if person.is_bot:
        raise ControlError("not_a_human", "only people can be changed")
    changed = slack.people.change(person, body, slack.clock.now())
    slack.pages.publish({"type": "users"})
    if changed.status_expiration != person.status_expiration:
        statuses.end_in_time(slack, changed)
    for sending in _told(slack, person, changed):
        if sending is not None:
            await sending.first
            await slack.quiet()
    return {"user": page_user(slack, changed)}


def _told(slack: LocalSlack, before: Person, after: Person) -> list[EventSending | None]:
    """What the app hears of a change: do-not-disturb has an event of its own, and presence none."""
    sendings: list[EventSending | None] = []
    if before.quiet != after.quiet:
        sendings.append(events.dnd(slack, after))
    if replace(before, quiet=after.quiet, is_away=after.is_away, updated=after.updated) != after:
        sendings.append(events.person(slack, "user_change", after))
    return sendings


async def add_channel(slack: LocalSlack, body: Json) -> Json:
    """A channel by name, or the direct conversation of `users`."""
    wanted = list_of(body, "users")
    if wanted:
        people = [person_of(slack, {"user": user}).id for user in wanted]
        if len(people) == 1:
            people = [slack.bot_user, *people]
        channel = slack.open_direct(people)
        viewer = next(user for user in people if user != slack.bot_user)
        return {"channel": page_channel(slack, channel, viewer)}
    name = str(body.get("name") or "").removeprefix("#")
    problem = name_problem(name)
    if problem is not None:
        raise ControlError(problem, NAMES)
    if name_is_taken(slack, name):
        raise ControlError("name_taken", f"something or somebody is called {name} already", status=409)
    members = [person_of(slack, {"user": user}).id for user in list_of(body, "members")]
    channel = slack.channels.create(
        kind="private" if body.get("is_private") else "channel",
        name=name,
        creator=members[0] if members else slack.bot_user,
        members=members,
        now=slack.clock.now(),
    )
    channel.topic, channel.purpose = str(body.get("topic") or ""), str(body.get("purpose") or "")
    slack.channels.keep(channel)
    slack.conversations_changed(channel)
    channel_events.created(slack, channel)
    return {"channel": page_channel(slack, channel, members[0] if members else "")}


async def join_channel(slack: LocalSlack, body: Json) -> Json:
    """People (and the app, by its bot user's id) come into a channel."""
    channel = channel_of(slack, str(body.get("channel") or ""))
    if channel.is_direct:
        raise ControlError("not_a_channel", "nobody can be added to a direct message", status=409)
    users = list_of(body, "users") or [body.get("user")]
    for user in users:
        person = person_of(slack, {"user": user})
        if person.id not in channel.members:
            add_member(slack, channel, person.id, inviter=str(body.get("inviter") or ""))
    return {"channel": page_channel(slack, channel, person_of(slack, {"user": users[0]}).id)}
