"""`make bench`."""

from tests.bench import checkins

checkins.run()
