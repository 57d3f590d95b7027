"""Every Slack surface: builders that put facts into Block Kit, and the readers of what people send back."""
