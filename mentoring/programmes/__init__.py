"""Programmes: a frame that an owner answers for. An owner sees who is enrolled and which pairs there are, no more."""
