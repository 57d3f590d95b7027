"""When to look, and how what was found gets into Slack once."""
