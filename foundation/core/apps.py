from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "foundation.core"
    label = "core"

    def ready(self) -> None:
        from foundation.core import checks, signing
        from foundation.core.history import listen

        connection_created.connect(listen)
        user_logged_in.connect(signing.begin)
        user_logged_out.connect(signing.left)
        user_login_failed.connect(signing.failed)
