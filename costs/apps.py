from django.apps import AppConfig


class CostsConfig(AppConfig):
    name = "costs"
    label = "costs"

    def ready(self) -> None:
        from costs import duty  # what registers itself
