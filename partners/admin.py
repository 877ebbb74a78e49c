"""The register of partners on the admin site."""

from typing import Any

from django.contrib.admin import register
from django.utils.translation import gettext_lazy as _

from foundation.core.admin import ActionAdmin, ActionInline, site
from partners import actions
from partners.models import Partner, PartnerPerson
from partners.permissions import keeps_partners, reads_entries


class PeopleInline(ActionInline):
    """Those of a partner with whom the desk speaks."""

    model = PartnerPerson
    noun, nouns = _("Person"), _("People")
    about = _("With whom the desk speaks. Somebody who answers for something keeps their name.")
    fields = ["name", "task", "email", "phone"]
    labels = {"name": _("Name"), "task": _("For what"), "email": _("E-mail"), "phone": _("Phone")}
    extra = 2
    reads = staticmethod(reads_entries)
    keeps = staticmethod(keeps_partners)


@register(Partner, site=site)
class PartnerAdmin(ActionAdmin):
    """Partners."""

    group = _("Partners")
    reads = staticmethod(reads_entries)
    keeps = staticmethod(keeps_partners)
    remove_row = staticmethod(actions.remove_partner)
    noun, nouns, order = _("Partner"), _("Partners"), 95
    about = _("Organisations that work for the agency or own its houses: how to reach them.")
    fields = ["name", "email", "phone", "note", "retired"]
    labels = {
        "name": _("Name"),
        "email": _("E-mail"),
        "phone": _("Phone"),
        "note": _("Note"),
        "retired": _("Out of use"),
    }
    hints = {
        "email": _("Requests are sent here unless a person is named."),
        "note": _("What the desk should know, for example the number of the customer."),
        "retired": _("Nobody is offered it any more; what has been written stays."),
    }
    list_display = ["name", "email", "phone", "retired"]
    search_fields = ["name", "email"]
    inlines = [PeopleInline]

    def save_row(self, row: Any, *, by: Any, **values: Any) -> Any:
        """The partner with all its people."""
        names = ("name", "task", "email", "phone")
        people = [actions.PersonWords(**{name: one[name] for name in names}) for one in values.pop("people")]
        return actions.save_partner(row, by=by, people=people, **values)
