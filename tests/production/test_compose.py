"""docker-compose.yml and the Dockerfile hold the rules of a production. No engine ran them: they are read."""

import re
import shlex
from pathlib import Path

import pytest
from django.conf import settings

from tests.production.files import (
    command_of_unit,
    compose,
    documented,
    example,
    image_args,
    interpolated,
    services,
    settings_read,
    stages,
    unit,
)
from tools import alive
from tools.places import CHECKOUT

APP = ("web", "worker", "beat", "migrate")
LASTING = ("proxy", "web", "worker", "beat", "db", "redis")
ONLY_TESTS = {"HASHED_STATIC", "DEMO_MAIL_DIR", "DEMO_SIZE"}
SERVER_OF_ITS_OWN = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_LOG_URL", "REDIS_URL", "MEDIA_ROOT"}
every_service = pytest.mark.parametrize("name", services())


def seconds(text: str) -> int:
    """A span as compose writes it."""
    return int(text.removesuffix("s"))


@every_service
def test_it_is_held_tight(name):
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"cap_add", "privileged", "network_mode", "pid", "devices", "env_file"} & set(service)
    user, _, group = service["user"].partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert not any("docker.sock" in one for one in service.get("volumes", []))


@every_service
def test_its_logs_do_not_grow_without_end(name):
    options = services()[name]["logging"]["options"]
    assert options == {"max-size": "10m", "max-file": "5"}


@every_service
def test_it_writes_to_named_volumes_and_memory_alone(name):
    service = services()[name]
    assert service["tmpfs"]
    assert all("size=" in one for one in service["tmpfs"])
    for volume in service.get("volumes", []):
        source, target, *options = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", volume).split(":")
        named = source in compose()["volumes"]
        assert named or options == ["ro"] or (name, target) == ("backup", "/backup"), volume


@pytest.mark.parametrize("name", LASTING)
def test_what_should_last_comes_back_and_is_watched(name):
    service = services()[name]
    assert service["restart"] == "unless-stopped"
    assert {"test", "interval", "timeout", "retries"} <= set(service["healthcheck"])
    assert seconds(service["stop_grace_period"]) >= 10


def test_images_are_pinned_by_version():
    ours = [one["image"] for one in services().values() if "build" in one]
    assert all(re.fullmatch(r"korras[a-z-]*:\$\{KORRAS_VERSION:-0\.1\.0\}", image) for image in ours)
    assert settings.VERSION == "0.1.0", "the default of KORRAS_VERSION follows"
    others = [one["image"] for one in services().values() if "build" not in one]
    for image in (*others, *image_args().values()):
        assert re.fullmatch(r"[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?", image), image
    assert {stage["from"] for stage in stages().values()} <= {f"${{{name}}}" for name in image_args()}
    # the programs that dump are those of the server
    assert services()["db"]["image"] == image_args()["POSTGRES"]
    assert services()["db"]["image"].startswith("postgres:18.")


def test_only_the_proxy_is_reached_from_outside():
    assert {name for name, one in services().items() if "ports" in one} == {"proxy"}
    assert services()["proxy"]["ports"] == ["80:8080", "443:8443", "443:8443/udp"]
    assert compose()["networks"]["back"]["internal"] is True
    where = {name: set(one["networks"]) for name, one in services().items()}
    assert where["db"] == where["redis"] == where["beat"] == {"back"}
    assert where["proxy"] == {"front"}
    assert where["web"] == {"front", "back"}
    assert where["worker"] == {"back", "out"}


