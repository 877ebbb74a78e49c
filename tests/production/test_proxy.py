"""The proxy's file, really run: TLS, the true address of a visitor, large bodies, patience with web."""

import http.client
import json
import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.production.files import DEPLOY
from tools.processes import Child, free_port

NO_CADDY = "Caddy is not installed (apt-get install caddy): the proxy's file was not run"
HOST = "korras.agency.example"
# Before 2.11.2 a body was lost when the first try met no listener (its pull request 7547).
KEEPS_BODIES = (2, 11, 2)
pytestmark = pytest.mark.skipif(not shutil.which("caddy"), reason=NO_CADDY)


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers it got and the length of the body."""

    def answer(self) -> None:
        """The same for any method."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said = json.dumps({**self.headers, "length": len(body)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = answer  # noqa: N815  the names that the base class looks for

    def log_message(self, *words: object) -> None:
        """Silent."""


class Proxy:
    """A running Caddy with the file of the compose set-up."""

    def __init__(self, folder: Path) -> None:
        self.ports = {name: free_port() for name in ("HTTP_PORT", "HTTPS_PORT", "HEALTH_PORT", "UPSTREAM")}
        given = {name: str(port) for name, port in self.ports.items()}
        given |= {
            "UPSTREAM": f"127.0.0.1:{given['UPSTREAM']}",
            "SITE_HOST": HOST,
            "PROXY_TLS": "tls internal",
        }
        self.env = {**os.environ, **given, "MAX_REQUEST": "1MB", "HOME": str(folder)}
        self.env |= {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        self.child = Child(
            "proxy",
            ["caddy", "run", "--config", DEPLOY / "Caddyfile", "--adapter", "caddyfile"],
            log=folder / "proxy.log",
            env=self.env,
            cwd=folder,
        )

    def ask(self, method: str = "GET", *, body: bytes = b"", **headers: str) -> tuple[int, dict[str, object]]:
        """One request of a visitor over TLS; the certificate is one of Caddy's own authority."""
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection(
            "127.0.0.1", self.ports["HTTPS_PORT"], context=trusting, timeout=30
        )
        line.connect = lambda: _with_name(line, trusting)  # type: ignore[method-assign]  the standard library takes no name
        line.request(method, "/", body or None, {"Host": HOST, **headers})
        answer = line.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if answer.status == 200 else {}


def _with_name(line: http.client.HTTPSConnection, trusting: ssl.SSLContext) -> None:
    """TLS asks for the site by its name, not by the address of this machine."""
    http.client.HTTPConnection.connect(line)
    line.sock = trusting.wrap_socket(line.sock, server_hostname=HOST)


def version() -> tuple[int, ...]:
    """Of the Caddy that is here."""
    said = subprocess.run(["caddy", "version"], capture_output=True, text=True).stdout
    return tuple(map(int, re.findall(r"\d+", said)[:3]))


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy before a web that is not there yet."""
    found = Proxy(tmp_path_factory.mktemp("proxy"))
    try:
        found.child.start()
        found.child.wait_for_words("certificate obtained successfully", seconds=30)
        yield found
    finally:
        found.child.stop()


@pytest.fixture(scope="module")
def web(proxy: Proxy) -> Iterator[Proxy]:
    """The proxy once a visitor waited for a web that came late."""
    with ThreadPoolExecutor(1) as pool:
        body = b"filed" if version() >= KEEPS_BODIES else b""
        waiting = pool.submit(proxy.ask, "POST" if body else "GET", body=body)
        time.sleep(1)
        assert not waiting.done(), "it should wait for a web that does not listen"
        server = ThreadingHTTPServer(("127.0.0.1", proxy.ports["UPSTREAM"]), Echo)
        Thread(target=server.serve_forever, daemon=True).start()
        status, said = waiting.result(30)
    assert (status, said["length"]) == (200, len(body))
    yield proxy
    server.shutdown()


def test_the_true_address_of_a_visitor_arrives_and_no_invented_one(web: Proxy) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
    }
    _status, said = web.ask(**forged)
    assert said["X-Forwarded-For"] == "127.0.0.1"
    assert said["X-Forwarded-Proto"] == "https"
    assert said["Host"] == HOST


def test_what_is_too_large_does_not_reach_the_web(web: Proxy) -> None:
    assert web.ask("POST", body=b"x" * 900_000)[0] == 200
    assert web.ask("POST", body=b"x" * 1_100_000)[0] in (413, 502)  # older versions say 502


def test_plain_http_leads_to_tls_at_the_visitors_port(proxy: Proxy) -> None:
    line = http.client.HTTPConnection("127.0.0.1", proxy.ports["HTTP_PORT"], timeout=10)
    line.request("GET", "/requests/", headers={"Host": HOST})
    answer = line.getresponse()
    assert (answer.status, answer.headers["Location"]) == (308, f"https://{HOST}/requests/")


def test_the_health_check_of_its_container_is_answered(proxy: Proxy) -> None:
    line = http.client.HTTPConnection("127.0.0.1", proxy.ports["HEALTH_PORT"], timeout=10)
    line.request("GET", "/")
    assert line.getresponse().status == 200


@pytest.mark.parametrize("tls", ["", "tls /certs/site.pem /certs/site.key"])
def test_its_file_is_understood_with_each_kind_of_certificate(proxy: Proxy, tls: str) -> None:
    adapt = ["caddy", "adapt", "--config", DEPLOY / "Caddyfile", "--adapter", "caddyfile"]
    done = subprocess.run(adapt, env={**proxy.env, "PROXY_TLS": tls}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert ("/certs/site.pem" in done.stdout) == bool(tls)


def test_its_file_is_formatted(proxy: Proxy) -> None:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    done = subprocess.run(["caddy", "fmt", "-"], input=text, capture_output=True, text=True)
    assert done.stdout == text
