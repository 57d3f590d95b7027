"""
Show-and-tell: an event in a programme's channel at which pairs show what they made.

`rules` holds who may do what, `commands` what may be done, `queries` what a person may see of it before, `telling` what
its messages say and when they are drawn anew, `course` what happens to it as time goes by, `attendance` whose events
they are.
"""
