"""Serves static files, also those of the releases before and after the one that this process runs."""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

from playground.stores.shared_static import SharedStaticFiles

# Names with a hash of their content, which mean the same file in every release.
HASHED = re.compile(r"[\w./-]{1,200}\.[0-9a-f]{12}\.\w{1,10}", re.ASCII)


# WhiteNoise has no types.
whitenoise: Any = WhiteNoiseMiddleware


class StaticFilesMiddleware:
    """WhiteNoise, which knows the files that were there when the process started, and finds others by their hash."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._whitenoise = whitenoise(get_response)
        self._shared = SharedStaticFiles()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        url, known = request.path_info, self._whitenoise
        if url.startswith(known.static_prefix) and url not in known.files and not known.autorefresh:
            self._find(url)
        response: HttpResponseBase = self._whitenoise(request)
        return response

    def _find(self, url: str) -> None:
        name = url.removeprefix(self._whitenoise.static_prefix)
        if not HASHED.fullmatch(name) or not self._whitenoise.url_is_canonical(url):
            return
        path = Path(self._whitenoise.static_root) / name
        # A name may be longer than the file system takes, and anyone can ask for one.
        with suppress(OSError):
            if path.is_file() or self._shared.fetch(name, path):
                self._whitenoise.add_file_to_dictionary(url, str(path))
