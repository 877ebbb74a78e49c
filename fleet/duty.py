"""What the fleet offers the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import Duty, register

register(Duty(code="fleet", title=_("Vehicles")))
