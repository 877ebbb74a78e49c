from django.urls import path

from foundation.organisation import views

urlpatterns = [
    path("", views.person_list, name="person_list"),
    path("me/", views.me, name="me"),
    path("find/", views.person_find, name="person_find"),
    path("new/", views.person_new, name="person_new"),
    path("roles/", views.role_list, name="role_list"),
    path("roles/<int:number>/end/", views.role_end, name="role_end"),
    path("deputies/<int:number>/revoke/", views.deputy_revoke, name="deputy_revoke"),
    path("absences/<int:number>/cancel/", views.absence_cancel, name="absence_cancel"),
    path("<int:number>/", views.person, name="person"),
    path("<int:number>/edit/", views.person_edit, name="person_edit"),
    path("<int:number>/invite/", views.person_invite, name="person_invite"),
    path("<int:number>/sign-out/", views.person_sign_out, name="person_sign_out"),
    path("<int:number>/second-step/reset/", views.person_reset_factor, name="person_reset_factor"),
    path("<int:number>/sign-on/forget/", views.person_unlink, name="person_unlink"),
    path("<int:number>/left/", views.person_left, name="person_left"),
    path("<int:number>/roles/new/", views.role_give, name="role_give"),
    path("<int:number>/deputies/new/", views.deputy_appoint, name="deputy_appoint"),
    path("<int:number>/absences/new/", views.absence_enter, name="absence_enter"),
]
