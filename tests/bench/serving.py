"""One of the two servers, in a process of its own: `python -m tests.bench.serving bot|bare`, settings on stdin."""

import json
import sys
from typing import Any

import uvicorn

from bot import logging, running
from bot.settings import load
from tests.bench import bare


def main() -> None:
    """Serve until killed."""
    given: dict[str, Any] = json.load(sys.stdin)
    logging.configure("ERROR")
    if sys.argv[1] == "bot":
        running.run(load(_env_file=None, **given))
    else:
        app = bare.web_app(given["database_url"], given["signing_secret"])
        uvicorn.run(app, host="127.0.0.1", port=given["http_port"], log_config=None, access_log=False)


if __name__ == "__main__":
    main()
