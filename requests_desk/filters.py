"""What the queue can be narrowed by; everything stands in the address."""

from typing import Any

import django_filters
from django.db.models import JSONField, PositiveSmallIntegerField, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.organisation.models import Office
from requests_desk.choices import ENDED, OPEN, State
from requests_desk.models import Category, SavedView, Ticket
from requests_desk.models.queues import NARROWS

VIEWS = [
    ("mine", _("Mine")),
    ("unassigned", _("Unassigned")),
    ("open", _("All open")),
    ("overdue", _("Overdue")),
    ("waiting", _("Waiting")),
    ("ended", _("Ended")),
]
OPEN_VIEWS = [name for name, _title in VIEWS if name != "ended"]


def offered(person: Any) -> dict[str, list[Any]]:
    """Offices and categories to choose from, and saved views (key, name, whether of others, what they ask).

    One statement; categories come in the order of their tiles, one's own views before shared ones.
    """
    no_tile, nothing = Value(None, output_field=PositiveSmallIntegerField()), Value(None, JSONField())
    offices = Office.objects.order_by().values_list(Value("office"), no_tile, "name", "pk", nothing)
    kinds = Category.objects.order_by().values_list(
        Value("category"), "tile", Category.name_column(), "pk", nothing
    )
    rows = offices.union(kinds, SavedView.objects.as_links(person), all=True)
    found: dict[str, list[Any]] = {"office": [], "category": [], "saved": []}
    for what, place, name, key, asked in rows.order_by("value1", "value2", "name"):
        found[what].append((key, name, bool(place), asked) if what == "saved" else (str(key), name))
    return found


class TicketFilter(django_filters.FilterSet):
    """View, office, category, state and words."""

    view = django_filters.ChoiceFilter(choices=VIEWS, method="by_view", label=_("View"))
    office = django_filters.ChoiceFilter(label=_("Office"), empty_label=_("All offices"))
    category = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("All kinds"))
    state = django_filters.ChoiceFilter(choices=State, label=_("State"), empty_label=_("All states"))
    q = django_filters.CharFilter(method="by_words", label=_("Words"), max_length=200)

    class Meta:
        model = Ticket
        fields = ["office", "category", "state"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        found = offered(self.request.user)
        self.saved_views = found.pop("saved")
        for name, choices in found.items():
            self.filters[name].extra["choices"] = choices

    @property
    def chosen_view(self) -> str:
        """The view in use; all open when the address names none or a wrong one."""
        asked = self.data.get("view", "") if self.data else ""
        return asked if asked in dict(VIEWS) else "open"

    @property
    def narrowing(self) -> dict[str, str]:
        """What the address asks for, without what it gets wrong, as a saved view keeps it."""
        cleaned = self.form.cleaned_data if self.form.is_valid() else {}
        chosen = {name: str(cleaned.get(name) or "") for name in NARROWS if name in self.filters}
        return {**chosen, "view": self.chosen_view}

    @property
    def only_open(self) -> bool:
        """Whether nothing but open ones can be in the list; all others are too many to be sorted."""
        cleaned = self.form.cleaned_data if self.form.is_valid() else {}
        view, state = cleaned.get("view"), cleaned.get("state")
        return view in OPEN_VIEWS or state in OPEN or not (view or state or cleaned.get("q"))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """All open, unless a view, a state or words say otherwise."""
        cleaned = self.form.cleaned_data
        if not cleaned.get("view") and not cleaned.get("state") and not cleaned.get("q"):
            queryset = queryset.open()
        return super().filter_queryset(queryset)

    def by_view(self, rows: Any, name: str, value: str) -> Any:
        """The named views."""
        narrowed = {
            "mine": lambda: rows.open().filter(assignee=self.request.user),
            "unassigned": rows.unassigned,
            "open": rows.open,
            "overdue": lambda: rows.overdue(timezone.now()),
            "waiting": rows.waiting,
            "ended": lambda: rows.filter(state__in=ENDED),
        }
        return narrowed[value]()

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        """Requests in which all the words occur, in any form."""
        return rows.saying(value, self.request.user)
