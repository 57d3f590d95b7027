"""
Slack's own published types, as JSON Schemas, and what judges by them what this local Slack sends.

`schemas.json.gz` is generated from Slack's packages for Node (`make types`), whose licence is beside it.
"""
