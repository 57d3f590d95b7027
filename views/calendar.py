"""A session in people's own calendars."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from mentoring.sessions.rules import SessionView
from views.reader import Reader


def links(reader: Reader, view: SessionView) -> str:
    """Return links that put the session into somebody's own calendar; they name the bot and nobody else."""
    if view.starts_at is None:
        return ""
    ends_at = datetime.fromtimestamp(view.starts_at.timestamp() + view.minutes * 60, UTC)
    title = reader.say("Mentoring session {number}", number=view.number)
    stamp = "%Y%m%dT%H%M%SZ"
    dates = f"{view.starts_at.astimezone(UTC).strftime(stamp)}/{ends_at.strftime(stamp)}"
    google = "https://calendar.google.com/calendar/render?" + urlencode(
        {"action": "TEMPLATE", "text": title, "dates": dates}
    )
    outlook = "https://outlook.office.com/calendar/0/deeplink/compose?" + urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": title,
            "startdt": view.starts_at.astimezone(UTC).isoformat(),
            "enddt": ends_at.isoformat(),
        }
    )
    return reader.say(
        "Put it into your calendar: <{google}|Google> · <{outlook}|Outlook>",
        google=google.replace("&", "&amp;"),
        outlook=outlook.replace("&", "&amp;"),
    )
