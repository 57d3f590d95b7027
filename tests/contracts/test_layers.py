"""Imports run downward only; and the checker that says so would notice if they did not."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")
LAYERS = "Imports run downward only"
STORE = "Listeners, views and the scheduler reach the store only through the domain"
DOMAIN = "The domain knows neither Slack nor the scheduler nor the web"
ALONE = "The local Slack stands alone"
NOTHING = "Nothing of ours reaches into the local Slack"
OWNERS = "What owners see and do never reaches what pairs write"
PACKAGES = ("bot", "handlers", "views", "mentoring", "models", "adapters", "scheduler", "sandbox")
OURS = PACKAGES[:-1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
[OF_OWNERS] = [each for each in SETTINGS["importlinter"]["contracts"] if each["name"] == OWNERS]

# Who imports what it must not, and which contract says so.
FORBIDDEN = [
    *[(source, "bot", LAYERS) for source in OURS if source != "bot"],
    ("adapters", "handlers", LAYERS),
    ("adapters", "scheduler", LAYERS),
    ("handlers", "scheduler", LAYERS),
    ("scheduler", "handlers", LAYERS),
    ("views", "adapters", LAYERS),
    ("views", "handlers", LAYERS),
    ("mentoring", "views", LAYERS),
    ("mentoring", "adapters", LAYERS),
    ("models", "mentoring", LAYERS),
    ("models", "views", LAYERS),
    *[(source, store, STORE) for source in ("handlers", "views", "scheduler") for store in ("sqlalchemy", "models")],
    *[
        (source, outside, DOMAIN)
        for source in ("mentoring", "models")
        for outside in ("slack_bolt", "slack_sdk", "apscheduler", "starlette", "aiohttp")
    ],
    *[("sandbox", target, ALONE) for target in OURS],
    *[(source, target, NOTHING) for source in OURS for target in ("sandbox", "jsonschema_rs")],
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check a tree by the contracts of the pyproject.toml in it."""
    return subprocess.run(
        [LINT, "--config", "pyproject.toml", "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """All our packages, empty, under our real contracts."""
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for module in (*OF_OWNERS["source_modules"], *OF_OWNERS["forbidden_modules"]):
        folder = tmp_path.joinpath(*module.split("."))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
        (folder.parent / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_tree_keeps_its_layers() -> None:
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_package_of_ours_is_watched() -> None:
    shipped = set(SETTINGS["hatch"]["build"]["targets"]["wheel"]["packages"])
    # Alembic runs the migrations by path; nothing imports them, and each imports only Alembic and SQLAlchemy.
    assert set(SETTINGS["importlinter"]["root_packages"]) == shipped - {"migrations"}
    assert set(PACKAGES) == shipped - {"migrations"}


def test_an_empty_house_keeps_every_contract(empty_house: Path) -> None:
    run = lint(empty_house)
    assert run.returncode == 0, run.stdout + run.stderr
    for contract in (LAYERS, STORE, DOMAIN, ALONE, NOTHING, OWNERS):
        assert f"{contract} KEPT" in run.stdout


@pytest.mark.parametrize("contract", [LAYERS, STORE, DOMAIN, ALONE, NOTHING])
def test_each_forbidden_import_is_found(empty_house: Path, contract: str) -> None:
    expected = [(source, target) for source, target, broken in FORBIDDEN if broken == contract]
    for source, target in expected:
        (empty_house / source / f"reaches_{target}.py").write_text(f"import {target}\n", encoding="utf-8")
    run = lint(empty_house)
    assert run.returncode == 1, run.stdout + run.stderr
    assert f"{contract} BROKEN" in run.stdout
    missed = [f"{s}.reaches_{t} -> {t}" for s, t in expected if f"{s}.reaches_{t} -> {t}" not in run.stdout]
    assert missed == []


def test_what_a_pair_writes_is_out_of_an_owners_reach_however_far_around(empty_house: Path) -> None:
    nouns = OF_OWNERS["forbidden_modules"]
    (empty_house / "mentoring" / "between.py").write_text("".join(f"import {noun}\n" for noun in nouns))
    (empty_house / "views" / "nearer.py").write_text("import mentoring.between\n", encoding="utf-8")
    (empty_house / "handlers" / "programmes" / "__init__.py").write_text("import views.nearer\n", encoding="utf-8")
    run = lint(empty_house)
    assert run.returncode == 1, run.stdout + run.stderr
    assert f"{OWNERS} BROKEN" in run.stdout
    assert [noun for noun in nouns if f"mentoring.between -> {noun}" not in run.stdout] == []


def test_one_forbidden_import_in_the_real_tree_is_found(tmp_path: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "mentoring" / "impatient.py").write_text("from slack_sdk import WebClient\n", encoding="utf-8")
    run = lint(tmp_path)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "mentoring.impatient -> slack_sdk" in run.stdout
