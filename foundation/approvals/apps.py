from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "foundation.approvals"
    label = "approvals"

    def ready(self) -> None:
        from foundation.approvals import admin, duty  # what registers itself
