from django.urls import path

from foundation.deadlines import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/<int:number>/acknowledge/", views.deadline_acknowledge, name="deadline_acknowledge"),
    path("today/<int:number>/snooze/", views.deadline_snooze, name="deadline_snooze"),
    path("today/calendar/", views.calendar_make, name="calendar_make"),
    path("today/calendar/revoke/", views.calendar_revoke, name="calendar_revoke"),
    path("calendar/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
]
