"""An invented agency: offices in Estonian towns, people with roles, deputies and absences."""

from foundation.organisation.demo.loading import load

__all__ = ["load"]
