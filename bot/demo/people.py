"""Who lives in the example. All of them are invented."""

from msgspec import Struct


class Person(Struct, frozen=True):
    """One member of the workspace; `name` is the handle."""

    name: str
    real_name: str
    title: str
    tz: str
    is_admin: bool = False


JUNIOR = Person("junior", "Noa Lindqvist", "Data analyst, customer care", "Europe/Lisbon")
SENIOR = Person("senior", "Marta Okafor", "Head of operations", "Europe/Berlin")
JUNIOR2 = Person("junior2", "Priya Raman", "Associate product manager", "Europe/London")
SENIOR2 = Person("senior2", "Henrik Solberg", "Director of partnerships", "Europe/Oslo")
OWNER = Person("owner", "Grace Adeyemi", "Learning and development", "Europe/London")
SPONSOR = Person("sponsor", "Tomás Rivera", "Chief operating officer", "Europe/Madrid")
NEWCOMER = Person("newcomer", "Lena Fischer", "Joined on Monday, finance", "Europe/Vienna")
ADMIN = Person("admin", "Sam Whitfield", "IT, workspace admin", "Europe/London", is_admin=True)
GUIDE = Person("start-here", "Start here", "Your first five minutes", "Europe/London")

OTHERS = (
    Person("aiko", "Aiko Tanabe", "Designer", "Asia/Tokyo"),
    Person("ben", "Ben Carter", "Support engineer", "America/New_York"),
    Person("chiara", "Chiara Conti", "Legal counsel", "Europe/Rome"),
    Person("dmitri", "Dmitri Volkov", "Backend engineer", "Europe/Warsaw"),
    Person("esther", "Esther Mwangi", "Sales lead", "Africa/Nairobi"),
    Person("farid", "Farid Haddad", "Finance partner", "Europe/Paris"),
    Person("greta", "Greta Novak", "Recruiter", "Europe/Prague"),
    Person("hugo", "Hugo Almeida", "Customer success", "America/Sao_Paulo"),
    Person("ines", "Inés Prado", "Communications", "Europe/Madrid"),
    Person("jonas", "Jonas Berg", "Data engineer", "Europe/Stockholm"),
    Person("mina", "Mina Park", "Marketing associate", "Europe/Amsterdam"),
    Person("oskar", "Oskar Wirth", "Junior product manager", "Europe/Zurich"),
    Person("ruth", "Ruth Mensah", "Regional director", "Africa/Accra"),
)


class Said(Struct, frozen=True):
    """What somebody says who joins the programme: the place they would take, what they teach and want to learn."""

    wish: str
    teaches: tuple[str, ...]
    learns: tuple[str, ...]


_BY_NAME = {person.name: person for person in OTHERS}

# Those who already are in pairs; and enough others for a first draft that shows what one is like: most pairs are good
# in both directions, one wants a look, and one person is left over.
ENROLLED = {
    SENIOR: Said("senior", ("Running operations",), ("Prompting",)),
    JUNIOR: Said("junior", ("Data analysis",), ("Stakeholder mapping",)),
    SENIOR2: Said("senior", ("Negotiation",), ("AI workflows",)),
    JUNIOR2: Said("junior", ("Product usage",), ("Strategy",)),
    _BY_NAME["esther"]: Said("senior", ("Negotiation", "Customer insight"), ("AI for images", "Automation")),
    _BY_NAME["farid"]: Said("senior", ("Budgeting", "Forecasting"), ("Automation", "Data analysis")),
    _BY_NAME["ines"]: Said("senior", ("Presenting", "Writing"), ("Prompting", "AI for writing")),
    _BY_NAME["ruth"]: Said("senior", ("Strategy", "Leading a team"), ("AI workflows",)),
    _BY_NAME["aiko"]: Said("junior", ("AI for images",), ("Customer insight", "Strategy")),
    _BY_NAME["dmitri"]: Said("junior", ("AI workflows", "AI for coding"), ("Strategy", "Stakeholder mapping")),
    _BY_NAME["jonas"]: Said("junior", ("Data analysis", "Automation"), ("Budgeting", "Presenting")),
    _BY_NAME["mina"]: Said("junior", ("Prompting", "AI for writing"), ("Presenting",)),
    _BY_NAME["greta"]: Said("junior", ("Writing", "Facilitation"), ("Leading a team",)),
    _BY_NAME["oskar"]: Said("junior", ("Product usage",), ("Negotiation", "Leading a team")),
    _BY_NAME["hugo"]: Said("either", ("Customer insight", "Leading a team"), ("Presenting", "Facilitation")),
}

# The page opens as whoever joined first.
EVERYBODY = (JUNIOR, SENIOR, SENIOR2, JUNIOR2, OWNER, SPONSOR, NEWCOMER, ADMIN, *OTHERS, GUIDE)
