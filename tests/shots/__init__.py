"""
Pictures of every step of a pair's six weeks, as people see them in the local Slack's page.

`camera` takes them, `cast` are the people as they act, `story` is what they do and where they look meanwhile.
"""
