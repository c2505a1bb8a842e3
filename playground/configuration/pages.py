"""The setting `TEMPLATES`."""

from pathlib import Path
from typing import Any


def template_settings(folder: Path) -> list[dict[str, Any]]:
    processors = (
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
        "playground.pages.context.site",
        # The nonce of the one style element, that of the first page.
        "django.template.context_processors.csp",
    )
    # Django's own choice of loaders, but for one that drops the indents of the templates in the folder.
    loaders = ("playground.pages.template_loader.Loader", "django.template.loaders.app_directories.Loader")
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [folder],
            "OPTIONS": {
                "builtins": ["playground.pages.templatetags.icons", "playground.pages.templatetags.moments"],
                "context_processors": list(processors),
                "loaders": [("django.template.loaders.cached.Loader", list(loaders))],
            },
        }
    ]
