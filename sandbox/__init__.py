"""
The local Slack: a workspace in one process, for trying a bot in a browser and for testing it without Slack.

It knows nothing of the bot it hosts beyond the manifest; to the bot it is another base URL.
"""

from sandbox.server import Serving, serve

__all__ = ["Serving", "serve"]
