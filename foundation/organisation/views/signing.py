"""Signing in by the agency's identity provider."""

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from requests import RequestException

from foundation.core.access import allow, everybody


@require_POST
@allow(everybody)
def sign_on(request: HttpRequest) -> HttpResponse:
    """On to the identity provider, when there is one."""
    try:
        provider = get_adapter(request).get_provider(request, "sso")
        wanted = get_next_redirect_url(request)
        answer: HttpResponse = provider.redirect(request, process=AuthProcess.LOGIN, next_url=wanted)
        return answer
    except SocialApp.DoesNotExist as off:
        raise Http404 from off
    except (RequestException, KeyError, ValueError):  # it does not answer, or not as it should
        return render(request, "organisation/sign_on_broken.html", status=503)
