"""The check of the threads that held requests leave for others."""

from typing import Any

from playground.generations.serving_checks import FREE_THREADS, check_threads
from tests.documents import read


def test_too_few_threads_are_named_with_the_minimum(settings: Any) -> None:
    settings.WEB_THREADS, settings.HELD_REQUESTS, settings.API_WAITERS = 47, 8, 16
    [message] = check_threads(None)
    assert message.id == "threads.W001"
    assert "WEB_THREADS is 47" in message.msg
    assert "the minimum is 48" in message.msg
    assert "at least 48" in str(message.hint)
    settings.WEB_THREADS = 48
    assert check_threads(None) == []


def test_the_documents_say_the_same_number() -> None:
    assert f"at least {FREE_THREADS} fewer than `WEB_THREADS`" in read("docs/settings.md")
    text = " ".join(read("docs/deploy.md").split())
    assert f"`PLAYGROUND_HELD_REQUESTS` + `PLAYGROUND_API_WAITERS` + {FREE_THREADS}" in text
