"""`make bench`."""

from tests.bench import (
    checkins,
    end_to_end,
    local_slack,
    matching,
    openings,
    page,
    queue,
    replicas,
    roster,
    start,
    wakeups,
)

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
end_to_end.run()
