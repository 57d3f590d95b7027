"""`make bench`."""

from tests.bench import checkins, openings

checkins.run()
openings.run()
