from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "foundation.approvals"
    label = "approvals"

    def ready(self) -> None:
        from foundation.approvals import duty  # the declaration registers itself
