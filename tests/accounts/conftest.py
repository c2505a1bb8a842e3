"""Fixtures for the tests of accounts."""

from typing import Any

import pytest


@pytest.fixture
def fresh_counts(settings: Any, request: pytest.FixtureRequest) -> None:
    """Count apart from other tests, whose mails and failures would be counted with this one's."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": request.node.nodeid}}
