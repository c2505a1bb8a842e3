"""All settings of the playground. Those that differ between installations come from the environment."""

from pathlib import Path

from playground.configuration.access import is_local, read_key_audience, read_own_servers
from playground.configuration.accounts import FORM_PATHS, PASSWORD_VALIDATORS, RATE_LIMITS
from playground.configuration.addresses import read_hosts, read_origin, read_origins
from playground.configuration.apps import ADMIN_APPS, APPS, MIDDLEWARES
from playground.configuration.browser import CONTENT_SECURITY_POLICY
from playground.configuration.environment import (
    read_choice,
    read_flag,
    read_folder,
    read_listener,
    read_number,
    read_path,
    read_remote_api,
    read_seconds,
    read_secret,
    read_secrets,
    read_text,
    read_user_agent,
)
from playground.configuration.logs import log_settings
from playground.configuration.mail import read_mailers
from playground.configuration.money import read_micros
from playground.configuration.pages import template_settings
from playground.dialects import registry as dialects
from playground.engines.registry import ENGINES
from playground.stores.settings import read_stores

BASE_DIR = Path(__file__).resolve().parent.parent

# The folder of all persistent data: database, queue, pictures and secrets.
HOME = Path(read_text("PLAYGROUND_HOME", str(BASE_DIR / "var"))).resolve()

DEBUG = read_flag("PLAYGROUND_DEBUG", False)
SECRET_KEY = read_secret("PLAYGROUND_SECRET_KEY", HOME / "secret_key")
PUBLIC_URL = read_origin("PLAYGROUND_PUBLIC_URL")
ALLOWED_HOSTS = read_hosts("PLAYGROUND_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", PUBLIC_URL)
CSRF_TRUSTED_ORIGINS = read_origins("PLAYGROUND_CSRF_TRUSTED_ORIGINS", PUBLIC_URL)
# On a server that only this machine can reach, the defaults are not limited.
IS_LOCAL = is_local(PUBLIC_URL, ALLOWED_HOSTS)

# The path of the administration for staff. If it is empty, the administration is not loaded at all.
ADMIN_PATH = read_path("PLAYGROUND_ADMIN_PATH")
INSTALLED_APPS = APPS + (ADMIN_APPS if ADMIN_PATH else [])
MIDDLEWARE = MIDDLEWARES
CSRF_FAILURE_VIEW = "playground.api.unknown.csrf_failure"
ROOT_URLCONF = "playground.urls"
WSGI_APPLICATION = "playground.wsgi.application"
FORM_RENDERER = "playground.pages.forms.PageRenderer"

TEMPLATES = template_settings(BASE_DIR / "templates")

