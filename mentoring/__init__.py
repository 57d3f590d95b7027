"""The domain: rules, commands and queries of mentoring, as plain functions of a unit of work."""
