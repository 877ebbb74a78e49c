"""What every page shows around its content: menu, quick bar, the person, the language."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from foundation.core.duties import MenuEntry, duties
from foundation.core.wording import worded
from foundation.organisation.choices import Role

GROUPS = [
    ("office", gettext_lazy("My office")),
    ("desk", worded("desk", gettext_lazy("Desk"))),
    ("management", gettext_lazy("Management")),
    ("settings", gettext_lazy("Settings")),
    ("me", gettext_lazy("Me")),
]
THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the base templates; worked out only when a page draws it."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    theme = request.COOKIES.get("theme", "")
    frame: dict[str, Any] = {
        "product": settings.PRODUCT,
        "agency": settings.AGENCY,
        "demo": settings.DEMO,
        "theme": theme if theme in THEMES else "",
        "other_language": "et" if get_language() == "en" else "en",
        "emergency_phone": settings.EMERGENCY_PHONE,
        "sign_on": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
    }
    if person is not None and person.is_authenticated:
        frame.update(_of_person(request, person))
    elif settings.DEMO:
        frame["demo_people"] = _demo_people()
    return frame


def _of_person(request: HttpRequest, person: Any) -> dict[str, Any]:
    entries = [entry for duty in duties() for entry in duty.menu if entry.right(person)]
    entries.sort(key=lambda entry: entry.order)
    return {
        "menu": _menu(request, entries),
        "quick": [_link(request, entry) for entry in entries if entry.quick][:3],
        "search_url": reverse("queue") if person.works_the_desk else None,
        "new_request_url": reverse("new_request"),
        "standing_in": person.standing.acts_for_names,
        "keys_on": person.keys_on,
        "role_words": role_words(person),
    }


def _menu(request: HttpRequest, entries: Sequence[MenuEntry]) -> list[dict[str, Any]]:
    groups = []
    for code, title in GROUPS:
        items = [_link(request, entry) for entry in entries if entry.group == code]
        if items:
            groups.append({"title": title, "items": items})
    if len(groups) == 1:
        groups[0]["title"] = ""
    return groups


def _link(request: HttpRequest, entry: MenuEntry) -> dict[str, Any]:
    match = request.resolver_match
    url = reverse(entry.url)
    current = bool(match) and match.view_name == entry.url
    return {
        "url": url,
        "icon": entry.icon,
        "label": entry.title,
        "short": entry.short or entry.title,
        "current": current,
        "key": entry.key,
    }


def role_words(person: Any) -> str:
    """What the person is, in words: the first of their own roles, else a member of staff."""
    own = [
        one.role for one in person.standing.held if one.person_id == person.pk and one.role != Role.CLEARED
    ]
    return str(Role(own[0]).label) if own else _("Member of staff")


def _demo_people() -> list[dict[str, str]]:
    """Those as whom a visitor of the demo may enter."""
    return [
        {
            "code": "staff",
            "icon": "person",
            "title": _("Member of staff"),
            "line": _("Asks for help and follows it"),
        },
        {
            "code": "contact",
            "icon": "office",
            "title": _("Contact person"),
            "line": _("Looks after an office"),
        },
        {
            "code": "specialist",
            "icon": "wrench",
            "title": _("Facilities specialist"),
            "line": _("Solves requests"),
        },
        {"code": "manager", "icon": "chart", "title": _("Manager"), "line": _("Sees what the unit asked")},
        {"code": "head", "icon": "gauge", "title": _("Head of facilities"), "line": _("Sees the whole desk")},
        {
            "code": "admin",
            "icon": "settings",
            "title": _("Administrator"),
            "line": _("Keeps people and roles"),
        },
    ]
