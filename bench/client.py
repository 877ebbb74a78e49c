"""One logged-in browser without images and scripts, and many of them at once."""

import http.client
import random
import re
import threading
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

MOST_REQUESTS = 2000  # in one round
MOST_ERRORS = 5


class Forms(HTMLParser):
    """Collects every form of a page with the values that a browser would send unchanged."""

    def __init__(self, html: str) -> None:
        """Read the whole page."""
        super().__init__()
        self.forms: list[tuple[dict[str, str | None], dict[str, str]]] = []
        self.select: str | None = None
        self.area: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or a field of the last one."""
        named = dict(attrs)
        if tag == "form":
            self.forms.append((named, {}))
        elif self.forms:
            self._field(tag, named, named.get("name") or "")

    def _field(self, tag: str, named: dict[str, str | None], name: str) -> None:
        sent = self.forms[-1][1]
        if tag == "input" and name:
            kind = (named.get("type") or "text").lower()
            if kind in ("checkbox", "radio"):
                if "checked" in named:
                    sent[name] = named.get("value") or "on"
            elif kind not in ("submit", "button", "file", "image", "reset"):
                sent[name] = named.get("value") or ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in named or self.select not in sent):
            sent[self.select] = named.get("value") or ""
        elif tag == "textarea":
            self.area = name
            sent.setdefault(name, "")

    def handle_endtag(self, tag: str) -> None:
        """A select or a text area is over."""
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data: str) -> None:
        """What stands in a text area."""
        if self.area and self.forms:
            sent = self.forms[-1][1]
            sent[self.area] = sent.get(self.area, "") + data

    def pick(self, wanted: str) -> dict[str, str]:
        """The first form with these letters in its id, name or address, or with a field of this name."""
        for named, sent in self.forms:
            if any(wanted in (named.get(key) or "") for key in ("id", "name", "action")) or wanted in sent:
                return dict(sent)
        raise RuntimeError(f"no form {wanted!r} among {[named for named, _sent in self.forms]}")


class Client:
    """Cookies, the last form and a stream of chances of its own; `step` sends one request."""

    def __init__(self, target: dict[str, Any], number: int, variables: dict[str, Any]) -> None:
        """Nothing is sent yet."""
        self.target, self.number, self.variables = target, number, variables
        address = urlsplit(target["base_url"])
        self.host = address.netloc
        self.connection = http.client.HTTPConnection(self.host, timeout=300)
        self.cookies: dict[str, str] = {}
        self.form: dict[str, str] = {}
        self.chance, self.count = random.Random(number), 0  # noqa: S311  the same pages in each run

    def values(self) -> dict[str, Any]:
        """What the placeholders of the next scenario stand for."""
        self.count += 1
        values: dict[str, Any] = {"client": self.number, "n": self.count}
        for name, spec in self.variables.items():
            values[name] = self.chance.choice(spec)
        return values

    def step(self, step: dict[str, Any], values: dict[str, Any]) -> tuple[float, int]:
        """Send one request; returns seconds and bytes. Raises RuntimeError for an unexpected answer."""
        method, path = step.get("method", "GET"), step["path"].format(**values)
        body = None
        if method == "POST":
            sent = dict(self.form) if step.get("use_form") else {}
            sent |= {key: str(value).format(**values) for key, value in step.get("fields", {}).items()}
            body = urlencode(sent)
        took, status, raw = self._send(method, path, body)
        text = raw.decode("utf-8", "replace")
        if status not in step.get("status", [200, 302, 303]):
            raise RuntimeError(f"{method} {path}: {status} {text[:300]}")
        if "expect" in step and not re.search(step["expect"], text):
            raise RuntimeError(f"{method} {path}: no {step['expect']!r} in {len(text)} letters {text[:300]}")
        if "form" in step:
            self.form = Forms(text).pick(step["form"])
        return took, len(raw)

    def _send(self, method: str, path: str, body: str | None) -> tuple[float, int, bytes]:
        headers = {"Referer": f"http://{self.host}{path}", "Origin": f"http://{self.host}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except http.client.RemoteDisconnected:  # the server ended an idle connection
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        raw = answer.read()
        took = time.perf_counter() - began
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.split(";", 1)[0]
        return took, answer.status, raw

    def run(self, steps: list[dict[str, Any]]) -> tuple[float, int]:
        """A whole scenario; only its timed steps count."""
        values, seconds, size = self.values(), 0.0, 0
        for step in steps:
            took, count = self.step(step, values)
            if step.get("timed", True):
                seconds, size = seconds + took, size + count
        return seconds, size


@dataclass
class Round:
    """What came of some seconds of load."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    wall: float = 0.0

    def share(self, part: float) -> float:
        """A percentile in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def load(clients: list[Client], steps: list[dict[str, Any]], seconds: float) -> Round:
    """Each client sends one request after the other until the time is up."""
    found, began = Round(), time.perf_counter()

    def work(client: Client) -> None:
        while time.perf_counter() - began < seconds and len(found.seconds) < MOST_REQUESTS:
            try:
                found.seconds.append(client.run(steps)[0])
            except (RuntimeError, OSError, http.client.HTTPException) as fault:
                found.errors.append(repr(fault)[:300])
                client.connection.close()
                if len(found.errors) > MOST_ERRORS:
                    return

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.wall = time.perf_counter() - began
    return found
