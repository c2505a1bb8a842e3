"""A request under a wrong host name is one line of the log each time, and no error."""

import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string


@pytest.fixture
def records() -> Iterator[list[logging.LogRecord]]:
    """Return the records that pass the filters of the console, which are those of the settings."""
    kept: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = kept.append  # type: ignore[method-assign, assignment]  # a handler that keeps its records
    for name in settings.LOGGING["handlers"]["console"]["filters"]:
        options = dict(settings.LOGGING["filters"][name])
        handler.addFilter(import_string(options.pop("()"))(**options))
    logger = logging.getLogger("django.security.DisallowedHost")
    logger.addHandler(handler)
    yield kept
    logger.removeHandler(handler)


def test_a_wrong_host_is_a_warning_without_a_traceback(records: list[logging.LogRecord]) -> None:
    client = Client(raise_request_exception=False)
    for _ in range(2):
        assert client.get("/share/", headers={"Host": "scanner.example"}).status_code == 400
    assert {(record.levelname, record.exc_info) for record in records} == {("WARNING", None)}
    assert all("'scanner.example'" in record.getMessage() for record in records)
    assert all("add 'scanner.example' to PLAYGROUND_ALLOWED_HOSTS" in record.getMessage() for record in records)
    assert len(records) >= 2
