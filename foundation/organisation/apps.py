from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "foundation.organisation"
    label = "organisation"

    def ready(self) -> None:
        from foundation.organisation import admin, duty  # what registers itself
