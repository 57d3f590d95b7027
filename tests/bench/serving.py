"""One of the two servers, in a process of its own: `python -m tests.bench.serving bot|bare`, settings on stdin."""

import json
import sys
from typing import Any

import uvicorn

from bot import logging
from bot.app import Bot
from bot.http import web_app
from bot.settings import load
from tests.bench import bare


def main() -> None:
    """Serve until killed."""
    given: dict[str, Any] = json.load(sys.stdin)
    logging.configure("ERROR")
    port = given.pop("port")
    secret = given["signing_secret"]
    app = (
        web_app(Bot(load(_env_file=None, **given)))
        if sys.argv[1] == "bot"
        else bare.web_app(given["database_url"], secret)
    )
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    main()
