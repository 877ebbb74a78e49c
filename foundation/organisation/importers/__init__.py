"""Files from outside about people and places."""

from foundation.organisation.importers.people import PEOPLE

__all__ = ["PEOPLE"]
