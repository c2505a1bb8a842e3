"""Hides secrets on Django's debug page, also those inside URLs and options."""

import re
from collections.abc import ItemsView
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

# The password in a URL like postgres://user:password@host/name.
PASSWORD = re.compile(r"(://[^:/@\s]*:)[^@/\s]+@")
# Shorter secrets are not searched for, because they would match inside ordinary words.
MIN_SECRET_LENGTH = 6


class SecretHidingFilter(SafeExceptionReporterFilter):
    """Hides settings and local variables that contain a secret."""

    def cleanse_setting(self, key: Any, value: Any) -> Any:  # noqa: ANN401
        return self._hide(super().cleanse_setting(key, value))

    def get_traceback_frame_variables(
        self,
        request: HttpRequest | None,
        tb_frame: Any,  # noqa: ANN401
    ) -> ItemsView[str, Any]:
        """Return the variables of a frame; database drivers have URLs and passwords in theirs."""
        found = super().get_traceback_frame_variables(request, tb_frame)
        return {name: self.cleanse_setting(name, value) for name, value in found}.items()

    def _hide(self, value: Any) -> Any:  # noqa: ANN401
        try:
            # Django hides values by the names of settings, but a URL or an options dictionary has the secret inside.
            shown = value if isinstance(value, str) else repr(value)
        # The `repr` of an object that is not fully initialised may raise anything.
        except Exception:  # noqa: BLE001
            return value
        is_changed = PASSWORD.search(shown) is not None
        shown = PASSWORD.sub(rf"\1{self.cleansed_substitute}@", shown)
        if any(secret in shown for secret in find_secrets()):
            return self.cleansed_substitute
        return shown if is_changed else value


def find_secrets() -> set[str]:
    """Return all secrets in the settings."""
    database, files = settings.DATABASES["default"], settings.STORAGES["default"].get("OPTIONS", {})
    mail: Any = settings.MAILERS["default"].get("OPTIONS", {})
    cache = urlsplit(str(settings.CACHES["default"].get("LOCATION", "")))
    found = [
        settings.SECRET_KEY,
        *settings.ENCRYPTION_KEYS,
        *(api.key for api in settings.REMOTE_APIS.values()),
        database.get("PASSWORD", ""),
        cache.password or "",
        files.get("secret_key", ""),
        mail.get("password", ""),
    ]
    return {str(secret) for secret in found if len(str(secret)) >= MIN_SECRET_LENGTH}
