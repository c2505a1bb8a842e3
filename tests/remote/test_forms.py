"""A form is sent with its texts and pictures in their order, each under its name."""

import httpx

from playground.dialects.registry import get_dialect
from playground.dialects.wire import FormBody, FormPicture, WireRequest
from playground.engines.remote.http import build_request
from playground.engines.remote.session import ApiSession
from tests.remote.scripted_api import make_account
from tests.standins.asking import read_form

BFL = get_dialect("bfl")
FIELDS = (
    ("prompt", "Ein „Fuchs“\nauf Eis"),
    ("image[]", FormPicture(1, "two.png", "image/png")),
    ("image[]", FormPicture(0, "one.jpg", "image/jpeg")),
    ("seed", "7"),
)


def test_a_form_is_sent_in_its_order() -> None:
    wire = WireRequest("POST", "https://api.bfl.ai/v1/edits", (("x-key", "k"),), FormBody(FIELDS))
    request = build_request(wire, ApiSession(BFL, make_account(BFL)), 5.0, pictures=[b"one", b"two"])
    assert isinstance(request.stream, httpx.SyncByteStream)
    body = b"".join(request.stream)
    assert int(request.headers["Content-Length"]) == len(body)
    assert read_form(request.headers["Content-Type"], body) == [
        ("prompt", "", "text/plain", "Ein „Fuchs“\nauf Eis".encode()),
        ("image[]", "two.png", "image/png", b"two"),
        ("image[]", "one.jpg", "image/jpeg", b"one"),
        ("seed", "", "text/plain", b"7"),
    ]
    # The same request can be sent again.
    assert b"".join(request.stream) == body
