"""Django's settings. What differs between installations comes from the data folder."""

from __future__ import annotations

import os
from pathlib import Path

import fontpkg_be_vietnam_pro
from django.utils.translation import gettext_lazy as _

from binhyen.foundations import clock
from binhyen.machinery.database.connecting import django_database
from binhyen.machinery.datafolder import DataFolder

PACKAGE = Path(__file__).resolve().parent.parent
CATALOGUE = PACKAGE.parent.parent / "catalogue"

DATA_FOLDER = DataFolder.from_environment()
# Indicators, forms and deadlines may come from a folder of the operator's; calendars and lists of units are ours.
INDICATOR_CATALOGUE = DATA_FOLDER.path / (DATA_FOLDER.settings.get("catalogue") or CATALOGUE)
clock.fix(DATA_FOLDER.fixed_day)

SECRET_KEY = DATA_FOLDER.secrets.get("secret_key") or os.urandom(32).hex()
DEBUG = False
HOSTS = DATA_FOLDER.settings.get("hosts", [])
ALLOWED_HOSTS = [*HOSTS, "localhost", "127.0.0.1", "[::1]"]
HTTPS = bool(DATA_FOLDER.settings.get("https", False))
if HTTPS:  # behind one proxy that holds the certificate and says so of each request
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS]

INSTALLED_APPS = [
    "binhyen.web",  # first, so that its templates win over those of the libraries
    "binhyen.worklist",
    "binhyen.publications",
    "binhyen.analytics",
    "binhyen.narratives",
    "binhyen.reporting",
    "binhyen.access",
    "binhyen.indicators",
    "binhyen.orgunits",
    "binhyen.machinery",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "binhyen.web.frame.middleware.content_security",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "binhyen.web.frame.middleware.ActorMiddleware",
]

ROOT_URLCONF = "binhyen.config.urls"
WSGI_APPLICATION = "binhyen.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "binhyen.web.frame.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": django_database(
        DATA_FOLDER,
        role=os.environ.get("BINHYEN_DB_ROLE", "app"),
        pooled=os.environ.get("BINHYEN_DB_POOL") == "1",
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
UNIT_TABLE = "orgunits_orgunit"  # where machinery's database guards find the path of a unit

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "machinery_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # a full cache forgets rate limits at random
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["binhyen.machinery.audit.jobs", "binhyen.machinery.files.jobs"]

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "binhyen.access.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "binhyen.access.passwords.Uncommon"},
    {"NAME": "binhyen.access.passwords.NotDigitsAlone"},
    {"NAME": "binhyen.access.passwords.UnlikeTheAccount"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "binhyen.web.signin.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(
    DATA_FOLDER.settings.get("proxies", int(HTTPS))
)  # whose word on addresses counts
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",  # a whole province may stand behind one address
    "login_failed": "60/m/ip,5/5m/key",
    "activate": "30/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "binhyen.web.signin.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Bình Yên"
MFA_TOTP_TOLERANCE = 1  # phones' clocks are not exact; a code still counts once (web/signin/forms.py)
MFA_ALLOW_UNVERIFIED_EMAIL = True  # no address is ever verified here

SITE_ADDRESS = DATA_FOLDER.address
MAIL = DATA_FOLDER.mail
MAIL_SET_UP = MAIL is not None
if MAIL is not None:
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.security == "starttls", MAIL.security == "ssl"
    EMAIL_TIMEOUT = 20
    DEFAULT_FROM_EMAIL = MAIL.sender

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
DATE_FORMAT = "d/m/Y"
FORMAT_MODULE_PATH = "binhyen.config.formats"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER.path / "static"
STATICFILES_DIRS = [("fonts", Path(fontpkg_be_vietnam_pro.__file__).parent / "files")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": os.environ.get("BINHYEN_STATIC_STORAGE", "binhyen.config.static.HashedNames")},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024  # what may be taken stays in memory until it is screened
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 600  # a province sends its workbooks together; the page itself takes 500

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = [
    "models.W042",
    "security.W004",
    "security.W008",  # HSTS and redirects belong to the proxy that holds the certificate
]
