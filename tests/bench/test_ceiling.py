"""What the figures are compared with stays what it was."""

import hashlib

from tools.places import CHECKOUT

CEILING = CHECKOUT / "bench" / "ceiling"


def test_the_ceiling_is_the_one_that_the_document_names():
    # given each file of the ceiling, its path and its bytes
    found = hashlib.sha256()
    for path in sorted(one for one in CEILING.rglob("*") if one.is_file() and "__pycache__" not in one.parts):
        own = hashlib.sha256(path.read_bytes()).hexdigest()
        found.update(f"{path.relative_to(CEILING).as_posix()} {own}\n".encode())
    # then the sum of them all stands in the document
    assert found.hexdigest() in (CHECKOUT / "docs" / "performance.md").read_text(encoding="utf-8")
