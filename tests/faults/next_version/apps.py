"""An app that is installed only in the settings of the version after this one."""

from django.apps import AppConfig


class NextVersionConfig(AppConfig):
    """Nothing but migrations."""

    name = "tests.faults.next_version"
