from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "foundation.core"
    label = "core"

    def ready(self) -> None:
        from foundation.core import checks
