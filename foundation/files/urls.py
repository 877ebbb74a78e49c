"""The address of a kept file."""

from django.urls import path

from foundation.files import views

urlpatterns = [path("<uuid:file_id>/", views.file, name="file")]
