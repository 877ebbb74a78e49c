"""What an app offers the house, in one declaration (`duty.py` of each app). Nothing else couples the apps."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from foundation.core.access import Rule, anyone
from foundation.core.importing import Importer
from foundation.core.linking import Linkable


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """A place in the menu: shown to those for whom `right(person)` is true."""

    url: str  # name of an address without arguments
    title: Any  # lazy text
    icon: str
    group: str = "me"  # office | desk | management | settings | me; "" is the quick bar alone
    order: int = 50
    right: Rule = anyone
    quick: bool = False  # also in the bottom bar of a phone
    short: Any = ""  # its word there, when the title is long
    key: str = ""  # the letter after `g` that goes there


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Who is told of an event, by which template; rendered for each reader when the mail is sent."""

    template: str  # <app>/mail/<name>: .subject.txt and .txt
    recipients: Callable[[Any], Iterable[Any]]  # event -> people
    context: Callable[[Any, Any], dict[str, Any] | None]  # event, person -> None: not for these eyes
    outsiders: Callable[[Any], Iterable[str]] = lambda event: ()  # event -> addresses outside the house
    attachments: Callable[[Any], Iterable[Any]] = lambda event: ()  # for outsiders only: files.File rows
    thread: Callable[[Any], str] = lambda event: ""  # one stable thread for each subject
    delay: timedelta = timedelta(0)
    urgent: Callable[[Any], bool] = lambda event: False  # event -> goes at once, whatever its reader chose
    # event, somebody who is away, who stands in for them today -> who hears it meanwhile
    hand_on: Callable[[Any, Any, Sequence[Any]], Iterable[Any]] = lambda event, person, others: ()
    also_when_away: bool = False  # about the reader's own account: it does not wait for their return


SILENT = None  # an event that nobody is told of


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """A task that runs after commit with the event's id, any number of times."""

    kind: str
    task: str


@dataclass(frozen=True, kw_only=True)
class HomeCard:
    """A card on the home page: `show(person)` gives the context of `template`, or None to stay away."""

    template: str
    show: Callable[[Any], dict[str, Any] | None]
    place: str = "main"  # main | rail
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class OfficeCard:
    """A card on the page of an office: `show(person, office)` gives the context of `template`, or None."""

    template: str
    show: Callable[[Any, Any], dict[str, Any] | None]
    place: str = "main"  # top | main | rail
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class ManagementCard:
    """A card on the manager's overview: `show(person)` gives the context of `template`, or None."""

    template: str
    show: Callable[[Any], dict[str, Any] | None]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A way to start something from the home page."""

    title: Any
    text: Any
    icon: str
    url: str
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Restricting:
    """Files of a kind of row that carry an access mark of their own: who sees and makes it, by the row."""

    sees: Callable[[Any, int], bool]  # person, id
    may: Callable[[Any, int], bool]
    marked: Callable[..., None]  # id, by=, file=, on= (marked or opened), in the transaction of the mark
    look: Callable[[Any, int, bool], None]  # person, id, whether the file is marked: notes a look in the log


@dataclass(frozen=True, kw_only=True)
class HandoverLine:
    """One open thing of a person who is away, in the words of one who takes over."""

    title: str
    url: str
    words: str = ""  # number, place and what else helps to know it
    last: str = ""  # what happened last, and when
    step: str = ""  # what comes next
    due: str = ""
    waits: str = ""  # for whom
    draft: bool = False  # something is typed and not sent; nobody but its writer reads it


@dataclass(frozen=True, kw_only=True)
class HandoverProvider:
    """Open things of a person: `of(person, reader)` gives those that the reader sees, and how many others."""

    code: str
    title: Any  # lazy text, plural
    of: Callable[[Any, Any], tuple[Sequence[HandoverLine], int]]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class LinkTarget:
    """A kind of row that others point at by type and id: who may see it, and where its page is."""

    subject: str  # as in Event.subject_type
    visible: Callable[[Any, int], bool]  # person, id
    url: Callable[[int], str]
    restricting: Restricting | None = None  # of its files


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing that somebody may open, found by their words."""

    title: str
    url: str
    icon: str
    words: str = ""  # number, place and what else helps to know it


@dataclass(frozen=True, kw_only=True)
class Finder:
    """What the palette asks an app for: `find(person, words)` gives a few of the best."""

    title: Any  # lazy text, plural
    find: Callable[[Any, str], Sequence[Found]]  # one statement or two, from `visible_to`


