"""Every template is used, so is every library it loads, and nothing of the language is left in its text."""

import re

import pytest
from django.template import engines
from django.template.base import Lexer, TokenType
from django.template.exceptions import TemplateDoesNotExist

from foundation.core.duties import duties
from tests.house.source import (
    CODE_FOLDERS,
    TEMPLATES,
    parsed,
    python_files,
    strings,
    template_files,
    template_name,
)

# Loaded by name outside our code.
BY_DJANGO = {
    "403_csrf.html": "Django's view of a form without its token",
    **dict.fromkeys(
        ["400.html", "403.html", "404.html", "405.html", "413.html", "500.html", "503.html"],
        "error_page(status)",
    ),
    "429.html": "allauth's limits",
}
NAMED = re.compile(r"""["']([\w/.-]+\.(?:html|txt))["']""")
LOAD = re.compile(r"\{%\s*load\s+(?P<names>.+?)\s*%\}")
ENGINE = engines["django"].engine
TEXTS = {template_name(path): path.read_text(encoding="utf-8") for path in template_files()}
every_template = pytest.mark.parametrize("name", TEXTS)


def used_by_python():
    """Names that code holds, and those that are put together from them."""
    for path in python_files(*CODE_FOLDERS):
        for text in strings(parsed(path)):
            yield text
            if text.endswith("/list.html"):  # list_page draws the rows beside its page
                yield text.replace("/list.html", "/_rows.html")
            if "/mail/" in text:
                yield from (f"{text}.txt", f"{text}.subject.txt")


def used_by_notices():
    """The mails of the declared notices."""
    for notice in (notice for duty in duties() for notice in duty.events.values() if notice):
        yield from (f"{notice.template}.txt", f"{notice.template}.subject.txt")


def used():
    """Every name under which a template is asked for."""
    by_templates = {found for text in TEXTS.values() for found in NAMED.findall(text)}
    return {*used_by_python(), *used_by_notices(), *by_templates, *BY_DJANGO}


def ships_with_a_package(name):
    """Whether a package has a template of this name, so that ours takes its place."""
    for loader in ENGINE.template_loaders[0].loaders:  # behind the cache
        for origin in loader.get_template_sources(name):
            try:
                loader.get_contents(origin)
            except TemplateDoesNotExist:
                continue
            if not str(origin.name).startswith(str(TEMPLATES)):
                return True
    return False


def test_every_template_is_used():
    asked_for = used()
    assert not [name for name in TEXTS if name not in asked_for and not ships_with_a_package(name)]


def test_every_template_that_is_named_exists():
    asked_for = {
        name for name in used() if re.fullmatch(r"[\w-]+(/[\w-]+)*/[\w-]+(\.subject)?\.(html|txt)", name)
    }
    assert not [name for name in asked_for if name not in TEXTS and not ships_with_a_package(name)]


def test_no_excuse_is_left_over():
    assert not [name for name in BY_DJANGO if name not in TEXTS]


@every_template
def test_every_library_it_loads_is_used_and_needed(name):
    loaded = {library for found in LOAD.finditer(TEXTS[name]) for library in found["names"].split()}
    assert not loaded & {"i18n", "static"}, "these are built in"
    for library in loaded:
        parts = ENGINE.template_libraries[library]
        tags = "|".join(map(re.escape, parts.tags)) or r"\Z\A"
        filters = "|".join(map(re.escape, parts.filters)) or r"\Z\A"
        found = re.search(rf"\{{%\s*(?:{tags})\b|\|(?:{filters})\b", TEXTS[name])
        assert found is not None, f"{library} is loaded for nothing"


@every_template
def test_it_compiles_and_leaves_nothing_of_the_language_in_its_text(name):
    ENGINE.get_template(name)
    left = [token.contents for token in Lexer(TEXTS[name]).tokenize() if token.token_type == TokenType.TEXT]
    assert not [text for text in left if re.search(r"\{\{|\{%|\{#|%\}", text)]


@every_template
def test_it_shows_nothing_unescaped(name):
    """`safe` only where a form of ours wrote the words."""
    assert "|safe" not in TEXTS[name] or name == "components/field_words.html"
    assert "autoescape off" not in TEXTS[name]
