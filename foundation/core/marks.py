"""The access mark of the Public Information Act (AvTS): who restricted what, on what basis, until when."""

import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken

PRIVATE_LIFE = "AvTS § 35 lg 1 p 12"  # what harms somebody's private life, if it is not said otherwise
OF_PEOPLE = re.compile(r"\bp(?:unkt)?\s*\.?\s*1[1-5]\b")  # about people, of another term
YEARS, LONGEST_YEARS, YEARS_OF_PEOPLE = 5, 10, 75
LENGTH = 120  # of the basis and of the holder


@dataclass(frozen=True, kw_only=True)
class Mark:
    """For internal use only: the holder, the basis, the day it was made and the last day."""

    holder: str
    basis: str
    made_on: date
    until: date


def years_later(day: date, years: int) -> date:
    """The same day of another year; the last of February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def new_mark(*, made_on: date, basis: str = "", until: date | None = None) -> Mark:
    """A mark of this agency, with the basis of private life and the term of the law where nothing is said.

    Raises RuleBroken for an end that is not after the day it was made, or further than the law lets it be.
    """
    basis = basis.strip() or PRIVATE_LIFE
    of_people = bool(OF_PEOPLE.search(basis))
    usual = years_later(made_on, YEARS_OF_PEOPLE if of_people else YEARS)
    last = usual if of_people else years_later(made_on, LONGEST_YEARS)
    until = until or usual
    if until <= made_on:
        raise RuleBroken(_("The restriction must end after the day on which it was made."))
    if until > last:
        words = _("By this basis the restriction may last until %(day)s at the most.")
        raise RuleBroken(words % {"day": f"{last.day}.{last:%m}.{last.year}"})
    return Mark(holder=settings.AGENCY or settings.PRODUCT, basis=basis, made_on=made_on, until=until)
