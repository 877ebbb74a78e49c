"""The bill of materials of a release names what production runs on."""

import json
import re
import subprocess
import sys

from tools.places import CHECKOUT


def test_the_bill_names_each_package_of_production_with_its_version():
    # given the lock of production
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (CHECKOUT / "requirements.lock").read_text(), re.M))
    # when the bill is made as by make
    done = subprocess.run(
        ["make", "-s", "sbom", f"PYTHON={sys.executable}"], cwd=CHECKOUT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    bill = json.loads((CHECKOUT / "var/sbom.json").read_text())
    # then it holds the same packages and versions, and says what they belong to
    assert {one["name"]: one["version"] for one in bill["components"]} == locked
    assert bill["metadata"]["component"]["name"] == "korras"
