"""Words of the agency in place of ours: a fixed list of codes, words read along with what every page reads.

The roles of a person are asked on every page by one statement; that statement brings the agency's words too
and calls `remember`. Where nothing is remembered, our own words stand.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

_ours: dict[str, Any] = {}
_theirs: Mapping[str, Mapping[str, str]] = {}


def worded(code: str, ours: Any) -> Any:
    """Lazy words: the agency's for the code, else `ours`; declares the code."""
    _ours[code] = ours
    return _lazy(code)


def _now(code: str) -> str:
    language = "en" if get_language() == "en" else "et"
    return _theirs.get(code, {}).get(language) or str(_ours[code])


_lazy = lazy(_now, str)


def codes() -> dict[str, Any]:
    """All declared codes with our own words."""
    return dict(_ours)


def remember(words: Mapping[str, Mapping[str, str]] | None) -> None:
    """The agency's words as they are stored now: by code and language."""
    global _theirs
    _theirs = words or {}
