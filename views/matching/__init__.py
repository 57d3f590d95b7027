"""The owner's desk: a draft of pairings, looked at, edited, approved and sent."""
