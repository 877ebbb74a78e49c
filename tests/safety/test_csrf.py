"""A form that another site sends, or another person's token, does nothing at any address."""

import pytest
from django.conf import settings
from django.db import transaction
from django.middleware.csrf import _get_new_csrf_string, _mask_cipher_secret
from django.test import Client

from tests.house.addresses import every_address
from tests.house.judging import Judge
from tests.house.world import ROLES, World, address_of, sent_to
from tests.rights import rights

pytestmark = pytest.mark.django_db
WITHOUT_SESSION: set[str] = set()  # addresses that others call by a token of their own, each with its reason


def test_no_view_is_exempt():
    exempt = {one.name for one in every_address() if getattr(one.view, "csrf_exempt", False)}
    assert exempt == WITHOUT_SESSION


def lines():
    """Each address that takes a POST, by the least powerful who may do it."""
    seen = set()
    for name, verb, whose, letters in rights():
        may = [index for index, one in enumerate(letters) if one in "+>.x"]
        if verb == "POST" and may and name not in seen:
            seen.add(name)
            yield name, whose, ROLES[may[0]]


@pytest.fixture
def strict():
    """A judge whose requests are checked for their token, unlike those of other tests."""
    return Judge(Client(enforce_csrf_checks=True), World())


def is_refused(response):
    """The page of a refused form."""
    names = [template.name for template in response.templates if template.name]
    return response.status_code == 403 and "403_csrf.html" in names


@pytest.mark.proof("attack", "Every form without a token, with somebody else's, and from another site")
def test_every_post_needs_the_token_of_its_sender_and_our_own_origin(strict, proved):
    tries, wrong = 0, []
    own, others = _get_new_csrf_string(), _get_new_csrf_string()
    token, foreign = _mask_cipher_secret(own), _mask_cipher_secret(others)
    here, there = "http://testserver", "https://evil.example"
    ways = [  # what the form carries, what htmx carries, where it comes from, whether it may pass
        ({}, {}, {}, False),
        ({"csrfmiddlewaretoken": foreign}, {}, {}, False),
        ({"csrfmiddlewaretoken": token}, {}, {"Origin": there}, False),
        ({"csrfmiddlewaretoken": token}, {}, {"Origin": "null"}, False),
        ({}, {}, {"HX-Request": "true"}, False),
        ({}, {"X-CSRFToken": foreign}, {"HX-Request": "true"}, False),
        ({"csrfmiddlewaretoken": token}, {}, {"Origin": here}, True),
        ({}, {"X-CSRFToken": token}, {"HX-Request": "true"}, True),
    ]
    for name, whose, role in lines():
        # given an address and somebody who may post there
        thing = strict.thing(role, name, whose)
        strict.sign_in(role)
        strict.client.cookies[settings.CSRF_COOKIE_NAME] = own
        for form, by_htmx, headers, may in ways:
            # when a form comes with or without the right token
            with transaction.atomic(), strict.world.asked_by(role):
                data = {**sent_to(name, thing, strict.world), **form}
                answer = strict.client.post(address_of(name, thing), data, headers={**headers, **by_htmx})
                transaction.set_rollback(True)
            tries += 1
            # then only the right token from our own pages passes
            if is_refused(answer) == may:
                wrong.append(f"{role} {name} {form and 'form'} {by_htmx and 'htmx'} {headers}")
    assert not wrong
    assert tries > 200
    proved(posts=tries, wrong=0)
