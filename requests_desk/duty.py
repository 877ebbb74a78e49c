"""What the requests desk offers the house."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.core.duties import (
    ApprovalSubject,
    DeadlineKind,
    Duty,
    Finder,
    HandoverProvider,
    HoldingsProvider,
    HomeCard,
    Labelled,
    LabelOffer,
    LinkTarget,
    ManagementCard,
    MenuEntry,
    OfficeCard,
    Reaction,
    Restricting,
    Tile,
    register,
)
from foundation.events.actions import log_view
from requests_desk.actions import approving
from requests_desk.actions.fanning import (
    DUE,
)
from requests_desk.actions.fanning import (
    SUBJECT as STEP,
)
from requests_desk.actions.holding import return_thing
from requests_desk.actions.marking import note_marked_file
from requests_desk.actions.referrals import ANSWER
from requests_desk.actions.terms import SOLVE, SUBJECT
from requests_desk.forms import NewRequestForm
from requests_desk.forms.shared import sign
from requests_desk.importers import HISTORY
from requests_desk.listing import describe, requests_found, views_found
from requests_desk.listing.bulletins import bulletin_card
from requests_desk.listing.cards import (
    desk_card,
    management_card,
    mine_card,
    office_figures,
    office_requests,
    urgent_card,
)
from requests_desk.listing.handing import handed_over
from requests_desk.listing.labels import likely_kinds, open_there
from requests_desk.listing.links import LINKABLE, deadlines_of
from requests_desk.listing.marks import look_at_file, may_mark_files, sees_marked_files
from requests_desk.listing.plans import planned_with
from requests_desk.listing.workplaces import describe_steps, issued_to, steps_card, to_solve
from requests_desk.models import (
    Category,
    Link,
    Message,
    Ticket,
)
from requests_desk.notices import NOTICES
from requests_desk.permissions import (
    follows_workplaces,
    looks_after_others,
    reads_reports,
    reads_the_map,
    reads_the_queue,
    works_the_desk,
)

SPOKEN = (
    "filed",
    "replied",
    "noted",
    "waiting",
    "forwarded",
    "resolved",
    "reopened",
    "cancelled",
    "retitled",
    "returned",
    "detailed",
    "merged",
    "imported",
)
ROUTED = (
    "filed",
    "approved",
    "moved",
    "pointed",
    "restricted",
)  # after these somebody else may answer for it

OWN_FORMS = {"newcomer": "workplace_new"}  # kinds that are asked for by a form of their own


def tiles() -> Sequence[Tile]:
    """The categories that stand on the home page."""
    rows = Category.objects.filter(tile__isnull=False, retired=False)
    return [
        Tile(
            title=row.name,
            text=row.hint,
            icon=row.icon,
            order=row.tile or 0,
            url=reverse(OWN_FORMS[row.code])
            if row.code in OWN_FORMS
            else f"{reverse('new_request')}?category={row.code}",
        )
        for row in rows
    ]


def before_a_label(
    person: Any, subject: str, number: int, thing: Labelled, code: str
) -> dict[str, Any] | None:
    """What is open at a labelled thing, and a form of three inputs at most; None where no office is known."""
    kinds = likely_kinds()
    if thing.office_id is None or not kinds:
        return None
    start = {
        "form_key": uuid.uuid4(),
        "category": kinds[0].code,
        "office": thing.office_id,
        "at": thing.room_id,
    }
    return {
        "open": open_there(person, thing),
        "code": code,
        "kinds": kinds,
        "form": NewRequestForm(initial=start),
        "room": thing.room,
        "signer": sign(person),
    }


def sees_ticket(person: Any, number: int) -> bool:
    """Whether a request is visible, by its id."""
    return Ticket.objects.visible_to(person).filter(pk=number).exists()


def sees_message(person: Any, number: int) -> bool:
    """Whether a message is visible, by its id; its files follow."""
    return Message.objects.visible_to(person).filter(pk=number).exists()


def url_of_ticket(number: int) -> str:
    """The page of a request, by its id."""
    return reverse("ticket", args=[Ticket.objects.only("number").get(pk=number).number])


def url_of_message(number: int) -> str:
    """The page on which a message stands."""
    return url_of_ticket(Message.objects.values_list("ticket_id", flat=True).get(pk=number))


register(
    Duty(
        code="requests_desk",
        title=_("Requests"),
        menu=[
            MenuEntry(
                url="queue",
                title=_("Queue"),
                icon="queue",
                group="desk",
                right=reads_the_queue,
                quick=True,
                order=15,
                key="q",
            ),
            MenuEntry(
                url="phone",
                title=_("Somebody calls"),
                icon="phone",
                group="desk",
                right=works_the_desk,
                order=16,
                key="c",
            ),
            MenuEntry(
                url="around",
                title=_("Requests around me"),
                icon="office",
                group="office",
                right=looks_after_others,
                key="o",
            ),
            MenuEntry(
                url="reports",
                title=_("Reports"),
                icon="chart",
                group="management",
                right=reads_reports,
                order=20,
            ),
            MenuEntry(url="bulletins", title=_("Office notices"), icon="bell", group="me", order=34),
            MenuEntry(url="guides", title=_("Guides"), icon="book", group="me", order=35),
            MenuEntry(
                url="responsibilities",
                title=_("Who answers for what"),
                icon="office",
                group="desk",
                right=reads_the_map,
                order=35,
                key="r",
            ),
            MenuEntry(
                url="new_request",
                title=_("New request"),
                icon="plus",
                group="",
                quick=True,
                order=20,
                short=_("Ask"),
            ),
            MenuEntry(
                url="plan_list",
                title=_("Recurring"),
                icon="undo",
                group="desk",
                right=reads_the_queue,
                order=40,
            ),
            MenuEntry(url="task_list", title=_("Tasks"), icon="check", order=35, key="j"),
            MenuEntry(
                url="workplace_list",
                title=_("Workplaces"),
                icon="newcomer",
                group="desk",
                right=reads_the_queue,
                order=35,
                key="w",
            ),
            MenuEntry(
                url="workplace_list",
                title=_("Workplaces"),
                icon="newcomer",
                group="office",
                right=follows_workplaces,
                order=55,
                key="w",
            ),
            MenuEntry(
                url="my_requests",
                title=_("My requests"),
                icon="reply",
                quick=True,
                key="m",
                order=30,
                short=_("Mine"),
            ),
        ],
        events=NOTICES,
        may_be_silent=True,
        reactions=[
            *(Reaction(kind=f"ticket.{verb}", task="requests_desk.index") for verb in SPOKEN),
            Reaction(kind="bulk.done", task="requests_desk.publish_bulk"),
            *(Reaction(kind=f"ticket.{verb}", task="requests_desk.route") for verb in ROUTED),
            Reaction(kind="guide.saved", task="requests_desk.index_guide"),
            Reaction(kind="ticket.forwarded", task="requests_desk.partner_asked"),
            Reaction(kind="mail.undelivered", task="requests_desk.mail_undelivered"),
            Reaction(kind="calendar.changed", task="requests_desk.calendar_changed"),
            Reaction(kind="target.changed", task="requests_desk.targets_changed"),
        ],
        cards=[
            HomeCard(template="requests_desk/cards/desk.html", show=desk_card, order=10),
            HomeCard(template="requests_desk/cards/workplaces.html", show=steps_card, order=15),
            HomeCard(template="requests_desk/cards/bulletins.html", show=bulletin_card, order=3),
            HomeCard(template="requests_desk/cards/mine.html", show=mine_card, order=20),
            HomeCard(template="requests_desk/cards/urgent.html", show=urgent_card, place="rail", order=10),
        ],
        handovers=[HandoverProvider(code="requests", title=_("Requests"), of=handed_over, order=10)],
        office_cards=[
            OfficeCard(
                template="requests_desk/cards/office_figures.html", show=office_figures, place="top", order=10
            ),
            OfficeCard(template="requests_desk/cards/office.html", show=office_requests, order=10),
        ],
        management=[
            ManagementCard(template="requests_desk/cards/management.html", show=management_card, order=10)
        ],
        finders=[
            Finder(title=_("Requests"), find=requests_found),
            Finder(title=_("Saved views"), find=views_found),
        ],
        tiles=tiles,
        importers=[HISTORY],
        nouns={
            "answer": _("answers of requests"),
            "cannedreply": _("canned replies"),
            "category": _("kinds of requests"),
            "element": _("parts of houses"),
            "bulletin": _("notices to offices"),
            "bulletinread": _("readings of notices"),
            "guide": _("guides"),
            "referral": _("requests sent to partners"),
            "responsibility": _("responsibilities"),
            "categoryfield": _("extra fields"),
            "target": _("service targets"),
            "plan": _("recurring requests"),
            "planrun": _("days of recurring requests"),
            "step": _("steps of workplaces"),
            "templatestep": _("steps of templates"),
            "workplacecase": _("workplace cases"),
            "ticket": _("requests"),
        },
        label_offers=[LabelOffer(template="requests_desk/label.html", show=before_a_label, order=10)],
        deadlines=[
            DeadlineKind(
                code=SOLVE, title=_("Requests"), icon="queue", subject=SUBJECT, describe=deadlines_of
            ),
            DeadlineKind(
                code=ANSWER,
                title=_("Answers of partners"),
                icon="partner",
                subject=SUBJECT,
                describe=deadlines_of,
            ),
            DeadlineKind(
                code=DUE, title=_("Workplaces"), icon="newcomer", subject=STEP, describe=describe_steps
            ),
        ],
        holdings=[
            HoldingsProvider(
                code="issued", title=_("Things given into use"), of=issued_to, give_back=return_thing
            ),
            HoldingsProvider(code="plans", title=_("Recurring requests"), of=planned_with),
            HoldingsProvider(code="to-solve", title=_("Requests to solve"), of=to_solve),
        ],
        targets=[
            LinkTarget(subject="ticket", visible=sees_ticket, url=url_of_ticket),
            LinkTarget(
                subject="message",
                visible=sees_message,
                url=url_of_message,
                restricting=Restricting(
                    sees=sees_marked_files, may=may_mark_files, marked=note_marked_file, look=look_at_file
                ),
            ),
        ],
        linkables=[LINKABLE],
        holds=lambda subject, number: Link.objects.filter(subject_type=subject, subject_id=number).exists(),
        approvals=[
            ApprovalSubject(
                subject="ticket",
                lock=approving.lock,
                describe=describe,
                approved=approving.approved,
                returned=approving.returned,
                seen=lambda person, number: log_view(person_id=person.pk, subject=Ticket(pk=number)),
            )
        ],
    )
)
