"""Settings that lead nowhere: for what reads code or a file and meets no server."""

NOWHERE = {
    "KORRAS_MODE": "test",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "only for checking",
    "ALLOWED_HOSTS": "localhost",
    "BASE_URL": "http://localhost",
    "DATABASE_URL": "postgres://korras_app@//nowhere/korras",
    "DATABASE_OWNER_URL": "postgres://korras_owner@//nowhere/korras",
    "DATABASE_LOG_URL": "postgres://korras_log@//nowhere/korras",
    "REDIS_URL": "unix:///nowhere/redis.sock",
    "EMAIL_URL": "smtp://127.0.0.1:9",
    "MAIL_FROM": "korras@agency.example",
    "MEDIA_ROOT": "/nowhere",
    "STATIC_ROOT": "/nowhere",
    "PYTHONWARNINGS": "ignore",
}
