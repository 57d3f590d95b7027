"""Nothing that comes from outside is ever run, unpickled or handed to a shell, and no secret is drawn by lot."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = sorted(
    path
    for package in ("adapters", "bot", "handlers", "mentoring", "models", "scheduler", "views")
    for path in (ROOT / package).rglob("*.py")
)
CALLS = {"eval", "exec", "compile", "__import__", "system", "popen"}
MODULES = {"pickle", "marshal", "shelve", "dill", "random", "telnetlib", "xmlrpc"}
"""`random` is no place for secrets, and there is nothing else here that would need chance."""


def faults(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names if each.name.split(".")[0] in MODULES]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in MODULES:
            found.append(str(node.module))
        elif isinstance(node, ast.Call):
            called, of = _called(node.func)
            is_regex = (called, of) == ("compile", "re")
            is_unsafe_yaml = of == "yaml" and called in {"load", "load_all", "unsafe_load", "full_load"}
            is_shell = any(each.arg == "shell" for each in node.keywords)
            if (called in CALLS and not is_regex) or is_unsafe_yaml or is_shell:
                found.append(f"{of}.{called}".strip("."))
    return found


def _called(function: ast.expr) -> tuple[str, str]:
    if isinstance(function, ast.Name):
        return function.id, ""
    if isinstance(function, ast.Attribute):
        return function.attr, function.value.id if isinstance(function.value, ast.Name) else "?"
    return "", ""


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_runs_what_it_is_given(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["eval(x)", "import pickle", "yaml.load(x)", "run(x, shell=True)", "os.system(x)", "from random import choice"],
)
def test_the_rule_would_notice_one(source: str) -> None:
    assert faults(source)
