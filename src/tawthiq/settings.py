"""Django's settings, read once from the environment and the mission folder.

``TAWTHIQ_MISSION`` names the mission folder; ``DATABASE_URL`` moves the store to PostgreSQL and changes nothing
else. Unknown or unsafe values are refused here, before anything starts. The secret key that signs sessions
never lives in the mission: it is kept per mission in the state folder of the account that runs the server.
"""

import os
import secrets
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MISSION = Path(os.environ["TAWTHIQ_MISSION"]).resolve() if os.environ.get("TAWTHIQ_MISSION") else None

SQLITE_START = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA cell_size_check=ON;
PRAGMA secure_delete=ON;
PRAGMA recursive_triggers=ON;
PRAGMA cache_size=-65536;
PRAGMA mmap_size=268435456;
"""


def database(url: str, mission: Path | None) -> dict[str, Any]:
    """The database a mission lives in: its own SQLite file, or the PostgreSQL that `url` names."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(mission / "mission.db") if mission else ":memory:",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_START},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://; leave it unset for SQLite.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or options.pop("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": options,
    }


def secret_key(mission: Path | None) -> str:
    """The key that signs sessions: from the environment, else from a private file outside the mission."""
    if given := os.environ.get("TAWTHIQ_SECRET_KEY"):
        return given
    if mission is None:
        return secrets.token_urlsafe(48)
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "tawthiq"
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = state / f"{sha256(str(mission).encode()).hexdigest()[:16]}.key"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as out:
        key = secrets.token_urlsafe(48)
        out.write(key)
    return key


SECRET_KEY = secret_key(MISSION)
# A page of Django's own debugging shows settings, queries and testimony: it cannot be switched on, only by a test that
# says so, and a server refuses to start with it (`tawthiq.web.apps`).
DEBUG = False
ALLOWED_HOSTS = [h for h in os.environ.get("TAWTHIQ_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
IS_SERVED_OVER_TLS = os.environ.get("TAWTHIQ_TLS", "") == "1"

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), MISSION)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "tawthiq.keeping",
    "tawthiq.web",
]
AUTH_USER_MODEL = "keeping.Member"
AUTHENTICATION_BACKENDS = ["tawthiq.web.entrance.backend.PatientBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tawthiq.web.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tawthiq.web.sessions.MemberSessions",
    "tawthiq.web.middleware.MemberLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tawthiq.web.middleware.OneMoment",
    "tawthiq.web.middleware.PlainErrors",
]
ROOT_URLCONF = "tawthiq.web.urls"
WSGI_APPLICATION = "tawthiq.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tawthiq.web.context.frame",
            ],
            "builtins": ["tawthiq.web.templatetags.tawthiq", "django.templatetags.i18n"],
        },
    },
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False


def static_headers(headers: Any, _path: str, _url: str) -> None:
    """What a file of ours carries: it runs nothing by itself, and no other site and no frame may have it."""
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Frame-Options"] = "DENY"


WHITENOISE_ADD_HEADERS_FUNCTION = static_headers

LOGIN_URL = "entrance:sign_in"
LOGIN_REDIRECT_URL = "overview:home"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_SERVED_OVER_TLS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = IS_SERVED_OVER_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tawthiq.web.errors.csrf_failure"
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_SERVED_OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_SERVED_OVER_TLS
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # These would write addresses of pages, in which search words stand, or of people, or ids of keys. What they would
    # tell is in the audit, by member; a failure of ours is logged by its code.
    "loggers": {
        name: {"handlers": [], "level": "CRITICAL", "propagate": False}
        for name in ("django.request", "django.security", "django.server", "fido2")
    },
}
