"""What talks to the outside: the database, Slack, the local Slack's clock."""
