"""
The Web API, one module a family.

A new method is one function of a `Call` and one row in its module's `METHODS`: name, tier, scopes and arguments. The
registry gathers the rows; nothing else needs to know.
"""
