"""What the house is made of: our apps, their files and their templates, as the house tests read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings

from tools.places import CHECKOUT

TEMPLATES = CHECKOUT / "templates"
CODE_FOLDERS = ("config", "costs", "fleet", "foundation", "overview", "partners", "requests_desk")
PYTHON_FOLDERS = (*CODE_FOLDERS, "tests", "tools")


class HouseBroken(AssertionError):
    """A rule of the house does not hold; the text says which and where."""


# Breaches noticed while a test ran; an except clause of the code may have swallowed the error itself.
noticed: list[str] = []


def complain(words: str) -> HouseBroken:
    """Notes a breach for the end of the test and returns the error to raise now."""
    noticed.append(words)
    return HouseBroken(words)


def our_apps() -> list[str]:
    """Names of the apps of this house, from the settings."""
    return [name for name in settings.INSTALLED_APPS if name.split(".")[0] in CODE_FOLDERS]


def our_configs() -> list[AppConfig]:
    """Their configurations."""
    return [config for config in apps.get_app_configs() if config.name in our_apps()]


@cache
def is_ours(file: str) -> tuple[str, ...]:
    """The parts of a code file's path inside the checkout, empty for a file of somebody else."""
    path = Path(file)
    if not path.is_relative_to(CHECKOUT):
        return ()
    parts = path.relative_to(CHECKOUT).parts
    return parts if parts[0] in CODE_FOLDERS else ()


def python_files(*folders: str) -> list[Path]:
    """Hand-written Python, migrations left out."""
    found = (path for folder in folders for path in sorted((CHECKOUT / folder).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def short(path: Path) -> str:
    """A path as people say it."""
    return str(path.relative_to(CHECKOUT))


def strings(tree: ast.AST) -> Iterator[str]:
    """Every text constant of a piece of code."""
    return (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Every call of a function of this name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
            yield node


def template_files() -> list[Path]:
    """Every template of ours."""
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def template_name(path: Path) -> str:
    """The name by which it is loaded."""
    return str(path.relative_to(TEMPLATES))
