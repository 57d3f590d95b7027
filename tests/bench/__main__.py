"""`make bench`."""

from tests.bench import checkins, local_slack, openings

checkins.run()
openings.run()
local_slack.run()
