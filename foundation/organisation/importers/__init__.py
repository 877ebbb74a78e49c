"""Files from outside about people and places."""

from foundation.organisation.importers.people import PEOPLE
from foundation.organisation.importers.places import PLACES

__all__ = ["PEOPLE", "PLACES"]
