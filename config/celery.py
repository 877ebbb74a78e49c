"""The worker and the clock: what runs beside the web, and when. Due moments live in tables, so few fixed sweeps."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("korras")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
