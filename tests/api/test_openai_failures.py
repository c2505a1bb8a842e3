"""Errors of this server after pictures were submitted: OpenAI's libraries must not send the request again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection

from playground.api.openai.open_files import OpenFiles
from playground.generations.models import Generation, Picture
from tests.api.calling import Program, read_record
from tests.api.openai_program import assert_error, create, edit, read_pictures
from tests.cast import make_file

pytestmark = pytest.mark.usefixtures("prompt_worker")

AGAIN = {"Idempotency-Key": "once"}


@contextmanager
def failing_after_submission() -> Iterator[None]:
    """Let the database fail at the first query for pictures that are made already."""

    def execute_or_fail(execute: Any, sql: str, *args: Any) -> Any:
        if sql.startswith("SELECT") and f'FROM "{Picture._meta.db_table}"' in sql:
            raise OperationalError("away")
        return execute(sql, *args)

    with connection.execute_wrapper(execute_or_fail):
        yield


def test_an_unexpected_error_is_not_followed_by_the_same_request(program: Program) -> None:
    for send in (lambda: create(program), lambda: edit(program, make_file())):
        with failing_after_submission():
            response = send()
        assert response.status_code >= 500
        assert response["x-should-retry"] == "false"
    assert Generation.objects.count() == 2


def test_every_api_of_this_server_says_so(program: Program, settings: Any) -> None:
    settings.API_WAIT_SECONDS = 0
    response = program.ask()
    assert response.status_code == 504
    assert response["x-should-retry"] == "false"


def test_a_request_with_an_idempotency_key_may_be_sent_again(program: Program) -> None:
    with failing_after_submission():
        response = create(program, headers=AGAIN)
    assert response.status_code >= 500
    assert "x-should-retry" not in response
    assert len(read_pictures(create(program, headers=AGAIN))["data"]) == 1
    assert Generation.objects.count() == 1


def test_other_errors_and_paths_say_nothing(program: Program) -> None:
    assert "x-should-retry" not in create(program, n=99)
    record = read_record(program.ask())
    with failing_after_submission():
        response = program.get(f"/api/results/{record['uuid']}")
    assert response.status_code >= 500
    assert "x-should-retry" not in response


def test_a_missing_file_is_an_error_before_the_first_byte(program: Program) -> None:
    read_pictures(create(program, headers=AGAIN))
    default_storage.delete(Picture.objects.get().key)
    response = create(program, headers=AGAIN)
    assert_error(response, 502, "The file of this picture is missing", code="generation_failed")
    assert response["x-should-retry"] == "false"


def test_of_several_files_those_that_are_left_are_sent(program: Program) -> None:
    read_pictures(create(program, n=3, headers=AGAIN))
    default_storage.delete(Picture.objects.order_by("seed")[0].key)
    assert len(read_pictures(create(program, n=3, headers=AGAIN))["data"]) == 2


def test_a_file_that_is_deleted_while_it_is_sent_still_arrives(program: Program) -> None:
    response = create(program)
    default_storage.delete(Picture.objects.get().key)
    (entry,) = read_pictures(response)["data"]
    assert entry["b64_json"]


def test_open_files_are_closed_at_the_end(program: Program) -> None:
    read_pictures(create(program, n=2))
    opened = OpenFiles(list(Picture.objects.all()))
    files = [file for file in opened if file]
    assert [file.closed for file in files] == [False] * 2
    opened.close()
    assert [file.closed for file in files] == [True] * 2
