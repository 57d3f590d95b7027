"""What is in deploy/ is well formed by its own rules, and agrees with the bot: its settings, ports and paths."""

import configparser
import inspect
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot import app, health, http, install_pages
from bot.settings import Settings, load
from tests.deploy.containerfile import is_sent, steps
from tests.environment import ROOT
from views.install_pages import INSTALL_PATH

DEPLOY = ROOT / "deploy"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
IMAGE = f"bothways:{PROJECT['project']['version']}"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
SETTINGS = {str(field.validation_alias) for field in Settings.model_fields.values()}
NAMED = re.compile(r"\b(?:SLACK|BOTHWAYS)_[A-Z_]+\b")
PATHS = set(re.findall(r'Route\(\s*"(/[^"]*)"', inspect.getsource(health)))
BEHIND_THE_PROXY = {http.EVENTS_PATH, INSTALL_PATH, install_pages.REDIRECT_PATH}
FILES = [*DEPLOY.glob("*.*"), DEPLOY / "Containerfile", *MANIFESTS, ROOT / "docs" / "how-to" / "deploy.md"]
PLAIN_IMAGE = re.compile(r"[a-z0-9-]+:[a-z0-9.-]+")
LONGEST_STOP = 5 + 2 * app.GRACE_SECONDS
"""Seconds: draining, clicks under way, and what goes on after them."""


