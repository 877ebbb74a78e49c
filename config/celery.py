"""What runs beside the web; how often stands in `config/beat.py`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("korras")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
