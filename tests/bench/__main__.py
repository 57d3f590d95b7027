"""`make bench`."""

from tests.bench import checkins, local_slack, matching, openings, page, queue, replicas, roster, start, wakeups

start.run()
wakeups.run()
checkins.run()
openings.run()
local_slack.run()
page.run()
queue.run()
replicas.run()
roster.run()
matching.run()
