# syntax=docker/dockerfile:1
# Three images from one file: `app` (web, worker, beat, migrate), `tools` (backup and restore), `proxy`.
# Versions are pinned by tag; docs/operations.md says how to pin them by digest too.
ARG PYTHON=python:3.11.14-slim-bookworm
ARG POSTGRES=postgres:18.6
ARG CADDY=caddy:2.11.4-alpine

# --- packages, pinned and hashed; pip and its cache stay here ---------------------------------------
FROM ${PYTHON} AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.lock /
RUN /venv/bin/pip install --require-hashes --only-binary=:all: -r /requirements.lock \
    && /venv/bin/pip uninstall --yes pip setuptools

# --- the product, with its static files collected and its modules compiled --------------------------
FROM ${PYTHON} AS product
COPY --from=packages /venv /venv
WORKDIR /srv/korras
COPY manage.py pyproject.toml ./
COPY config config
COPY foundation foundation
COPY partners partners
COPY costs costs
COPY requests_desk requests_desk
COPY fleet fleet
COPY overview overview
COPY templates templates
COPY locale locale
COPY static static
COPY tools/__init__.py tools/alive.py tools/
# the settings must load here; none of these values stays in the image
RUN SECRET_KEY=only-for-the-build ALLOWED_HOSTS=localhost BASE_URL=https://localhost \
    DATABASE_URL=postgres://app@nowhere/korras DATABASE_OWNER_URL=postgres://owner@nowhere/korras \
    DATABASE_LOG_URL=postgres://log@nowhere/korras REDIS_URL=redis://nowhere EMAIL_URL=smtp://nowhere \
    MAIL_FROM=korras@agency.example MEDIA_ROOT=/tmp \
    /venv/bin/python manage.py collectstatic --no-input && /venv/bin/python -m compileall -q -j 0 .

# --- what runs: no compiler, no pip, nothing that it may change -------------------------------------
FROM ${PYTHON} AS app
RUN groupadd --gid 10001 korras && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp \
    --shell /usr/sbin/nologin korras && mkdir -p /srv/media && chown 10001:10001 /srv/media && chmod 700 /srv/media
COPY --from=packages /venv /venv
COPY --from=product /srv/korras /srv/korras
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MEDIA_ROOT=/srv/media STATIC_ROOT=/srv/korras/staticfiles
WORKDIR /srv/korras
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-m", "tools.alive", "web"]
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket", "--graceful-timeout", "30"]

# --- backup and restore: PostgreSQL's own programs of the server's version, and Python ---------------
FROM ${POSTGRES} AS tools
# hadolint ignore=DL3008  the distribution mends these two; a pinned one would vanish from its mirror
RUN apt-get update && apt-get install --yes --no-install-recommends make python3 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 korras && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp korras
WORKDIR /srv/korras
COPY Makefile pyproject.toml ./
COPY tools tools
USER 10001:10001
ENTRYPOINT ["make", "--silent", "PYTHON=python3"]

# --- the proxy: Caddy as its user, without the right that the copy in its image asks for -------------
FROM ${CADDY} AS proxy
RUN cp /usr/bin/caddy /usr/local/bin/caddy && chown -R 10001:10001 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10001:10001
EXPOSE 8080 8443
CMD ["/usr/local/bin/caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
