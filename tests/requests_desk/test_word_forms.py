"""A list of Estonian word forms: each is found by the others of its word, among all words of the product."""

import re
from itertools import permutations
from pathlib import Path

import pytest
from django.db import connection

from requests_desk.actions.searching import learn
from requests_desk.models import Word
from requests_desk.querysets import plain, related, words_of
from tools.places import CHECKOUT

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def listed():
    """The forms of each word of the list, plain, the nominative first."""
    lines = (Path(__file__).with_name("word_forms.txt")).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def around():
    """All Estonian words of the interface: a vocabulary that knows nothing of the list."""
    catalogue = (CHECKOUT / "locale/et/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    return words_of(" ".join(re.findall(r'^(?:msgstr.*?)?"(.*)"$', catalogue, re.MULTILINE)))


def typos(word):
    """The word with two letters swapped, and with one lost, near its end."""
    return [f"{word[:-3]}{word[-2]}{word[-3]}{word[-1]}", word[:-2] + word[-1]]


def right(word, found, forms, lemmas):
    """Whether a found word is a form, a word of the same base form, or a compound that begins with a form."""
    longer = any(found.startswith(form) for form in forms if len(form) >= 3)
    return found in forms or longer or lemmas.get(found) in {lemmas[form] for form in forms}


def test_forms_find_each_other_and_few_wrong_words_come_with_them():
    # given the worker's vocabulary of all words of the interface and the list
    groups = listed()
    learn(around() | {form for group in groups for form in group})
    groups = [list(dict.fromkeys(map(plain, group))) for group in groups]
    pairs = [pair for group in groups for form in group[1:] for pair in permutations((group[0], form))]
    assert len(pairs) >= 2 * 300
    # when every form is looked up, and typos of the longer nominatives
    forms: dict[str, set[str]] = {}
    for group in groups:
        for form in group:
            forms.setdefault(form, set()).update(group)
    wrongly = {typo: group[0] for group in groups if len(group[0]) >= 8 for typo in typos(group[0])}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # as in a vocabulary of the real size
    near = related(sorted(forms.keys() | wrongly.keys()))
    lemmas = dict(Word.objects.values_list("word", "lemma"))
    # then the pairs find each other, the wrong ones among the first ten are few, and typos find their words
    lost = [(asked, form) for asked, form in pairs if form not in near[asked]]
    wrong = {one: [x for x in near[one][:10] if not right(one, x, forms[one], lemmas)] for one in forms}
    blind = [typo for typo, word in wrongly.items() if word not in near[typo]]
    assert len(lost) <= 0.02 * len(pairs), lost
    assert not {one: found for one, found in wrong.items() if len(found) > 3}
    assert len(blind) <= 0.02 * len(wrongly), blind
    assert "poordumisi" in near["poordumine"]
