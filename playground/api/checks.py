"""A system check of the API's settings."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004

from playground.api.openai.model_names import list_named, list_names


@register("api")
def check_default_model(app_configs: Sequence[Any] | None, **kwargs: object) -> list[CheckMessage]:
    """Report a default model that the catalog does not have."""
    if list_named(settings.OPENAI_MODEL):
        return []
    # Only a warning: requests that name a model still work.
    hint = f"Set PLAYGROUND_OPENAI_MODEL to one of {', '.join(list_names())}."
    sentence = f"PLAYGROUND_OPENAI_MODEL is {settings.OPENAI_MODEL}, which is not in the catalog."
    return [Warning(sentence, hint=hint, id="api.W001")]
