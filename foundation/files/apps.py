from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "foundation.files"
    label = "files"

    def ready(self) -> None:
        from foundation.files import duty  # noqa: F401  the declaration registers itself
