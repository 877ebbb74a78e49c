"""The admin site: reference data in our look, opened by our own rights, changed by actions alone.

Django's admin finds, pages and draws the forms; who may is asked of our permission functions, what is written
is written by an action, and the log of events says who did it.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin, TabularInline
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.core.access import NotYours, Rule, allow
from foundation.core.clock import day
from foundation.core.duties import noun_of
from foundation.core.errors import RuleBroken
from foundation.core.parts import ClockInput, DayInput

ROWS = 50
COUNTED = 1000  # more users of a row are not counted out


class Site(AdminSite):
    """One start page and the pages of each registered model; sign-in and passwords stay where they are."""

    enable_nav_sidebar = False
    _registry: dict[type[models.Model], "ActionAdmin"]  # type: ignore[assignment]  # we register no other kind

    def opens(self, person: Any) -> bool:
        """Those who may read some of it."""
        return any(kept.reads(person) for kept in self._registry.values())

    def has_permission(self, request: HttpRequest) -> bool:
        """Django asks here; our functions answer."""
        return self.opens(request.user)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The start page, and list, form and deletion of each model; nothing else of Django's."""
        pages: list[URLPattern | URLResolver] = [
            path("", require_safe(allow(self.opens)(self.index)), name="index")
        ]
        for model, kept in self._registry.items():
            pages.append(path(f"{model._meta.app_label}/{model._meta.model_name}/", include(kept.get_urls())))
        return pages

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Our pages bring their own frame."""
        return {}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """All reference data that one may read, by group."""
        groups: dict[str, list[ActionAdmin]] = {}
        for kept in sorted(self._registry.values(), key=lambda one: one.order):
            if kept.reads(request.user):
                groups.setdefault(str(kept.group), []).append(kept)
        return render(request, "admin/index.html", {"groups": groups})


site = Site(name="admin")


class ActionForm(forms.ModelForm):
    """Constraints speak through the action; what it refused comes back with all that was typed."""

    required_css_class = "required"
    error_css_class = "wrong"
    refused = ""

    def clean(self) -> dict[str, Any] | None:
        """Also what the action refused a moment ago."""
        cleaned = super().clean()
        if self.refused:
            raise ValidationError(self.refused)
        return cleaned

    def validate_unique(self) -> None:
        """Left to the action, whose sentences name things as people do."""

    def _post_clean(self) -> None:
        self.instance.validate_constraints = _left_to_the_action
        super()._post_clean()


def _left_to_the_action(exclude: Any = None) -> None:
    """Django would say which constraint is violated; the action says what to do."""


class ActionFormSet(forms.BaseInlineFormSet):
    """Rows of an inline; what may not stand twice, the action says."""

    def validate_unique(self) -> None:
        """Left to the action."""


class Fields:
    """Which widgets fields get: ours, without Django's buttons beside them."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """The form field of a column."""
        if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            kwargs.setdefault("widget", DayInput)
        if isinstance(db_field, models.TimeField):
            kwargs.setdefault("widget", ClockInput)
        if isinstance(db_field, models.ForeignKey):
            kwargs.setdefault("empty_label", "–")
        field: forms.Field | None = db_field.formfield(**kwargs)
        return field