@dataclass(frozen=True, kw_only=True)
class Described:
    """What a deadline is about, in the words of one reader who may see it."""

    title: str
    url: str
    words: str = ""  # number, place and what else helps to know it
    outside: str = ""  # all that may leave the house by mail or calendar instead, when it is restricted


@dataclass(frozen=True, kw_only=True)
class DeadlineKind:
    """A kind of deadline: `describe(person, ids)` gives those of the subjects that the person may see."""

    code: str  # <subject>.<what>, as in Term.kind
    title: Any  # lazy text, plural: the name of its filter
    icon: str
    subject: str  # as in Event.subject_type
    describe: Callable[[Any, Sequence[int]], dict[int, Described]]  # one statement for all ids


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What somebody decides on, in words; `fingerprint` changes with everything that matters to them."""

    label: str  # its number or code, which tells nothing about a restricted one
    title: str
    url: str
    fingerprint: str
    lines: Sequence[tuple[Any, Any]] = ()  # label, words
    text: str = ""
    restricted: bool = False


@dataclass(frozen=True, kw_only=True)
class ApprovalSubject:
    """A kind of row that can wait for an approval. All but `describe` run in the decision's transaction."""

    subject: str  # as in Event.subject_type
    lock: Callable[[int], str]  # id -> the fingerprint of the row, which is locked from now on
    describe: Callable[[Any, Sequence[int]], dict[int, Matter]]  # person, ids -> those the person sees
    approved: Callable[..., None]  # id, by=, on_behalf_of= (an id or None)
    returned: Callable[..., None]  # id, by=, on_behalf_of=, reason=
    seen: Callable[[Any, int], None] = lambda person, number: None  # notes a look at a restricted row


@dataclass(frozen=True, kw_only=True)
class WorkplaceStep:
    """A step of a newcomer's or leaver's workplace that an app does itself, in the caller's transaction.

    `open` runs when the step's turn comes and again when its day moves, `cancel` when nobody needs it any
    more. The app tells the desk that it is done by `requests_desk.actions.finish_step`.
    """

    code: str
    title: Any
    open: Callable[..., None]  # a requests_desk Step, by= (None: the system); may run again for the same step
    describe: Callable[[Any, Sequence[int]], dict[int, Described]]  # person, step ids -> what the person sees
    cancel: Callable[..., None]  # the same step, by=


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One thing that somebody has from the agency; `key` tells it from the others of its provider."""

    key: str  # at most 60 characters
    title_et: str
    title_en: str
    url: str = ""  # where it is given back or handed over
    stands_for: str = ""  # code of the step of a leaver's template that it makes precise


@dataclass(frozen=True, kw_only=True)
class HoldingsProvider:
    """What a person has from an app: a leaver's case lists all of it and closes when nothing is left.

    `give_back` runs in the caller's transaction when somebody ticks the thing off; without it the thing goes
    by the page of its `url` alone.
    """

    code: str
    title: Any  # plural
    of: Callable[[int], Sequence[Holding]]  # id of the person -> what they hold now, in one statement
    give_back: Callable[..., None] | None = None  # person id, key, by=


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A thing that carries a label, in words that everybody who stands before it may read."""

    title: str
    lines: Sequence[str] = ()
    office_id: int | None = None
    room_id: int | None = None
    room: str = ""  # the number on its door


@dataclass(frozen=True, kw_only=True)
class LabelKind:
    """Things that labels are printed for: `letter` begins their codes and never changes."""

    letter: str
    subject: str  # as in Event.subject_type
    title: Any  # lazy text, plural
    hint: Any  # what `find` understands
    describe: Callable[[Any, Sequence[int]], dict[int, Labelled]]  # person, ids -> those the person may meet
    find: Callable[[int, str], Sequence[int]]  # office, words -> ids of things, in the order of printing


