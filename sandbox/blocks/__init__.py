"""Block Kit: what Slack accepts, what it fills in, and what people type into it."""
