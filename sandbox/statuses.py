"""Statuses of people that end by themselves, when the workspace's clock says so."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox import events
from sandbox.state.people import Person

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack


def begin(slack: "LocalSlack") -> None:
    """Wait for the end of every status that has one, as after a restart."""
    for person in slack.people:
        end_in_time(slack, person)


def end_in_time(slack: "LocalSlack", person: Person) -> None:
    if person.status_expiration:
        slack.background.start(_end(slack, person.id, person.status_expiration))


async def _end(slack: "LocalSlack", user: str, expiration: int) -> None:
    await slack.clock.sleep(expiration - slack.clock.now())
    person = slack.people.get(user)
    # Another status set meanwhile has an end of its own.
    if person is None or person.status_expiration != expiration:
        return
    now = int(slack.clock.now())
    ended = replace(person, status_text="", status_emoji="", status_expiration=0, updated=now)
    events.person(slack, "user_change", slack.people.keep(ended))
    slack.pages.publish({"type": "users"})
