"""The settings `INSTALLED_APPS` and `MIDDLEWARE`."""

APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "huey.contrib.djhuey",
    "playground.catalog",
    "playground.accounts",
    "playground.prices",
    "playground.generations",
    "playground.sweeps",
    "playground.presets",
    "playground.library",
    "playground.api",
    "playground.pages",
    "playground.serving",
    "playground.standins",
]

ADMIN_APPS = ["playground.operators.apps.OperatorsConfig"]

# A request passes through the middleware from top to bottom, and its response from bottom to top.
MIDDLEWARES = [
    # The first, so that its line has the status and the time of everything below it.
    "playground.serving.request_log.RequestLogMiddleware",
    "playground.pages.health.HealthMiddleware",
    "playground.serving.accepted_encodings.AcceptedEncodingsMiddleware",
    "playground.serving.upload_names.UploadNamesMiddleware",
    "playground.pages.headers.DefaultHeadersMiddleware",
    "playground.api.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "playground.pages.static_middleware.StaticFilesMiddleware",
    "playground.pages.delivery.PageCompressionMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "playground.accounts.older_sessions.OlderSessionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "playground.accounts.first_visits.FirstVisitMiddleware",
    "playground.pages.append_slash.AppendSlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "playground.pages.too_busy.TooBusyMiddleware",
    "playground.pages.not_allowed.NotAllowedMiddleware",
    "playground.pages.session_ended.SessionEndedMiddleware",
]
