"""`make bench`."""

from tests.bench import checkins, local_slack, openings, page, replicas, start, wakeups

start.run()
wakeups.run()
checkins.run()
openings.run()
local_slack.run()
page.run()
replicas.run()
