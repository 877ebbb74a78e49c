"""Reference data for the pages of the admin site: a row of each kind, and what a form that is right sends."""

import uuid
from typing import Any

from tests import factories
from tests.factories import WorkCalendarFactory, workplaces
from tests.factories import requests_desk as desk
from tests.factories.approvals import RouteFactory
from tests.factories.partners import PartnerFactory
from tests.factories.seldom import MatrixCellFactory, WordingFactory

ROWS = {
    "approvals_route": RouteFactory,
    "organisation_building": factories.BuildingFactory,
    "organisation_costcentre": factories.CostCentreFactory,
    "organisation_office": factories.OfficeFactory,
    "organisation_room": factories.RoomFactory,
    "organisation_unit": factories.UnitFactory,
    "organisation_workcalendar": factories.WorkCalendarFactory,
    "organisation_wording": WordingFactory,
    "partners_partner": PartnerFactory,
    "requests_desk_guide": desk.GuideFactory,
    "requests_desk_element": desk.ElementFactory,
    "requests_desk_responsibility": desk.ResponsibilityFactory,
    "requests_desk_cannedreply": desk.CannedReplyFactory,
    "requests_desk_category": desk.CategoryFactory,
    "requests_desk_categoryfield": desk.CategoryFieldFactory,
    "requests_desk_matrixcell": MatrixCellFactory,
    "requests_desk_target": desk.TargetFactory,
    "requests_desk_templatestep": workplaces.TemplateStepFactory,
    "requests_desk_workplacetemplate": workplaces.WorkplaceTemplateFactory,
}
NO_EXCEPTIONS = {"exceptions-TOTAL_FORMS": 0, "exceptions-INITIAL_FORMS": 0}


def _named() -> dict[str, Any]:
    word = uuid.uuid4().hex[:8]
    return {"code": word, "name": word}


def _twice(name: str) -> dict[str, Any]:
    return {f"{name}_et": _named()["name"], f"{name}_en": _named()["name"]}


def _route() -> dict[str, Any]:
    word = _named()["name"]
    step = {"steps-TOTAL_FORMS": 1, "steps-INITIAL_FORMS": 0, "steps-0-role": "head", "steps-0-days": 3}
    return {"code": word, "name_et": word, "name_en": word, **step}


FORMS: dict[str, Any] = {
    "approvals_route": _route,
    "organisation_building": lambda: {"office": factories.OfficeFactory().pk, "address": _named()["name"]},
    "organisation_costcentre": _named,
    "organisation_office": lambda: {
        **_named(),
        "calendar": WorkCalendarFactory().pk,
        "state": "open",
    },
    "organisation_room": lambda: {
        "building": factories.BuildingFactory().pk,
        "number": _named()["name"],
        "kind": "work",
    },
    "organisation_unit": _named,
    "organisation_wording": lambda: {"code": "head", "text_et": "Majahoidja", "text_en": "Keeper"},
    "partners_partner": lambda: {
        "name": _named()["name"],
        "email": "abi@firma.example",
        "people-TOTAL_FORMS": 1,
        "people-INITIAL_FORMS": 0,
        "people-0-name": "Rein Tehnik",
    },
    "requests_desk_guide": lambda: {
        **_twice("title"),
        "text_et": "Tere",
        "text_en": "Hello",
        "readers": "all",
    },
    "requests_desk_element": lambda: {**_named(), **_twice("name"), "order": 10},
    "requests_desk_responsibility": lambda: {
        "element": desk.ElementFactory().pk,
        "hours": "always",
        "answerer": "keeper",
        "partner": PartnerFactory().pk,
        "respond_minutes": 60,
    },
    "requests_desk_cannedreply": lambda: {"title": _named()["name"], "text_et": "Tere", "text_en": "Hello"},
    "requests_desk_category": lambda: {**_named(), **_twice("name"), "icon": "idea"},
    "requests_desk_categoryfield": lambda: {
        **_named(),
        **_twice("label"),
        "category": desk.CategoryFactory().pk,
        "kind": "text",
        "order": 10,
    },
    "requests_desk_matrixcell": lambda: {"impact": "person", "urgency": 3, "priority": 2},
    "requests_desk_target": lambda: {
        "category": desk.CategoryFactory().pk,
        "priority": 2,
        "respond_minutes": 60,
        "solve_days": 3,
    },
    "requests_desk_templatestep": lambda: {
        **_named(),
        **_twice("name"),
        "template": workplaces.WorkplaceTemplateFactory().pk,
        "who": "desk",
        "wanted": "always",
        "days_before": 3,
        "order": 10,
    },
    "requests_desk_workplacetemplate": lambda: {**_named(), **_twice("name"), "kind": "newcomer"},
    "organisation_workcalendar": lambda: {**_named(), "monday": "8:00-16:30", **NO_EXCEPTIONS},
}


def kind_of(name: str) -> tuple[str, str]:
    """The kind of data and the page that an address of the admin site names."""
    kind, _, page = name.removeprefix("admin:").rpartition("_")
    return kind, page


def made(name: str) -> Any:
    """A row that nothing uses."""
    return ROWS[kind_of(name)[0]]()


def sent(name: str) -> dict[str, Any]:
    """What is posted: a whole form, or only the yes to a deletion."""
    kind, page = kind_of(name)
    return FORMS[kind]() if page in ("add", "change") else {}
