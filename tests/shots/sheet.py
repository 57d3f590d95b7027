"""A sheet of people, from its owner's direct messages to whoever stands in it."""

from collections.abc import AsyncIterator

from tests.shots.cast import Cast, Shot

HEADINGS = "Email,Name,Can teach,Wants to learn,Team,Working hours"
TAKEN = "ben@example.com,Ben Carter,Customer insight,Strategy,Support,noon or so"
NOT_TAKEN = [
    ",Sami Sorel,Writing,Prompting,Press,9-17",
    *(f"p{number}@elsewhere.example,Guest {number},Writing,Prompting,Press,9-17" for number in range(59)),
]


async def pictures(cast: Cast) -> AsyncIterator[Shot]:
    """An owner posts a sheet, reads which rows are not taken, and brings in whom it names; he looks at what is held."""
    dm = await cast.dm("owner")
    await cast.posts_file("owner", "spring answers.csv", "\n".join([HEADINGS, TAKEN, *NOT_TAKEN, ""]))
    await cast.settles()
    yield Shot("sheet-posted", "owner", dm)
    columns = await cast.clicks("owner", dm, "roster.take_posted")
    yield Shot("sheet-columns", "owner", dm, keeps=True)
    await cast.hands_in("owner", columns)
    ready = await cast.waits_for("owner", "will be brought in")
    yield Shot("sheet-ready", "owner", dm, keeps=True)
    await cast.clicks_in("owner", ready, "roster.rows")
    await cast.waits_for("owner", "Rows to look at")
    yield Shot("sheet-rows", "owner", dm)
    waiting = await cast.types("owner", "/mentor", "import")
    yield Shot("sheet-waits", "owner", dm, keeps=True)
    await cast.clicks_in("owner", waiting, "roster.go_on")
    await cast.hands_in("owner", await cast.waits_for("owner", "will be brought in"))
    await cast.waits_for("owner", "is brought in")
    yield Shot("sheet-done", "owner", dm)
    await cast.settles()
    yield Shot("sheet-report", "owner", dm)
    yield Shot("home-of-somebody-entered", "ben", await cast.dm("ben"), home=True)
    await cast.types("ben", "/mentor", "join")
    yield Shot("entered", "ben", await cast.dm("ben"))
