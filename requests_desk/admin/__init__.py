"""What the desk sets up, on the admin site."""

from requests_desk.admin import desk, guides, workplaces

__all__ = ["desk", "guides", "workplaces"]
