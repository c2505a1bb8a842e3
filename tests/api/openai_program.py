"""A program that calls OpenAI's images API of this server."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.calling import Program, assert_dressed

GENERATIONS, EDITS = "/v1/images/generations", "/v1/images/edits"
FLEX = "onemin/flux-2-flex"
# A model that takes several pictures.
REFERENCES = "bfl/flux-2-pro"


def create(program: Program, *, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    """Post to /v1/images/generations as OpenAI's libraries do."""
    body = {"model": FLEX, "prompt": "a red fox"} | fields
    return program.client.post(
        GENERATIONS,
        json.dumps({name: value for name, value in body.items() if value is not ...}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {program.key}"} | (headers or {}),
    )


def edit(program: Program, *files: SimpleUploadedFile, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    """Post to /v1/images/edits: one picture as `image`, several as `image[]`."""
    name = "image" if len(files) == 1 else "image[]"
    data = {"model": REFERENCES, "prompt": "make it night", name: list(files)} | fields
    return program.client.post(EDITS, data, headers={"Authorization": f"Bearer {program.key}"} | (headers or {}))


def read_pictures(response: Any) -> dict[str, Any]:
    """Return the body of a successful answer."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200, content
    assert response["Content-Type"] == "application/json"
    assert_dressed(response)
    body: dict[str, Any] = json.loads(content)
    return body


def assert_error(response: Any, status: int, *words: str, param: str | None = None, code: str | None = None) -> Any:
    """Assert OpenAI's one shape of an error, and return it."""
    assert response.status_code == status, response.content
    assert_dressed(response)
    body = response.json()
    assert list(body) == ["error"]
    error = body["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["param"] == param
    if code is not None:
        assert error["code"] == code
    for word in words:
        assert word in error["message"], error["message"]
    return error
