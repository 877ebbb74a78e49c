from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "foundation.core"
    label = "core"

    def ready(self) -> None:
        from foundation.core import checks
        from foundation.core.history import listen

        connection_created.connect(listen)
