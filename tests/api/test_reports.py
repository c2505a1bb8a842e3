"""The address at which APIs report that a job has ended."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from playground.api.reports import LIMIT, MOST_A_MINUTE, UNKNOWN, ReportLimit
from playground.generations.models import Generation, Status
from playground.generations.reports import write_token
from playground.serving.application import max_body_bytes
from tests.cast import JOB, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(bob: Person) -> Generation:
    """Return a generation that an API works on."""
    row = bob.ask(JOB)
    Generation.objects.update(status=Status.RUNNING, engine="remote")
    return row


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def address(row: Generation, api: str = "apiframe") -> str:
    return f"/hooks/{api}/{write_token(row)}/"


def is_reported(row: Generation) -> bool:
    row.refresh_from_db()
    return row.reported is not None


@pytest.mark.parametrize("body", [b"", b"{}", b'{"status": "FAILED"}', b"\xff\x00", b"x" * 1_000_000])
def test_a_report_is_noted_whatever_it_says(row: Generation, client: Client, body: bytes) -> None:
    response = client.post(address(row), body, "application/json", headers={"Content-Encoding": "gzip"})
    assert (response.status_code, response.content, dict(response.cookies)) == (204, b"", {})
    assert is_reported(row)
    assert row.status == Status.RUNNING


def test_it_takes_one_query_and_no_session(row: Generation, client: Client, django_assert_num_queries: Any) -> None:
    client.cookies["sessionid"] = "anything"
    with django_assert_num_queries(1):
        client.post(address(row))


@pytest.mark.parametrize("token", ["x", "a:b:c", "0" * 4000])
def test_a_forged_token_is_refused_with_a_sentence_and_no_query(
    client: Client, token: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = client.post(f"/hooks/apiframe/{token}/")
    assert (response.status_code, response.content.decode()) == (404, f"{UNKNOWN}\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_a_token_of_another_api_is_refused(row: Generation, client: Client) -> None:
    assert client.post(address(row, "fal")).status_code == 404
    assert not is_reported(row)


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options", "trace"])
def test_only_post_is_accepted(row: Generation, client: Client, method: str) -> None:
    response = getattr(client, method)(address(row))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert not is_reported(row)


@pytest.mark.parametrize("status", [Status.DONE, Status.FAILED])
def test_a_late_report_changes_nothing(row: Generation, client: Client, status: Status) -> None:
    Generation.objects.update(status=status)
    assert client.post(address(row)).status_code == 204
    assert not is_reported(row)


def test_repeated_reports_are_limited_for_each_generation(row: Generation, client: Client, bob: Person) -> None:
    statuses = [client.post(address(row)).status_code for _ in range(MOST_A_MINUTE + 2)]
    assert statuses == [204] * MOST_A_MINUTE + [429] * 2
    assert client.post(address(row))["Retry-After"] == "60"
    other = bob.ask(JOB)
    assert client.post(address(other)).status_code == 204


def test_the_server_receives_little_of_a_body(row: Generation) -> None:
    assert {max_body_bytes(address(row), kind) for kind in ("application/json", "multipart/form-data")} == {64 * 1024}


def test_the_limit_is_that_of_a_minute() -> None:
    now = 5.0
    limit, one = ReportLimit(lambda: now), uuid4()
    assert [limit.allows(one) for _ in range(1000)].count(True) == MOST_A_MINUTE
    assert limit.allows(uuid4())
    now = 65.0
    assert limit.allows(one)
    assert isinstance(LIMIT, ReportLimit)
