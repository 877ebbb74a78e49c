"""`make check` counts excuses and wants a reason for each."""

import pytest

from tools.check import reason_of


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x = 1  # noqa: S310 always http", "always http"),
        ("x = 1  # noqa: S310, E501  the address is ours", "the address is ours"),
        ("x = 1  # type: ignore[attr-defined]  # Django adds it", "Django adds it"),
        ("x = 1  # noqa: S310", ""),
        ("x = 1  # noqa", ""),
        ("x = 1  # noqa because", ""),
        ("x = 1  # type: ignore[attr-defined]", ""),
        ("x = 1  # type: ignore", ""),
    ],
)
def test_an_excuse_needs_a_code_and_a_reason(line: str, reason: str) -> None:
    assert reason_of(line) == reason
