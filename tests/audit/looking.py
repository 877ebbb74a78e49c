"""A page in front of somebody, and every check on it."""

from itertools import product

from tests.audit.conftest import Told
from tests.audit.looks import CHECKS, LARGE, screen
from tests.journeys.making import speak
from tests.journeys.visitor import Visitor


def look(visitor: Visitor, told: Told, **page: str) -> list[str]:
    """Every check on what the visitor sees, in both themes; `page` names it where the test does not."""
    found = []
    for theme, (name, check) in product(("light", "dark"), CHECKS.items()):
        visitor.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  one of the two
        wrong = check(visitor)
        told(check=name, language=visitor.language, theme=theme, findings=wrong, **page)
        found += [f"{visitor.language} {theme} {name}: {words}" for words in wrong]
    return found


def come_to(visitor: Visitor, address: str, *, language: str) -> int:
    """Opens a page in a language, on a large light screen; returns the status."""
    speak(visitor, language)
    visitor.page.emulate_media(color_scheme="light")
    screen(visitor, **LARGE)
    status: int = visitor.go(address).status
    return status
