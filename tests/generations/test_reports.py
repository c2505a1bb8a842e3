"""The addresses to which APIs report, their tokens, and what a report changes."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from playground.generations.models import Generation, Status, Worker
from playground.generations.reports import can_be_reached, note_report, read_token, report_address, write_token
from playground.generations.worker.remote.row_updates import find_noted
from tests.cast import JOB, Person

pytestmark = pytest.mark.django_db
PUBLIC = "https://play.example.com"


@pytest.fixture
def row(bob: Person) -> Generation:
    """Return a generation that an API works on."""
    return running(bob.ask(JOB))


def running(row: Generation, **changes: Any) -> Generation:
    worker, _ = Worker.objects.get_or_create()
    facts = {"status": Status.RUNNING, "worker": worker, "engine": "remote"} | changes
    Generation.objects.filter(id=row.id).update(**facts)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("url", [PUBLIC, "https://play.example.com:8443", "https://8.8.8.8", "https://[2606:4700::1]"])
def test_a_public_address_with_https_can_be_reached(url: str) -> None:
    assert can_be_reached(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://play.example.com",
        "https://localhost",
        "https://localhost:8000",
        "https://a.localhost.",
        "https://playground",
        "https://nas.local",
        "https://pictures.corp.internal",
        "https://box.home.arpa",
        "https://127.0.0.1",
        "https://10.1.2.3",
        "https://192.168.1.7:8443",
        "https://169.254.1.1",
        "https://100.64.0.1",
        "https://[::1]",
        "https://[fd00::1]",
        "https://[::ffff:10.0.0.1]",
    ],
)
def test_others_cannot(url: str, row: Generation, settings: Any) -> None:
    settings.PUBLIC_URL = url
    assert not can_be_reached(url)
    assert report_address(row) == ""


def test_the_address_stays_the_same_for_a_repeat_of_the_request(row: Generation, settings: Any) -> None:
    settings.PUBLIC_URL = PUBLIC
    address = report_address(row)
    assert address.startswith(f"{PUBLIC}/hooks/apiframe/")
    Generation.objects.update(started=timezone.now(), attempts=2)
    row.refresh_from_db()
    assert report_address(row) == address
    # Black Forest Labs' limit is the smallest.
    assert len(address) < 2083


def test_a_token_names_its_generation_at_its_own_api_only(row: Generation) -> None:
    token = write_token(row)
    assert read_token("apiframe", token) == row.id
    assert [read_token(api, token) for api in ("replicate", "", "apiframe:x")] == [None] * 3


@pytest.mark.parametrize("change", ["", "x", "::", "{token}x", "x{token}", "{token}:", "\u0000", "é", "a:b:c"])
def test_a_forged_token_names_none(row: Generation, change: str) -> None:
    assert read_token("apiframe", change.format(token=write_token(row))) is None


def test_a_token_of_another_key_names_none(row: Generation, settings: Any) -> None:
    token = write_token(row)
    settings.SECRET_KEY = "another"
    assert read_token("apiframe", token) is None


def test_a_token_expires_after_two_days(row: Generation) -> None:
    for hours, expected in ((47, row.id), (49, None)):
        row.created = timezone.now() - timedelta(hours=hours)
        assert read_token("apiframe", write_token(row)) == expected


def test_a_report_is_noted_once_and_nobody_sees_it(row: Generation) -> None:
    assert [note_report(row.id) for _ in range(3)] == [True, False, False]
    version, row = row.version, Generation.objects.get(id=row.id)
    assert row.reported is not None
    assert (row.version, row.status) == (version, Status.RUNNING)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.DONE},
        {"status": Status.FAILED},
        {"status": Status.CANCELLED},
        {"status": Status.QUEUED},
        {"deleted": timezone.now()},
        {"engine": "sketch"},
    ],
)
def test_a_report_for_a_row_that_nobody_waits_for_changes_nothing(row: Generation, changes: dict[str, Any]) -> None:
    running(row, **changes)
    before = Generation.objects.values().get(id=row.id)
    assert not note_report(row.id)
    assert Generation.objects.values().get(id=row.id) == before


def test_a_report_for_a_row_that_is_gone_changes_nothing(row: Generation) -> None:
    row.delete()
    assert not note_report(row.id)


def test_one_query_finds_what_others_wrote_to_the_rows(bob: Person, django_assert_num_queries: Any) -> None:
    now = timezone.now()
    changes: list[dict[str, Any]] = [
        {},
        {"reported": now},
        {"cancel_requested": True},
        {"deleted": now},
        {"reported": now, "cancel_requested": True},
        {"reported": now, "worker": None},
        {"reported": now, "status": Status.DONE},
    ]
    rows = [running(bob.ask(JOB), **change) for change in changes]
    worker = rows[0].worker
    assert worker is not None
    with django_assert_num_queries(1):
        noted = find_noted(worker)
    assert dict(noted) == {rows[1].id: False, rows[2].id: True, rows[3].id: True, rows[4].id: True}


# SQLite's schema cannot be changed, or be said to change, within a transaction.
@pytest.mark.django_db(transaction=True)
def test_its_column_is_added_without_writing_the_table_anew() -> None:
    printed = StringIO()
    call_command("sqlmigrate", "generations", "0023_note_reports", stdout=printed)
    [statement] = [line for line in printed.getvalue().splitlines() if line.startswith(("ALTER", "CREATE", "INSERT"))]
    assert statement.startswith('ALTER TABLE "generations_generation" ADD COLUMN "reported"')
    assert " NULL" in statement
    assert "NOT NULL" not in statement
    assert "DEFAULT" not in statement