@dataclass(frozen=True, kw_only=True)
class LabelOffer:
    """What one may do before a labelled thing: `show` gives the context of `template`, or None."""

    template: str
    show: Callable[[Any, str, int, Labelled, str], dict[str, Any] | None]  # person, subject, id, thing, code
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One app's declaration."""

    code: str
    title: Any
    menu: Sequence[MenuEntry] = ()
    events: dict[str, Notice | None] = field(default_factory=dict)
    reactions: Sequence[Reaction] = ()
    cards: Sequence[HomeCard] = ()
    office_cards: Sequence[OfficeCard] = ()
    handovers: Sequence[HandoverProvider] = ()
    management: Sequence[ManagementCard] = ()
    tiles: Callable[[], Sequence[Tile]] = lambda: ()
    targets: Sequence[LinkTarget] = ()
    may_be_silent: bool = False  # readers may switch the notices of this app off
    deadlines: Sequence[DeadlineKind] = ()
    nouns: dict[str, Any] = field(default_factory=dict)  # what rows of a model are called, in the plural
    approvals: Sequence[ApprovalSubject] = ()
    importers: Sequence[Importer] = ()
    workplace_steps: Sequence[WorkplaceStep] = ()
    holdings: Sequence[HoldingsProvider] = ()
    labels: Sequence[LabelKind] = ()
    label_offers: Sequence[LabelOffer] = ()
    linkables: Sequence[Linkable] = ()
    holds: Callable[[str, int], bool] = lambda subject, number: False  # whether a row must not be deleted
    finders: Sequence[Finder] = ()


_duties: dict[str, Duty] = {}


def register(duty: Duty) -> Duty:
    """Called once by each `duty.py`."""
    _duties[duty.code] = duty
    return duty


def duties() -> list[Duty]:
    """All declarations, in the order in which the apps were loaded."""
    return list(_duties.values())


def known_event(kind: str) -> bool:
    """Whether some app declared the kind of event."""
    return any(kind in duty.events for duty in duties())


def notice_of(kind: str) -> Notice | None:
    """The notice of an event kind, None when it is silent."""
    return next((duty.events[kind] for duty in duties() if kind in duty.events), None)


def duty_of(kind: str) -> Duty | None:
    """The app that declared an event kind."""
    return next((duty for duty in duties() if kind in duty.events), None)


def reactions_to(kind: str) -> list[str]:
    """Names of the tasks that react to an event kind."""
    return [reaction.task for duty in duties() for reaction in duty.reactions if reaction.kind == kind]


def target_of(subject: str) -> LinkTarget | None:
    """The declaration of a kind of row that can be pointed at."""
    return next((target for duty in duties() for target in duty.targets if target.subject == subject), None)


def deadline_kinds() -> dict[str, DeadlineKind]:
    """All kinds of deadlines by their code."""
    return {kind.code: kind for duty in duties() for kind in duty.deadlines}


def noun_of(model: str) -> Any:
    """What rows of a model are called, in the plural; "" when no duty says."""
    return next((duty.nouns[model] for duty in duties() if model in duty.nouns), "")


def approval_subject_of(subject: str) -> ApprovalSubject:
    """The declaration of a kind of row that can wait for an approval. Raises LookupError for another one."""
    for duty in duties():
        for one in duty.approvals:
            if one.subject == subject:
                return one
    raise LookupError(f"no duty.py lets {subject} wait for an approval")


def importers() -> list[Importer]:
    """All imports of the house."""
    return [importer for duty in duties() for importer in duty.importers]


def importer_of(code: str) -> Importer | None:
    """One import by its code."""
    return next((importer for importer in importers() if importer.code == code), None)


def workplace_steps() -> dict[str, WorkplaceStep]:
    """The steps of a workplace that apps do themselves, by their code."""
    return {step.code: step for duty in duties() for step in duty.workplace_steps}


def holdings_providers() -> dict[str, HoldingsProvider]:
    """Who knows what people have from the agency, by code."""
    return {one.code: one for duty in duties() for one in duty.holdings}


def label_kinds() -> list[LabelKind]:
    """All kinds of things that carry labels."""
    return [kind for duty in duties() for kind in duty.labels]


def label_offers() -> list[LabelOffer]:
    """What the duties offer before a labelled thing, in their order."""
    return sorted((offer for duty in duties() for offer in duty.label_offers), key=lambda offer: offer.order)


def linkables() -> dict[str, Linkable]:
    """All kinds of things that requests can be linked to, by their subject."""
    return {one.subject: one for duty in duties() for one in duty.linkables}


def is_held(subject: str, number: int) -> bool:
    """Whether some app points at a row in a way that the database does not know."""
    return any(duty.holds(subject, number) for duty in duties())
