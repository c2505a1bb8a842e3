"""While the database is away or the disk is full pages and APIs say so, and when to ask again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client

from playground.stores.disk_space import DiskFull
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


def test_a_page_says_that_the_database_is_unavailable(visitor: Client, away: None) -> None:
    visitor.cookies["sessionid"] = "a" * 32
    response = visitor.get("/history/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    page = parse(response)
    assert "database" in page.find("main").text
    assert "away" not in page.text


def test_an_api_uses_its_own_error_format(visitor: Client, away: None) -> None:
    response = visitor.get("/v2/me", headers={"X-API-Key": "pg_" + "a" * 40})
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "database" in str(response.json())


def test_an_htmx_request_gets_a_sentence(visitor: Client, away: None) -> None:
    visitor.cookies["sessionid"] = "a" * 32
    response = visitor.get("/history/", headers={"HX-Request": "true"})
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode().startswith("The database of this server is not available.")


def full_sqlite() -> Exception:
    """Return what Django raises where SQLite finds no room."""
    with closing(sqlite3.connect(":memory:")) as small:
        small.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError) as caught:
            small.execute("CREATE TABLE big (text)")
    return raised_from(OperationalError("database or disk is full"), caught.value)


def full_postgresql() -> Exception:
    """Return what Django raises where PostgreSQL finds no room."""
    return raised_from(OperationalError("could not extend file"), psycopg.errors.DiskFull())


def raised_from(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("error", [DiskFull(), full_sqlite(), full_postgresql()], ids=["file", "sqlite", "postgresql"])
def test_a_full_disk_is_reported_by_page_and_api(visitor: Client, error: Exception) -> None:
    visitor.cookies["sessionid"] = "a" * 32
    with connection.execute_wrapper(fail(error)):
        page, api = visitor.get("/history/"), visitor.get("/v2/me", headers={"X-API-Key": "pg_" + "a" * 40})
    assert (page.status_code, api.status_code) == (507, 507)
    assert "disk of this server is full" in parse(page).text
    assert "disk of this server is full" in str(api.json())


def test_other_errors_are_not_reported_as_an_outage(visitor: Client, broken: None) -> None:
    visitor.cookies["sessionid"] = "a" * 32
    response = visitor.get("/history/")
    assert (response.status_code, response.get("Retry-After")) == (500, None)
    page = parse(response)
    assert "Something went wrong" in page.text
    assert "secret" not in page.text
