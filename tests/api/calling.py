"""A program with a key, and what every refusal in onemin's shape has in common."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from playground.accounts.models import Owner

FLEX_MODEL = "black-forest-labs/flux-2-flex"
PROMPT = {"prompt": "a red fox"}
# `async` is a keyword of Python, so it cannot be written as an argument.
ASYNC: dict[str, Any] = {"async": True}
CODES = {
    400: {"UNKNOWN_ERROR", "UNSUPPORTED_MODEL", "CONTENT_REFUSED"},
    403: {"LINK_REFUSED"},
    404: {"NOT_FOUND"},
    405: {"METHOD_NOT_ALLOWED"},
    413: {"PAYLOAD_TOO_LARGE"},
    415: {"UNSUPPORTED_MEDIA_TYPE"},
    429: {"TOO_MANY_REQUESTS"},
    500: {"UNKNOWN_ERROR"},
    502: {"GENERATION_FAILED"},
    504: {"TIMEOUT"},
}


@dataclass(frozen=True)
class Program:
    """Something that calls the API with a key of `owner`."""

    owner: Owner
    key: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def call(self, method: str, path: str, **extra: Any) -> Any:
        """Send a request with the key, in whichever header the call does not name itself."""
        headers = {"API-KEY": self.key} | extra.pop("headers", {})
        return self.client.generic(method, path, headers=headers, **extra)

    def post(self, path: str, body: Any, **extra: Any) -> Any:
        """Send JSON: a value, or bytes as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.call("POST", path, data=content, content_type="application/json", **extra)

    def ask(
        self, prompt_object: Any = None, *, model: str = FLEX_MODEL, type: str = "IMAGE_GENERATOR", **top: Any
    ) -> Any:
        """Post to /api/features."""
        body = {"type": type, "model": model, "promptObject": PROMPT if prompt_object is None else prompt_object}
        return self.post("/api/features", body | top)

    def edit(self, reference: str, **prompt_object: Any) -> Any:
        """Post an edit of the picture that the reference names."""
        return self.ask(PROMPT | {"imageUrl": reference} | prompt_object, type="IMAGE_EDITOR")

    def upload(self, *files: SimpleUploadedFile, name: str = "asset") -> Any:
        """Post to /api/assets."""
        data = {name: list(files)}
        return self.client.post("/api/assets", data, headers={"API-KEY": self.key})

    def get(self, path: str) -> Any:
        return self.call("GET", path)


def read_record(response: Any) -> dict[str, Any]:
    """Return the `aiRecord` of an answer, which must be one."""
    assert response.status_code == 200, response.content
    assert list(response.json()) == ["aiRecord"]
    record: dict[str, Any] = response.json()["aiRecord"]
    return record


def paths_of(response: Any) -> list[str]:
    """Return the paths of the pictures in an answer."""
    paths: list[str] = read_record(response)["aiRecordDetail"]["resultObject"]
    return paths


def assert_dressed(response: Any) -> None:
    """What every answer of the JSON door has."""
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert len(response["x-request-id"]) == 32


def assert_onemin_error(response: Any, status: int, *words: str) -> None:
    """The one shape of a refusal, with a sentence in which the words stand."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    assert_dressed(response)
    body = response.json()
    if status == 401:
        assert body == {"message": "Invalid API Key"}
        return
    assert list(body) == ["errorCode", "message"]
    assert body["errorCode"] in CODES[status]
    assert body["message"].endswith((".", "?", "instead")) or body["errorCode"] in (
        "UNSUPPORTED_MODEL",
        "UNKNOWN_ERROR",
    )
    for word in words:
        assert word in body["message"], body["message"]
