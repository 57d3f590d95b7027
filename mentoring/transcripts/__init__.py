"""A session's transcript: only when everybody agrees, read once for what was promised, and never kept."""
