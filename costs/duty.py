"""What the costs offer the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import Duty, register

register(Duty(code="costs", title=_("Costs")))
