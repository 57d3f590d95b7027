"""What a workspace holds: people, conversations, messages, views, and the identifiers that name them."""
