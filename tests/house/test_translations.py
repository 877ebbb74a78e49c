"""Every text has its Estonian, none is fuzzy, and the compiled file is fresh."""

from tools import translations


def test_the_translations_are_complete_and_compiled():
    assert translations.check() == []
