"""Enrolments: who takes part in a programme, what they can teach and want to learn, and what must never be."""
