"""Every setting of the playground; whatever depends on the place it runs at comes from the environment."""

from pathlib import Path

from playground.configuration.access import is_local, read_key_audience
from playground.configuration.accounts import FORM_PATHS, PASSWORD_VALIDATORS
from playground.configuration.apps import ADMIN_APPS, APPS, MIDDLEWARES
from playground.configuration.browser import CONTENT_SECURITY_POLICY
from playground.configuration.environment import (
    read_choice,
    read_flag,
    read_folder,
    read_list,
    read_listener,
    read_number,
    read_origin,
    read_origins,
    read_path,
    read_remote_api,
    read_seconds,
    read_secret,
    read_secrets,
    read_text,
)
from playground.configuration.logs import log_settings
from playground.configuration.mail import read_mailers
from playground.configuration.pages import template_settings
from playground.dialects import registry as dialects
from playground.engines.registry import ENGINES
from playground.stores.settings import read_stores

BASE_DIR = Path(__file__).resolve().parent.parent

# Where everything that must survive lives: database, queue, pictures, the secret.
HOME = Path(read_text("PLAYGROUND_HOME", str(BASE_DIR / "var"))).resolve()

DEBUG = read_flag("PLAYGROUND_DEBUG", False)
SECRET_KEY = read_secret("PLAYGROUND_SECRET_KEY", HOME / "secret_key")
PUBLIC_URL = read_origin("PLAYGROUND_PUBLIC_URL")
ALLOWED_HOSTS = read_list("PLAYGROUND_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = read_origins("PLAYGROUND_CSRF_TRUSTED_ORIGINS", PUBLIC_URL)
# Whoever has the playground to themselves is not kept short of anything.
IS_LOCAL = is_local(PUBLIC_URL, ALLOWED_HOSTS)

# Where staff find the administration; without it nothing of that is loaded.
ADMIN_PATH = read_path("PLAYGROUND_ADMIN_PATH")
INSTALLED_APPS = APPS + (ADMIN_APPS if ADMIN_PATH else [])
MIDDLEWARE = MIDDLEWARES
CSRF_FAILURE_VIEW = "playground.api.unknown.csrf_failure"
ROOT_URLCONF = "playground.urls"
WSGI_APPLICATION = "playground.wsgi.application"
FORM_RENDERER = "playground.pages.forms.PageRenderer"

TEMPLATES = template_settings(BASE_DIR / "templates")

WORKER_THREADS = read_number("PLAYGROUND_WORKER_THREADS", 4, minimum=1)
# Web processes, and the threads of each: as many as the requests that may be held, and some for pages. One client gets
# at most a quarter of them.
WEB_PROCESSES = read_number("WEB_PROCESSES", 2, minimum=1)
WEB_THREADS = read_number("WEB_THREADS", 48, minimum=8)
# How long a worker that is asked to stop waits for answers that are paid for already.
STOP_SECONDS = read_seconds("PLAYGROUND_STOP_SECONDS", 20)
STORES = read_stores(HOME, WORKER_THREADS)
DATABASES = STORES.databases
DATABASE_ROUTERS = STORES.routers
CACHES = {"default": STORES.cache}
HUEY = STORES.queue
NEWS = STORES.news
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

TASKS = {"default": {"BACKEND": "huey.contrib.djhuey.tasks_backend.HueyBackend", "ENQUEUE_ON_COMMIT": True}}

STORAGES = {
    "default": STORES.files,
    "staticfiles": {"BACKEND": "playground.pages.delivery.CachedStaticFilesStorage"},
}
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = HOME / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# What the product itself is told.
ENGINE = read_choice("PLAYGROUND_ENGINE", "sketch", tuple(ENGINES))
BLANK_SECONDS = read_seconds("PLAYGROUND_BLANK_SECONDS", 0)
# The wire formats of the public APIs by name, in the order of the page.
DIALECTS = tuple(dialects.DIALECTS)
# The public APIs by dialect, and what encrypts the keys that people enter for them: the first key, then older ones.
REMOTE_APIS = {dialect: read_remote_api(dialect) for dialect in DIALECTS}
ENCRYPTION_KEYS = read_secrets("PLAYGROUND_ENCRYPTION_KEYS", HOME / "encryption_key")
# Who may spend this server's own keys, and how many pictures each of them and all together in a day; 0 is no limit.
SERVER_KEYS_FOR = read_key_audience(local=IS_LOCAL)
SERVER_KEYS_A_DAY = read_number("PLAYGROUND_SERVER_KEYS_A_DAY", 100)
SERVER_KEYS_IN_ALL_A_DAY = read_number("PLAYGROUND_SERVER_KEYS_IN_ALL_A_DAY", 500)
# How long drawing one sketch may take, and how long a prompt may ask it to wait: strangers share the worker.
SKETCH_SECONDS = read_seconds("PLAYGROUND_SKETCH_SECONDS", 60)
SKETCH_LONGEST_WAIT = 120 if IS_LOCAL else 10
SPEC_FOLDER = read_folder("PLAYGROUND_SPEC_FOLDER")
MOST_QUEUED = read_number("PLAYGROUND_MOST_QUEUED", 100, minimum=4)
HELD_REQUESTS = read_number("PLAYGROUND_HELD_REQUESTS", 8)
API_REQUESTS_A_MINUTE = read_number("PLAYGROUND_API_REQUESTS_A_MINUTE", 600, minimum=1)
API_MOST_QUEUED = read_number("PLAYGROUND_API_MOST_QUEUED", 10_000, minimum=4)
API_WAITERS = read_number("PLAYGROUND_API_WAITERS", 16)
API_WAIT_SECONDS = read_seconds("PLAYGROUND_API_WAIT_SECONDS", 55)
# Whether anybody may create an account, and whether people without one may make pictures.
REGISTRATION = read_flag("PLAYGROUND_REGISTRATION", True)
GUESTS = read_flag("PLAYGROUND_GUESTS", True)
# Where Prometheus reads the metrics; without it none are kept.
METRICS_ADDRESS = read_listener("PLAYGROUND_METRICS_ADDRESS")
ALLOW_PRIVATE_URLS = read_flag("PLAYGROUND_ALLOW_PRIVATE_URLS", False)
# What one person may store, in megabytes; 0 is without limit.
STORAGE_PER_USER_MB = read_number("PLAYGROUND_STORAGE_PER_USER_MB", 0 if IS_LOCAL else 5000)
STORAGE_PER_GUEST_MB = read_number("PLAYGROUND_STORAGE_PER_GUEST_MB", 0 if IS_LOCAL else 500)
# Guests who made nothing new for so many days are removed; 0 keeps them.
GUEST_DAYS = read_number("PLAYGROUND_GUEST_DAYS", 0 if IS_LOCAL else 30)
# A disk with less room takes only what is paid for already.
DISK_RESERVE_MB = read_number("PLAYGROUND_DISK_RESERVE_MB", 200)
FILES_BY_PROXY = read_flag("PLAYGROUND_FILES_BY_PROXY", False)

# Forms without their files are small; a file is cut off where it is too large to be taken anyway.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["playground.imaging.upload_handler.BoundedUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o640

TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

AUTHENTICATION_BACKENDS = ["playground.accounts.backend.OwnerBackend"]
AUTH_PASSWORD_VALIDATORS = PASSWORD_VALIDATORS
ACCOUNT_ADAPTER = "playground.pages.account_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = FORM_PATHS
# Whoever finds an open browser cannot take the account over by another address.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Mail goes to nobody who has no account here.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MAILERS = read_mailers()
DEFAULT_FROM_EMAIL = read_text("PLAYGROUND_EMAIL_FROM", "playground@localhost")
# Without a mail server nobody could follow a link, so the address is checked only where there is one.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if "OPTIONS" in MAILERS["default"] else "none"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"

# Browsers keep cookies to HTTPS once the public address says HTTPS, and by this beginning of their names they take them
# from this very host alone: neither another site under the same domain nor a page without HTTPS can plant one.
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
FIRST_VISIT_COOKIE_NAME = f"{COOKIE_PREFIX}first_visit"
MESSAGE_STORAGE = "playground.pages.message_storage.MessageStorage"
# No script reads it: pages carry the token.
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 365 * 24 * 3600
# Browsers that have been here once ask by HTTPS alone, for a year. The list that browsers bring with them (W021) is for
# whoever owns the domain to decide, the proxy redirects from HTTP (W008), and without a mail server none is sent.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021", "mail.E001"]
# One proxy in front says who asks and how; without one whatever a visitor sends under these names is ignored.
BEHIND_PROXY = read_flag("PLAYGROUND_BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = CONTENT_SECURITY_POLICY

# What the page that PLAYGROUND_DEBUG shows for a fault does not show.
DEFAULT_EXCEPTION_REPORTER_FILTER = "playground.pages.debug_page.SecretHidingFilter"
LOGGING = log_settings()
