from django.urls import path

from foundation.approvals import views

urlpatterns = [
    path("", views.inbox, name="approvals"),
    path("<int:pk>/", views.step, name="approval"),
    path("<int:pk>/approve/", views.approve, name="approval_approve"),
    path("<int:pk>/return/", views.send_back, name="approval_return"),
]
