"""A message that would be longer than Slack takes is cut where it is longest, and nowhere else."""

from mentoring.side_by_side import SessionCard
from tests.views.facts import WORLDS
from tests.views.session_facts import session_views
from views import notices, side_by_side
from views.fitting import MOST, fitted
from views.kit import Message, actions, button, context, escape, section
from views.reader import Reader


def texts(message: Message) -> list[str]:
    return [each["text"]["text"] if "text" in each else each["elements"][0]["text"] for each in message.blocks]


def test_a_message_that_fits_stays_as_it_is() -> None:
    message = Message("t", [section("a" * 3_000)] * 3)
    assert fitted(message) is message


def test_only_what_is_longest_is_cut_and_all_of_it_alike() -> None:
    short, long = "A short line.", "word " * 600
    message = Message("t", [section(short), *[section(long)] * 4, context(short)])
    sent = texts(fitted(message))
    assert (sent[0], sent[-1]) == (short, short)
    assert len({*sent[1:5]}) == 1
    assert sent[1].endswith("…")
    assert MOST - 50 < sum(map(len, sent)) <= MOST
    assert texts(message)[1] == long, "what was built is not touched"


def test_a_cut_leaves_no_half_of_a_mention_or_of_a_sign_made_harmless() -> None:
    for length in range(12):
        for piece, half in (("<!date^1^{time}|10:00>", "<"), (escape("&"), "&")):
            whole = f"{'x' * length}{piece * 3_000}"[:3_000].rpartition(piece[-1])[0] + piece[-1]
            for sent in texts(fitted(Message("t", [section(whole)] * 4))):
                assert sent.count(half) == sent.count(piece[-1]), sent[-30:]


def test_buttons_keep_their_words() -> None:
    row = actions([button("Say thanks", "thanks", "1")])
    sent = fitted(Message("t", [*[section("a" * 3_000)] * 4, row]))
    assert sent.blocks[-1] == row


def test_every_message_that_is_sent_is_cut_so() -> None:
    cards = [SessionCard(view, ()) for world in WORLDS if world.is_longest for view in session_views(world).values()]
    reader = Reader("en")
    assert any(fitted(built) is not built for built in (side_by_side.message(reader, card) for card in cards))
    sent = [notices.render(reader, card) for card in cards]
    assert all(fitted(message) is message for message in sent)
