from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "foundation.notifications"
    label = "notifications"

    def ready(self) -> None:
        from foundation.notifications import duty  # noqa: F401  the declaration registers itself
