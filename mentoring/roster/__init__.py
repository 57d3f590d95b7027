"""People of a sheet: read, looked through with its owner, and brought in as people who are only asked; or taken out."""
