from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "foundation.organisation"
    label = "organisation"

    def ready(self) -> None:
        from foundation.organisation import duty  # noqa: F401  the declaration registers itself
