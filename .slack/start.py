"""
The Slack CLI's hook `start`: the bot over Socket Mode, with the tokens that `slack run` puts into the environment.

What else the CLI says on the command line, such as how it would like answers, concerns other hooks.
"""

import sys

from bot.cli import app

sys.exit(app(["run", "--socket"], prog_name="bothways"))
