"""Every address declares who may come, and Django's own gate agrees with it."""

import pytest

from foundation.core.access import anyone, everybody
from foundation.core.middleware import GETS_THAT_WRITE, WITHOUT_DATABASE
from overview import demo_views
from tests.house.addresses import every_address

ADDRESSES = every_address()
# Views of others cannot carry our rule: who may come is written here, Django's gate must say the same.
THIRD_PARTY = {
    "account_login": everybody,
    "openid_connect_callback": everybody,
    "account_logout": everybody,  # somebody who has not signed in is sent on
    "account_inactive": everybody,
    "account_signup": everybody,
    "mfa_authenticate": everybody,  # between password and session
    "mfa_index": anyone,
    "mfa_activate_totp": anyone,
    "mfa_deactivate_totp": anyone,
    "mfa_reauthenticate": anyone,
    "mfa_view_recovery_codes": anyone,
    "mfa_generate_recovery_codes": anyone,
    "account_change_password": anyone,
    "account_set_password": anyone,
    "account_reauthenticate": anyone,
    "account_reset_password": everybody,
    "account_reset_password_done": everybody,
    "account_reset_password_from_key": everybody,
    "account_reset_password_from_key_done": everybody,
}
each = pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)


@each
def test_it_declares_a_right_and_the_gate_agrees(address):
    rule = getattr(address.view, "rule", None)
    assert (rule is None) == (address.name in THIRD_PARTY), "a view of ours without @allow"
    rule = rule or THIRD_PARTY[address.name]
    assert callable(rule)
    assert getattr(address.view, "login_required", True) == (rule is not everybody)


@each
def test_it_has_one_name_and_ends_as_all_others(address):
    assert [one.name for one in ADDRESSES].count(address.name) == 1
    files = {"calendar_feed"}  # calendar programs want to read .ics
    assert address.route.rstrip("$").endswith("/") or address.name in {"home", *files, *WITHOUT_DATABASE}


@pytest.mark.parametrize("view", [demo_views.enter, demo_views.mails, demo_views.mail])
def test_the_demo_has_rules_too_and_its_addresses_are_not_here(view):
    assert view.rule is everybody
    assert view not in [address.view for address in ADDRESSES]


def test_every_exception_of_the_middleware_is_an_address():
    assert {address.name for address in ADDRESSES} >= GETS_THAT_WRITE.keys() | WITHOUT_DATABASE
    assert not [one.name for one in ADDRESSES if one.ours and one.name in GETS_THAT_WRITE]
