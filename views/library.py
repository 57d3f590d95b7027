"""A programme's library as its owner sees it, and the form for one entry."""

import json
from uuid import UUID

from slack_sdk.models.blocks import PlainTextInputElement, PlainTextObject, RadioButtonsElement, UrlInputElement

from mentoring.library import SOURCE_LIMIT, TITLE_LIMIT, AddResource, LibraryEntry, LibraryPage, RetireResource
from mentoring.programmes.queries import InProgramme, OwnProgramme
from mentoring.states import ResourceKind
from mentoring.typed import LINE_LIMIT
from views import originals
from views.kit import (
    Block,
    Modal,
    actions,
    button,
    confirm_danger,
    context,
    divider,
    escape,
    field,
    modal,
    option,
    section,
)
from views.one_line import clipped
from views.payloads import Payload, Typed, actor, submission_receipt
from views.reader import Reader

CHOOSE = "library.choose"
ADD = "library.add"
ADDED = "library.added"
RETIRE = "library.retire"

CHOICES = 20
SKILLS_ROOM = 80
"""Characters of an entry's skills on the page."""


def page(reader: Reader, library: LibraryPage) -> Modal:
    """Return the library, a group a kind, and the button that adds to it."""
    name = escape(library.name)
    blocks = [
        section(
            reader.say(
                "*{name}*\nBefore each session every pair gets a tutorial, a case and a template: from here, by what"
                " its people teach and learn, and from Bothways’ own three where there is none.",
                name=name,
            )
        ),
        actions(
            [button(reader.say("Add something"), ADD, library.programme_id.hex, style="primary")], block_id="library"
        ),
    ]
    for kind in ResourceKind:
        entries = [entry for entry in library.entries if entry.kind is kind]
        blocks += [divider(), section(f"*{_plural(reader, kind)}*")]
        blocks += [_entry(reader, library, entry) for entry in entries]
        if not entries:
            own = originals.title(reader, kind)
            blocks.append(context(reader.say("None yet: pairs get “{title}”, by Bothways.", title=own)))
    if library.total > len(library.entries):
        left = library.total - len(library.entries)
        blocks.append(context(reader.say("{count} older ones are in use as well.", count=left)))
    return modal(reader.say("Library"), blocks, close=reader.say("Close"))


def choose(reader: Reader, programmes: tuple[OwnProgramme, ...]) -> Modal:
    """Return the choice between several programmes."""
    blocks = [
        {
            **section(f"*{escape(each.name)}*"),
            "accessory": button(
                reader.say("Open"), CHOOSE, each.programme_id.hex, spoken=reader.say("Open the library of this one")
            ),
        }
        for each in programmes[:CHOICES]
    ]
    return modal(
        reader.say("Library"), [section(reader.say("Of which programme?")), *blocks], close=reader.say("Close")
    )


def form(reader: Reader, library: LibraryPage) -> Modal:
    """Return the form for one entry."""
    kinds = {
        ResourceKind.TUTORIAL: option(
            originals.kind_name(reader, ResourceKind.TUTORIAL),
            ResourceKind.TUTORIAL,
            reader.say("How something is done, to try it"),
        ),
        ResourceKind.CASE: option(
            originals.kind_name(reader, ResourceKind.CASE),
            ResourceKind.CASE,
            reader.say("How it went somewhere, to talk about"),
        ),
        ResourceKind.TEMPLATE: option(
            originals.kind_name(reader, ResourceKind.TEMPLATE),
            ResourceKind.TEMPLATE,
            reader.say("Something to copy and fill in"),
        ),
    }
    return modal(
        reader.say("Add something"),
        [
            field(
                "kind",
                reader.say("What is it?"),
                RadioButtonsElement(
                    action_id="kind", options=list(kinds.values()), initial_option=kinds[ResourceKind.TUTORIAL]
                ),
            ),
            field(
                "title",
                reader.say("Title"),
                PlainTextInputElement(action_id="title", max_length=TITLE_LIMIT),
            ),
            field(
                "link",
                reader.say("Link"),
                UrlInputElement(action_id="link", placeholder=PlainTextObject(text="https://")),
                hint=reader.say("Every pair of the programme should be able to open it."),
            ),
            field(
                "source",
                reader.say("Where it comes from"),
                PlainTextInputElement(
                    action_id="source",
                    max_length=SOURCE_LIMIT,
                    placeholder=PlainTextObject(text=reader.say("Our support handbook")),
                ),
                hint=reader.say("Pairs read this beside the title."),
            ),
            field(
                "skills",
                reader.say("For which skills?"),
                PlainTextInputElement(action_id="skills", max_length=LINE_LIMIT),
                optional=True,
                hint=reader.say("Separated by commas, as people write them when they enrol. Empty: for every pair."),
            ),
        ],
        callback_id=ADDED,
        submit=reader.say("Add"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"programme": library.programme_id.hex}),
    )


def read_programme(body: Payload) -> InProgramme:
    """Return the programme whose library was chosen."""
    return InProgramme(actor(body), UUID(body["actions"][0]["value"]))


def read_added(body: Payload) -> AddResource:
    """Return the entry that was handed in."""
    view = body["view"]
    typed = Typed(view)
    return AddResource(
        actor=actor(body),
        programme_id=UUID(json.loads(view["private_metadata"])["programme"]),
        kind=ResourceKind(typed.choice("kind") or ResourceKind.TUTORIAL),
        title=typed.text("title"),
        link=typed.text("link"),
        source=typed.text("source"),
        skills=typed.text("skills"),
        receipt=submission_receipt(body),
    )


def read_retired(body: Payload) -> RetireResource:
    """Return the entry that has had its time."""
    programme_id, _, resource_id = body["actions"][0]["value"].partition(":")
    return RetireResource(actor(body), UUID(programme_id), UUID(resource_id))


def _plural(reader: Reader, kind: ResourceKind) -> str:
    names = {
        ResourceKind.TUTORIAL: reader.say("Tutorials"),
        ResourceKind.CASE: reader.say("Cases"),
        ResourceKind.TEMPLATE: reader.say("Templates"),
    }
    return names[kind]


def _entry(reader: Reader, library: LibraryPage, entry: LibraryEntry) -> Block:
    skills = clipped(", ".join(entry.skills), SKILLS_ROOM)
    serves = reader.say("for {skills}", skills=skills) if skills else reader.say("for every pair")
    told = section(
        reader.say(
            "<{link}|{title}>\n{source} · {serves}",
            link=escape(entry.link),
            title=clipped(entry.title),
            source=clipped(entry.source),
            serves=serves,
        )
    )
    return {
        **told,
        "accessory": button(
            reader.say("Retire"),
            RETIRE,
            f"{library.programme_id.hex}:{entry.resource_id.hex}",
            confirm=confirm_danger(
                reader.say("Retire this entry?"),
                reader.say("No pair gets it any more. Messages in which it stands already keep it."),
                reader.say("Retire"),
                reader.say("Keep"),
            ),
            spoken=reader.say("Retire this entry"),
        ),
    }
