"""All addresses. Of allauth only the pages that we use."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as one_time_codes
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path

from foundation.core.admin import site
from foundation.organisation.views import sign_on

urlpatterns = [
    path("", include("overview.urls")),
    path("requests/", include("requests_desk.urls")),
    path("partners/", include("partners.urls")),
    path("approvals/", include("foundation.approvals.urls")),
    path("people/", include("foundation.organisation.urls")),
    path("imports/", include("foundation.imports.urls")),
    path("files/", include("foundation.files.urls")),
    path("admin/", site.urls),
    path("notices/", include("foundation.notifications.urls")),
    path("", include("foundation.deadlines.urls")),
    path("account/login/", login_not_required(account.login), name="account_login"),
    path("account/sso/", sign_on, name="account_sso"),
    path(
        "account/sso/callback/",
        login_not_required(openid_connect.callback),
        {"provider_id": "sso"},
        name="openid_connect_callback",
    ),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/code/", login_not_required(second_factor.authenticate), name="mfa_authenticate"),
    path("account/second-step/", second_factor.index, name="mfa_index"),
    path("account/second-step/on/", one_time_codes.activate_totp, name="mfa_activate_totp"),
    path("account/second-step/off/", one_time_codes.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-step/again/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("account/second-step/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/second-step/codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("account/inactive/", login_not_required(account.account_inactive), name="account_inactive"),
    path("account/signup/", login_not_required(account.signup), name="account_signup"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path(
        "account/password/reset/", login_not_required(account.password_reset), name="account_reset_password"
    ),
    path(
        "account/password/reset/done/",
        login_not_required(account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login_not_required(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/key/done/",
        login_not_required(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

handler400 = "overview.views.bad_request"
handler403 = "overview.views.forbidden"
handler404 = "overview.views.not_found"
handler500 = "overview.views.broken"
