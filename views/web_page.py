"""
A page for a browser: one sheet, one thing to do; light and dark, on a phone and on a desk.

It asks nobody for anything: styles and mark are in it, and there is no script. What was not written here is escaped.
"""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape

STYLE = """\
:root{color-scheme:light dark;--ink:#1d1c1d;--soft:#5b5960;--paper:#fff;--ground:#f3f1ec;--line:#dcd8d0;\
--deed:#2f4858;--on-deed:#fff;--tint:#e8eef0}
@media(prefers-color-scheme:dark){:root{--ink:#ececec;--soft:#b0afb4;--paper:#1f2225;--ground:#141618;--line:#3a3e42;\
--deed:#a9d0de;--on-deed:#10222b;--tint:#26323a}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,\
"Helvetica Neue",Arial,sans-serif}
main{width:min(40rem,100% - 2rem);margin:8vh auto 4rem;padding:2.5rem clamp(1.25rem,6vw,3rem);background:var(--paper);\
border:1px solid var(--line);border-radius:1rem}
.mark{display:block;width:3.5rem;height:3.5rem;margin-bottom:1.5rem}
.mark path{fill:none;stroke:var(--deed);stroke-width:3.5;stroke-linecap:round;stroke-linejoin:round}
.mark rect{fill:var(--tint)}
h1{font-size:clamp(1.5rem,5vw,2rem);line-height:1.2;margin:0 0 .75rem;letter-spacing:-.01em;text-wrap:balance;\
overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:2rem 0 .5rem}
p{margin:0 0 1rem}
ul,ol{margin:0 0 1rem;padding-left:1.4rem}
li{margin:.35rem 0}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:nowrap}
form{margin:2rem 0 0}
.deed{display:inline-flex;align-items:center;min-height:3rem;padding:.5rem 1.5rem;border:0;border-radius:.6rem;\
background:var(--deed);color:var(--on-deed);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
p>.deed{margin-top:1rem}
.deed:hover{filter:brightness(1.12)}
:focus-visible{outline:3px solid var(--deed);outline-offset:3px}
.small{margin:2rem 0 0;padding-top:1.25rem;border-top:1px solid var(--line);color:var(--soft);font-size:.92rem}
a{color:inherit}
@media(max-width:480px){main{width:100%;margin:0;min-height:100vh;border:0;border-radius:0}\
.deed{width:100%;justify-content:center}}
@media print{body,main{background:none;border:0}.deed{display:none}}"""

STYLE_SOURCE = f"'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
"""How a content security policy names the one style that may be used."""

MARK = (
    '<svg class="mark" viewBox="0 0 48 48" aria-hidden="true"><rect width="48" height="48" rx="12"/>'
    '<path d="M12 19h22l-6-6M36 29H14l6 6"/></svg>'
)
"""Two arrows, one each way."""


def document(language: str, title: str, parts: Sequence[str]) -> str:
    """
    Return a page.

    Args:
        title: plain text; it is the heading too.
        parts: from the functions below.
    """
    heading = escape(title)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{heading} · Bothways</title>\n<link rel="icon" href="data:,">\n<style>{STYLE}</style>\n</head>\n'
        f"<body>\n<main>\n{MARK}\n<h1>{heading}</h1>\n" + "\n".join(parts) + "\n</main>\n</body>\n</html>\n"
    )


def paragraph(text: str) -> str:
    """Return a paragraph; what stands between backticks is set as code."""
    return f"<p>{_inline(text)}</p>"


def heading(text: str) -> str:
    """Return a heading under that of the page."""
    return f"<h2>{escape(text)}</h2>"


def bullets(texts: Sequence[str]) -> str:
    """Return a list."""
    return "<ul>" + "".join(f"<li>{_inline(each)}</li>" for each in texts) + "</ul>"


def steps(texts: Sequence[str]) -> str:
    """Return what to do, one after the other."""
    return "<ol>" + "".join(f"<li>{_inline(each)}</li>" for each in texts) + "</ol>"


def deed(text: str, action: str) -> str:
    """Return the page's one button, which sends a form without fields."""
    return (
        f'<form method="post" action="{escape(action)}">'
        f'<button type="submit" class="deed">{escape(text)}</button></form>'
    )


def way_on(text: str, address: str) -> str:
    """Return a link that looks like the page's one button."""
    return f'<p><a class="deed" href="{escape(address)}">{escape(text)}</a></p>'


def small_print(text: str, link_text: str = "", address: str = "") -> str:
    """Return what stands at the foot, with a link where there is one."""
    link = f' <a href="{escape(address)}">{escape(link_text)}</a>' if address else ""
    return f'<p class="small">{_inline(text)}{link}</p>'


def _inline(text: str) -> str:
    pieces = escape(text).split("`")
    return "".join(f"<code>{each}</code>" if number % 2 else each for number, each in enumerate(pieces))
