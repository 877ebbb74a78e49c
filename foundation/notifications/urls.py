from django.urls import path

from foundation.notifications import views

urlpatterns = [
    path("ways/", views.ways, name="notice_ways"),
    path("jobs/<int:number>/again/", views.job_again, name="job_again"),
    path("jobs/<int:number>/aside/", views.job_aside, name="job_aside"),
]
