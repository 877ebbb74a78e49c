"""The addresses of a kept file."""

from django.urls import path

from foundation.files import views

urlpatterns = [
    path("<uuid:file_id>/", views.file, name="file"),
    path("<uuid:file_id>/mark/", views.mark, name="file_mark"),
]
