"""A Containerfile read, and its steps followed in a plain folder: what an engine would do, without one."""

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.environment import ROOT

FILE = ROOT / "deploy" / "Containerfile"
IN_THE_IMAGE = re.compile(r"(?<![\w./])(?=/(?:opt|src|var/lib/bothways)\b)")
"""Before a path of the image in a command."""
MAKES_A_USER = re.compile(r"^(groupadd|useradd)\b")
"""What would change the users of this machine."""
OWNER = re.compile(r"--(owner|group)=\d+ ?")


@dataclass(frozen=True)
class Step:
    """One instruction, such as `RUN` and the command."""

    word: str
    rest: str


def steps(text: str | None = None) -> list[Step]:
    """Every instruction of the Containerfile, its lines joined."""
    lines = [line for line in (text or FILE.read_text()).splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    found = (line.strip().partition(" ") for line in joined.splitlines() if line.strip())
    return [Step(word, rest.strip()) for word, _, rest in found]


def is_sent(path: Path) -> bool:
    """Tell whether `.dockerignore` lets a file through to the builder; the last rule that fits counts."""
    name, sent = str(path.relative_to(ROOT)), True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if line and not line.startswith("#"):
            rule = line.removeprefix("!").removeprefix("**/")
            parts = [name, *("/".join(name.split("/")[:depth]) for depth in range(1, name.count("/") + 1))]
            fits = any(fnmatch.fnmatch(part, rule) for part in parts)
            if line.startswith("**/"):
                fits = fits or any(fnmatch.fnmatch(part, rule) for part in name.split("/"))
            sent = line.startswith("!") if fits else sent
    return sent


@dataclass
class Image:
    """
    What the steps make, below a folder that stands for the root of the file system.

    Attributes:
        python: a program of this name, which stands for the one of the image that is begun with.
        environment: what the image sets.
    """

    root: Path
    python: Path
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path = Path("/")
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def here(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def mapped(self, text: str) -> str:
        """Lead the paths of the image into the folder."""
        return IN_THE_IMAGE.sub(str(self.root), text)

    def follow(self, step: Step) -> None:
        match step.word:
            case "FROM":
                self.environment = {"PATH": f"{self.python.parent}:{os.environ['PATH']}"}
            case "ENV":
                for name, value in (each.split("=", 1) for each in shlex.split(step.rest)):
                    self.environment[name] = self.mapped(value).replace("$PATH", self.environment["PATH"])
            case "WORKDIR":
                self.folder = self.here(step.rest)
                self.folder.mkdir(parents=True, exist_ok=True)
            case "COPY":
                self._copy(step.rest.split())
            case "RUN":
                self._run(step.rest)
            case "ENTRYPOINT" | "CMD":
                self.command += [str(each) for each in _listed(step.rest)]
            case "HEALTHCHECK":
                self.health = _listed(step.rest.partition(" CMD ")[2])
            case "USER" | "VOLUME" | "EXPOSE" | "STOPSIGNAL":
                pass
            case _:
                msg = f"nobody has said how to follow {step.word}"
                raise ValueError(msg)

    def _copy(self, arguments: list[str]) -> None:
        if arguments[0] == "--from=build":
            # Both stages share the folder, and the path is the same in both.
            assert arguments[1] == arguments[2]
            assert self.here(arguments[1]).exists()
            return
        *sources, target = arguments
        for source in sources:
            to = self.folder / target
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, to, ignore=_kept_back)
            else:
                assert is_sent(ROOT / source), source
                to.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / source, to)

    def _run(self, command: str) -> None:
        parts = [part.strip() for part in command.split("&&")]
        done = [part for part in parts if not MAKES_A_USER.match(part)]
        if os.geteuid() != 0:
            done = [OWNER.sub("", part) for part in done]
        subprocess.run(
            ["sh", "-euc", self.mapped(" && ".join(done))],
            cwd=self.folder,
            env={**_of_the_host(), **self.environment},
            check=True,
        )


def _listed(text: str) -> list[str]:
    listed: list[str] = json.loads(text)
    return listed


def _kept_back(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not is_sent(Path(folder) / name)]


def _of_the_host() -> dict[str, str]:
    """Where packages come from, which an engine would tell its builder too, and what was fetched before."""
    wanted = re.compile(
        r"^(PIP_|UV_(INDEX|DEFAULT_INDEX|CACHE)|HTTPS?_PROXY|NO_PROXY|https?_proxy|no_proxy|SSL_|HOME$)"
    )
    return {name: value for name, value in os.environ.items() if wanted.match(name)}
