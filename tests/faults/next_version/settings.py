"""The settings of the version after this one: the same, and one app more."""

import config.settings

globals().update({name: value for name, value in vars(config.settings).items() if name.isupper()})
INSTALLED_APPS = [*config.settings.INSTALLED_APPS, "tests.faults.next_version"]
