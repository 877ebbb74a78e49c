from django.apps import AppConfig


class RequestsDeskConfig(AppConfig):
    name = "requests_desk"

    def ready(self) -> None:
        from requests_desk import admin, duty
