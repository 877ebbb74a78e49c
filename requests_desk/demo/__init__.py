"""Requests of the demo agency that read as real: filed, answered, paused, late, confidential, solved."""

from requests_desk.demo.loading import load

__all__ = ["load"]
