"""The running identity provider for tests: whom it knows, and the way through it as a browser goes."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from django.test import Client

from tests.signon.provider import LISTENING
from tools.places import CHECKOUT
from tools.processes import Child, free_port


class Provider:
    """An identity provider on this machine."""

    def __init__(self, port: int):
        self.url = f"http://127.0.0.1:{port}"

    def knows(self, subject: str, **claims: Any) -> None:
        """From now on it says this about the subject, and nothing else."""
        answer = requests.put(f"{self.url}/users/{quote(subject)}", json=claims, timeout=10)
        assert answer.status_code == 204, answer.text

    def sends_back(self, address: str, subject: str) -> str:
        """The address at which it sends back whoever came to `address` and proved to be `subject`."""
        data = {"sub": subject} if subject else {"action": "deny"}
        answer = requests.post(address, data=data, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def signs_in(self, client: Client, subject: str, **sent: str) -> Any:
        """All the way: our button, the provider, and back."""
        begun = client.post("/account/sso/", sent)
        assert begun.status_code == 302, begun.content
        return self.comes_back(client, self.sends_back(begun.url, subject))

    @staticmethod
    def comes_back(client: Client, address: str) -> Any:
        """The browser follows the provider's answer."""
        where = urlsplit(address)
        return client.get(f"{where.path}?{where.query}")


@contextmanager
def running(folder: Path) -> Iterator[Provider]:
    """The provider as a process."""
    port = free_port()
    child = Child(
        "provider",
        [sys.executable, "-m", "tests.signon.provider", str(port)],
        log=folder / "provider.log",
        cwd=CHECKOUT,
        env=dict(os.environ),
    )
    child.start()
    try:
        child.wait_for_words(LISTENING, seconds=30)
        yield Provider(port)
    finally:
        child.stop()


def configured(settings: Any, issuer: str, **changes: Any) -> None:
    """Single sign-on as the environment would set it up."""
    by_name = {
        "OIDC_ISSUER": issuer,
        "OIDC_NAME": "Riigi konto",
        "OIDC_PERSON_CLAIM": "",
        "OIDC_MATCH": "directory_id",
        "OIDC_EMAIL_TRUSTED": False,
        "OIDC_HASH_SUBJECT": False,
        "OIDC_USERINFO": False,
        **changes,
    }
    for name, value in by_name.items():
        setattr(settings, name, value)
    app = {
        "provider_id": "sso",
        "name": settings.OIDC_NAME,
        "client_id": "korras",
        "secret": "a secret of tests",
        "settings": {
            "server_url": issuer,
            "fetch_userinfo": settings.OIDC_USERINFO,
            "token_auth_method": "client_secret_basic",
        },
    }
    base = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**base, "APPS": [app]}}
