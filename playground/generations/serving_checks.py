"""A system check of how files are served."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004
from django.core.files.storage import FileSystemStorage, default_storage


@register("files")
def check_proxy(app_configs: Sequence[Any] | None, **kwargs: object) -> list[CheckMessage]:
    """Warn when the proxy should send files that are not on this machine."""
    if not settings.FILES_BY_PROXY or isinstance(default_storage, FileSystemStorage):
        return []
    hint = "Unset PLAYGROUND_FILES_BY_PROXY, or store the files in PLAYGROUND_HOME."
    return [Warning("The proxy cannot send files from a bucket.", hint=hint, id="files.W001")]
