"""The systemd units: systemd itself reads them where it is installed, and they agree with each other."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.production.files import DEPLOY, settings_read, unit
from tools.places import CHECKOUT

UNITS = sorted(path.name for path in (DEPLOY / "systemd").iterdir())
SERVICES = [name for name in UNITS if name.endswith(".service") and "@" not in name]
LASTING = ["korras-beat.service", "korras-web.service", "korras-worker.service"]


def test_systemd_understands_them(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not here")
    # given the units, with programs that are really there
    for name in UNITS:
        text = (DEPLOY / "systemd" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(re.sub(r"/srv/korras/\.venv/bin/\w+", "/bin/true", text))
    names = [str(tmp_path / name) for name in UNITS if "@" not in name]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names],
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    # then it has nothing to say about them
    about_ours = [line for line in done.stderr.splitlines() if "korras" in line]
    assert about_ours == []


@pytest.mark.parametrize("name", SERVICES)
def test_they_are_held_tight_and_read_their_settings(name: str) -> None:
    lines = unit(name)
    assert lines["User"] == ["korras"]
    assert lines["NoNewPrivileges"] == ["true"]
    assert lines["ProtectSystem"] == ["strict"]
    assert lines["CapabilityBoundingSet"] == [""]
    assert lines["UMask"] == ["0077"]
    assert lines["EnvironmentFile"][0] == "/etc/korras/env"
    owner = name in ("korras-migrate.service", "korras-backup.service")
    assert ("/etc/korras/owner" in lines["EnvironmentFile"]) == owner


@pytest.mark.parametrize("name", LASTING)
def test_what_should_last_comes_back(name: str) -> None:
    assert unit(name)["Restart"] == ["always"]
    assert unit(name)["KillMode"] == ["mixed"], "the main process alone is asked to end, and ends its own"


def test_systemd_keeps_the_door_open() -> None:
    assert unit("korras-web.service")["Requires"] == ["korras-web.socket"]
    assert "--bind" not in unit("korras-web.service")["ExecStart"][0]
    assert unit("korras-web.socket")["ListenStream"] == ["127.0.0.1:8000"]


def test_every_unit_stands_in_the_docs() -> None:
    docs = (CHECKOUT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in UNITS if name.removesuffix(".service") not in docs] == []


def test_the_settings_are_no_part_of_a_unit() -> None:
    for name in SERVICES:
        given = [value.strip('"').partition("=")[0] for value in unit(name).get("Environment", [])]
        assert not set(given) & set(settings_read())
