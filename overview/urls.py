from django.conf import settings
from django.urls import path

from overview import (
    audit,
    demo_views,
    finding,
    handover,
    health,
    labels,
    managing,
    office,
    profile,
    setup,
    statements,
    views,
)

urlpatterns = [
    path("", views.home, name="home"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("keys/", views.keys, name="keys"),
    path("setup/", setup.page, name="setup"),
    path("find/", finding.find, name="find"),
    path("profile/", profile.profile, name="profile"),
    path("office/", office.offices, name="offices"),
    path("office/<str:code>/", office.office, name="office"),
    path("management/", managing.management, name="management"),
    path("handover/<int:number>/", handover.handover, name="handover"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
    path("audit/", audit.audit, name="audit"),
    path("audit/looks/", audit.looks, name="audit_looks"),
    path("health/", health.page, name="health"),
    path("labels/", labels.label_sheet, name="label_sheet"),
    path("L/", labels.find_label, name="label_find"),
    path("L/<str:code>/", labels.label, name="label"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/enter/", demo_views.enter, name="demo_enter"),
        path("demo/mail/", demo_views.mails, name="demo_mails"),
        path("demo/mail/<str:name>/", demo_views.mail, name="demo_mail"),
    ]
