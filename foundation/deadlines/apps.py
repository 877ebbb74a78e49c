from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "foundation.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        from foundation.deadlines import duty  # the declaration registers itself
