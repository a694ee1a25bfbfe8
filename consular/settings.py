"""The only settings file: every environment variable is read here, and a wrong value stops the start."""

import base64
import binascii
import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from consular.privacy import boxes

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
CONSULAR_HOME = Path(env.str("CONSULAR_HOME", default=str(BASE_DIR / ".local"))).absolute()


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _master_key(path: Path) -> bytes:
    try:
        key = base64.b64decode(path.read_text().strip(), validate=True)
    except (OSError, binascii.Error, ValueError) as error:
        raise ImproperlyConfigured(f"KEY_FILE {path} cannot be read as base64: {error}") from error
    if len(key) != 32:
        raise ImproperlyConfigured(f"KEY_FILE {path} must hold 32 bytes as base64, it holds {len(key)}.")
    return key


def _recovery_key(text: str) -> bytes:
    """The public half; empty: what a lawyer alone may read is lost with the lawyer."""
    try:
        return boxes.read_key(text) if text else b""
    except ValueError as error:
        raise ImproperlyConfigured(f"RECOVERY_PUBLIC_KEY must be 32 bytes as base64: {error}.") from error


def _web_address(name: str) -> str:
    address = env.str(name, default="")
    if address and not (address.startswith(("http://", "https://")) and urlsplit(address).hostname):
        raise ImproperlyConfigured(f"{name} must be an address that begins with http:// or https://, or empty.")
    return address


def _mail_server() -> dict:
    """By a URL such as smtp+tls://user:password@mail.example:587; a wrong scheme or port stops the start."""
    address = env.str("EMAIL_URL", default="") or "dummymail://"
    try:
        server = env.email_url_config(address)
    except ValueError as error:
        raise ImproperlyConfigured(f"EMAIL_URL cannot be read: {error}") from error
    if address.startswith("smtp") and not (server["EMAIL_HOST"] and env.str("DEFAULT_FROM_EMAIL", default="")):
        raise ImproperlyConfigured("EMAIL_URL must name a host, and DEFAULT_FROM_EMAIL says from whom mail comes.")
    return server


DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
KEY_FILE = Path(env.str("KEY_FILE", default=str(CONSULAR_HOME / "key")))
MASTER_KEY = _master_key(KEY_FILE)
RECOVERY_PUBLIC_KEY = _recovery_key(env.str("RECOVERY_PUBLIC_KEY", default=""))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of this service; '*' is refused.")
# Plain http and the demo cast exist on loopback only: a wrong environment must not open them to a network.
ON_LOOPBACK = all(_loopback(host) for host in ALLOWED_HOSTS)
PLAIN_HTTP = env.bool("PLAIN_HTTP", default=False)
DEMO = env.bool("DEMO", default=False)
PORT = env.int("PORT", default=8000)
if (PLAIN_HTTP or DEMO) and not ON_LOOPBACK:
    raise ImproperlyConfigured("PLAIN_HTTP and DEMO are for loopback: ALLOWED_HOSTS may then name only localhost.")

INSTALLED_APPS = [
    "daphne",
    "consular.organisation.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "channels",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "leaflet",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "consular.organisation",
    "consular.privacy",
    "consular.events",
    "alerts",
    "cases",
    "cases.reports",
]

MIDDLEWARE = [
    "consular.middleware.LimitBody",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "consular.middleware.PrivateHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "consular.organisation.middleware.LanguageFromUser",
    "consular.uploads.LimitUpload",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "consular.middleware.SecondFactor",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "consular.urls"
ASGI_APPLICATION = "consular.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consular.context.page",
            ],
        },
    },
]

