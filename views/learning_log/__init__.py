"""
The Learning Log as people see it.

`acts` names what can be clicked and `kinds` what is kept, `pages` is the log, `forms` what is handed in, `entries` one
entry and the question whether it may be shown outside, `words` a message that somebody wants to keep, `exports` the
log to take along.
"""
