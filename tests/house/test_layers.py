"""The contracts of pyproject.toml name every app, forgive nothing, and hold."""

import tomllib
from itertools import chain

from tests.house.source import CODE_FOLDERS, our_apps
from tools.check import contracts
from tools.places import CHECKOUT

CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}
# The overview reads from all apps and nobody imports it: it has no actions, models or listings to keep apart.
WITHOUT_INNER_LAYERS = {"foundation.core", "overview"}


def names(layers):
    """The modules of layers that may hold several: `a | b : (c)`."""
    parts = chain.from_iterable(layer.replace(":", "|").split("|") for layer in layers)
    return {part.strip(" ()") for part in parts}


def test_settings_folders_and_contracts_name_the_same_apps():
    # given the folders that hold an app
    folders = {
        ".".join(path.parent.relative_to(CHECKOUT).parts)
        for folder in CODE_FOLDERS
        for path in (CHECKOUT / folder).rglob("apps.py")
    }
    # then settings, layers and the layers inside the apps know all of them
    assert set(our_apps()) == folders
    assert names(CONTRACTS["the house"]["layers"]) == folders | {"config"}
    assert set(CONTRACTS["inside an app"]["containers"]) == folders - WITHOUT_INNER_LAYERS
    foundation = {name.partition(".")[2] for name in folders if name.startswith("foundation.")}
    assert names(CONTRACTS["the foundation, whole"]["layers"]) == foundation


def test_contracts_forgive_nothing_and_leave_nothing_out():
    assert set(CONTRACTS) == {"the house", "inside an app", "the foundation, whole", "inside the core"}
    for contract in CONTRACTS.values():
        assert "ignore_imports" not in contract
        assert contract["type"] == "layers"
        assert contract.get("exhaustive", False) == ("containers" in contract)
        free = set(contract.get("exhaustive_ignores", ()))
        assert free <= {"apps", "migrations", "management", "templatetags"}


def test_lower_apps_stand_lower_in_the_settings_too():
    ours = our_apps()
    layers = [name for name in CONTRACTS["the house"]["layers"] if name in ours]
    assert ours.index("foundation.core") < ours.index("foundation.events")
    assert ours.index("overview") == len(ours) - 1
    assert set(layers) == set(ours)


def test_the_contracts_hold():
    result = contracts()
    assert result.passed, result.words
