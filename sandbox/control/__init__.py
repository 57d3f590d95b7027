"""The control API: everything a person can do in Slack, for the page and for tests. Loopback only."""
