"""Answers that fail, and what a generation ends with."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from playground.catalog.loading import get_spec
from playground.dialects.registry import get_dialect
from playground.engines.errors import EngineError
from tests.remote.samples.registry import SAMPLES
from tests.remote.scripted_api import KEY, Script, ScriptedJournal, make, make_account


class Stream(httpx.AsyncByteStream):
    """A body that comes in parts, with seconds between them, and perhaps ends in an error."""

    def __init__(self, *parts: bytes, seconds: float = 0, error: Exception | None = None) -> None:
        self._parts, self._seconds, self._error = parts, seconds, error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            await asyncio.sleep(self._seconds)
            yield part
        if self._error:
            raise self._error


def status(code: int, **headers: str) -> httpx.Response:
    body = {"message": f"Nope {KEY}", "error": f"Nope {KEY}", "detail": f"Nope {KEY}"}
    return httpx.Response(code, json=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


def fail(script: Script, name: str, journal: ScriptedJournal, **wishes: Any) -> EngineError:
    """Return what the generation ended with; whatever it is, it must be fit for the page."""
    dialect = get_dialect(name)
    account = make_account(dialect, wishes.pop("whose", "own"))
    spec = get_spec(wishes.pop("spec", SAMPLES[name].order[0]))
    with pytest.raises(EngineError) as caught:
        make(script, spec, account, journal, **wishes)
    sentence = caught.value.sentence
    assert dialect.title in sentence
    assert KEY not in sentence + repr(caught.value)
    assert sentence == " ".join(sentence.split())
    assert sentence.endswith((".", "”"))
    assert len(caught.value.code) <= 20
    return caught.value
