"""Each block that a message may hold, with all that may stand in it."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def words(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def line(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def items(style: str, indent: int, *texts: str) -> Json:
    return {
        "type": "rich_text_list", "style": style, "indent": indent, "elements": [line(words(text)) for text in texts]
    }  # fmt: skip


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def number(value: int) -> Json:
    return {"type": "raw_number", "value": value, "text": str(value)}


def picture(words: str) -> Json:
    return {"type": "image", "image_url": "https://pictures.example/1.png", "alt_text": words}


CARD = {
    "type": "card",
    "title": mrkdwn("A *card*"),
    "body": mrkdwn("Its body"),
    "hero_image": picture("hills"),
    "icon": picture("seed"),
}
MARKDOWN = """# Heading
Some **bold**, *slanted*, ~~gone~~, `code` and a [link](https://example.org/x).

1. first
   - deeper
2. second

> quoted

| Tea | Sum |
|:---|---:|
| green | 3 |

```
fenced <b>
```
- [x] done"""


def blocks(user: str, channel: str, file: str) -> dict[str, Json]:
    """One of each type, about a person, a channel and a picture that are there."""
    return {
        "header": {"type": "header", "text": plain("A header")},
        "section": {"type": "section", "text": mrkdwn(f"With <@{user}>"), "accessory": picture("A chart")},
        "divider": {"type": "divider"},
        "context": {"type": "context", "elements": [picture("A seed"), mrkdwn("Small _print_")]},
        "actions": {"type": "actions", "elements": [{"type": "button", "text": plain("Go"), "action_id": "go"}]},
        "input": {
            "type": "input",
            "label": plain("A word"),
            "element": {"type": "plain_text_input", "action_id": "w"},
        },
        "image": {**picture("Far away"), "title": plain("A title")},
        "image of this Slack": {"type": "image", "slack_file": {"id": file}, "alt_text": "From here"},
        "video": {
            "type": "video",
            "alt_text": "How it works",
            "title": plain("A film"),
            "video_url": "https://films.example/1",
            "thumbnail_url": "https://films.example/1.png",
        },
        "file": {"type": "file", "external_id": "a-remote-file", "source": "remote"},
        "markdown": {"type": "markdown", "text": MARKDOWN},
        "rich_text": rich(
            line(
                words("loud", bold=True), words("slanted", italic=True), words("gone", strike=True),
                words("code", code=True), words("under", underline=True), words("lit", highlight=True),
                {"type": "link", "url": "https://example.org/y", "text": "a link"},
                {"type": "user", "user_id": user}, {"type": "channel", "channel_id": channel},
                {"type": "usergroup", "usergroup_id": "S1"}, {"type": "team", "team_id": "T1"},
                {"type": "broadcast", "range": "here"}, {"type": "emoji", "name": "wave", "skin_tone": 3},
                {"type": "date", "timestamp": 1_800_000_000, "format": "{date_num}", "fallback": "then"},
                {"type": "color", "value": "#2eb67d"},
            ),
            items("bullet", 0, "fruit"), items("bullet", 1, "apple"), items("bullet", 0, "tools"),
            items("ordered", 0, "one"), items("ordered", 1, "a part"), items("ordered", 0, "two"),
            {"type": "rich_text_quote", "elements": [words("quoted")]},
            {"type": "rich_text_preformatted", "elements": [words("as it\n  is")]},
        ),
        "table": {
            "type": "table", "rows": [[cell("Pair"), cell("Sum")], [rich(line(words("Ana", bold=True))), number(3)]]
        },
        "data_table": {
            "type": "data_table", "caption": "Sessions", "page_size": 2,
            "rows": [[cell("Pair"), cell("Sum")], *([cell(name), number(at)] for at, name in enumerate("dcba"))],
        },
        "card": CARD,
        "carousel": {"type": "carousel", "elements": [CARD, CARD]},
        "container": {
            "type": "container", "title": plain("A container"), "is_collapsible": True, "default_collapsed": True,
            "child_blocks": [{"type": "section", "text": mrkdwn("Inside")}],
        },
        "context_actions": {
            "type": "context_actions",
            "elements": [{"type": "icon_button", "icon": "trash", "text": plain("Remove"), "action_id": "gone"}],
        },
        "plan": {
            "type": "plan", "title": "A plan",
            "tasks": [{"type": "task_card", "task_id": "1", "title": "Look", "status": "complete"}],
        },
        "task_card": {
            "type": "task_card", "task_id": "2", "title": "Write", "status": "in_progress",
            "details": rich(line(words("In full"))),
            "sources": [{"type": "url", "url": "https://example.org/s", "text": "A source"}],
        },
    }  # fmt: skip
