"""Translations are read, compiled and judged without gettext being installed."""

import gettext
import io
from pathlib import Path

from tools import translations

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: a.py
msgid "Request"
msgstr "Pöördumine"

msgctxt "weekday short"
msgid "Mon"
msgstr "E"

#, python-format
msgid "%(count)s request"
msgid_plural "%(count)s requests"
msgstr[0] "%(count)s pöördumine"
msgstr[1] ""
"%(count)s "
"pöördumist"
"""


def po_file(folder: Path, text: str) -> Path:
    """A .po file with its fresh .mo."""
    path = folder / "django.po"
    path.write_text(text, encoding="utf-8")
    path.with_suffix(".mo").write_bytes(translations.compiled(translations.read(path)))
    return path


def test_gettext_understands_what_we_compile(tmp_path: Path) -> None:
    # given a compiled file with a plural, a context and letters with dots
    path = po_file(tmp_path, PO)
    # when the standard library reads it
    words = gettext.GNUTranslations(io.BytesIO(path.with_suffix(".mo").read_bytes()))
    # then every text is found
    assert words.gettext("Request") == "Pöördumine"
    assert words.pgettext("weekday short", "Mon") == "E"
    assert words.ngettext("%(count)s request", "%(count)s requests", 5) == "%(count)s pöördumist"


def test_a_whole_file_has_no_faults(tmp_path: Path) -> None:
    used = {"Request": "a.py", "weekday short\x04Mon": "a.py", "%(count)s request": "a.py"}
    assert list(translations.faults(po_file(tmp_path, PO), used)) == []


def test_every_fault_is_named(tmp_path: Path) -> None:
    # given a fuzzy text, an empty one, a strange placeholder, and a text nobody translated
    more = '\n#, fuzzy\nmsgid "Old"\nmsgstr "Vana"\n\nmsgid "New"\nmsgstr ""\n'
    more += '\nmsgid "Hi %(a)s"\nmsgstr "Tere %(b)s"\n'
    path = po_file(tmp_path, PO + more)
    # and a compiled file that is not fresh
    path.with_suffix(".mo").write_bytes(b"old")
    # then each has its sentence
    found = list(translations.faults(path, {"Missing": "b.html"}))
    assert [words.split(":")[0] for words in found[:4]] == [
        "fuzzy",
        "not translated",
        "strange placeholder in",
        "not in the file",
    ]
    assert "is not what django.po compiles to" in found[4]


def test_texts_are_found_in_code_and_templates() -> None:
    code = '_("a" " long one")\npgettext_lazy("weekday", "Mon")\nngettext("%d day", "%d days", n)\n'
    assert list(translations.used_in_python(code)) == ["a long one", "weekday\x04Mon", "%d day"]
    page = (
        '{% translate "Who\'s next" %} {{ _("Save") }} {% translate "May" context "month" %}'
        '{% icon "x" label=_("Bell") %}'
        "{% blocktranslate count n=rows trimmed %}\n  one row\n{% plural %}\n  {{ n }} rows\n"
        "{% endblocktranslate %}"
        "{% blocktranslate with a=b %}Hi {{ a }}{% endblocktranslate %}"
    )
    found = set(translations.used_in_template(page, "page.html"))
    assert found == {"Who's next", "Save", "month\x04May", "Bell", "one row", "Hi %(a)s"}
