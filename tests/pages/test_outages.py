"""While the database is away pages and APIs say so, and when to ask again."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.markup import parse


@pytest.fixture
def visitor(db: None) -> Client:
    return Client(raise_request_exception=False)


def fail(error: Exception) -> Any:
    def act(*_: object) -> None:
        raise error

    return act


@pytest.fixture
def away() -> Iterator[None]:
    """Let every query fail as it does without a server."""
    with connection.execute_wrapper(fail(OperationalError("away"))):
        yield


@pytest.fixture
def broken() -> Iterator[None]:
    """Let every query fail for a reason that time does not mend."""
    with connection.execute_wrapper(fail(ZeroDivisionError("secret"))):
        yield


def test_a_page_says_that_it_will_be_back(visitor: Client, away: None) -> None:
    visitor.cookies["sessionid"] = "a" * 32
    response = visitor.get("/history/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    page = parse(response)
    assert "database" in page.find("main").text
    assert "away" not in page.text


def test_an_api_says_it_in_its_own_shape(visitor: Client, away: None) -> None:
    response = visitor.get("/v2/me", headers={"X-API-Key": "pg_" + "a" * 40})
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "database" in str(response.json())


def test_what_is_really_broken_is_no_outage(visitor: Client, broken: None) -> None:
    visitor.cookies["sessionid"] = "a" * 32
    response = visitor.get("/history/")
    assert (response.status_code, response.get("Retry-After")) == (500, None)
    page = parse(response)
    assert "Something broke" in page.text
    assert "secret" not in page.text
