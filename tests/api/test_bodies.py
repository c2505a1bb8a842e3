"""Bodies that are not JSON, too large, or ambiguous JSON: the client's mistake, never the server's."""

import json
from io import BytesIO
from typing import Any

import pytest

from playground.generations.models import Generation
from tests.api.calling import FLEX_MODEL, PROMPT, Program, assert_onemin_error, read_record
from tests.cast import make_file

BODY = {"type": "IMAGE_GENERATOR", "model": FLEX_MODEL, "promptObject": PROMPT}
TEXT = json.dumps(BODY)


def with_extra(extra: str) -> bytes:
    """Return the body with one more member in its prompt object."""
    return (TEXT[:-2] + f", {extra}}}}}").encode()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b" ", "JSON"),
        (b"{", "line 1, column 2"),
        (b"prompt=a", "JSON"),
        (TEXT.encode()[:-1], "JSON"),
        (TEXT.encode() + b"x", "JSON"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "UTF-8"),
        (b'{"type": "\xc3"}', "UTF-8"),
        (b'["IMAGE_GENERATOR"]', "object"),
        (b"null", "object"),
        (b"1", "object"),
        (with_extra('"steps": NaN'), "NaN"),
        (with_extra('"x": -Infinity'), "Infinity"),
        (with_extra('"x": 1e999'), "too large"),
        (with_extra('"x": ' + "9" * 5000), "digits"),
        (with_extra('"steps": 20, "steps": 30'), '"steps" appears twice'),
        (with_extra('"x": "\\u0000"'), "NUL"),
        (with_extra('"\\ud800": 1'), "surrogate"),
        (with_extra('"x": ' + "[" * 40 + "]" * 40), "deep"),
        (b"[" * 500_000, "deep"),
        (b'{"a":' * 150_000, "deep"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_refuses_invalid_json(program: Program, content: bytes, word: str) -> None:
    assert_onemin_error(program.post("/api/features", content), 400, word)
    assert not Generation.objects.exists()


@pytest.mark.usefixtures("prompt_worker")
def test_accepts_json_in_any_notation(program: Program) -> None:
    for content in (
        b"\xef\xbb\xbf" + TEXT.encode(),
        json.dumps(BODY, indent=4).encode(),
        with_extra('"x": ' + "[" * 20 + "]" * 20),
        TEXT.replace("a red fox", "\\ud83e\\udd8a").encode(),
    ):
        assert read_record(program.post("/api/features", content))["status"] == "SUCCESS"
    assert Generation.objects.order_by("-created")[0].prompt == "🦊"


@pytest.mark.parametrize(
    "type_", ["text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_another_content_type_is_refused(program: Program, type_: str) -> None:
    response = program.call("POST", "/api/features", data=TEXT, content_type=type_)
    assert_onemin_error(response, 415, "application/json")


@pytest.mark.usefixtures("prompt_worker")
@pytest.mark.parametrize("type_", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.api+json"])
def test_json_may_be_declared_in_several_ways(program: Program, type_: str) -> None:
    response = program.call("POST", "/api/features", data=TEXT, content_type=type_)
    assert response.status_code == 200


@pytest.mark.parametrize("surplus", [1, 2_000_000])
def test_more_than_three_megabytes_are_too_large(program: Program, surplus: int) -> None:
    response = program.post("/api/features", b" " * (3 * 1024 * 1024 + surplus))
    assert_onemin_error(response, 413, "3 MB")


@pytest.mark.usefixtures("prompt_worker")
def test_three_megabytes_are_accepted(program: Program) -> None:
    content = TEXT.encode()
    assert program.post("/api/features", content + b" " * (3 * 1024 * 1024 - len(content))).status_code == 200


def test_compresses_a_large_response_if_the_client_accepts_it(program: Program) -> None:
    address = "/models?feature=IMAGE_GENERATOR"
    packed: Any = program.call("GET", address, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(program.get(address).content)
    assert "Content-Encoding" not in program.get(address)


def in_chunks(program: Program, content: bytes, path: str = "/api/features", type_: str = "application/json") -> Any:
    """Send a body without its length, as a server hands it on that knows where it ends."""
    extra: dict[str, Any] = {"wsgi.input": BytesIO(content), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    headers = {"Transfer-Encoding": "chunked", "Content-Type": type_}
    return program.call("POST", path, headers=headers, **extra)


@pytest.mark.usefixtures("prompt_worker")
def test_a_body_may_come_in_chunks(program: Program) -> None:
    assert read_record(in_chunks(program, TEXT.encode()))["status"] == "SUCCESS"


def test_a_body_in_chunks_has_the_same_limit(program: Program) -> None:
    assert_onemin_error(in_chunks(program, b" " * (3 * 1024 * 1024 + 1)), 413, "3 MB")


FORM = b'--x\r\nContent-Disposition: form-data; name="asset"; filename="blob"\r\n\r\n%b\r\n--x--\r\n'


def test_an_upload_may_come_in_chunks(program: Program) -> None:
    content = FORM % make_file().read()
    response = in_chunks(program, content, "/api/assets", "multipart/form-data; boundary=x")
    assert response.status_code == 200


def test_an_upload_in_chunks_has_the_same_limit(program: Program) -> None:
    response = in_chunks(program, FORM % bytes(22 * 2**20), "/api/assets", "multipart/form-data; boundary=x")
    assert_onemin_error(response, 413, "20 MB")


@pytest.mark.parametrize(
    ("size", "escapes", "sentence"),
    [
        (3 * 2**20, 0, "the limit is 3 MB, not counting \\u escapes"),
        (3 * 2**20, 600_000, "the limit is 3 MB, not counting \\u escapes"),
        (0, 1_300_000, "the limit is 7 MB"),
    ],
)
def test_only_escapes_may_make_a_body_longer(program: Program, size: int, escapes: int, sentence: str) -> None:
    assert_onemin_error(
        program.post("/api/features", with_extra(f'"x": "{"x" * size}{"\\u0436" * escapes}"')), 413, sentence
    )
