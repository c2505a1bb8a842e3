"""An API with every verb of the protocol, for tests of the engine: results, cancelling, pictures in answers."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from playground.catalog.spec import ModelSpec
from playground.dialects.base import (
    Answer,
    Body,
    ClientPolicy,
    Dialect,
    DialectDefaults,
    Refusal,
    auth_header,
    build_url,
)
from playground.dialects.errors import AnswerError
from playground.dialects.registry import DIALECTS
from playground.dialects.wire import EncodedPicture, WireRequest

BASE = "https://api.further.example"
JOB = "job-17"


class Further(DialectDefaults):
    """Its answers have the fields of `Answer`, so that a test says what an answer means."""

    name = "bfl"
    title = "Further"
    order = 1
    base_url = BASE
    key_header = "authorization"
    key_prefix = "Key "
    key_placeholder = "YOUR_KEY"
    policy = ClientPolicy("further.example", can_cancel=True)

    def write_upload(self, filename: str, *, base_url: str = "", key: str = "") -> None:
        return None

    def write_request(
        self, spec: ModelSpec, params: Mapping[str, Any], *, base_url: str = "", key: str = ""
    ) -> WireRequest:
        parameter = spec.by_role("picture")
        given = params.get(parameter.name, ()) if parameter else ()
        pictures = [EncodedPicture(picture.picture, picture.filename, is_data_url=True) for picture in given]
        body: Body = {"prompt": params["prompt"]} | ({"images": pictures} if pictures else {})
        return WireRequest(
            "POST", build_url(self.as_dialect(), base_url, "/jobs"), (auth_header(self.as_dialect(), key),), body
        )

    def read_response(self, answer: object, *, base_url: str = "") -> Answer:
        if not isinstance(answer, Mapping) or "status" not in answer:
            raise AnswerError("Further's response has no status.")
        fields = dict(answer)
        for name in ("urls", "pictures"):
            fields[name] = tuple(fields.get(name, ()))
        return Answer(**{"id": "", "progress": None, "error": ""} | fields)

    def write_poll(self, id: str, poll_url: str, *, base_url: str = "", key: str = "") -> WireRequest | None:
        return self._ask("GET", build_url(self.as_dialect(), base_url, f"/jobs/{id}/status"), key)

    def write_result(self, answer: Answer, *, base_url: str = "", key: str = "") -> WireRequest | None:
        return self._ask("GET", answer.result_url, key) if answer.result_url else None

    def write_cancel(self, id: str, cancel_url: str, *, base_url: str = "", key: str = "") -> WireRequest | None:
        return self._ask("PUT", cancel_url, key) if cancel_url else None

    def write_key_test(self, *, base_url: str = "", key: str = "") -> WireRequest | None:
        return self._ask("GET", build_url(self.as_dialect(), base_url, "/key"), key)

    def read_refusal(self, status: int, body: object) -> Refusal:
        return Refusal(**body) if isinstance(body, dict) else Refusal("")

    def _ask(self, method: str, url: str, key: str) -> WireRequest:
        return WireRequest(method, url, (auth_header(self.as_dialect(), key),), None)

    def as_dialect(self) -> Dialect:
        """Return it as a dialect. Nobody asks it to speak as a server."""
        dialect: Any = self
        return dialect


# Puts a dialect in the place of the one of that name, whose models it takes over.
type PutInPlace = Callable[[str, Dialect], Dialect]


@pytest.fixture
def in_place_of(monkeypatch: pytest.MonkeyPatch) -> PutInPlace:
    """Let other dialects have the places of some in the registry until the test ends."""

    def put(name: str, dialect: Dialect) -> Dialect:
        monkeypatch.setitem(DIALECTS, name, dialect)
        return dialect

    return put


class Keyless(Further):
    """A server without keys."""

    policy = ClientPolicy("", needs_key=False, is_own_server=True)


def says(status: str, **fields: object) -> httpx.Response:
    """Return an answer of this API."""
    return httpx.Response(200, json={"id": JOB, "status": status} | fields)


def refuses(status: int, sentence: str = "", **fields: object) -> httpx.Response:
    """Return an error of this API."""
    return httpx.Response(status, json={"sentence": sentence} | fields)
