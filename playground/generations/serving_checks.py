"""System checks of how files are served, and of the threads that requests may hold."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004
from django.core.files.storage import FileSystemStorage, default_storage

# Threads of a web process that no request may hold, so that pages are answered while all others are held.
FREE_THREADS = 24


@register("files")
def check_proxy(app_configs: Sequence[Any] | None, **kwargs: object) -> list[CheckMessage]:
    """Warn when the proxy should send files that are not on this machine."""
    if not settings.FILES_BY_PROXY or isinstance(default_storage, FileSystemStorage):
        return []
    hint = "Unset PLAYGROUND_FILES_BY_PROXY, or store the files in PLAYGROUND_HOME."
    return [Warning("The proxy cannot send files from a bucket.", hint=hint, id="files.W001")]


@register("threads")
def check_threads(app_configs: Sequence[Any] | None, **kwargs: object) -> list[CheckMessage]:
    """Warn when the requests that a web process holds can take the threads that all others need."""
    needed = settings.HELD_REQUESTS + settings.API_WAITERS + FREE_THREADS
    if needed <= settings.WEB_THREADS:
        return []
    sentence = (
        f"WEB_THREADS is {settings.WEB_THREADS}; with PLAYGROUND_HELD_REQUESTS {settings.HELD_REQUESTS} and"
        f" PLAYGROUND_API_WAITERS {settings.API_WAITERS} the minimum is {needed}: held requests could take"
        " the threads that pages need."
    )
    hint = f"Set WEB_THREADS to at least {needed}, or lower one of the others."
    return [Warning(sentence, hint=hint, id="threads.W001")]
