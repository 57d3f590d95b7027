"""Fixtures for all tests live in modules named by what they give; they are joined here."""

pytest_plugins = [
    "pytester",
    "tests.browser.fixtures",
    "tests.factories.fixtures",
    "tests.oracle.fixtures",
    "tests.postgres.fixtures",
    "tests.scenarios.fixtures",
]
