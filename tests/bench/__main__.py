"""`make bench`."""

from tests.bench import checkins, local_slack, openings, page, replicas

checkins.run()
openings.run()
local_slack.run()
page.run()
replicas.run()
