"""Commitments: who does what by when, and what could go wrong."""
