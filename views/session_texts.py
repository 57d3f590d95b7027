"""The words of a session: openers, segments, and GROW's questions for each."""

from mentoring.sessions.rules import Segment
from views.reader import Reader


def opener(reader: Reader, key: str) -> str:
    """Return an invitation to be honest, by its key in the catalogue."""
    words = {
        "may_be_wrong": reader.say("What is one thing you may be wrong about at the moment?"),
        "help_thinking": reader.say("What would you like help to think through?"),
        "small_risk": reader.say("What small risk could you take before you meet again?"),
        "data_against_hunch": reader.say("When did the data last speak against your hunch?"),
        "changed_my_mind": reader.say("What have you changed your mind about lately, and what did it?"),
        "not_understood": reader.say("What do people around you talk about that you do not really understand?"),
        "easier_without": reader.say("Which of your habits would work be easier without?"),
        "last_mistake": reader.say("What did your last mistake teach you that a success could not?"),
        "unasked_question": reader.say("Which question have you not dared to ask in a meeting?"),
        "overrated": reader.say("What is praised around you that does not help you at all?"),
        "customer_surprise": reader.say("What did somebody who uses our work say that surprised you?"),
        "advice_ignored": reader.say("Which good advice have you not followed, and what kept you?"),
        "would_stop": reader.say("If you could stop one thing tomorrow, which one would it be?"),
        "hard_to_say": reader.say("What is hard to say to people above you, or below you?"),
        "outdated_rule": reader.say("Which rule do we follow although its reason is gone?"),
        "asked_too_late": reader.say("Where did you ask for help later than would have been good?"),
    }
    return words[key]


def segment_name(reader: Reader, segment: Segment) -> str:
    """Return a segment's name."""
    names = {
        Segment.SAFETY: reader.say("Safety and wins"),
        Segment.DEMO: reader.say("Live demo or practice"),
        Segment.TROUBLESHOOT: reader.say("Troubleshoot"),
        Segment.COMMIT: reader.say("Commit"),
    }
    return names[segment]


def segment_prompt(reader: Reader, segment: Segment, opener_words: str) -> str:
    """Return what to do in a segment: GROW's questions, and in the first a round without penalty."""
    prompts = {
        Segment.SAFETY: reader.say(
            "{opener}\nThen a round of questions: each asks one, however basic. No question counts against anybody.",
            opener=opener_words,
        ),
        Segment.DEMO: reader.say(
            "*Goal:* which result do you want in two weeks? Show it or try it, with hands on the keyboard."
        ),
        Segment.TROUBLESHOOT: reader.say(
            "*Reality:* what worked, what blocked? *Options:* name three ways, then the smallest that ships."
        ),
        Segment.COMMIT: reader.say("*Way forward:* who does what by when, and what could go wrong?"),
    }
    return prompts[segment]
