"""Tells a year and a half of the desk: draws a story, a person, a moment, and how it goes on from there."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from math import log
from typing import Any

from django.utils import timezone

from foundation.organisation.choices import PersonState
from foundation.organisation.models import Person
from foundation.organisation.working_time import WorkingCalendar
from requests_desk.choices import WaitingFor
from requests_desk.demo.desk import Desk
from requests_desk.demo.kernels import Kernel, kernels, phrases
from requests_desk.demo.places import FLOORS, MONTHS, TOWNS, WEEKDAYS, WEEKDAYS_FROM
from requests_desk.demo.rows import Deed, Told
from requests_desk.service_clock import solve_time

HISTORY = timedelta(days=547)
BUSY = (1.15, 1.1, 1.05, 1.0, 0.95, 0.8, 0.55, 0.75, 1.1, 1.15, 1.2, 0.95)  # by month
WEEK = (1.3, 1.15, 1.0, 0.95, 0.8)  # by weekday
HOURS = ((7, 1), (8, 16), (9, 20), (10, 16), (11, 11), (12, 7), (13, 11), (14, 10), (15, 6), (16, 2), (20, 1))
KINDS = {  # how often each kind is asked for
    "broken": 26, "climate": 12, "access": 11, "supplies": 10, "cleaning": 9, "telecom": 7, "move": 6,
    "vehicle": 6, "other": 5, "furniture": 4, "newcomer": 3, "ride": 3, "safety": 3,
}  # fmt: skip
SLOW = ((2, 0.5), (6, 0.45), (15, 0.2), (40, 0.12), (90, 0.03))  # working days of age: share still open
CLOSES_AFTER = 10  # working days
PARTNERS = {
    "broken": "tellimused@hooldusmeister.example", "climate": "klient@kytteabi.example",
    "cleaning": "info@puhasmaja.example", "access": "abi@lukuabi.example",
    "vehicle": "kahjud@autorent.example", "telecom": "arikliendid@sideoperaator.example",
    "move": "tellimus@veod.example",
}  # fmt: skip
PARTNER = "klienditugi@partner.example"


class Teller:
    """Tells requests; with the same seed, people and moment always the same ones."""

    def __init__(self, rng: random.Random, desk: Desk, now: datetime) -> None:
        self.rng, self.desk, self.now, self.today = rng, desk, now, timezone.localdate(now)
        self.by_kind: dict[str, list[Kernel]] = {}
        for kernel in kernels():
            self.by_kind.setdefault(kernel.kind, []).append(kernel)

    def tell(self, count: int) -> Iterator[Told]:
        """So many requests, the oldest first, and now and then one that follows up an older one."""
        for at in self.moments(count):
            told = self.one(at)
            yield told
            if told.deeds and told.deeds[-1].verb == "close" and self.rng.random() < 0.015:
                yield from self.follow_up(told)

    # --- when ------------------------------------------------------------------------------------
    def moments(self, count: int) -> list[datetime]:
        """Moments of filing within working days of the last year and a half."""
        first = self.today - HISTORY
        days = [first + timedelta(days=number) for number in range(HISTORY.days + 1)]
        days = [day for day in days if self.desk.any_hours.windows(day)]
        weights = [BUSY[day.month - 1] * WEEK[day.weekday()] for day in days]
        hours, share = [hour for hour, _ in HOURS], [weight for _, weight in HOURS]
        zone, found = timezone.get_default_timezone(), []
        while len(found) < count:
            day = self.rng.choices(days, weights)[0]
            clock = timedelta(hours=self.rng.choices(hours, share)[0], seconds=self.rng.randrange(3600))
            at = datetime(day.year, day.month, day.day, tzinfo=zone) + clock
            if at < self.now - timedelta(minutes=4):
                found.append(at)
        return sorted(found)

    # --- what ------------------------------------------------------------------------------------
    def one(self, at: datetime) -> Told:
        """A request that was filed at a moment."""
        kind = self.rng.choices(list(KINDS), list(KINDS.values()))[0]
        month = timezone.localtime(at).month
        kernel = self.rng.choice([one for one in self.by_kind[kind] if one.fits(month)])
        asker = self.asker(at, kind)
        words = Words(self.rng, asker, self.desk, at)
        title, text = self.rng.choice(kernel.titles), self.pick(kernel, "-")
        told = Told(
            at=at, kind=kind, asker=asker, text=words.fill(f"{title}\n{text}".strip()),
            urgency=self.urgency(kernel), confidential="confidential" in kernel.tags,
        )  # fmt: skip
        if self.rng.random() < 0.03 and (contact := self.desk.contacts.get(asker.office_id)) is not None:
            told.filed_by = contact if contact.pk != asker.pk else None
        Course(self, told, kernel, words).run()
        return told

    def pick(self, kernel: Kernel, mark: str) -> str:
        """One of the lines with a mark; empty when there is none."""
        return self.rng.choice(kernel.said[mark]) if kernel.said[mark] else ""

    def urgency(self, kernel: Kernel) -> int:
        """As the story has it, now and then one step away."""
        step = self.rng.choice((-1, 1)) if self.rng.random() < 0.12 else 0
        return min(max(kernel.urgency + step, 2 if kernel.urgency > 1 else 1), 4)

    def asker(self, at: datetime, kind: str) -> Person:
        """Somebody who was in service then and is not of the desk; contact persons ask more often."""
        while True:
            if self.rng.random() < 0.2:
                one = self.rng.choice(self.desk.all_contacts)
            else:
                one = self.rng.choice(self.desk.askers)
            gone = one.state == PersonState.LEFT and at > self.now - timedelta(days=70)
            if not gone and not (kind == "furniture" and self.desk.leads(one)):
                return one

    def follow_up(self, told: Told) -> Iterator[Told]:
        """The same trouble again, some weeks after it was closed."""
        at = told.deeds[-1].at + timedelta(days=self.rng.randint(3, 40), minutes=self.rng.randint(0, 400))
        if at > self.now or told.asker.state == PersonState.LEFT or told.kind == "furniture":
            return
        title, text = self.rng.choice(phrases("back")).split(" | ")
        again = Told(
            at=at, kind=told.kind, asker=told.asker, text=f"{title}\n{text}", urgency=told.urgency,
            confidential=told.confidential, follow_up_of=told,
        )  # fmt: skip
        kernel = next(one for one in self.by_kind[told.kind] if one.said["="])
        words = Words(self.rng, told.asker, self.desk, at)
        kernel = Kernel(kernel.titles, kernel.kind, kernel.urgency, kernel.tags, {
            **{mark: [] for mark in kernel.said}, "=": list(phrases("again_solved")),
        })  # fmt: skip
        Course(self, again, kernel, words).run()
        yield again


class Words:
    """Fills the gaps of sentences: rooms, people, days and places of one request, always the same in it."""

    def __init__(self, rng: random.Random, asker: Person, desk: Desk, at: datetime) -> None:
        self.rng, self.asker, self.desk, self.at = rng, asker, desk, at

    def fill(self, text: str) -> str:
        """The sentence with its gaps filled."""
        return text.format_map(self.gaps) if "{" in text else text

    @cached_property
    def gaps(self) -> dict[str, str]:
        """What may stand in a gap."""
        rng, office = self.rng, self.asker.office.code
        room = self.asker.room.number
        other = rng.choice([code for code in self.desk.towns if code != office])
        colleague = rng.choice(self.desk.askers)
        day = timezone.localdate(self.at)
        later = self.desk.any_hours.add_days(self.at, rng.randint(3, 12))
        return {
            "ruum": room, "muu": rng.choice(self.desk.rooms[office]),
            "saal": rng.choice(self.desk.halls[office]), "k": FLOORS[self.asker.room.floor or 1],
            "eesnimi": self.asker.first_name,
            "paevast": WEEKDAYS_FROM[(day.weekday() - rng.randint(1, 2)) % 5],
            "paev": WEEKDAYS[min((day.weekday() + rng.randint(1, 3)) % 7, 4)], "kp": date_words(later),
            "kell": f"{rng.randint(9, 15)}.{rng.choice(('00', '15', '30', '45'))}",
            "n": str(rng.randint(2, 6)), "nn": str(rng.randint(2, 9) * 5), "kraadi": str(rng.randint(14, 17)),
            "palav": str(rng.randint(27, 31)), "auto": f"{rng.randint(101, 989)} {self.plate()}",
            "kolleeg": colleague.full_name,
            "kus": TOWNS[office][0], "kuhu": TOWNS[office][1], "kust": TOWNS[office][2],
            "kus2": TOWNS[other][0], "kuhu2": TOWNS[other][1], "kust2": TOWNS[other][2],
        }  # fmt: skip

    def plate(self) -> str:
        """Three letters of a registration plate."""
        return "".join(self.rng.choice("BDFGHKLMNPRSTVXZ") for _ in range(3))


def date_words(at: datetime | date) -> str:
    """A day as one says it: 12. märtsil."""
    day = timezone.localdate(at) if isinstance(at, datetime) else at
    return f"{day.day}. {MONTHS[day.month - 1]}"


class Course:
    """How one request goes on: its deeds until now, at moments counted in the working time of its office."""

    def __init__(self, teller: Teller, told: Told, kernel: Kernel, words: Words) -> None:
        self.teller, self.told, self.kernel, self.words = teller, told, kernel, words
        self.rng, self.desk, self.now = teller.rng, teller.desk, teller.now
        self.hours: WorkingCalendar = self.desk.hours[told.asker.office_id]
        self.spent, self.over = 0.0, False  # working minutes since filing; whether now has come
        self.solver = self.desk.solver(self.rng, told)

    def run(self) -> None:
        """Taken, talked about, waited for, solved; of new ones some are simply not done yet."""
        age = (self.now - self.told.at) / timedelta(days=1.4)  # in working days, nearly
        share = next((share for days, share in SLOW if age < days), 0.0)
        slow = self.rng.random() < share and self.told.urgency > 1
        if self.told.kind == "furniture" and not self.agreed():
            return
        if slow and age < 2 and self.rng.random() < 0.5:
            return
        answer = self.rng.expovariate(1 / (20 if self.told.urgency == 1 else 70)) + 3
        work = max(answer + 10, self.allowed() * self.rng.lognormvariate(log(0.28), 0.95))
        self.later(answer)
        self.do("take")
        if slow and age > (7 if self.rng.random() < 0.15 else 4):
            self.wait_still(age)
        elif not slow or self.rng.random() < 0.8:
            self.middle(work - answer, finish=not slow)

    def middle(self, work: float, *, finish: bool) -> None:
        """What is said and waited for while the work goes on, then its end."""
        said, rng = self.kernel.said, self.rng
        if rng.random() < 0.85:
            self.later(rng.uniform(2, 25))
            self.do("reply", self.line(">") if said[">"] and rng.random() < 0.85 else self.phrase("taken"))
        if rng.random() < 0.28:
            self.later(work * 0.15)
            self.do("note", self.line("*") if said["*"] else self.phrase("notes"))
        if said["?"] and rng.random() < 0.3:
            self.question(work)
        elif said["@"] and rng.random() < 0.6:
            self.forward(work)
        elif (said["p"] or said["d"]) and rng.random() < 0.6:
            self.wait(work)
        elif rng.random() < 0.02:
            self.later(1)
            self.do("prioritise", priority=rng.choice((2, 3, 4)))
        if finish:
            self.later(max(5.0, work * 0.8))
            self.end()

    # --- parts -----------------------------------------------------------------------------------
    def agreed(self) -> bool:
        """What the manager said to furniture; whether work may begin."""
        seat = self.desk.seat(self.told.asker)
        decider = self.desk.head if seat is None else self.desk.managers[seat]
        self.later(self.rng.lognormvariate(log(420), 0.9))
        if self.rng.random() < 0.08:
            self.do("send_back", self.phrase("sent_back"), by=decider)
            return False
        self.do("approve", by=decider)
        return bool(self.told.deeds)

    def question(self, work: float) -> None:
        """The requester is asked and answers after a while."""
        self.later(work * 0.1)
        self.do("wait", self.line("?"), waiting_for=WaitingFor.REQUESTER)
        self.later(self.rng.lognormvariate(log(200), 1.0))
        self.do("ask", self.line("!") or "Jah, sobib.", by=self.told.asker)

    def forward(self, work: float) -> None:
        """A partner gets a mail and comes after some days."""
        self.later(work * 0.1)
        self.do("forward", self.line("@"), address=PARTNERS.get(self.told.kind, PARTNER))
        self.later(self.rng.lognormvariate(log(1000), 0.8))
        self.do("resume")

    def wait(self, work: float) -> None:
        """For a partner or a delivery."""
        mark = self.rng.choice([mark for mark in "pd" if self.kernel.said[mark]])
        self.later(work * 0.1)
        waits = self.rng.lognormvariate(log(1400 if mark == "p" else 2600), 0.7)
        until = None if self.over else timezone.localdate(self.at(waits * 0.9))
        self.do("wait", self.line(mark), waiting_for=WAITS[mark], until=until)
        self.later(waits)
        self.do("resume")

    def wait_still(self, age: float) -> None:
        """It waits to this day; most partners have promised a day to come."""
        marks = [mark for mark in "pd" if self.kernel.said[mark]]
        mark = self.rng.choice(marks or ["p"])
        until = self.desk.any_hours.add_days(self.now, self.rng.choice((-2, 1, 2, 4, 6, 9, 14)))
        said = self.line(mark) if marks else self.phrase("promised", {"kp": date_words(until)})
        self.later(self.rng.uniform(30, min(age, 3) * 400))
        self.do("wait", said, waiting_for=WAITS[mark], until=timezone.localdate(until))

    def end(self) -> None:
        """Solved, sometimes cancelled; then thanks, seldom reopened, and closed by itself."""
        rng, asker = self.rng, self.told.asker
        chance = rng.random()
        if chance < 0.03:
            self.do("ask", self.phrase("not_needed"), by=asker)
            self.later(20)
            self.do("cancel", self.phrase("cancelled"))
            return
        if chance < 0.06:
            self.do("confirm", by=asker)
        else:
            self.do("resolve", self.line("="))
        if rng.random() < 0.05:
            self.reopen()
        if rng.random() < 0.3:
            self.later(rng.expovariate(1 / 120) + 2)
            self.do("ask", self.phrase("thanks"), by=asker)
        self.close()

    def reopen(self) -> None:
        """It was not solved after all."""
        self.later(self.rng.uniform(100, 1500))
        self.do("reopen", self.phrase("again"), by=self.told.asker)
        self.later(40)
        self.do("reply", self.phrase("again_taken"))
        self.later(self.rng.uniform(200, 1600))
        self.do("resolve", self.phrase("again_solved"))

    def close(self) -> None:
        """By the system, at the first full half hour after its days."""
        turns = [deed for deed in self.told.deeds if deed.verb in ("resolve", "confirm", "reopen")]
        if not turns or turns[-1].verb == "reopen":
            return
        at = self.hours.add_days(turns[-1].at, CLOSES_AFTER).replace(second=0, microsecond=0)
        at += timedelta(minutes=30 - at.minute % 30)
        if at < self.now - timedelta(minutes=40):
            self.told.deeds.append(Deed(at=at, verb="close", by=None))

    # --- tools -----------------------------------------------------------------------------------
    def allowed(self) -> float:
        """Working minutes that its target allows."""
        kind, priority = self.desk.kinds[self.told.kind], self.desk.priority(self.told.urgency)
        goal = self.desk.goal(kind, priority)
        return solve_time(goal, self.told.at, self.hours).total_seconds() / 60

    def later(self, minutes: float) -> None:
        """So many working minutes pass."""
        self.spent += minutes

    def at(self, more: float = 0) -> datetime:
        """The moment that has come."""
        return self.hours.add(self.told.at, timedelta(minutes=self.spent + more))

    def do(self, verb: str, text: str = "", *, by: Person | None = None, **more: Any) -> None:
        """A deed at the moment that has come; what lies ahead of us is left out, and all that follows it."""
        if self.over:
            return
        at = self.at()
        self.over = at >= self.now
        if not self.over:
            said = self.words.fill(text)
            self.told.deeds.append(Deed(at=at, verb=verb, by=by or self.solver, text=said, **more))

    def line(self, mark: str) -> str:
        """One of the story's lines."""
        return self.teller.pick(self.kernel, mark)

    def phrase(self, name: str, gaps: dict[str, str] | None = None) -> str:
        """One of the sentences that fit any story."""
        chosen = self.rng.choice(phrases(name))
        return chosen.format_map(gaps) if gaps else chosen


WAITS = {"p": WaitingFor.PARTNER, "d": WaitingFor.DELIVERY}
