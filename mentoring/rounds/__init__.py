"""Rounds of matching: an owner has pairings drafted, edits and approves them, and they go out."""
