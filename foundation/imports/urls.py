"""Addresses of the imports."""

from django.urls import path

from foundation.imports import views

urlpatterns = [
    path("", views.import_list, name="import_list"),
    path("new/", views.import_new, name="import_new"),
    path("template/", views.import_template, name="import_template"),
    path("<int:number>/", views.import_batch, name="import_batch"),
    path("<int:number>/columns/", views.import_columns, name="import_columns"),
    path("<int:number>/reading/", views.import_reading, name="import_reading"),
    path("<int:number>/apply/", views.import_apply, name="import_apply"),
    path("<int:number>/undo/", views.import_undo, name="import_undo"),
    path("<int:number>/drop/", views.import_drop, name="import_drop"),
    path("<int:number>/refused/", views.import_refused, name="import_refused"),
]
