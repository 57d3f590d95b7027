"""The life of an outbox row between the store and Slack, one short transaction a step."""
