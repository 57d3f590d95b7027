"""Slack listeners, a module a noun: read the payload, call the domain, answer; `ack` is always the last thing."""
