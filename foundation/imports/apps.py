from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "foundation.imports"
    label = "imports"

    def ready(self) -> None:
        from foundation.imports import duty  # the declaration registers itself
