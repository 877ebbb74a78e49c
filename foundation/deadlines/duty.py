"""What the deadlines offer the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import Duty, register

register(Duty(code="deadlines", title=_("Deadlines")))
