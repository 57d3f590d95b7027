"""Three texts of our own, a tutorial, a case and a template, so that even an empty library yields three."""

from collections.abc import Sequence

from mentoring.states import ResourceKind
from views.kit import Modal, context, modal, section
from views.reader import Reader


def title(reader: Reader, kind: ResourceKind) -> str:
    """Return the title of our own text of a kind."""
    titles = {
        ResourceKind.TUTORIAL: reader.say("One real task, two pairs of hands"),
        ResourceKind.CASE: reader.say("The answer that read too well"),
        ResourceKind.TEMPLATE: reader.say("A lesson on one page"),
    }
    return titles[kind]


def page(reader: Reader, kind: ResourceKind) -> Modal:
    """Return one of the texts in full."""
    texts = {ResourceKind.TUTORIAL: _tutorial, ResourceKind.CASE: _case, ResourceKind.TEMPLATE: _template}
    return modal(
        kind_name(reader, kind),
        [
            section(f"*{title(reader, kind)}*"),
            *(section(paragraph) for paragraph in texts[kind](reader)),
            context(reader.say("Written for Bothways; copy and change it as you like.")),
        ],
        close=reader.say("Close"),
    )


def kind_name(reader: Reader, kind: ResourceKind) -> str:
    """Return what a resource is."""
    names = {
        ResourceKind.TUTORIAL: reader.say("Tutorial"),
        ResourceKind.CASE: reader.say("Case"),
        ResourceKind.TEMPLATE: reader.say("Template"),
    }
    return names[kind]


def _tutorial(reader: Reader) -> Sequence[str]:
    return (
        reader.say(
            "Pick a small task that one of you has on the desk this week: five customer replies to sum up, the first"
            " draft of a briefing, a formula that nobody understands. Real, and harmless if it goes wrong. Take out"
            " names and whatever your approved tools must not see."
        ),
        reader.say(
            "Before you open anything, each of you writes down one line: what would a good result look like? Whoever"
            " knows the field adds what must never be wrong. Whoever knows the tool adds what it tends to invent."
        ),
        reader.say(
            "Now the one who uses the tool less takes the keyboard. Brief the assistant as you would brief a new"
            " colleague: what it is for, who reads it, what to leave out, one example of good. For five minutes nobody"
            " helps. Then the other asks, and only asks: “What made you put it that way?”"
        ),
        reader.say(
            "Read the answer together, line by line. Mark what is right, what only sounds right, and what you cannot"
            " tell. Check one of the last kind at its source. Then change one sentence of the brief and see what"
            " happens."
        ),
        reader.say(
            "End by telling each other what surprised you. One has shown how a tool is led, the other how a result is"
            " judged, and neither would have got there alone. Keep the brief that worked, and the sentence that made"
            " the difference, in your Learning Log. Next time you swap chairs."
        ),
    )


def _case(reader: Reader) -> Sequence[str]:
    return (
        reader.say(
            "An invented case, made of things that happen. Ines has led support for eleven years. Jonas joined in"
            " spring and drafts half of his work with an assistant. In their second session he shows her how: forty"
            " seconds, and a complaint about a double charge has a friendly answer. It reads better than most that"
            " her team sends."
        ),
        reader.say(
            "Ines says nothing. Jonas thinks she is impressed. In fact she has seen that the answer promises a refund"
            " which the rules do not allow, and she does not want to spoil his moment. He has seen her frown, and does"
            " not want to ask a head of department what is wrong."
        ),
        reader.say(
            "Then she remembers how they had begun: what may you be wrong about? “I may be wrong,” she says, “but I"
            " would not dare to send this. Shall I say why?” It takes four minutes. Jonas learns where the rule comes"
            " from: a bad year, and a promise made to the regulator. Ines learns that the assistant was never told of"
            " the rule, and that nobody had ever written it down in one place."
        ),
        reader.say(
            "They write it down, in six lines, and put these before every draft. Three weeks later the corrections to"
            " answers about refunds are half as many. They had counted."
        ),
        reader.say(
            "To talk over: what had kept each of them silent? Who taught whom? Which rule of your own field lives in"
            " heads alone?"
        ),
    )


def _template(reader: Reader) -> Sequence[str]:
    return (
        reader.say(
            "Copy this into a document that your pair can edit, and fill it in together in ten minutes. Short lines"
            " are best. Leave empty what you do not know yet."
        ),
        reader.say(
            "*The task:* what did we do, for whom, and how often does it come up?\n"
            "*Before:* how long did it take, and what went wrong? One number is enough: minutes a reply, corrections a"
            " week.\n"
            "*What we tried:* which tool, with which data that it may see, and our brief in the very words we used."
        ),
        reader.say(
            "*What it did well:* an example, not an impression.\n"
            "*What it got wrong:* quote it, and say how we noticed.\n"
            "*What stays with people:* the decision that we do not hand over, and who takes it."
        ),
        reader.say(
            "*After:* the same number, measured in the same way. If it has not moved, say so: that is a result as well."
        ),
        reader.say(
            "*What the senior takes along:* something about the tool that they could now explain to a peer.\n"
            "*What the junior takes along:* something about the people or the business that no tool would have told.\n"
            "*Next test:* the smallest change to try before we meet again, and how we shall know."
        ),
        reader.say(
            "Keep a link to the page in your Learning Log. Then show it to a colleague who was not there: where they"
            " ask, it needs one line more."
        ),
    )
