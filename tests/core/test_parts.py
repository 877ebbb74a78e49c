"""The parts of pages: what they write, that they escape it, and that errors lead to their fields."""

import hashlib
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.conf import settings as django_settings
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from foundation.core import parts
from foundation.core.pages import Column, Slice

ROOT = Path(django_settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
HOSTILE = "<script>alert(1)</script>\"'&"
ERROR_PAGES = ["400", "403", "403_csrf", "404", "413", "429", "500", "503"]


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def draw(source: str, **context: Any) -> BeautifulSoup:
    return BeautifulSoup(Template("{% load korras %}" + source).render(Context(context)), "html.parser")


class HostileForm(forms.Form):
    """Words from outside in every place where a form shows words."""

    name = forms.CharField(label=HOSTILE, widget=forms.TextInput(attrs={"placeholder": "x"}))
    kind = forms.ChoiceField(label=HOSTILE, choices=[(HOSTILE, HOSTILE)], widget=forms.RadioSelect)
    pick = forms.ChoiceField(label=HOSTILE, choices=[(HOSTILE, HOSTILE)])


# --- icons and tags -------------------------------------------------------------------------------
def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    # given the names that templates write down
    pattern = re.compile(r'{% icon "(\w+)"|{% tag "\w*" "(\w+)"|{% message "\w*" "(\w+)"')
    named = {
        name for file in TEMPLATES for groups in pattern.findall(file.read_text()) for name in groups if name
    }
    # then the sprite has each of them
    assert named
    assert named <= parts.icon_names()


def test_an_unknown_icon_is_found_before_production_and_harmless_in_it(settings: Any) -> None:
    # when a name is wrong, then it fails while we build
    with pytest.raises(LookupError):
        draw('{% icon "unicorn" %}')
    # and in production the page still comes
    settings.PRODUCTION = True
    assert draw('{% icon "unicorn" %}').use["href"].endswith("#i-unicorn")


def test_an_icon_alone_has_a_name_and_one_beside_words_is_silent() -> None:
    assert draw('{% icon "bell" label=words %}', words=HOSTILE).svg["aria-label"] == HOSTILE
    assert draw('{% icon "bell" %}').svg["aria-hidden"] == "true"


@pytest.mark.parametrize(
    ("tenths", "tone", "drawn"),
    [(0, "", "ring0"), (7, "", "ring7"), (8, "soon", "ring8"), (10, "over", "warn"), (13, "over", "warn")],
)
def test_time_left_turns_honey_and_then_rowan(tenths: int, tone: str, drawn: str) -> None:
    # when a part of the time is used up
    shown = draw("{% left words tenths %}", words=HOSTILE, tenths=tenths)
    # then tone and sign follow, and the words stand there as they are
    assert " ".join(shown.span["class"]).strip() == f"tag {tone}".strip()
    assert shown.use["href"].endswith(f"#i-{drawn}")
    assert shown.span.get_text() == HOSTILE


def test_initials_say_who_or_nobody() -> None:
    person = SimpleNamespace(first_name="Õie", last_name="Šults")
    assert draw("{% initials p %}", p=person).get_text() == "ÕŠ"
    assert draw("{% initials p named=True %}", p=person).find(class_="unseen").get_text() == "Õie Šults"
    assert draw("{% initials p %}", p=None).find(class_="unseen").get_text() == "Unassigned"


def test_boxes_escape_their_titles_and_keep_their_content() -> None:
    # when a panel, a message and a way of crumbs get hostile words
    shown = draw(
        "{% panel t more=t more_url='/x' %}<i>in</i>{% endpanel %}{% message 'soon' %}{{ t }}{% endmessage %}"
        "{% crumbs '/a' t %}{% dialog 'd' t %}{{ t }}{% enddialog %}",
        t=HOSTILE,
    )
    # then nothing of them becomes markup, and what the template wrote stays markup
    assert shown.script is None
    assert shown.section.i.get_text() == "in"
    assert shown.section.h2.get_text() == shown.nav.a.get_text() == shown.dialog.h2.get_text() == HOSTILE


# --- fields and errors ----------------------------------------------------------------------------
@pytest.mark.parametrize("name", list(parts.GalleryForm.base_fields))
def test_every_kind_of_field_has_its_label_and_its_words(name: str) -> None:
    # given a field with a hint and an error
    form = parts.GalleryForm({})
    form.fields[name].help_text = "A hint."
    form.errors[name] = form.error_class(["Say what."])
    # when it is drawn
    shown = draw("{% field f %}", f=form[name])
    # then a hidden one is only a control
    if name == "form_key":
        assert shown.get_text(strip=True) == ""
        return
    # and any other has a label or legend, and the control (or its group) is described by hint and error
    controls = shown.select("input, select, textarea")
    for control in controls:
        assert shown.select_one(f"label[for={control['id']}]").get_text(strip=True)
    described = shown.fieldset or controls[0]
    assert described["aria-describedby"].split() == [f"id_{name}_helptext", f"id_{name}_error"]
    assert shown.find(id=f"id_{name}_helptext").get_text() == "A hint."
    assert "Say what." in shown.find(id=f"id_{name}_error").get_text()
    assert "wrong" in (shown.fieldset or shown.div)["class"]


def test_hostile_words_stay_words_in_fields_and_summary() -> None:
    # given a form whose labels and choices come from outside, and a wrong value
    form = HostileForm({"kind": HOSTILE + "2", "pick": HOSTILE + "3"})
    # when all of it is drawn
    shown = draw("{% errors form %}{% fields form %}", form=form)
    # then there is no tag among the words, and the label is not repeated as a placeholder
    assert shown.script is None
    assert shown.label.get_text() == HOSTILE
    assert "placeholder" not in shown.find(id="id_name").attrs


def test_each_line_of_the_summary_leads_to_a_field_on_the_page() -> None:
    # given a form with errors at fields, one beside them, and two that read alike
    form = parts.GalleryForm({"amount": "-1"}, prefix="wrong")
    form.add_error(None, "The dates do not fit.")
    # when summary and fields are drawn
    shown = draw("{% errors form %}{% fields form %}", form=form)
    summary = shown.find(class_="errors")
    # then the summary can take the focus and each link ends at a control
    assert (summary["role"], summary["tabindex"]) == ("alert", "-1")
    links = summary.select("a")
    assert len(links) == 4
    assert all(shown.find(id=link["href"][1:]).name in ("input", "select") for link in links)
    # and no two lines read alike
    lines = [line.get_text(strip=True) for line in summary.select("li")]
    assert lines[0] == "The dates do not fit."
    assert len(set(lines)) == 5


def test_a_good_or_unsent_form_has_no_summary() -> None:
    assert not draw("{% errors form %}", form=parts.GalleryForm()).find(class_="errors")
    assert not draw("{% errors form %}", form=None).find(class_="errors")


# --- lists, time, money ---------------------------------------------------------------------------
def test_heads_sort_turn_round_and_forget_the_place_in_the_list() -> None:
    # given a list sorted by its first column, some way down and filtered
    request = RequestFactory().get("/", {"sort": "due", "after": "key", "office": "7"})
    columns = [
        Column(name="due", title="Due", order=["due"]),
        Column(name="title", title="Title", order=["title"]),
        Column(name="cost", title="Cost", number=True),
    ]
    # when its heads are made
    due, title, cost = parts.heads(request, Slice(rows=[], columns=columns, sort="due"))
    # then the sorted one turns round, another starts upwards, and one without an order is no link
    assert (due.direction, QueryDict(due.url[1:]).dict()) == ("ascending", {"sort": "-due", "office": "7"})
    assert (title.direction, QueryDict(title.url[1:])["sort"]) == ("", "title")
    assert (cost.url, cost.number) == ("", True)


def test_nothing_is_said_of_a_moment_that_is_not() -> None:
    source = "{{ n|short_moment }}{{ n|long_moment }}{{ n|day }}{{ n|duration }}{{ n|euros }}{% moment n %}"
    assert draw(source, n=None).get_text() == ""


def test_a_moment_is_there_for_people_and_for_machines() -> None:
    at = timezone.now() + timedelta(hours=1)
    shown = draw("{% moment at %}", at=at)
    assert shown.time["datetime"] == at.isoformat(timespec="seconds")
    assert shown.time.get_text()


# --- pages ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ERROR_PAGES)
@pytest.mark.parametrize("language", ["et", "en"])
def test_error_pages_need_no_request_and_no_context(name: str, language: str) -> None:
    # when a page of errors is drawn with nothing at hand (no database either: this test may not use it)
    with translation.override(language):
        shown = BeautifulSoup(render_to_string(f"{name}.html"), "html.parser")
    # then it is whole
    assert shown.html["lang"] == language
    assert shown.h1.get_text(strip=True)
    assert shown.main.find("a")["href"]


def test_the_title_says_that_something_is_wrong() -> None:
    # given a page with a form that has errors
    context = {"form": parts.GalleryForm({}), "user": SimpleNamespace(is_authenticated=False), "shell": {}}
    # then its title says so first
    title = BeautifulSoup(render_to_string("base.html", context), "html.parser").title
    assert title.get_text().startswith("Error: ")
    context["form"] = parts.GalleryForm()
    title = BeautifulSoup(render_to_string("base.html", context), "html.parser").title
    assert not title.get_text().startswith("Error")


def test_the_gallery_draws_every_part_and_no_id_twice() -> None:
    # when a visitor opens the gallery
    context = parts.GalleryForm.context() | {"user": SimpleNamespace(is_authenticated=False), "shell": {}}
    page = render_to_string("overview/styleguide.html", context, RequestFactory().get("/styleguide/"))
    shown = BeautifulSoup(page, "html.parser")
    # then each kind of part is there, with one page title and no id twice
    for name in [
        "panel",
        "tile",
        "tag",
        "row-item",
        "log",
        "chips",
        "tabs",
        "data",
        "empty",
        "message",
        "dialog",
        "errors",
    ]:
        assert shown.find(class_=name), name
    names = [tag["id"] for tag in shown.select("[id]")]
    assert len(shown.select("h1")) == 1
    assert len(names) == len(set(names))


# --- what the policy and the licences ask ---------------------------------------------------------
@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_templates_have_nothing_inline(file: Path) -> None:
    text = file.read_text()
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)\s*=", text)
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|hx-on|javascript:", text)


def test_vendored_files_are_those_that_were_named() -> None:
    folder = ROOT / "static" / "vendor"
    listed = tomllib.loads((folder / "VENDOR.toml").read_text())
    for name, entry in listed.items():
        assert (folder / f"{name}.LICENSE").read_text()
        if "sha256" in entry:
            assert hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
