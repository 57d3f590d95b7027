"""Skills as people write them, and the one name of each: a shipped list, and how what is typed finds its place."""

from mentoring.matching.skills.reading import How, Reading, read, read_all
from mentoring.matching.skills.vocabulary import Skill, Vocabulary, shipped

__all__ = ["How", "Reading", "Skill", "Vocabulary", "read", "read_all", "shipped"]
