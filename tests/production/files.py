"""The files that a production is made of, read: compose, image, proxy, units, examples of settings."""

import ast
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.house.source import parsed
from tools.places import CHECKOUT

DEPLOY = CHECKOUT / "deploy"
TYPED = {"FROM"}  # typed with the command, no setting
VARIABLE = re.compile(r"\$\{(\w+)")


@cache
def compose() -> dict[str, Any]:
    """docker-compose.yml with its anchors resolved."""
    return yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))


def services() -> dict[str, dict[str, Any]]:
    """The services of the compose file by name."""
    return compose()["services"]


def interpolated() -> set[str]:
    """The variables that the compose file takes from .env, by their value or by their name alone."""
    lines = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
    alone = {name for one in services().values() for name, value in _env(one) if value is None}
    return (set(VARIABLE.findall(lines)) | alone) - TYPED


def _env(service: dict[str, Any]) -> Any:
    return service.get("environment", {}).items()


@cache
def stages() -> dict[str, dict[str, Any]]:
    """The stages of the Dockerfile: what each starts from, and its instructions."""
    text = re.sub(r"^\s*#.*\n", "", (CHECKOUT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    found: dict[str, dict[str, Any]] = {}
    lines: list[tuple[str, str]] = []
    for line in text.replace("\\\n", " ").splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            lines = []
            found[name] = {"from": base, "lines": lines}
        elif word:
            lines.append((word, rest.strip()))
    return found


def image_args() -> dict[str, str]:
    """The images that the Dockerfile starts from, by the name of their ARG."""
    text = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
    return dict(re.findall(r"^ARG (\w+)=(\S+)$", text, re.MULTILINE))


def unit(name: str) -> dict[str, list[str]]:
    """The lines of a systemd unit: key to values, sections left out because no key stands in two."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "systemd" / name).read_text(encoding="utf-8").splitlines():
        key, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def command_of_unit(name: str) -> list[str]:
    """The words of ExecStart, its program by its name alone."""
    program, *words = shlex.split(unit(name)["ExecStart"][-1])
    return [Path(program).name, *words]


def example() -> dict[str, str]:
    """The variables of .env.example, those with a # before them too."""
    text = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^#?([A-Z][A-Z_]+)=(.*)$", text, re.MULTILINE))


def settings_read() -> dict[str, bool]:
    """The variables that the settings read, and whether each is demanded."""
    calls = [
        node
        for node in ast.walk(parsed(CHECKOUT / "config" / "settings.py"))
        if isinstance(node, ast.Call) and re.fullmatch(r"env\.\w+", ast.unparse(node.func))
    ]
    found: dict[str, bool] = {}
    for call in calls:
        name = ast.literal_eval(call.args[0])
        found[name] = found.get(name, True) and len(call.args) == 1
    return found


def documented() -> set[str]:
    """The variables in the tables of docs/operations.md."""
    text = (CHECKOUT / "docs" / "operations.md").read_text(encoding="utf-8")
    heads = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", text, re.MULTILINE)
    return {name for head in heads for name in re.findall(r"`([A-Z_]+)`", head)}
