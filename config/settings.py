"""Every setting comes from the environment; a missing one in production stops the start and is named."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
import pghistory
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.beat import SCHEDULE
from foundation.core.logs import without_secrets

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

MODE = env.str("KORRAS_MODE", "production")
if MODE not in ("production", "demo", "test"):
    raise ImproperlyConfigured("KORRAS_MODE is production, demo or test")
PRODUCTION, DEMO, TEST = MODE == "production", MODE == "demo", MODE == "test"

# --- who we are ---------------------------------------------------------------------------------
PRODUCT = env.str("PRODUCT", "Korras")
VERSION = "0.1.0"  # as in pyproject.toml
AGENCY = env.str("AGENCY", "")
BASE_URL = env.str("BASE_URL").rstrip("/")
EMERGENCY_PHONE = env.str("EMERGENCY_PHONE", "")
ACCESSIBILITY_CONTACT = env.str("ACCESSIBILITY_CONTACT", "")  # on the statements: whom to write to
ACCESSIBILITY_SUPERVISOR = env.str("ACCESSIBILITY_SUPERVISOR", "")
PRIVACY_CONTACT = env.str("PRIVACY_CONTACT", "")
SECRET_KEY = env.str("SECRET_KEY")
LABEL_KEY = (
    env.str("LABEL_KEY", "") or SECRET_KEY
)  # signs printed labels, which outlive a change of the other
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
if DEMO and not set(ALLOWED_HOSTS) <= LOOPBACK:  # the demo signs in without a password
    raise ImproperlyConfigured("KORRAS_MODE=demo answers on loopback names only: correct ALLOWED_HOSTS")
SECURE = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- apps ---------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # the site is ours: foundation.core.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
    "pghistory",
    # ours, the lowest first
    "foundation.core",
    "foundation.events",
    "foundation.files",
    "foundation.imports",
    "foundation.organisation",
    "foundation.notifications",
    "foundation.deadlines",
    "foundation.approvals",
    "partners",
    "costs",
    "requests_desk",
    "fleet",
    "overview",
]
MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "foundation.core.middleware.sessions_end",
    "foundation.core.middleware.speak_the_persons_language",
    "foundation.core.middleware.keep_out_of_caches",
    "foundation.core.middleware.words_instead_of_traces",
    "foundation.core.middleware.SignInFirst",
    "foundation.core.middleware.SecondFactorFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "foundation.core.middleware.reads_cannot_write",
    "foundation.core.middleware.writes_are_signed",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "overview.shell.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data ---------------------------------------------------------------------------------------
# Short statements need no compiling, and joins that no order can spoil are not put into every order first:
# the page of a request joins nine tables by their keys and was planned for 9 ms, now for 2.
PLANNING = "-c jit=off -c join_collapse_limit=4"
WEB_LIMITS = f"-c statement_timeout=10000 -c lock_timeout=5000 {PLANNING}"
DATABASES = {
    "default": env.db("DATABASE_URL"),
    "owner": env.db("DATABASE_OWNER_URL"),
    "log": env.db("DATABASE_LOG_URL"),
}
for _alias in ("default", "log"):
    # what the address says (sslmode) stays
    DATABASES[_alias].setdefault("OPTIONS", {}).update(options=WEB_LIMITS)
    DATABASES[_alias]["CONN_MAX_AGE"] = 60  # seconds; each thread keeps its own
    DATABASES[_alias]["CONN_HEALTH_CHECKS"] = True  # one that died meanwhile is not used again
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(
    db_index=False
)  # tables of changes are read by row and day
REDIS_URL = env.str("REDIS_URL")
CACHES = {  # allauth's counters of tries and used codes, nothing else
    "default": {
        "BACKEND": "foundation.core.cache.Tries",
        "LOCATION": "core_tries",
        "KEY_FUNCTION": "foundation.core.cache.hashed_key",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
MEDIA_ROOT = Path(env.str("MEDIA_ROOT"))
FILE_UPLOAD_PERMISSIONS = 0o600
MAX_FILE_MB = env.int("MAX_FILE_MB", 25)
MAX_REQUEST_MB = 4 * MAX_FILE_MB  # all files of one form together
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- people -------------------------------------------------------------------------------------
# Addresses are unique among those in service only: somebody who left may have handed theirs on.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTH_USER_MODEL = "organisation.Person"
AUTHENTICATION_BACKENDS = ["foundation.organisation.adapters.SignedIn"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("first_name", "last_name", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "foundation.notifications.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # our adapter sends none, but works as if
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# allauth's own generator would fill its second list of addresses, and an old one would still sign in
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  a class
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)  # reverse proxies, for rate limits
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())
SESSION_IDLE = timedelta(hours=env.float("SESSION_IDLE_HOURS", 8))
SESSION_LONGEST = timedelta(hours=env.float("SESSION_LONGEST_HOURS", 12))
SESSION_NOTED = timedelta(minutes=10)  # how exactly the last page is known, so that a page seldom writes
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- second factor ------------------------------------------------------------------------------
_demanding = "" if DEMO or TEST else "admin,specialist,head,finance"
MFA_REQUIRED_ROLES = [role for role in env.str("MFA_REQUIRED_ROLES", _demanding).split(",") if role]
OIDC_TRUSTS_SECOND_FACTOR = env.bool("OIDC_TRUSTS_SECOND_FACTOR", True)  # the provider asked for one itself
MFA_ADAPTER = "foundation.organisation.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = PRODUCT
MFA_FORMS = {
    "authenticate": "foundation.organisation.forms.CodeForm",
    "reauthenticate": "foundation.organisation.forms.CodeAgainForm",
    "activate_totp": "foundation.organisation.forms.FirstCodeForm",
}
MFA_TOTP_TOLERANCE = 1  # a code is taken half a minute before and after its own

# --- single sign-on -----------------------------------------------------------------------------
OIDC_ISSUER = env.str("OIDC_ISSUER", "").rstrip("/")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_NAME = env.str("OIDC_NAME", "") or AGENCY or PRODUCT  # on the button
OIDC_PERSON_CLAIM = env.str("OIDC_PERSON_CLAIM", "")  # the claim that says who it is
OIDC_MATCH = env.str("OIDC_MATCH", "directory_id")  # what of a person the claim equals
OIDC_EMAIL_TRUSTED = env.bool("OIDC_EMAIL_TRUSTED", False)  # its verified addresses are those of our people
OIDC_HASH_SUBJECT = env.bool("OIDC_HASH_SUBJECT", False)  # its subjects are national codes
OIDC_USERINFO = env.bool("OIDC_USERINFO", False)  # claims are at the userinfo address, not in the ID token
OIDC_TOKEN_AUTH = env.str("OIDC_TOKEN_AUTH", "client_secret_basic")
OIDC_SCOPES = env.str("OIDC_SCOPES", "openid profile email").split()
_wanted = {
    "OIDC_ISSUER": OIDC_ISSUER,
    "OIDC_CLIENT_ID": OIDC_CLIENT_ID,
    "OIDC_CLIENT_SECRET": OIDC_CLIENT_SECRET,
    "OIDC_PERSON_CLAIM or OIDC_EMAIL_TRUSTED": OIDC_PERSON_CLAIM or OIDC_EMAIL_TRUSTED,
}
_missing = [name for name, value in _wanted.items() if not value]
if 0 < len(_missing) < len(_wanted):
    raise ImproperlyConfigured(f"single sign-on is half set up: add {', '.join(_missing)}")
if OIDC_MATCH not in ("directory_id", "personnel_no"):
    raise ImproperlyConfigured("OIDC_MATCH is directory_id or personnel_no")
_issuer = urlsplit(OIDC_ISSUER)
# the ID token is believed because it came over TLS from the issuer itself
if OIDC_ISSUER and _issuer.scheme != "https" and _issuer.hostname not in LOOPBACK:
    raise ImproperlyConfigured("OIDC_ISSUER needs https")
SOCIALACCOUNT_ADAPTER = "foundation.organisation.adapters.SignOnAdapter"
SOCIALACCOUNT_STORE_TOKENS = SOCIALACCOUNT_LOGIN_ON_GET = SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "foundation.organisation.adapters.Issuer",
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": OIDC_SCOPES,
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {
                    "server_url": OIDC_ISSUER,
                    "fetch_userinfo": OIDC_USERINFO,
                    "token_auth_method": OIDC_TOKEN_AUTH,
                },
            }
        ][: bool(OIDC_ISSUER)],
    }
}

# --- safety -------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *([f"{_issuer.scheme}://{_issuer.netloc}"] if OIDC_ISSUER else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
}

# --- words and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "et"
LANGUAGES = [("et", _("Estonian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Tallinn"
USE_TZ = USE_I18N = True

# --- static files -------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
HASHED_STATIC = env.bool("HASHED_STATIC", not TEST)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- mail ---------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 10
MAIL_FROM = DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM")
MAIL_REPLY_TO = env.str("MAIL_REPLY_TO", "")
# later mails of a thread wait so long and go together; 0: each at once
MAIL_GROUP_SECONDS = env.int("MAIL_GROUP_SECONDS", 300)
DEMO_MAIL_DIR = env.str("DEMO_MAIL_DIR", "")
DEMO_SIZE = env.int("DEMO_SIZE", 100)  # percent of the large agency; 0 has only the people of the stories

# --- work in the background ---------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)  # kombu writes sockets so
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 285  # an error that the task and the health page can tell of
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # unused, and its queue may end a worker as Redis comes back
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = SCHEDULE

# --- imports, the desk -----------------------------------------------------------------------------
IMPORT_ROWS_KEPT_DAYS = env.int("IMPORT_ROWS_KEPT_DAYS", 14)  # then file and rows go, and undo with them
CLOSE_AFTER_WORKING_DAYS = env.int("CLOSE_AFTER_WORKING_DAYS", 10)

# --- logs ---------------------------------------------------------------------------------------
DJANGO_STRUCTLOG_CELERY_ENABLED = True
LOG_STEPS = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.PositionalArgumentsFormatter(),
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *LOG_STEPS,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": LOG_STEPS,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_secrets,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": env.str("LOG_LEVEL", "WARNING" if TEST else "INFO")},
}