def program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def loaded(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def compose() -> Any:
    return loaded("compose.yml")


@pytest.fixture(scope="module")
def pod() -> Any:
    return loaded("kubernetes/deployment.yaml")["spec"]["template"]["spec"]


@pytest.fixture(scope="module")
def image() -> dict[str, str]:
    """What the image sets."""
    last = max(number for number, step in enumerate(steps()) if step.word == "FROM")
    words = [word for step in steps()[last:] if step.word == "ENV" for word in step.rest.split()]
    return dict(word.split("=", 1) for word in words)


@pytest.fixture(scope="module")
def unit() -> configparser.SectionProxy:
    # Some keys of a unit may come twice, which is fine here.
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its own manual says
    parser.read(DEPLOY / "bothways.service", encoding="utf-8")
    return parser["Service"]


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


def test_the_containerfile_is_well_formed() -> None:
    found = subprocess.run(
        [program("hadolint"), str(DEPLOY / "Containerfile")], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout) == (0, "")


def test_the_compose_file_is_what_compose_reads() -> None:
    check = [program("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yml")]
    found = subprocess.run(check, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.stem)
def test_each_manifest_is_what_kubernetes_reads(manifest: Path) -> None:
    kubernetes_validate.validate(yaml.safe_load(manifest.read_text(encoding="utf-8")), "1.37", strict=True)


def test_a_manifest_with_a_slip_is_noticed() -> None:
    with_a_slip = loaded("kubernetes/deployment.yaml")
    with_a_slip["spec"]["replica"] = 2
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(with_a_slip, "1.37", strict=True)


def test_the_unit_is_what_systemd_reads_and_hardened(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    here = tmp_path / "bothways.service"
    text = (DEPLOY / "bothways.service").read_text(encoding="utf-8")
    here.write_text(text.replace("/opt/bothways/.venv/bin/bothways", program("bothways")))
    found = subprocess.run(["systemd-analyze", "verify", here], capture_output=True, text=True, check=False)
    # What it says of other units of this machine is none of our concern.
    assert (found.returncode, [line for line in found.stderr.splitlines() if here.name in line]) == (0, [])
    rated = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(here)]
    assert subprocess.run(rated, capture_output=True, check=False).returncode == 0, "exposed more than 2.0 of 10"


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_each_setting_that_is_named_exists(file: Path) -> None:
    named = set(NAMED.findall(file.read_text(encoding="utf-8")))
    assert named - SETTINGS == set()


def test_a_bot_starts_with_the_settings_of_the_manifests(image: dict[str, str]) -> None:
    given = image | loaded("kubernetes/configmap.yaml")["data"] | loaded("kubernetes/secret.yaml")["stringData"]
    known = {name: value for name, value in given.items() if name in SETTINGS}
    # What is to be filled in is no key yet.
    del known["BOTHWAYS_ENCRYPTION_KEYS"]
    settings = load(_env_file=None, **known)
    assert (settings.http_port, settings.health_port) == (8080, 8081)
    assert settings.http_host == settings.health_host == "0.0.0.0"  # noqa: S104 - within its container


def test_images_are_named_plainly_and_alike(compose: Any, pod: Any) -> None:
    named = [each["image"] for each in (*compose["services"].values(), *pod["containers"])]
    named += [step.rest.partition(" ")[0] for step in steps() if step.word == "FROM"]
    assert all(PLAIN_IMAGE.fullmatch(each) for each in named), named
    assert [each for each in named if each.startswith("bothways")] == [IMAGE, IMAGE]


def test_everything_that_is_shipped_is_copied_and_sent() -> None:
    copied = {word for step in steps() if step.word == "COPY" for word in step.rest.split()}
    assert copied >= set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert is_sent(ROOT / "bot" / "cli.py")
    for secret in (
        ".env",
        "var/encryption.key",
        "bot/.env",
        "var/bothways.sqlite3",
        ".git/config",
        "bot/x.sqlite3-wal",
    ):
        assert not is_sent(ROOT / secret), secret


def test_ports_and_paths_are_the_bots_own(compose: Any, pod: Any, image: dict[str, str]) -> None:
    slack, supervisors = image["BOTHWAYS_HTTP_PORT"], image["BOTHWAYS_HEALTH_PORT"]
    [exposed] = [step.rest for step in steps() if step.word == "EXPOSE"]
    assert exposed.split() == [slack, supervisors]
    [health_check] = [step.rest for step in steps() if step.word == "HEALTHCHECK"]
    [container] = pod["containers"]
    ports = {each["name"]: str(each["containerPort"]) for each in container["ports"]}
    assert ports == {"slack": slack, "health": supervisors}
    probes = {name: container[name]["httpGet"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert {each["port"] for each in probes.values()} == {"health"}
    assert probes["readinessProbe"]["path"] == "/readyz"
    notes = loaded("kubernetes/deployment.yaml")["spec"]["template"]["metadata"]["annotations"]
    asked = {*(each["path"] for each in probes.values()), notes["prometheus.io/path"], "/healthz"}
    assert asked <= PATHS
    assert "/healthz" in health_check
    assert notes["prometheus.io/port"] == supervisors
    assert compose["services"]["bot"]["ports"] == [f"127.0.0.1:{slack}:{slack}"], "for a proxy on the machine alone"
    [port] = loaded("kubernetes/service.yaml")["spec"]["ports"]
    assert port["targetPort"] == "slack", "no service leads to the figures"


def test_the_guide_has_a_proxy_lead_everything_to_the_bot_that_slack_and_people_ask_for() -> None:
    guide = (ROOT / "docs" / "how-to" / "deploy.md").read_text(encoding="utf-8")
    assert "`/slack` and `/calendar`" in guide
    assert all(path.startswith(("/slack/", "/calendar/")) for path in BEHIND_THE_PROXY)


def test_nobody_is_root_and_nothing_can_be_written_but_the_data(compose: Any, pod: Any) -> None:
    [user] = [step.rest for step in steps() if step.word == "USER"]
    uid = int(user.split(":")[0])
    assert uid > 10_000
    assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (True, uid)
    [container] = pod["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert container["securityContext"]["capabilities"]["drop"] == ["ALL"]
    [volume] = [step.rest for step in steps() if step.word == "VOLUME"]
    assert {each["mountPath"] for each in container["volumeMounts"]} == {"/tmp", *yaml.safe_load(volume)}  # noqa: S108 - a container's own
    bot = compose["services"]["bot"]
    assert (bot["read_only"], bot["cap_drop"]) == (True, ["ALL"])
    assert bot["volumes"] == ["data:/var/lib/bothways"]


def test_a_stop_is_given_the_time_it_takes(compose: Any, pod: Any, unit: configparser.SectionProxy) -> None:
    drains = int(loaded("kubernetes/configmap.yaml")["data"]["BOTHWAYS_DRAIN_SECONDS"])
    assert drains <= 5
    given = [
        pod["terminationGracePeriodSeconds"],
        seconds(compose["services"]["bot"]["stop_grace_period"]),
        seconds(unit["TimeoutStopSec"]),
    ]
    assert min(given) > LONGEST_STOP


def test_the_unit_keeps_its_data_where_it_may_write(unit: configparser.SectionProxy) -> None:
    assert "BOTHWAYS_DATA=/var/lib/bothways" in unit["Environment"]
    assert (unit["StateDirectory"], unit["ProtectSystem"], unit["User"]) == ("bothways", "strict", "bothways")
    assert unit["RestartPreventExitStatus"] == "2", "wrong settings, which no restart mends"


def test_no_secret_is_in_the_files() -> None:
    filled = loaded("kubernetes/secret.yaml")["stringData"].values()
    assert all("REPLACE-ME" in value for value in filled)
    for file in FILES:
        assert not re.search(r"xox[bp]-\d|xapp-1-", file.read_text(encoding="utf-8")), file