WORKER_THREADS = read_number("PLAYGROUND_WORKER_THREADS", 4, minimum=1)
# Web processes and the threads of each: enough for all requests that wait for news, and some for pages. One client gets
# at most a quarter of them.
WEB_PROCESSES = read_number("WEB_PROCESSES", 2, minimum=1)
WEB_THREADS = read_number("WEB_THREADS", 48, minimum=8)
# How long a stopping worker waits for responses that are already paid for.
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
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "playground.stores.static_files.LibraryFinder",
]
STATIC_ROOT = HOME / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# The product's own settings.
ENGINE = read_choice("PLAYGROUND_ENGINE", "sketch", tuple(ENGINES))
BLANK_SECONDS = read_seconds("PLAYGROUND_BLANK_SECONDS", 0)
# The wire formats of the public APIs by name, in the order of the page.
DIALECTS = tuple(dialects.DIALECTS)
# The public APIs by dialect. People's keys for them are encrypted with the first key; older ones can still decrypt.
REMOTE_APIS = {dialect: read_remote_api(dialect) for dialect in DIALECTS}
ENCRYPTION_KEYS = read_secrets("PLAYGROUND_ENCRYPTION_KEYS", HOME / "encryption_key")
# Who may use this server's own keys, the number of pictures per day for one person and for all, and what they may cost
# one person in a month, in millionths of a dollar; 0 means no limit.
SERVER_KEYS_FOR = read_key_audience(local=IS_LOCAL)
SERVER_KEYS_A_DAY = read_number("PLAYGROUND_SERVER_KEYS_A_DAY", 100)
SERVER_KEYS_IN_ALL_A_DAY = read_number("PLAYGROUND_SERVER_KEYS_IN_ALL_A_DAY", 500)
SERVER_KEYS_MICROS_A_MONTH = read_micros("PLAYGROUND_SERVER_KEYS_DOLLARS_A_MONTH", "0")
# The servers of their own that people may name: none, those with public addresses, or all.
OWN_SERVERS = read_own_servers(local=IS_LOCAL)
# How long one sketch may take, and how long a prompt can make it wait. On a public server strangers share the worker.
SKETCH_SECONDS = read_seconds("PLAYGROUND_SKETCH_SECONDS", 60)
SKETCH_LONGEST_WAIT = 120 if IS_LOCAL else 10
# The model for clients of OpenAI's API that name one of OpenAI's own, or none.
OPENAI_MODEL = read_text("PLAYGROUND_OPENAI_MODEL", "flux-2-flex")
SPEC_FOLDER = read_folder("PLAYGROUND_SPEC_FOLDER")
PRICE_FOLDER = read_folder("PLAYGROUND_PRICE_FOLDER")
MOST_QUEUED = read_number("PLAYGROUND_MOST_QUEUED", 100, minimum=4)
SWEEP_MOST_QUEUED = read_number("PLAYGROUND_SWEEP_MOST_QUEUED", 2000, minimum=4)
HELD_REQUESTS = read_number("PLAYGROUND_HELD_REQUESTS", 8)
API_REQUESTS_A_MINUTE = read_number("PLAYGROUND_API_REQUESTS_A_MINUTE", 600, minimum=1)
API_MOST_QUEUED = read_number("PLAYGROUND_API_MOST_QUEUED", 10_000, minimum=4)
API_WAITERS = read_number("PLAYGROUND_API_WAITERS", 16)
API_WAIT_SECONDS = read_seconds("PLAYGROUND_API_WAIT_SECONDS", 55)
# How long the response to a click waits for pictures that are made immediately.
FIRST_WAIT_SECONDS = 0.08
# Whether anybody can create an account, and whether people without an account can generate pictures.
REGISTRATION = read_flag("PLAYGROUND_REGISTRATION", True)
GUESTS = read_flag("PLAYGROUND_GUESTS", True)
# The address at which Prometheus reads the metrics. If it is empty, none are recorded.
METRICS_ADDRESS = read_listener("PLAYGROUND_METRICS_ADDRESS")
ALLOW_PRIVATE_URLS = read_flag("PLAYGROUND_ALLOW_PRIVATE_URLS", False)
# Sites such as Wikimedia's refuse a client that does not say who it is and whom to ask.
USER_AGENT = read_user_agent(PUBLIC_URL)
# The storage limit of one person in megabytes; 0 means no limit.
STORAGE_PER_USER_MB = read_number("PLAYGROUND_STORAGE_PER_USER_MB", 0 if IS_LOCAL else 5000)
STORAGE_PER_GUEST_MB = read_number("PLAYGROUND_STORAGE_PER_GUEST_MB", 0 if IS_LOCAL else 500)
# Guests who generated nothing for this many days are removed; 0 keeps them.
GUEST_DAYS = read_number("PLAYGROUND_GUEST_DAYS", 0 if IS_LOCAL else 30)
# With less free disk space, only results that are already paid for are stored.
DISK_RESERVE_MB = read_number("PLAYGROUND_DISK_RESERVE_MB", 200)
FILES_BY_PROXY = read_flag("PLAYGROUND_FILES_BY_PROXY", False)

# The limit of a form without its files: 2 MB of text, which percent-encoding may triple. The handler of uploads has a
# limit of its own.
DATA_UPLOAD_MAX_MEMORY_SIZE = 7 * 1024 * 1024
# A selection names up to 1,000 pictures, beside the other fields of its form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_100
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
ACCOUNT_RATE_LIMITS = RATE_LIMITS
# Somebody who finds an open browser must not be able to take over the account by changing its address.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Anybody can enter any address, so no mail is sent to addresses without an account.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MAILERS = read_mailers()
DEFAULT_FROM_EMAIL = read_text("PLAYGROUND_EMAIL_FROM", "playground@localhost")
# Confirming an address needs a link in a mail, so it is only required if there is a mail server.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if "OPTIONS" in MAILERS["default"] else "none"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"

# With HTTPS, browsers only send the cookies over HTTPS. They accept cookies with the prefix __Host- only from this host
# itself, so neither another site under the same domain nor a page without HTTPS can plant one.
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
FIRST_VISIT_COOKIE_NAME = f"{COOKIE_PREFIX}first_visit"
MESSAGE_STORAGE = "playground.pages.message_storage.MessageStorage"
# Pages contain the CSRF token, so no script needs to read the cookie.
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 365 * 24 * 3600
# After a first visit, browsers only use HTTPS for a year. Three checks are silenced: preloading (W021) is a decision of
# the domain's owner, the proxy redirects from HTTP (W008), and without a mail server no mail is sent (E001).
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021", "mail.E001"]
# The proxy sets the headers with the visitor's address and scheme. Without a proxy these headers are ignored, because
# visitors could forge them.
BEHIND_PROXY = read_flag("PLAYGROUND_BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = CONTENT_SECURITY_POLICY

# Hides secrets in the error page that PLAYGROUND_DEBUG enables.
DEFAULT_EXCEPTION_REPORTER_FILTER = "playground.pages.debug_page.SecretHidingFilter"
LOGGING = log_settings()
