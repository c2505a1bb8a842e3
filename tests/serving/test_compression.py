"""Responses are compressed for clients that accept it."""

from typing import Any

import pytest
from django.test import Client

REFUSALS = ["gzip;q=0, identity", "gzip; q=0.000", "gzip;Q=0", "br;q=0, gzip;q=0", "identity;q=1, gzip ; q=0.0"]
PATHS = ["/sketches/", "/api/openapi.json", "/models?feature=IMAGE_EDITOR"]


def encoding(path: str, accepted: str) -> Any:
    return Client().get(path, headers={"Accept-Encoding": accepted}).get("Content-Encoding", "none")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_client_that_refuses_gzip_does_not_get_it(db: None, path: str, refusal: str) -> None:
    assert encoding(path, refusal) == "none"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "accepted", ["gzip", "gzip, deflate, br", "gzip;q=0.5", "br;q=0, gzip", "gzip;q=0.001", "gzip;x=0"]
)
def test_a_client_that_accepts_gzip_gets_it(db: None, path: str, accepted: str) -> None:
    assert encoding(path, accepted) == "gzip"