class ActionInline(Fields, TabularInline):
    """Rows of a row; who may is asked of the same functions, and the action of the whole saves them."""

    noun: Any = ""
    nouns: Any = ""
    about: Any = ""
    labels: dict[str, Any] = {}
    reads: Rule
    keeps: Rule
    formset = ActionFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset with our words."""
        return super().get_formset(request, obj, labels=self.labels, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the rows may be read."""
        return self.reads(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether they may be changed."""
        return self.keeps(request.user)

    has_change_permission = has_delete_permission = has_add_permission


class ActionAdmin(Fields, ModelAdmin):
    """List, form and deletion of one kind of reference data; each app registers its own in `admin.py`.

    A subclass gives the words, who `reads` and who `keeps` the rows, `save_row` and, where rows may go for
    good, `remove_row`.
    """

    noun: Any = ""
    nouns: Any = ""
    about: Any = ""  # a sentence
    group: Any = ""
    order = 50
    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    reads: Rule
    keeps: Rule
    remove_row: Callable[..., Any] | None = None

    form = ActionForm
    actions = None
    list_per_page = ROWS
    show_full_result_count = False
    sortable_by = ()
    view_on_site = False

    # --- rights -----------------------------------------------------------------------------------
    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the rows may be read."""
        return self.reads(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the rows may be read."""
        return self.reads(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether rows may be added."""
        return self.keeps(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether rows may be changed."""
        return self.keeps(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether an action lets rows go, and the person may."""
        return self.remove_row is not None and self.keeps(request.user)

    # --- addresses --------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        """List, addition, change and, where an action allows it, deletion."""
        form = require_http_methods(["GET", "HEAD", "POST"])
        pages = [
            ("", "changelist", require_safe(allow(self.reads)(self.list_of_rows))),
            ("add/", "add", form(allow(self.keeps)(self.new_row))),
            ("<int:object_id>/change/", "change", form(allow(self.reads)(self.one_row))),
        ]
        if self.remove_row is not None:
            pages.append(("<int:object_id>/delete/", "delete", form(allow(self.keeps)(self.last_look))))
        return [path(route, page, name=self._named(what)) for route, what, page in pages]

    def _named(self, what: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{what}"

    def address(self, what: str = "changelist", *args: Any) -> str:
        """The address of one of the pages."""
        return reverse(f"admin:{self._named(what)}", args=args)

    # --- the list ---------------------------------------------------------------------------------
    def list_of_rows(self, request: HttpRequest) -> HttpResponse:
        """Fifty rows at a time, found by words and filters."""
        response = self.changelist_view(request)
        if isinstance(response, TemplateResponse) and response.context_data:
            shown = response.context_data["cl"]
            response.context_data |= {
                "kept": self,
                "list_url": self.address(),
                "add_url": self.address("add") if self.keeps(request.user) else "",
                "heads": [self.title_of(name) for name in self.list_display],
                "rows": [self._row(one) for one in shown.result_list],
                "filters": [self._filter(shown, spec) for spec in shown.filter_specs],
                "pages": _neighbours(shown),
            }
        return response

    def title_of(self, name: str) -> Any:
        """The words of a column."""
        return self.labels.get(name, name)

    def _row(self, row: Any) -> dict[str, Any]:
        cells = [(self.title_of(name), self.cell(row, name)) for name in self.list_display]
        return {"url": self.address("change", row.pk), "words": cells[0][1], "cells": cells[1:]}

    def cell(self, row: Any, name: str) -> Any:
        """One value in words; a method `show_<name>` words it itself."""
        if own := getattr(self, f"show_{name}", None):
            return own(row)
        shown = getattr(row, f"get_{name}_display", None)
        value = shown() if shown else getattr(row, name)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, date):
            return day(value)
        return "–" if value in (None, "") else value

    def _filter(self, shown: ChangeList, spec: Any) -> dict[str, Any]:
        tabs = [
            {"url": one["query_string"], "words": one["display"], "current": one["selected"], "count": None}
            for one in spec.choices(shown)
        ]
        return {"title": self.title_of(spec.field_path), "tabs": tabs}

    # --- one row ----------------------------------------------------------------------------------
    def new_row(self, request: HttpRequest) -> HttpResponse:
        """An empty form, or the new row saved."""
        return self.changeform_view(request, extra_context=self._frame(request))

    def one_row(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The form of a row; those who only read see its values."""
        if request.method == "POST" and not self.keeps(request.user):
            raise NotYours(self.keeps.__name__)
        return self.changeform_view(request, str(object_id), extra_context=self._frame(request, object_id))

    def _frame(self, request: HttpRequest, object_id: int | None = None) -> dict[str, Any]:
        may_go = object_id is not None and self.has_delete_permission(request)
        return {
            "kept": self,
            "list_url": self.address(),
            "delete_url": self.address("delete", object_id) if may_go else "",
            "may_keep": self.keeps(request.user),
            "errors_in_title": request.method == "POST",  # a good post leads away
        }

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where the action refuses, the same form once more with its sentence."""
        try:
            response = super().changeform_view(request, *args, **kwargs)
        except RuleBroken as no:
            request.refused = str(no)  # type: ignore[attr-defined]  # read by get_form
            response = super().changeform_view(request, *args, **kwargs)
        if request.method == "POST" and isinstance(response, TemplateResponse):
            response.status_code = 422
        return response

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form with our words; after a refusal one that says it."""
        form = super().get_form(request, obj, change, labels=self.labels, help_texts=self.hints, **kwargs)
        refused = getattr(request, "refused", "")
        return type("Refused", (form,), {"refused": refused}) if refused else form

    def _get_obj_does_not_exist_redirect(self, *args: Any) -> HttpResponse:
        raise Http404

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing yet: `save_related` knows the inlines too."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Row and inlines by one action, which gets the row as it is stored, not as the form left it."""
        row = self.model._default_manager.get(pk=form.instance.pk) if change else None
        inlines = {self.inline_name(one): list(_filled(one)) for one in formsets}
        saved = self.save_row(row, by=request.user, **form.cleaned_data, **inlines)
        form.instance.pk = saved.pk

    @staticmethod
    def inline_name(formset: Any) -> str:
        """Under which name the action takes the rows of an inline."""
        name: str = formset.get_default_prefix()
        return name

    def save_row(self, row: Any, *, by: Any, **values: Any) -> Any:
        """Calls the action. Raises RuleBroken with the sentence that the form shows."""
        raise NotImplementedError

    def construct_change_message(self, *args: Any) -> list[Any]:
        """Words for a log that is not kept."""
        return []

    def log_addition(self, *args: Any) -> None:
        """The event of the action is the log."""

    def log_change(self, *args: Any) -> None:
        """The event of the action is the log."""

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        """Back to the list, or to another empty form."""
        messages.success(request, _("Saved: %(what)s") % {"what": obj})
        return HttpResponseRedirect(self.address("add" if "_addanother" in request.POST else "changelist"))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Back to the list."""
        return self.response_add(request, obj)

    # --- deletion ---------------------------------------------------------------------------------
    def last_look(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Asks once more; a row in use stays, and the page says what uses it."""
        row = self.get_object(request, str(object_id))
        if row is None or self.remove_row is None:
            raise Http404
        users = list(uses_of(row))
        if request.method == "POST":
            try:
                self.remove_row(row, by=request.user)
            except RuleBroken as no:
                messages.error(request, str(no))
            else:
                messages.success(request, _("Deleted: %(what)s") % {"what": row})
                return HttpResponseRedirect(self.address())
        context = {"kept": self, "row": row, "users": users, "list_url": self.address()}
        context["change_url"] = self.address("change", row.pk)
        status = 409 if request.method == "POST" else 200
        return render(request, "admin/delete_confirmation.html", context, status=status)


def _filled(formset: Any) -> Iterator[dict[str, Any]]:
    """The rows of an inline that have something in them and stay."""
    for form in formset.forms:
        values = {name: value for name, value in form.cleaned_data.items() if name in form.Meta.fields}
        if any(value not in (None, "") for value in values.values()) and not form.cleaned_data.get("DELETE"):
            yield values


def _neighbours(shown: ChangeList) -> dict[str, str]:
    """The addresses of the pages before and behind this one; "" for none."""
    last, here = shown.paginator.num_pages, shown.page_num
    near = {"before": here - 1 if here > 1 else 0, "behind": here + 1 if here < last else 0}
    return {name: shown.get_query_string({PAGE_VAR: page}) if page else "" for name, page in near.items()}


def uses_of(row: models.Model) -> Iterator[tuple[Any, str]]:
    """What keeps a row from being deleted: words for the rows that point at it, and how many there are."""
    for relation in row._meta.get_fields(include_hidden=True):
        if getattr(relation, "on_delete", None) is not models.PROTECT or not relation.auto_created:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: row.pk})
        count = rows[: COUNTED + 1].count()
        if count:
            words = noun_of(relation.related_model._meta.model_name or "") or _("other records")
            yield words, f"{COUNTED}+" if count > COUNTED else str(count)
