"""The two-way close: one line of each member, told to the pair once the session is closed."""

from mentoring.closes.queries import summary_of

__all__ = ["summary_of"]
