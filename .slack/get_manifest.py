"""The Slack CLI's hook `get-manifest`: our manifest, which is YAML, as the JSON that it wants."""

import json
import sys

from slack_cli_hooks.protocol import build_protocol

from bot import manifest

build_protocol(sys.argv).respond(json.dumps(manifest.load()))