def test_nothing_starts_before_the_migrations():
    for name in ("web", "worker", "beat"):
        needs = services()[name]["depends_on"]
        assert needs["migrate"] == {"condition": "service_completed_successfully"}
    migrate = services()["migrate"]
    assert migrate["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert migrate["restart"] == "no"
    assert migrate["command"][-1] == (
        "python manage.py check --deploy && python manage.py migrate --database=owner --no-input"
    )


def test_the_owners_password_stays_with_those_who_work_as_the_owner():
    for name, service in services().items():
        said = str(service.get("environment"))
        assert ("KORRAS_OWNER_PASSWORD" in said) == (name in ("migrate", "backup", "restore", "db")), name
        assert ("POSTGRES_PASSWORD" in said) == (name == "db"), name


def test_there_is_time_to_end():
    web, worker = services()["web"], services()["worker"]
    graceful = command_of_unit("korras-web.service")
    assert seconds(web["stop_grace_period"]) > int(graceful[graceful.index("--graceful-timeout") + 1])
    assert seconds(worker["stop_grace_period"]) > settings.CELERY_TASK_TIME_LIMIT
    assert int(unit("korras-worker.service")["TimeoutStopSec"][0]) > settings.CELERY_TASK_TIME_LIMIT


def test_letters_sort_in_estonian_and_the_data_outlive_a_container():
    db = services()["db"]
    words = db["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert {"--locale-provider=icu", "--icu-locale=et-EE", "--encoding=UTF8"} <= set(words)
    assert "database:/var/lib/postgresql" in db["volumes"], (
        "since 18 the data lie below a folder of the version"
    )


def test_every_setting_reaches_the_containers():
    for name in APP:
        environment = services()[name]["environment"]
        given = set(environment) | {"MEDIA_ROOT", "STATIC_ROOT"}  # the image sets these two
        assert set(settings_read()) - given == ONLY_TESTS, name
        for setting, demanded in settings_read().items():
            if demanded and setting != "MEDIA_ROOT":
                assert environment[setting], f"{name}: {setting}"
    environment = dict(
        one.split("=") for word, text in stages()["app"]["lines"] if word == "ENV" for one in text.split()
    )
    assert environment["MEDIA_ROOT"] == "/srv/media"
    assert environment["STATIC_ROOT"] == "/srv/korras/staticfiles"


def test_every_variable_stands_in_the_example_and_in_the_docs():
    assert set(settings_read()) - ONLY_TESTS <= set(example())
    assert interpolated() <= set(example())
    assert set(example()) <= set(settings_read()) | interpolated(), "nobody reads these"
    assert set(settings_read()) <= documented()
    assert interpolated() <= documented()


def test_the_example_holds_no_secret_and_asks_for_each():
    for name, value in example().items():
        if name == "SECRET_KEY" or name.endswith("_PASSWORD"):
            assert value == "", name
    text = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in interpolated():
        if name.endswith("PASSWORD") or settings_read().get(name):
            assert f"${{{name}:?}}" in text, f"{name} missing must stop the start"


def test_the_example_shows_the_defaults():
    defaults = {
        "MAX_FILE_MB": str(settings.MAX_FILE_MB),
        "IMPORT_ROWS_KEPT_DAYS": str(settings.IMPORT_ROWS_KEPT_DAYS),
        "CLOSE_AFTER_WORKING_DAYS": str(settings.CLOSE_AFTER_WORKING_DAYS),
        "KORRAS_VERSION": settings.VERSION,
        "OIDC_SCOPES": " ".join(settings.OIDC_SCOPES),
    }
    assert {name: example()[name].strip('"') for name in defaults} == defaults
    assert int(example()["MAX_REQUEST"].removesuffix("MB")) > settings.MAX_REQUEST_MB


def test_the_image_holds_what_it_names_and_no_tools_to_build_with():
    for stage in stages().values():
        for word, text in stage["lines"]:
            if word == "COPY" and not text.startswith("--from="):
                for source in text.split()[:-1]:
                    assert (CHECKOUT / source).exists(), source
    ignored = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored, "nothing goes to the builder but what is named"
    named = {line[1:] for line in ignored if line.startswith("!")}
    copied = {
        source
        for stage in stages().values()
        for word, text in stage["lines"]
        if word == "COPY" and not text.startswith("--from=")
        for source in text.split()[:-1]
    }
    assert {path for path in copied if not {path, *map(str, Path(path).parents)} & named} == set()
    assert (CHECKOUT / "locale/et/LC_MESSAGES/django.mo").exists(), "compiled texts come with the folder"
    app = stages()["app"]
    assert not any(
        word == "RUN" and re.search(r"\b(pip|apt-get|gcc|curl)\b", text) for word, text in app["lines"]
    )
    assert ("COPY", "--from=packages /venv /venv") in app["lines"]
    packages = " ".join(text for _word, text in stages()["packages"]["lines"])
    assert "--require-hashes" in packages
    assert "pip uninstall --yes pip" in packages


def test_static_files_are_collected_in_the_image_with_every_setting_that_is_demanded():
    (run,) = [text for word, text in stages()["product"]["lines"] if word == "RUN"]
    assert "manage.py collectstatic --no-input" in run
    given = set(re.findall(r"\b([A-Z_]+)=", run))
    assert given == {name for name, demanded in settings_read().items() if demanded}
    assert not any(
        word == "ENV" and "SECRET" in text for stage in stages().values() for word, text in stage["lines"]
    )


@pytest.mark.parametrize("stage", ["app", "tools", "proxy"])
def test_no_image_runs_as_root(stage):
    users = [text for word, text in stages()[stage]["lines"] if word == "USER"]
    assert users[-1] == "10001:10001"


def command_of_image() -> list[str]:
    """The words that the image starts with."""
    (text,) = [text for word, text in stages()["app"]["lines"] if word == "CMD"]
    return re.findall(r'"([^"]+)"', text)


def test_compose_systemd_and_the_docs_start_the_same():
    """But for the address, and where beat keeps its notes."""
    web = [one for one in command_of_image() if one not in ("--bind", f"0.0.0.0:{alive.PORT}")]
    assert web == command_of_unit("korras-web.service")
    assert "command" not in services()["web"]
    assert services()["worker"]["command"] == command_of_unit("korras-worker.service")
    beats = [services()["beat"]["command"], command_of_unit("korras-beat.service")]
    notes = [words.pop(words.index("--schedule") + 1) for words in map(list, beats)]
    assert notes == ["/tmp/beat-schedule", "/var/lib/korras/beat-schedule"]  # noqa: S108  memory of the container
    docs = (CHECKOUT / "docs" / "operations.md").read_text(encoding="utf-8")
    for words in (web, services()["worker"]["command"]):
        assert f"`{shlex.join(words)}`" in docs


def test_health_is_asked_by_what_the_image_holds():
    for name in ("web", "worker", "beat"):
        test = services()[name]["healthcheck"]["test"]
        assert test[:4] == ["CMD", "python", "-m", "tools.alive"]
        assert callable(getattr(alive, test[4]))
    assert any("tools/alive.py" in text for word, text in stages()["product"]["lines"] if word == "COPY")
