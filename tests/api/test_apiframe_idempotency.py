"""Idempotency-Key: however often a request is sent, it makes one job."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from playground.accounts.api_keys import create_key
from playground.accounts.models import Owner
from playground.generations.adopt import adopt
from playground.generations.models import Generation, IdempotencyKey
from playground.generations.storage.purge import purge
from playground.generations.submission.idempotency import digest_body
from tests.api.calling import Program
from tests.api.ordering import assert_apiframe_error, get_job, order, read_job_id, send
from tests.cast import work_off

BODY = {"prompt": "a red fox", "model": "flux-2-flex", "fluxParams": {"steps": 30, "guidance": 4}}


def test_the_same_key_and_body_give_the_same_job(program: Program) -> None:
    first, again = send(program, BODY, key="one"), send(program, BODY, key="one")
    assert read_job_id(first) == read_job_id(again)
    assert Generation.objects.count() == 1


def test_a_later_response_has_the_later_status(program: Program) -> None:
    first = read_job_id(send(program, BODY, key="one"))
    work_off()
    again = send(program, BODY, key="one")
    assert (again.status_code, again.json()) == (202, {"jobId": first, "status": "COMPLETED"})


@pytest.mark.parametrize(
    "content",
    [
        b'{"model":"flux-2-flex","fluxParams":{"guidance":4,"steps":30},"prompt":"a red fox"}',
        b'{ "prompt": "a red f\\u006fx", "model": "flux-2-flex", "fluxParams": {"steps": 30.0, "guidance": 4.0} }',
    ],
)
def test_another_notation_is_the_same_body(program: Program, content: bytes) -> None:
    assert read_job_id(send(program, BODY, key="one")) == read_job_id(send(program, content, key="one"))


@pytest.mark.parametrize(
    "change", [{"prompt": "a blue fox"}, {"model": "flux-2-pro"}, {"steps": 7}, {"fluxParams": {}}]
)
def test_the_same_key_with_another_body_is_a_conflict(program: Program, change: Any) -> None:
    read_job_id(send(program, BODY, key="one"))
    assert_apiframe_error(send(program, BODY | change, key="one"), 409, "Idempotency-Key")
    assert Generation.objects.count() == 1


def test_without_a_key_each_request_is_a_job(program: Program) -> None:
    assert len({read_job_id(send(program, BODY)) for _ in range(3)}) == 3
    assert not IdempotencyKey.objects.exists()


def test_another_key_is_another_job(program: Program) -> None:
    assert read_job_id(send(program, BODY, key="one")) != read_job_id(send(program, BODY, key="two"))


def test_keys_of_different_owners_are_separate(program: Program, stranger: Program) -> None:
    assert read_job_id(send(program, BODY, key="one")) != read_job_id(send(stranger, BODY, key="one"))


def test_api_keys_of_one_owner_share_idempotency_keys(program: Program) -> None:
    other = Program(program.owner, create_key(program.owner)[1])
    assert read_job_id(send(program, BODY, key="one")) == read_job_id(send(other, BODY, key="one"))


def test_a_refused_request_uses_up_no_key(program: Program, settings: Any) -> None:
    assert_apiframe_error(order(program, key="one", steps=99), 400)
    settings.API_MOST_QUEUED = 0
    assert_apiframe_error(send(program, BODY, key="one"), 429)
    assert not IdempotencyKey.objects.exists()
    settings.API_MOST_QUEUED = 4
    read_job_id(send(program, BODY, key="one"))


def test_a_repeated_request_works_with_a_full_queue(program: Program, settings: Any) -> None:
    first = read_job_id(send(program, BODY, key="one"))
    settings.API_MOST_QUEUED = 1
    assert read_job_id(send(program, BODY, key="one")) == first


def test_a_key_is_valid_for_a_day(program: Program) -> None:
    first = read_job_id(send(program, BODY, key="one"))
    IdempotencyKey.objects.update(created=timezone.now() - timedelta(hours=23, minutes=59))
    assert read_job_id(send(program, BODY, key="one")) == first
    IdempotencyKey.objects.update(created=timezone.now() - timedelta(hours=24))
    assert read_job_id(send(program, BODY | {"prompt": "other"}, key="one")) != first
    assert IdempotencyKey.objects.count() == 1


def test_purging_removes_only_expired_keys(program: Program) -> None:
    for key in ("old", "new"):
        send(program, BODY, key=key)
    IdempotencyKey.objects.filter(key="old").update(created=timezone.now() - timedelta(hours=25))
    purge()
    assert [entry.key for entry in IdempotencyKey.objects.all()] == ["new"]


def test_a_guests_keys_move_to_the_account(program: Program) -> None:
    guest = Owner.objects.create()
    script = Program(guest, create_key(guest)[1])
    first = read_job_id(send(script, BODY, key="mine"))
    send(script, BODY, key="both")
    kept = read_job_id(send(program, BODY, key="both"))
    adopt(guest, program.owner)
    assert read_job_id(send(script, BODY, key="mine")) == first
    assert read_job_id(send(script, BODY, key="both")) == kept


@pytest.mark.parametrize("key", ["x" * 256, "a\tb\x7f"])
def test_refuses_an_invalid_key(program: Program, key: str) -> None:
    assert_apiframe_error(send(program, BODY, key=key), 400, "255", at="Idempotency-Key")


def test_accepts_a_key_of_255_characters(program: Program) -> None:
    assert read_job_id(send(program, BODY, key="x" * 255)) == read_job_id(send(program, BODY, key="x" * 255))


def test_the_digest_distinguishes_true_from_one() -> None:
    assert digest_body({"a": True}) != digest_body({"a": 1})
    assert digest_body({"a": 1}) == digest_body({"a": 1.0})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", ["one", ""])
def test_ten_at_once_make_one_job_with_a_key_and_ten_without(program: Program, key: str) -> None:
    def act(_: int) -> str:
        try:
            return read_job_id(send(Program(program.owner, program.key), BODY, key=key))
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        made = set(pool.map(act, range(10)))
    assert len(made) == Generation.objects.count() == (1 if key else 10)
    assert get_job(program, made.pop())["status"] == "QUEUED"


@pytest.mark.django_db(transaction=True)
def test_of_ten_different_bodies_at_once_one_gets_the_key(program: Program) -> None:
    def act(number: int) -> int:
        try:
            response = send(Program(program.owner, program.key), BODY | {"prompt": f"fox {number}"}, key="one")
            status: int = response.status_code
            return status
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        statuses = sorted(pool.map(act, range(10)))
    assert statuses == [202] + [409] * 9
    assert Generation.objects.count() == 1
