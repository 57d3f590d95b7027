"""From the workspace to the app: payloads in Slack's shape, over Socket Mode or signed HTTP, with Slack's retries."""
