from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "foundation.organisation"
    label = "organisation"

    def ready(self) -> None:
        from allauth.mfa import signals

        from foundation.organisation import adapters, admin, duty  # what registers itself

        signals.authenticator_added.connect(adapters.factor_added)
        signals.authenticator_removed.connect(adapters.factor_removed)
        signals.authenticator_used.connect(adapters.factor_used)
        signals.authentication_failed.connect(adapters.factor_failed)
