from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "foundation.organisation"
    label = "organisation"

    def ready(self) -> None:
        from foundation.organisation import duty  # the declaration registers itself
