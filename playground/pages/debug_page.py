"""What Django's debug page may show: everything but secrets, which addresses and options hold as well."""

import re
from collections.abc import ItemsView
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

# The password of an address like postgres://user:password@host/name.
PASSWORD = re.compile(r"(://[^:/@\s]*:)[^@/\s]+@")
# A value that is shorter than this is in too many words to be looked for.
SHORTEST = 6


class HidingFilter(SafeExceptionReporterFilter):
    """Hides each value, of a setting or of a variable in a frame, in which a secret can be read."""

    def cleanse_setting(self, key: Any, value: Any) -> Any:  # noqa: ANN401
        """Return the setting, or what stands for it."""
        return self._hide(super().cleanse_setting(key, value))

    def get_traceback_frame_variables(
        self,
        request: HttpRequest | None,
        tb_frame: Any,  # noqa: ANN401
    ) -> ItemsView[str, Any]:
        """Return the variables of a frame; drivers have addresses and passwords in theirs."""
        found = super().get_traceback_frame_variables(request, tb_frame)
        return {name: self.cleanse_setting(name, value) for name, value in found}.items()

    def _hide(self, value: Any) -> Any:  # noqa: ANN401
        try:
            shown = value if isinstance(value, str) else repr(value)
        # A half-built object may raise anything.
        except Exception:  # noqa: BLE001
            return value
        is_changed = PASSWORD.search(shown) is not None
        shown = PASSWORD.sub(rf"\1{self.cleansed_substitute}@", shown)
        if any(secret in shown for secret in find_secrets()):
            return self.cleansed_substitute
        return shown if is_changed else value


def find_secrets() -> set[str]:
    """Return what nobody may read, as the settings have it."""
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
    return {str(secret) for secret in found if len(str(secret)) >= SHORTEST}
