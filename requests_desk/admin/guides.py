"""Guides on the admin site."""

from django.contrib.admin import register
from django.utils.translation import gettext_lazy as _

from foundation.core.admin import site
from requests_desk import actions
from requests_desk.admin.desk import DeskAdmin
from requests_desk.models import Guide


@register(Guide, site=site)
class GuideAdmin(DeskAdmin):
    """Guides."""

    noun, nouns, order = _("Guide"), _("Guides"), 180
    about = _("What people can do themselves. A fitting guide is offered while somebody writes a request.")
    fields = ["title_et", "title_en", "text_et", "text_en", "category", "readers", "published"]
    labels = {
        "title": _("Title"),
        "title_et": _("Title in Estonian"),
        "title_en": _("Title in English"),
        "text_et": _("Text in Estonian"),
        "text_en": _("Text in English"),
        "category": _("Kind of request"),
        "readers": _("For whom"),
        "published": _("Published"),
    }
    hints = {
        "text_et": _("Markdown: **bold**, lists by - or 1., headings by ##, links as [words](https://…)."),
        "category": _("Empty: about several kinds."),
        "published": _("Until then the desk alone reads it."),
    }
    list_display = ["title", "category", "readers", "published"]
    list_select_related = ["category"]
    list_filter = ["readers"]
    search_fields = ["title_et", "title_en", "text_et", "text_en"]
    save_row = staticmethod(actions.save_guide)
