"""A production that lacks a setting does not start and says which; the demo answers on this machine only."""

import ast
import os
import re
import subprocess
import sys

import pytest

from foundation.core.checks import demo_stays_at_home
from tests.house.source import parsed
from tools.places import CHECKOUT

NEEDED = {
    "SECRET_KEY": "k3Rb8-a-long-one-for-this-test-alone-0987654321-QWERTYUIOP-asdfgh",
    "ALLOWED_HOSTS": "korras.agency.example",
    "BASE_URL": "https://korras.agency.example",
    "DATABASE_URL": "postgres://korras_app@//nowhere/korras",
    "DATABASE_OWNER_URL": "postgres://korras_owner@//nowhere/korras",
    "DATABASE_LOG_URL": "postgres://korras_log@//nowhere/korras",
    "REDIS_URL": "unix:///nowhere/redis.sock",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "MAIL_FROM": "haldus@agency.example",
    "MEDIA_ROOT": "/nowhere/media",
}
# Loads the settings once for each missing name and prints what they say; one process for all.
LOAD = """
import os, runpy, sys
for name in sys.argv[1:]:
    kept = os.environ.pop(name)
    try:
        runpy.run_path("config/settings.py")
        print(name, "started")
    except Exception as fault:
        print(name, type(fault).__name__, str(fault))
    os.environ[name] = kept
"""


def python(*command, **changes):
    """Runs Python on the settings of a production, with changes; None takes a variable away."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT), **NEEDED, **changes}
    kept = {name: value for name, value in env.items() if value is not None}
    return subprocess.run(
        [sys.executable, *command],
        cwd=CHECKOUT,
        env=kept,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_list_of_needed_settings_is_the_one_of_the_code():
    reads = [
        node
        for node in ast.walk(parsed(CHECKOUT / "config" / "settings.py"))
        if isinstance(node, ast.Call) and re.fullmatch(r"env\.\w+", ast.unparse(node.func))
    ]
    assert {node.args[0].value for node in reads if len(node.args) == 1} == set(NEEDED)


def test_each_missing_setting_stops_the_start_and_is_named():
    lines = python("-c", LOAD, *NEEDED).stdout.splitlines()
    assert len(lines) == len(NEEDED)
    for name, line in zip(NEEDED, lines, strict=True):
        assert line.startswith(f"{name} ImproperlyConfigured"), line
        assert name in line.split(" ", 2)[2], line


def test_whoever_starts_it_reads_the_name_of_what_is_missing():
    done = python("manage.py", "check", MAIL_FROM=None)
    assert done.returncode != 0
    assert "MAIL_FROM" in done.stderr


def test_production_passes_the_check_for_deployment_without_a_warning():
    done = python("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "WARNINGS" not in done.stderr


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"KORRAS_MODE": "demo"}, "loopback names only"),
        ({"MAIL_FROM": "no-reply@agency.example"}, "korras.E002"),
        ({"DATABASE_OWNER_URL": NEEDED["DATABASE_URL"]}, "korras.E003"),
    ],
)
def test_a_wrong_set_up_does_not_start(changes, fault):
    """A demo for strangers, a sender that nobody reads, an application that owns its tables."""
    done = python("manage.py", "check", **changes)
    assert done.returncode != 0
    assert fault in done.stderr


def test_a_demo_that_strangers_reach_is_refused_by_the_check_too(settings):
    settings.DEMO, settings.ALLOWED_HOSTS = True, ["korras.agency.example"]
    assert [fault.id for fault in demo_stays_at_home(None)] == ["korras.E001"]


def test_an_unknown_mode_does_not_start():
    done = python("-c", "import config.settings", KORRAS_MODE="debug")
    assert done.returncode != 0
    assert "KORRAS_MODE" in done.stderr
