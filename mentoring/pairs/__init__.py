"""Pairs: asking, answering, being one, leaving. `rules` holds who belongs; every noun of a pair asks it first."""
