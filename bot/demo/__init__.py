"""The living example: a local Slack, people in it, and what they have done so far."""
