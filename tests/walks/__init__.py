"""Walks through all that Slack could bring: a package, so that one house serves them all and goes with the last."""