# The application role owns nothing: `make run` migrates with DATABASE_OWNER_URL in the place of DATABASE_URL.
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL"),
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 16, "timeout": 5, "max_idle": 300}},
    },
}
# Steps of `load_reference` that belong to apps above the organisation: each takes the files and counts what it loaded.
REFERENCE_STEPS = ["cases.rules.load"]
# Steps of `make_demo`, after the cast is there.
DEMO_STEPS = ["cases.demo.make_counsel"]
# Parts of a shift's digest that such apps add: each a module with `digest` and `readable`.
SHIFT_PARTS = {"cases": "cases.shift"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis carries hints and background jobs, never personal data; nothing life-critical waits for it.
# Asked every ten seconds for as long as every open alert has a next step; whoever waits there raises the alarm when it stops.
HEARTBEAT_URL = _web_address("HEARTBEAT_URL")
CANARY_URL = _web_address("CANARY_URL").rstrip("/")
PAGER_URL = _web_address("PAGER_URL")
PAGER_TOKEN = env.str("PAGER_TOKEN", default="")

# Mail tells that a report is ready, and nothing else. Without a server nothing is sent, and the page of schedules says so.
MAIL_IS_SET_UP = bool(env.str("EMAIL_URL", default=""))
_mail = _mail_server()
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"] or "localhost", _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="consular@localhost")

# What one process keeps of the reports' roll-ups, unpacked: about two years of a million alerts and 300,000 cases.
ROLLUP_CACHE_BYTES = env.int("ROLLUP_CACHE_MB", default=256) * 2**20
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
_redis_host = {"address": REDIS_URL, "socket_timeout": 15, "socket_connect_timeout": 1}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [_redis_host], "capacity": 1000, "expiry": 10, "prefix": "consular"},
    },
}
CELERY = {
    "broker_url": REDIS_URL,
    "broker_connection_retry_on_startup": True,
    "broker_transport_options": {"visibility_timeout": 300, "socket_timeout": 15, "socket_connect_timeout": 2},
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "task_ignore_result": True,
    "task_serializer": "json",
    "accept_content": ["json"],
    "task_time_limit": 120,
    "task_soft_time_limit": 100,
    "task_publish_retry_policy": {"max_retries": 1, "interval_start": 0, "interval_max": 0.2},
    "timezone": "UTC",
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Sign-in
AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "consular.organisation.sign_in.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = False  # django-axes counts failures in the database; allauth's counters are not atomic
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Consular"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "consular.organisation.sign_in.client_address"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not PLAIN_HTTP
CSRF_COOKIE_SECURE = not PLAIN_HTTP
CSRF_FAILURE_VIEW = "consular.errors.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP

# Transport and headers
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_PROXY_SSL_HEADER = None if PLAIN_HTTP else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}
MAX_BODY = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# Files are taken at these addresses alone: 20 MiB, and what a form needs around them.
UPLOAD_ADDRESSES = r"/(api/v1/)?cases/[^/]+/documents/"
MAX_UPLOAD = 20 * 1024 * 1024 + 64 * 1024
FILE_UPLOAD_HANDLERS = ["consular.uploads.Nameless"]

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "consular" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = CONSULAR_HOME / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/topojson-client", BASE_DIR / "node_modules" / "topojson-client" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 300
MEDIA_ROOT = CONSULAR_HOME / "media"

# The API
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["consular.parsers.StrictJson"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["consular.authentication.StaffSession"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "consular.errors.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Consular",
    "DESCRIPTION": "Alerts, the triage board, legal-aid cases and reports of a consular network.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "IncidentStateEnum": "alerts.models.incident.Incident.State",
        "DocumentKindEnum": "cases.models.documents.Document.Kind",
        "KindEnum": "alerts.models.alert.Alert.Kind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "alerts.intake.openapi.add_intake",
    ],
}
LEAFLET_CONFIG = {"TILES": [], "NO_GLOBALS": False, "RESET_VIEW": False}

# Logs: an allow-list of fields, so that no name, phone, place or token can slip into a line.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "axes": {"level": "WARNING"},
        "daphne": {"level": "WARNING"},
        "django.channels.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}


# GDAL before 3.9 can be made to open files by a hostile spatial reference; nothing from outside ever reaches GDAL here.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]

# The site's own origins, as browsers write them: sockets and unsafe requests come from nowhere else.
ORIGINS = [f"http://{host}:{PORT}" if PLAIN_HTTP else f"https://{host}" for host in ALLOWED_HOSTS]
CSRF_TRUSTED_ORIGINS = ORIGINS
