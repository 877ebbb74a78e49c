import pytest, os
from playwright.sync_api import sync_playwright
from axe_playwright_python.sync_playwright import Axe
from datetime import timedelta
from django.utils import timezone
from tests.factories import *
from foundation.organisation.choices import Role
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="true"

@pytest.mark.django_db(transaction=True)
def test_shots(live_server, client):
    admin = PersonFactory(admin=True, language="en", first_name="Rein", last_name="Kuusk", phone="5550 112")
    other = PersonFactory(specialist=True, contact_of=OfficeFactory(name="Pärnu"), manager=admin, first_name="Kadri", last_name="Lepik")
    for _ in range(8): PersonFactory()
    DeputyFactory(person=other, deputy=admin, standing=True); DeputyFactory(person=admin, deputy=other, scope=Role.ADMIN)
    AbsenceFactory(person=other)
    client.force_login(admin)
    bad = []
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width in (1280, 360):
            c = b.new_context(viewport={"width": width, "height": 900})
            c.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
            pg = c.new_page()
            for name, url in {"list": "/people/", "roles": "/people/roles/", "person": f"/people/{other.pk}/", "give": f"/people/{other.pk}/roles/new/", "deputy": f"/people/{other.pk}/deputies/new/", "new": "/people/new/"}.items():
                pg.goto(live_server.url + url)
                if name == "deputy":
                    pg.fill("#id_deputy", "rein"); pg.wait_for_selector("#deputy_found input", timeout=5000)
                if name == "give":
                    pg.click("main form button.main")
                r = Axe().run(pg)
                for v in r.response["violations"]: bad.append((width, name, v["id"], [n["html"][:160] for n in v["nodes"]][:3]))
                w = pg.evaluate("document.documentElement.scrollWidth")
                if w > width: bad.append((width, name, "scroll", w))
                pg.screenshot(path=f"/tmp/shot-{name}-{width}.png", full_page=True)
        b.close()
    print("BAD", *bad, sep="\n")
