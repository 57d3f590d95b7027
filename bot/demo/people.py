"""Who lives in the example. All of them are invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
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
)

# Who takes part in the programme: the place they would take, what they can teach, what they want to learn.
ENROLLED = {
    SENIOR: ("senior", "Running operations", "Prompting"),
    JUNIOR: ("junior", "Data analysis", "Stakeholder mapping"),
    SENIOR2: ("senior", "Negotiation", "AI workflows"),
    JUNIOR2: ("junior", "Product usage", "Strategy"),
    OTHERS[4]: ("either", "Customer insight", "Automation"),
    OTHERS[6]: ("junior", "Writing", "Leading a team"),
    OTHERS[7]: ("either", "Customer insight", "Presenting"),
}

# The page opens as whoever joined first.
EVERYBODY = (JUNIOR, SENIOR, SENIOR2, JUNIOR2, OWNER, SPONSOR, NEWCOMER, ADMIN, *OTHERS, GUIDE)
