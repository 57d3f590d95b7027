"""Sessions in people's own calendars: as a file that follows, and as a secret address that stays true by itself."""
