"""`python -m bot`: the command `bothways`, where the package is not installed."""

from bot.cli import main

main()
