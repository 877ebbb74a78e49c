"""What `make audit` gathers becomes a page that hides nothing, and its words are those that people read."""

import json

from tools import spelling
from tools.audit import BEGIN, END, read, section, written


def line(check: str, *findings: str, page: str = "staff /") -> str:
    """One line of the book."""
    return json.dumps({"page": page, "check": check, "language": "et", "theme": "dark", "findings": findings})


def test_checks_are_counted_and_findings_are_kept():
    # given three checks on two pages, one of which found something
    outcome = read([line("print"), line("print", "no heading"), line("axe", page="admin /")])
    # when the page is renewed
    page = f"# Audit\n\n{BEGIN}\nold\n{END}\n\n## Texts\n"
    text = written(page, section(outcome, (1200, ["kala"]), ended=1, day="2026-11-24"))
    # then it tells all of it, and what people wrote stays
    assert text.startswith("# Audit\n\n")
    assert text.endswith("\n\n## Texts\n")
    assert "old" not in text
    assert "2 pages" in text
    assert "3 checks, **1 findings**" in text
    assert "| print | 2 | 1 |" in text
    assert "| axe | 1 | 0 |" in text
    assert "| Spelling of Estonian, words read | 1,200 | 1 |" in text
    assert "did not end well" in text
    assert outcome.found == ["staff / (et, dark) print: no heading"]


def test_a_run_without_a_dictionary_says_so():
    assert "not run: no dictionary" in section(read([]), None, ended=0, day="2026-11-24")


def test_words_are_read_without_what_is_put_in():
    text = (
        "Tere, %(name)s! Kirjuta %d rida <b>siia</b>: info@aki.ee, https://x.ee/y, P-12, kell 11-ks, CSV-d."
    )
    assert list(spelling.words_in(text)) == ["Tere", "Kirjuta", "rida", "siia", "kell", "CSV-d"]
    assert spelling.stems("CSV-d") == ["CSV"]
    assert spelling.stems("ees-nimi") == ["ees", "nimi"]


def test_texts_in_code_are_read_and_its_own_words_are_not():
    code = '"""Docs say õ."""\nNAME = "Tõnu"\nSTATE = "new"\n\n\ndef one():\n    """Ä here."""\n'
    assert list(spelling.literals(code)) == [(2, "Tõnu")]


def test_each_word_of_our_list_has_a_reason(tmp_path):
    # given the list of the product
    listed = spelling.ours()
    # then each word has a reason, and all texts are among those that are read
    assert listed
    assert all(listed.values())
    assert sum(1 for _ in spelling.texts()) > 1500


def test_without_a_dictionary_it_says_how_to_get_one(monkeypatch, capsys):
    monkeypatch.setattr(spelling, "dictionary", lambda: None)
    assert spelling.main() == 2
    assert "apt-get install hunspell" in capsys.readouterr().err
