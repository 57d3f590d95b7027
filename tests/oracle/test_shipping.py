"""The file by which the local Slack's inspector judges is what Slack's packages say today, and holds what it must."""

import gzip

import pytest

from sandbox.events import subscriptions
from sandbox.methods.catalogue import METHODS
from sandbox.slacks_types.judge import FILE, faults, published
from sandbox.slacks_types.naming import answer_type, payload_type
from tests.oracle.build import schemas_folder
from tests.oracle.shipping import shipped
from tests.oracle.slack_types import SlackTypes


@pytest.mark.oracle
def test_the_committed_types_are_those_that_slacks_packages_make(slack_types: SlackTypes) -> None:
    fresh = shipped(schemas_folder())
    assert gzip.decompress(FILE.read_bytes()).decode() == fresh, "run: make types"


def test_slacks_licence_is_beside_them() -> None:
    licence = FILE.with_name("LICENSE.slack").read_text(encoding="utf-8")
    assert "Slack Technologies, LLC" in licence
    assert "Permission is hereby granted, free of charge" in licence
    assert "Robots & Pencils" in licence


def test_every_method_and_every_event_that_is_served_has_its_type() -> None:
    events = [{"type": name.partition(".")[0], "user": {"deleted": False}} for name in subscriptions()]
    wanted = {answer_type(name) for name in METHODS}
    wanted |= {payload_type({"type": "event_callback", "event": event}) for event in events}
    assert wanted <= published()


def test_no_type_takes_anything() -> None:
    assert [name for name in sorted(published()) if not faults(name, 42)] == []
    answers = {answer_type(name) for name in METHODS}
    assert [name for name in sorted(published() - answers) if not faults(name, {"type": "event_callback"})] == []
