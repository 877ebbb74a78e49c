"""The door for gunicorn."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.translation import override

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# What is here before `--preload` forks is shared by all workers: the views with their libraries, the texts of
# both languages. Frozen, no collection of garbage writes to it and so makes copies of it.
get_resolver().url_patterns  # noqa: B018  reading it loads the views
for code, _name in settings.LANGUAGES:
    with override(code):
        pass
gc.collect()
gc.freeze()
