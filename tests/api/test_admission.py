"""Keys in every header that clients use, and the limit of each owner."""

from typing import Any

import pytest
from django.test import Client

from playground.accounts.api_keys import create_key
from playground.accounts.models import ApiKey
from tests.api.calling import Program, assert_dressed, assert_onemin_error

RESULT = "/api/results/0"


@pytest.mark.parametrize("name", ["API-KEY", "api-key", "Api-Key", "X-API-Key", "x-api-key"])
def test_accepts_a_key_in_either_header_in_any_case(program: Program, name: str) -> None:
    assert Client().get(RESULT, headers={name: program.key}).status_code == 200


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_accepts_a_key_as_a_bearer_token(program: Program, scheme: str) -> None:
    assert Client().get(RESULT, headers={"Authorization": f"{scheme} {program.key}"}).status_code == 200


def test_ignores_a_foreign_bearer_token_beside_a_key(program: Program) -> None:
    headers = {"API-KEY": program.key, "Authorization": "Bearer sk-something-else"}
    assert Client().get(RESULT, headers=headers).status_code == 200
    headers = {"API-KEY": "<api-key>", "Authorization": f"Bearer {program.key}"}
    assert Client().get(RESULT, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"API-KEY": ""},
        {"API-KEY": "afk_" + "a" * 32},
        {"API-KEY": "a" * 5000},
        {"API-KEY": "schlüssel".encode().decode("latin-1")},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic YTpi"},
    ],
    ids=str,
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/api/features"), ("GET", RESULT), ("POST", "/api/assets")])
def test_refuses_requests_without_a_known_key(db: None, method: str, path: str, headers: dict[str, str]) -> None:
    assert_onemin_error(Client().generic(method, path, headers=headers), 401)


def test_refuses_a_key_in_the_url(program: Program) -> None:
    assert_onemin_error(Client().get(f"{RESULT}?api-key={program.key}"), 401)


def test_refuses_a_revoked_key(program: Program) -> None:
    assert program.get(RESULT).status_code == 200
    ApiKey.objects.get().revoke()
    assert_onemin_error(program.get(RESULT), 401)


def test_refuses_a_session_instead_of_a_key(program: Program) -> None:
    client = Client()
    assert program.owner.user is not None
    client.force_login(program.owner.user)
    assert_onemin_error(client.get(RESULT), 401)


def test_answers_429_with_retry_after_above_the_limit(program: Program, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 3
    assert [program.get(RESULT).status_code for _ in range(3)] == [200, 200, 200]
    response = program.get(RESULT)
    assert_onemin_error(response, 429, "3 requests a minute")
    assert 1 <= int(response["Retry-After"]) <= 60


def test_the_limit_is_shared_by_all_keys_of_an_owner(program: Program, stranger: Program, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 2
    other = Program(program.owner, create_key(program.owner)[1])
    answers = [one.get(RESULT).status_code for one in (program, other, program, other, stranger)]
    assert answers == [200, 200, 429, 429, 200]


def test_refused_methods_and_preflights_are_not_counted(program: Program, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 1
    program.call("OPTIONS", RESULT)
    program.call("DELETE", RESULT)
    assert program.get(RESULT).status_code == 200


def test_records_the_last_use_of_a_key(program: Program) -> None:
    program.get(RESULT)
    assert ApiKey.objects.get().last_used is not None


def test_answers_head_like_get(program: Program) -> None:
    response = program.call("HEAD", RESULT)
    assert response.status_code == 200
    assert_dressed(response)
