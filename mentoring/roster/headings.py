"""What the headings of sheets say, as Google Forms, Typeform and people write them in English and in German."""

import re
from collections.abc import Mapping

from mentoring.enrolments.rules import fold
from mentoring.roster.rules import Field

_NO = r"\b(?:no|not|cannot|(?:ca|could|did|do|does|is|should|wo|would) ?n.?t)\b"
_TOGETHER = r"\b(?:match|pair|partner|meet|work with|be with|be your|be my|get along|comfortable|together)"
_NEVER = (
    rf"\bnever\b|{_NO}.{{0,40}}{_TOGETHER}|^not with\b",
    r"rather not|prefer not|don.?t want|do not want|wouldn.?t want",
    r"\bavoid|\bexclu[ds]|\bexcept\b|conflicts?\b|\bunwanted|\bveto\b|\bno.?go\b|steer clear",
    r"black ?list|\bblock(?:ed)?[ -]?(?:list|colleag|partner|people|person)",
    r"uncomfortabl|\buneasy|\b(?:keep|kept|stay)\b.{0,20}\b(?:apart|away)\b",
    r"\bopt(?:ed)? ?-?out\b.{0,20}\b(?:match|pair)",
    r"\bnie(?:mals)?\b|keinesfalls|auf keinen fall|lieber nicht|vermeiden|ausschlie(?:ss|ß)|ausschluss|unwohl",
    r"\b(?:nicht|keine?[mnrs]?)\b.{0,30}(?:mit\b|match|zusammen|paar|partner|treffen|in ?frage)",
    r"\bwe[mnr]\b.{0,50}\bnicht\b",
)
NEVER = re.compile("|".join(_NEVER))
"""
People never to be matched with. It rather takes a column too many for one than a column too few: what is left out can
be said by everybody themselves, and what was read cannot be unread.
"""
_SAYS: Mapping[Field, tuple[str, ...]] = {
    # In this order: a manager's email address is not an address of one's own.
    Field.MANAGER: (
        r"\bmanagers?\b|report(?:s|ing)? to|supervisor|\bboss\b|team lead",
        r"vorgesetzt|fuhrungskraft|\bchef(?:in)?\b|berichte(?:t|st)? an|teamleit",
    ),
    Field.TIMESTAMP: (
        r"time ?stamp|submit(?:ted)? (?:date|at|on)|date submitted",
        r"zeitstempel|eingereicht|ubermittelt",
    ),
    Field.EMAIL: (r"e-? ?mail|^user ?name$", r"mailadresse|^nutzername$"),
    Field.SLACK: (r"slack|member id|^user ?id$|\bhandle\b", r"mitglieds-?id"),
    Field.ZONE: (r"time ?-?zone|^tz$", r"zeitzone"),
    Field.COMPANY: (r"triad|group of three|three of you|\bin threes?\b|trio", r"zu dritt|dreier"),
    Field.CAPACITY: (
        r"capacity|how many (?!hours)|number of (?:mentee|mentor|pair|partner|people)",
        r"kapazitat|wie viele (?!stunden)|anzahl|max(?:imum|imal)? (?:number|mentee|pair|partner)",
    ),
    Field.HOURS: (r"work(?:ing)? (?:hours|day|time)|office hours|^hours$", r"arbeitszeit|burozeit|\bstunden\b"),
    Field.LANGUAGES: (r"^(?!.*(?:program|cod)).*(?:language|sprache)",),
    Field.SEEKS: (
        r"\b(?:want|wish|like|hope|love|keen|need) to (?:learn|develop|improve|grow|get|know|understand)",
        r"\blearn(?:ing)?\b|\bseek|looking for|skills? (?:wanted|needed)|help with|\bimprove\b|interest",
        r"lernen|\bsuche|verbessern|entwickeln",
    ),
    Field.OFFERS: (
        r"teach|\boffer|you (?:share|show|help|bring)|\bshare\b|strength|expert|good at|skills?\b",
        r"beibring|\bbiete|anbieten|weitergeben|zeigen|starken|kenntnisse|fahigkeit|kompetenz",
    ),
    Field.WISH: (
        r"\brole\b|(?:mentor|mentee|senior)(?: or|/)|junior|(?:signing up|sign up|take part|join|participate) as",
        r"\brolle\b|(?:mentor|senior) oder|teilnehmen als",
    ),
    Field.TEAM: (r"\bteam\b|department|business unit|\bdivision\b|\bfunction\b", r"abteilung|bereich"),
    Field.LOCATION: (r"location|\boffice\b|\bcity\b|\bsite\b|where .{0,20}based", r"standort|\bort\b|\bstadt\b"),
    Field.NAME: (r"\bname\b|surname", r"vorname|nachname"),
}
HEADINGS = {field: re.compile("|".join(patterns)) for field, patterns in _SAYS.items()}
OTHER_NUMBERS = re.compile(
    r"employ|staff|personnel|payroll|badge|\bhr\b|personal-? ?(?:nr|nummer)|mitarbeit|angestellt"
)
"""Numbers by which others know somebody, whatever they look like."""
NAMES_OF_OTHERS = re.compile(r"company|firma|file|program|projekt|project|user|display")


def field_of(heading: str) -> Field:
    """Return what a heading says."""
    text = fold(heading)
    for field, pattern in HEADINGS.items():
        if pattern.search(text) and not (field is Field.NAME and NAMES_OF_OTHERS.search(text)):
            return field
    return Field.NOTHING
