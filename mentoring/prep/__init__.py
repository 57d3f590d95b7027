"""Prep: what each member has at hand before a session, and the three points they may bring."""
